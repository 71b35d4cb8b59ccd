"""What a shell script's words come to, as far as reading the script can tell."""

from __future__ import annotations

from typing import Dict, Iterable, List, Sequence

from .tokens import Kind, Piece, Token

UNKNOWN = "\x00"  # stands for whatever only the running shell knows
MAX_VALUE = 512
BUDGET = 1024 * 1024  # characters of resolved words: `a=$a$a` doubles with every line
_DECLARES = ("export", "readonly", "local", "declare", "typeset")


class Values:
    """The variables of a script, followed through its plain assignments."""

    def __init__(self) -> None:
        self._known: Dict[str, str] = {}
        self._budget = BUDGET

    def resolve(self, pieces: Iterable[Piece]) -> str:
        """The text of a word with what is known filled in."""
        text = "".join(self._piece(p) for p in pieces)
        self._budget -= len(text)
        return text

    def _piece(self, piece: Piece) -> str:
        if piece.kind is Kind.LITERAL:
            return piece.text.replace(UNKNOWN, "")
        if piece.kind is Kind.VARIABLE and self._budget > 0:
            value = self._known.get(piece.text, UNKNOWN)
            self._budget -= len(value)
            return value
        return UNKNOWN

    def command(self, raw: Sequence[Token], words: Sequence[str], sure: bool) -> List[str]:
        """Follow the assignments of one command; returns its words without those that stand before it.

        What is assigned on one of several ways only (`sure` is False) is unknown from there on.
        """
        first = next((i for i, token in enumerate(raw) if not _assigns(token)), len(raw))
        rest = list(words[first:])
        if not rest:
            self._assign(words, sure)
        elif rest[0] in _DECLARES:
            self._assign([w for t, w in zip(raw[first:], rest) if _assigns(t)], sure)
        elif rest[0] == "read":
            self._assign([f"{name}={UNKNOWN}" for name in rest[1:]], sure)
        return rest

    def _assign(self, words: Iterable[str], sure: bool) -> None:
        for word in words:
            name, _, value = word.partition("=")
            known = sure and not name.endswith("+") and len(value) <= MAX_VALUE
            self._known[name.rstrip("+")] = value if known else UNKNOWN


def _assigns(token: Token) -> bool:
    """Whether a word has the form NAME=value."""
    name, equals, _ = token.text.partition("=")
    name = name.rstrip("+")
    return bool(equals) and name.isidentifier() and name.isascii()
