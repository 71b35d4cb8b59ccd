"""Hostile text made harmless, wrapped, and spelled in ASCII where the terminal knows no more."""

from __future__ import annotations

import textwrap
from typing import List

from ..model.regex import regex

_ASCII = str.maketrans(
    {"·": "-", "…": "...", "→": "->", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "✗": "x", "✓": "+"}
)
# Control characters, the marks that turn the direction of text (Unicode Bidi, TR9), tags that nobody sees, and what
# no UTF-8 or XML file can hold: lone surrogates (JSON may spell them) and noncharacters.
_CONTROL = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def harmless(text: str) -> str:
    """The text with control characters shown as `\\x1b`, so that evidence cannot drive a terminal."""
    return _CONTROL.sub(lambda m: m.group().encode("unicode_escape").decode(), text).replace("\t", " ")


def hanging(text: str, width: int, indent: str) -> List[str]:
    """The same with further lines two columns deeper, so that rows of a list stay apart."""
    return wrapped(text, width, indent, indent + "  ")


def wrapped(text: str, width: int, indent: str, below: str = "") -> List[str]:
    """Paragraphs wrapped to the width, every line indented, those below a first by `below` where it is given."""
    lines: List[str] = []
    for paragraph in harmless(text).split("\n"):
        lines += textwrap.wrap(
            paragraph,
            width,
            initial_indent=indent,
            subsequent_indent=below or indent,
            break_long_words=True,
            break_on_hyphens=False,
        ) or [""]
    return lines


def to_ascii(text: str) -> str:
    """Plain ASCII: typographic signs spelled out, all else as question marks."""
    return text.translate(_ASCII).encode("ascii", "replace").decode()
