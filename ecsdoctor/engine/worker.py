"""A thread that can be left behind."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import Callable, List, Optional, TypeVar

T = TypeVar("T")


class Worker:
    """Calls one function after the other on a daemon thread, for a caller who may not wait for ever.

    A function that takes too long keeps its thread; the next one gets a new thread. Starting one for each of hundreds
    of checks would cost more than the checks do.
    """

    def __init__(self) -> None:
        self._orders: Optional[SimpleQueue[Optional[Callable[[], None]]]] = None

    def call(self, function: Callable[[], T], limit: float) -> List[T]:
        """What the function returns, in a list of one; an empty list after `limit` seconds. It must not raise."""
        if self._orders is None:
            self._orders = SimpleQueue()
            threading.Thread(target=_serve, args=(self._orders,), daemon=True, name="worker").start()
        answer: SimpleQueue[T] = SimpleQueue()
        self._orders.put(lambda: answer.put(function()))
        try:
            return [answer.get(timeout=limit)]
        except Empty:
            self.close()
            return []

    def close(self) -> None:
        """Let the thread end when it has done what it is at; a later call begins a new one."""
        if self._orders is not None:
            self._orders.put(None)
            self._orders = None


def _serve(orders: SimpleQueue[Optional[Callable[[], None]]]) -> None:
    for order in iter(orders.get, None):
        order()
