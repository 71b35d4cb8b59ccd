"""docs/checks.md: every check, by category."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Iterator, List

from ecsdoctor.cli.catalogue import behind
from ecsdoctor.engine.registry import Check
from ecsdoctor.report.markdown import prose, span

from .builtin import MADE, cell, registry

_SECTION = re.compile(r"^(What it checks|Why it matters|How to fix|How to confirm):\s*", re.M)


def page() -> str:
    """The page."""
    checks = sorted(registry().checks.values(), key=lambda c: (c.category, c.id))
    lines = ["# Checks", "", MADE, ""]
    lines += [f"{len(checks)} checks. `ecsdoctor explain ID` prints the same, offline; `--select` and `--ignore` take"]
    lines += ["ids and categories. *Vital*: when such a check is unknown, the whole verdict is unknown.", ""]
    lines += ["| category | check | what is true when all is well |", "|---|---|---|"]
    for check in checks:
        star = " *vital*" if check.mark.vital else ""
        lines.append(f"| {check.category} | [{check.id}](#{check.id}){star} | {cell(prose(check.title))} |")
    for category, group in groupby(checks, key=lambda c: c.category):
        lines += ["", f"## {category}"]
        for check in group:
            lines += ["", *_section(check)]
    return "\n".join(lines) + "\n"


def _section(check: Check) -> Iterator[str]:
    yield from (f"### {check.id}", "", f"{prose(check.title)}.", "")
    for heading, text in _parts(check.doc):
        yield f"- **{heading}:** {text}"
    facts, actions = behind(check, registry())
    yield f"- **Looks at:** {', '.join(map(span, facts)) or 'nothing'}"
    if actions:
        yield f"- **IAM actions:** {', '.join(map(span, actions))}"
    if check.mark.thresholds:
        yield f"- **Thresholds of a site:** {', '.join(map(span, check.mark.thresholds))}"


def _parts(doc: str) -> Iterator[List[str]]:
    """The four headings with their texts, each on one line; `code` in a docstring stays code."""
    pieces = _SECTION.split(doc)[1:]
    for heading, text in zip(pieces[::2], pieces[1::2]):
        words = re.split(r"(`[^`\n]*`)", " ".join(text.split()))
        yield [heading, "".join(span(w[1:-1]) if w.startswith("`") and w != "`" else _words(w) for w in words)]


def _words(text: str) -> str:
    """Prose that keeps its blanks at both ends."""
    head = text[: len(text) - len(text.lstrip())]
    tail = text[len(text.rstrip()) :] if text.strip() else ""
    return f"{head}{prose(text)}{tail}"
