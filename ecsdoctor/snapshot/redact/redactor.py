"""Finds secrets by all rules, remembers them, and puts marks in their place."""

from __future__ import annotations

import re
from typing import Dict, Iterator, List, Mapping, Tuple

from ...model.regex import regex
from . import (
    agent_credentials,
    assignments,
    aws_keys,
    bearer,
    commands,
    environments,
    private_keys,
    prose,
    registry_auth,
    urls,
    well_known,
    wrapped,
)
from .marks import Marks
from .rule import Rule, Span

RULES: Tuple[Rule, ...] = tuple(
    rule
    for family in (
        registry_auth,
        aws_keys,
        private_keys,
        agent_credentials,
        commands,
        environments,
        assignments,
        bearer,
        urls,
        well_known,
        prose,
    )
    for rule in family.RULES
)
_ENV_FILES = regex(r"root/(etc/ecs/|var/lib/ecs/ecs\.config|etc/environment|etc/sysconfig/|etc/default/)|.*\.env$")
# A script or YAML inside a JSON string, at any depth.
_ESCAPED_LINE_END = regex(rb"(?<!\\)\\+n")
# Base64 is looked for where people put text into it; a log of megabytes is not such a place.
_NESTED_BELOW = 512 * 1024
_DEPTH = 3
_OPENED_AT_MOST = 64 * 1024 * 1024


class Redactor:
    """One for each run: the same value gets the same mark wherever it stands."""

    def __init__(self) -> None:
        self._marks = Marks()
        self._opened = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """How many values were taken out, by rule."""
        return dict(sorted(self._marks.counts.items()))

    def learn(self, body: bytes, slot: str = "") -> None:
        """Remember the secrets of an answer, so that they are known where nothing but the value stands."""
        kept = self._marks.counts.copy()
        self._redacted(body, slot, 0)
        self._marks.counts = kept

    def redact(self, body: bytes, slot: str = "") -> bytes:
        """The body without secrets; `slot` is its place in the snapshot layout, which tells env files."""
        text, known = self._marks.everywhere(self._redacted(body, slot, 0))
        if known:
            self._marks.counts["seen-elsewhere"] += known
        return text

    def text(self, text: str) -> str:
        """The same for text."""
        body = text.encode("utf-8", "surrogatepass")
        clean = self.redact(body)
        return text if clean == body else _decoded(clean)

    def _redacted(self, body: bytes, slot: str, depth: int) -> bytes:
        outer = wrapped.whole(body)
        if outer is not None:
            self._opened += len(outer.body)
            open_it = depth < _DEPTH and self._opened < _OPENED_AT_MOST
            inner = self._redacted(outer.body, slot, depth + 1) if open_it else b""
            return body if inner == outer.body else outer.wrap(inner)
        self._marks.begin_after(body)
        rules = _ENV_FILE if _ENV_FILES.match(slot) else _ORDINARY
        spans = list(_spans(body, rules))
        if b"\\n" in body:
            spans += _spans(_ESCAPED_LINE_END.sub(_line_end, body), rules)
        if depth < _DEPTH and len(body) < _NESTED_BELOW:
            spans += self._nested(body, slot, depth)
        return self._marked(body, spans)

    def _nested(self, body: bytes, slot: str, depth: int) -> Iterator[Span]:
        for part in wrapped.parts(body):
            inner = self._redacted(part.body, slot, depth + 1)
            if inner != part.body:
                yield Span(part.start, part.end, "", part.wrap(inner))

    def _marked(self, body: bytes, spans: List[Span]) -> bytes:
        if not spans:
            return body
        pieces: List[bytes] = []
        place = 0
        for span in _joined(spans):
            pieces.append(body[place : span.start])
            if span.replacement is None:
                self._marks.counts[span.rule] += 1
                pieces.append(self._marks.mark(body[span.start : span.end]))
            else:
                pieces.append(span.replacement)
            place = span.end
        return b"".join([*pieces, body[place:]])


def _line_end(match: re.Match[bytes]) -> bytes:
    """A real line end for an escaped one, as long as it was, so that places stay."""
    return b"\n".rjust(len(match.group()))


def _by_stem(rules: Tuple[Rule, ...]) -> Dict[bytes, List[Rule]]:
    stems: Dict[bytes, List[Rule]] = {}
    for rule in rules:
        for stem in rule.stems:
            stems.setdefault(stem, []).append(rule)
    return stems


def _spans(body: bytes, stems: Mapping[bytes, List[Rule]]) -> Iterator[Span]:
    """What every rule finds; each rule sees each byte once."""
    lowered = body.lower()
    find = lowered.find
    for stem, rules in stems.items():
        place = find(stem)
        if place < 0:  # nearly always, and asked a hundred times of each text
            continue
        done: Dict[int, int] = {}
        while place >= 0:
            for rule in rules:
                if place >= done.get(id(rule), 0):
                    start, end = _window(body, place, rule)
                    yield from rule.spans(body, start, end)
                    # A match that the window cuts short must be seen again by the next one.
                    done[id(rule)] = end - rule.after // 2 if rule.across else end
            place = find(stem, place + 1)


def _window(body: bytes, place: int, rule: Rule) -> Tuple[int, int]:
    start = max(0, place - rule.before)
    end = min(len(body), place + rule.after)
    if rule.across:
        return start, end
    line = body.rfind(b"\n", start, place)
    stop = body.find(b"\n", place, end)
    return (line + 1 if line >= 0 else start), (stop if stop >= 0 else end)


def _joined(spans: List[Span]) -> Iterator[Span]:
    """In order, without overlaps: of two that overlap the union is taken out; a mark wins over nested text."""
    ordered = sorted(spans, key=lambda s: (s.start, -s.end, s.replacement is not None))
    current = ordered[0]
    for span in ordered[1:]:
        if span.start >= current.end:
            yield current
            current = span
        elif span.end > current.end or (current.replacement is not None and span.replacement is None):
            rule = current.rule or span.rule
            current = Span(current.start, max(current.end, span.end), rule)
    yield current


def _decoded(body: bytes) -> str:
    """Half surrogate pairs, which JSON may hold, survive unless a mark has cut one in two."""
    try:
        return body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


_ORDINARY = _by_stem(RULES)
_ENV_FILE = _by_stem(RULES + assignments.ENV_FILE_RULES)
