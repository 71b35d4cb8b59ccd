"""One look in a process of its own, for runs that look again and again.

What hangs in the operating system (a dead network mount, a resolver) cannot be cancelled: in one process such threads
would pile up from look to look. Forking is safe here, because the process that repeats never starts a thread.
"""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.connection import Connection
from typing import Callable, Optional, TypeVar, Union

from .errors import UsageError

T = TypeVar("T")
# A run ends within its time plus one second; this much later it is not waited for any more.
GRACE = 1.5


def apart(look: Callable[[], T], seconds: float) -> Optional[T]:
    """What `look` returns, or None if it did not end in time. Raises UsageError as it does."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(look, sender), daemon=True)
    process.start()
    sender.close()
    try:
        told = receiver.recv() if receiver.poll(seconds + GRACE) else None
    except EOFError as error:
        raise RuntimeError("the process that looked has died") from error
    finally:
        process.kill()
        process.join(0.1)
        receiver.close()
    if isinstance(told, Exception):
        raise told
    result: Optional[T] = told
    return result


def _tell(look: Callable[[], T], sender: Connection) -> None:
    """In the child: no way back into the parent's code, and no waiting for threads that hang."""
    outcome: Union[T, Exception]
    try:
        outcome = look()
    except UsageError as error:
        outcome = UsageError(str(error))
    except Exception as error:
        outcome = RuntimeError(f"{type(error).__name__}: {error}")
    except KeyboardInterrupt:
        os._exit(130)
    sender.send(outcome)
    os._exit(0)
