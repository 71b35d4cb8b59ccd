"""Wait for the work and show how it goes: one line on a terminal that is written anew, nothing anywhere else."""

from __future__ import annotations

import sys
import threading
import time

from ...fleet.clock import Clock
from ...fleet.progress import Progress

EVERY = 0.5
_CLEAR = "\r\x1b[K"


def watch(worker: threading.Thread, progress: Progress, clock: Clock, quiet: bool) -> None:
    """Start the worker and wait until it has ended or time is over. Ctrl-C leaves as KeyboardInterrupt."""
    shown = sys.stderr.isatty() and not quiet
    begin = time.monotonic()
    worker.start()
    try:
        while worker.is_alive() and clock.left > 0:
            worker.join(min(EVERY, clock.left))
            if shown and progress.expected:
                sys.stderr.write(f"{_CLEAR}{progress.line()}, {time.monotonic() - begin:.0f} s")
                sys.stderr.flush()
    finally:
        if shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
