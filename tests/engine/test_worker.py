"""The worker that calls checks: one thread for many calls, left behind when it hangs, gone when it is closed."""

from __future__ import annotations

import threading
import time

from ecsdoctor.engine.worker import Worker


def test_one_thread_serves_many_calls() -> None:
    worker = Worker()
    threads = {worker.call(threading.get_ident, 5)[0] for _ in range(20)}
    worker.close()
    assert len(threads) == 1 and threads != {threading.get_ident()}


def test_a_call_that_hangs_is_left_behind_and_the_next_one_is_answered() -> None:
    worker = Worker()
    hangs = threading.Event()
    assert worker.call(hangs.wait, 0.05) == []
    assert worker.call(lambda: "next", 5) == ["next"]
    hangs.set()
    worker.close()


def test_no_thread_stays_after_the_end() -> None:
    before = threading.active_count()
    for _ in range(5):
        worker = Worker()
        worker.call(lambda: None, 5)
        worker.close()
    ends = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < ends:
        time.sleep(0.01)
    assert threading.active_count() <= before
