"""Run read-only programs: fixed PATH, small environment, no shell, bounded time and output."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from typing import Tuple

from ...model.reading import absent, broken, denied, timed_out
from ..base import Answer, Question
from ..commands import CommandQuestion
from .stand_ins import stand_in

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ENVIRONMENT = {"PATH": PATH, "LC_ALL": "C", "TZ": "UTC", "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": ""}
MAX_OUTPUT = 4 * 1024 * 1024


def answer(question: Question) -> Answer:
    """What the program printed; a failure exit with output is an answer too. Raises Missing."""
    assert isinstance(question, CommandQuestion)
    name = question.argv[0]
    program = shutil.which(name, path=PATH)
    if program is None:
        text = stand_in(question.argv)
        if text is not None:
            return Answer(text.encode())
        raise absent(f"{name} is not installed")
    try:
        child = subprocess.Popen(
            [program, *question.argv[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
            start_new_session=True,
        )
    except PermissionError as error:
        raise denied(f"{name}: {error.strerror}", "run as root (sudo)") from error
    except OSError as error:
        raise broken(f"{name}: {error.strerror}") from error
    body, finished = _collect(child, question.timeout)
    if not finished and len(body) <= MAX_OUTPUT:
        raise timed_out(f"{name} did not end within {question.timeout:g} s")
    if not body.strip() and child.returncode:
        raise broken(f"{name} ended with code {child.returncode} and said nothing")
    return Answer(body[:MAX_OUTPUT], truncated=len(body) > MAX_OUTPUT)


def _collect(child: subprocess.Popen[bytes], timeout: float) -> Tuple[bytes, bool]:
    """Output up to the limit, and whether the program ended by itself in time."""
    assert child.stdout is not None
    deadline = time.monotonic() + timeout
    chunks = bytearray()
    ended = False
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while len(chunks) <= MAX_OUTPUT:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                break
            chunk = os.read(child.stdout.fileno(), 65536)
            if not chunk:
                ended = True
                break
            chunks += chunk
    if ended:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            ended = False
    if not ended:
        _kill(child)
    child.stdout.close()
    return bytes(chunks), ended


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole session of the child and reap it, without waiting for one that cannot die."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except OSError:
        pass
    try:
        child.wait(0.2)
    except subprocess.TimeoutExpired:
        pass
