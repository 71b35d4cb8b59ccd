"""GET on loopback: every ending of an exchange is a body or a reason."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Iterator, Tuple

import pytest
from servers import http

from ecsdoctor.model.reading import Missing, Why
from ecsdoctor.sources.live.http import get


@contextlib.contextmanager
def saying(*parts: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that writes these bytes to whoever comes, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                line.recv(65536)
                for part in parts:
                    line.sendall(part)
                    time.sleep(pause)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1/metadata"


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("parts", "why", "told"),
    [
        ((HEAD, b"Content-Length: 10\r\n\r\nhalf"), Why.BROKEN, "6 bytes too early"),
        ((HEAD, b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), Why.BROKEN, "IncompleteRead"),
        ((b"SSH-2.0-OpenSSH_8.7\r\n",), Why.BROKEN, "BadStatusLine"),
        ((b"",), Why.BROKEN, "connection failed"),
        ((HEAD, b"Content-Length: x\r\n" + b"A: " + b"x" * 70000 + b"\r\n\r\n"), Why.BROKEN, "LineTooLong"),
        ((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",), Why.ABSENT, "HTTP 404"),
        (
            (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",),
            Why.BROKEN,
            "HTTP 302",
        ),
        ((b"HTTP/1.1 403 Forbidden\r\nServer: squid\r\n\r\n",), Why.DENIED, "(Server: squid)"),
    ],
)
def test_what_is_no_answer(parts: Tuple[bytes, ...], why: Why, told: str) -> None:
    with saying(*parts) as url, pytest.raises(Missing) as refusal:
        get(url, 2)
    assert refusal.value.why is why
    assert told in str(refusal.value)


def test_bodies_of_known_and_unknown_length() -> None:
    for rest in (b"Content-Length: 2\r\n\r\n{}", b"\r\n{}", b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"):
        with saying(HEAD + rest) as url:
            assert get(url, 2) == b"{}"


def test_drops_end_in_time() -> None:
    with saying(HEAD + b"\r\n", *[b"x"] * 50, pause=0.1) as url:
        begin = time.monotonic()
        with pytest.raises(Missing) as refusal:
            get(url, 0.5)
    assert refusal.value.why is Why.TIMED_OUT
    assert time.monotonic() - begin < 2


def test_silence_refusal_and_nonsense() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Missing, match=r"no answer within 0\.2 s"):
            get(f"http://127.0.0.1:{port}/", 0.2)
    with pytest.raises(Missing, match="connection refused"):
        get(f"http://127.0.0.1:{port}/", 1)
    for url in ("ftp://127.0.0.1/", "nonsense", "http://127.0.0.1:port/", "http://[::1/"):
        with pytest.raises(Missing):
            get(url, 1)


def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with http(lambda request: (200, request.path.encode())) as base:
        assert get(f"{base}/v1/metadata", 2) == b"/v1/metadata"
