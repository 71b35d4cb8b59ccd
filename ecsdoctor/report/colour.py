"""Colour for terminals: five words, nothing when it is off."""

from __future__ import annotations

from ..model.frozen import frozen

_CODES = {"fail": "1;31", "critical": "1;31", "error": "31", "warn": "33", "warning": "33", "ok": "32"}
_CODES.update({"unknown": "35", "bold": "1", "dim": "2", "info": "36", "not-applicable": "2"})


@frozen
class Paint:
    """Wraps text in escape codes when `on`."""

    on: bool

    def __call__(self, kind: str, text: str) -> str:
        code = _CODES.get(kind)
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and code else text
