"""A progress bar on standard error while AWS is asked: only where that is a terminal, and gone when the report comes."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import Callable, Iterator, TextIO

from ..facts.scope import Scope
from ..sources.base import Asker

Tick = Callable[[str, int, int], None]
_EVERY = 0.2
_WIDTH = 24
_LONG = ("cluster", "service", "remote-instance")


def silent(what: str, done: int, of: int) -> None:
    """Where nobody watches."""


class Bar:
    """`[####----] checks 71 of 199 · 23 answers · 4 s`, drawn over itself."""

    def __init__(self, asker: Asker, out: TextIO) -> None:
        self._asker = asker
        self._out = out
        self._begin = time.monotonic()
        self._state = ("checks", 0, 1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def tick(self, what: str, done: int, of: int) -> None:
        """So much of something is done."""
        self._state = (what, done, max(of, 1))

    def line(self) -> str:
        """The bar as text."""
        what, done, of = self._state
        full = min(_WIDTH, _WIDTH * done // of)
        seconds = int(time.monotonic() - self._begin)
        bar = "#" * full + "-" * (_WIDTH - full)
        return f"[{bar}] {what} {done} of {of}, {len(self._asker.answers())} questions, {seconds} s"

    def end(self) -> None:
        """Wipe it away."""
        self._stop.set()
        self._thread.join(1.0)
        self._write("\r\x1b[K")

    def _run(self) -> None:
        while not self._stop.wait(_EVERY):
            self._write(f"\r{self.line()}\x1b[K")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
            self._out.write(text)
            self._out.flush()


@contextlib.contextmanager
def progress(scope: Scope, asker: Asker, quiet: bool) -> Iterator[Tick]:
    """What tells how far the run is."""
    if quiet or scope.kind not in _LONG or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield silent
        return
    bar = Bar(asker, sys.stderr)
    try:
        yield bar.tick
    finally:
        bar.end()
