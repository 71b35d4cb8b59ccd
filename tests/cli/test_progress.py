"""The progress bar: on a terminal while AWS is asked, wiped away before the report, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from typing import Iterator, List, Tuple

import pytest
from servers import http

from conftest import KEYS, environment, run

COMMAND = ("cluster", "prod", "--region", "us-east-1", "--timeout", "10")


@pytest.fixture(scope="module")
def slow() -> Iterator[str]:
    """An AWS that takes its time and then refuses."""

    def answer(request: BaseHTTPRequestHandler) -> Tuple[int, bytes]:
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        time.sleep(0.8)
        return 400, b'{"__type": "AccessDeniedException", "message": "no"}'

    with http(answer) as url:
        yield url


def on_terminal(url: str, *more: str, term: str = "xterm") -> Tuple[str, str]:
    """Standard output, which is a pipe, and what a terminal got as standard error."""
    ours, theirs = pty.openpty()
    env = environment({**KEYS, "AWS_ENDPOINT_URL": url, "TERM": term})
    child = subprocess.Popen(
        [sys.executable, "-m", "ecsdoctor", *COMMAND, *more], stdout=subprocess.PIPE, stderr=theirs, env=env
    )
    os.close(theirs)
    out, _ = child.communicate(timeout=60)
    seen: List[bytes] = []
    try:
        while True:
            seen.append(os.read(ours, 65536))
            if not seen[-1]:
                break
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return out.decode(), b"".join(seen).decode()


def test_bar_is_drawn_and_wiped_away(slow: str) -> None:
    out, err = on_terminal(slow)
    assert "\r[" in err and "questions" in err and "checks" in err
    assert err.endswith("\r\x1b[K")
    assert "\x1b" not in out and "UNKNOWN" in out


@pytest.mark.parametrize(("more", "term"), [(("--quiet",), "xterm"), ((), "dumb")], ids=["quiet", "dumb terminal"])
def test_no_bar_where_it_is_not_wanted(slow: str, more: Tuple[str, ...], term: str) -> None:
    assert on_terminal(slow, *more, term=term)[1] == ""


def test_no_bar_without_a_terminal(slow: str) -> None:
    ran = run(*COMMAND, env={**KEYS, "AWS_ENDPOINT_URL": slow})
    assert (ran.err, ran.code) == ("", 3)
