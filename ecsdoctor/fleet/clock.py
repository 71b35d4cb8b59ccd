"""One budget for everything: what is left of it, and pauses that never go beyond."""

from __future__ import annotations

import time


class Clock:
    """`ends` is monotonic."""

    def __init__(self, ends: float) -> None:
        self.ends = ends

    @property
    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    @property
    def left(self) -> float:
        """Seconds, never less than 0."""
        return max(0.0, self.ends - time.monotonic())

    def pause(self, seconds: float) -> bool:
        """Wait so long, or until time is over; False when it is."""
        time.sleep(min(seconds, self.left))
        return self.left > 0
