"""What a rule is: words that call it, and a look at the text around them."""

from __future__ import annotations

import re
from typing import Callable, Iterator, NamedTuple, Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex

# A line is looked at this far before and behind the word that called.
BEFORE = 128
AFTER = 64 * 1024


class Span(NamedTuple):
    """Bytes to take out. `replacement` is None for a mark; nested text brings its own."""

    start: int
    end: int
    rule: str
    replacement: Optional[bytes] = None


@frozen
class Rule:
    """One shape of secrets.

    `stems` are lower-case: the pattern is tried only where one of them stands, which keeps megabytes of log cheap.
    Every group whose name begins with `secret` is taken out, if `accept` agrees. With `value`, the pattern ends
    before the value, which is looked at only if the name was accepted: `"message": "{\\"token\\": …` holds another.
    A rule sees one line, or `after` bytes when `across` lines.
    """

    name: str
    stems: Tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    accept: Callable[[re.Match[bytes]], bool] = lambda match: True
    value: Optional[re.Pattern[bytes]] = None
    across: bool = False
    before: int = BEFORE
    after: int = AFTER

    def spans(self, text: bytes, start: int, end: int) -> Iterator[Span]:
        """What this rule finds between two places."""
        match = self.pattern.search(text, start, end)
        while match:
            place = max(match.end(), match.start() + 1)
            if self.accept(match):
                found = self.value.match(text, match.end(), end) if self.value else match
                if found:
                    place = max(found.end(), place)
                    yield from self._groups(found, text, end)
            match = self.pattern.search(text, place, end)

    def _groups(self, match: re.Match[bytes], text: bytes, end: int) -> Iterator[Span]:
        for group in match.re.groupindex:
            if not group.startswith("secret") or match.start(group) < 0:
                continue
            first, last = match.span(group)
            last = _rest_of(text, last) if last == end < len(text) else last
            if not is_placeholder(text[first:last]):
                yield Span(first, last, self.name)


# A closing quote is not preceded by a backslash more than the opening one was.
QUOTED = rb"(?P<q>\\{0,15}[\"'])(?P<secret_quoted>.*?)(?:(?<!\\)(?P=q)|$)"
BARE = rb"(?P<secret_bare>(?:(?!,\w+=)[^\s\"'`;|&<>\\])+)"
VALUE = rb"(?:" + QUOTED + rb"|" + BARE + rb")"
ANY_VALUE = regex(VALUE)
IN_QUOTES = regex(QUOTED)
NAME = rb"(?P<name>[A-Za-z_][\w.\-]{0,99})"

_TOKEN = regex(rb"[^\s\"'\\]*")
_PLACEHOLDER = regex(
    rb"[\s\[({<]*REDACTED(?:-\d+)?[\s\])}>\"\\]*"  # our own marks, and those of the official collector
    rb"|\$\{?[A-Za-z_][A-Za-z0-9_:]*\}?|\$\(.*|`.*|%?\{.*|\[.*"  # variables, commands, templates, nested values
    rb"|<[^<>]*>|\(none\)|\(sensitive[^)]*\)|x{3,}|[*.\xe2\x80\xa6-]+|arn:aws[\w-]*:.*|\|"
    rb"|(?-i:(?:[A-Z0-9]+_)*(?:PASSWORD|SECRET|TOKEN|KEY)(?:_[A-Z0-9]+)*)"  # of a guide: YOUR_PASSWORD
    rb"|null|none|nil|true|false|yes|no|undefined|required|optional|unset|\\n|,",
    re.IGNORECASE | re.DOTALL,
)


def is_placeholder(value: bytes) -> bool:
    """Whether the value stands for a secret and is none: `$TOKEN`, `***`, `<password>`, `arn:aws:…`."""
    return not value.strip(b" \t\r\n,)]}\"'") or bool(_PLACEHOLDER.fullmatch(value))


def _rest_of(text: bytes, place: int) -> int:
    """Where a value ends that reached the end of the window."""
    match = _TOKEN.match(text, place)
    return match.end() if match else place
