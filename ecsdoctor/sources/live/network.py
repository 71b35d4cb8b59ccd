"""Climb the ladder of one endpoint: resolve, connect (or ask the proxy), TLS, HTTP date."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
import time
from typing import Any, Dict, List, Optional, Tuple, Union
from urllib.parse import urlsplit

from ..base import Answer, Question
from ..network import LadderQuestion

RESOLVE_TIMEOUT = 3.0
CONNECT_TIMEOUT = 2.5
TLS_TIMEOUT = 2.5
HTTP_TIMEOUT = 2.0
Step = Dict[str, Any]


class _Stop(Exception):
    """The step at which the ladder ends."""

    def __init__(self, step: Step) -> None:
        super().__init__(step["detail"])
        self.step = step


def answer(question: Question) -> Answer:
    """JSON `{"host", "port", "proxy", "steps": [{"step", "outcome", "error", "detail", …}]}`; never raises."""
    assert isinstance(question, LadderQuestion)
    steps: List[Step] = []
    try:
        _climb(question, steps)
    except _Stop as stop:
        steps.append(stop.step)
    body = {"host": question.host, "port": question.port, "proxy": question.proxy, "steps": steps}
    return Answer(json.dumps(body).encode())


def _climb(question: LadderQuestion, steps: List[Step]) -> None:
    proxy = _proxy(question.proxy)
    first, prefix = (proxy, "proxy-") if proxy is not None else ((question.host, question.port), "")
    addresses = _resolve(*first, prefix)
    steps.append({"step": prefix + "resolve", "outcome": "ok", "addresses": addresses})
    line = _connect(addresses, first[1], prefix)
    try:
        steps.append({"step": prefix + "connect", "outcome": "ok", "address": line.getpeername()[0]})
        if proxy is not None:
            _tunnel(line, question)
            steps.append({"step": "proxy-tunnel", "outcome": "ok"})
        if question.tls:
            line, issuer = _handshake(line, question.host)
            steps.append({"step": "tls", "outcome": "ok", "issuer": issuer})
        steps.append(_date(line, question.host))
    finally:
        line.close()


def _proxy(url: str) -> Optional[Tuple[str, int]]:
    """Host and port of the proxy, None without one."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:  # brackets that do not close, a port that is no number
        raise _failed("proxy-resolve", "not-found", f"{url} is no address of a proxy ({error})") from error


def _failed(step: str, error: str, detail: str, **more: Any) -> _Stop:
    return _Stop({"step": step, "outcome": "failed", "error": error, "detail": detail, **more})


def _resolve(host: str, port: int, prefix: str) -> List[str]:
    """Addresses in the resolver's order."""
    kinds = {
        socket.EAI_NONAME: "not-found",
        getattr(socket, "EAI_NODATA", -5): "not-found",
        socket.EAI_AGAIN: "resolver-unreachable",
    }
    outcome = _looked_up(host, port)
    if isinstance(outcome, socket.gaierror):
        kind = kinds.get(outcome.errno or 0, "resolver-unreachable")
        raise _failed(prefix + "resolve", kind, str(outcome.strerror), name=host)
    if isinstance(outcome, Exception):
        raise _failed(prefix + "resolve", "not-found", str(outcome), name=host)
    if outcome is None:
        detail = f"the resolver gave no answer within {RESOLVE_TIMEOUT:g} s"
        raise _failed(prefix + "resolve", "resolver-unreachable", detail, name=host)
    return outcome


def _looked_up(host: str, port: int) -> Union[List[str], Exception, None]:
    """Addresses, the error, or None when it takes too long: getaddrinfo cannot be cancelled, only left behind."""
    box: List[Union[List[str], Exception]] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            box.append(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, ValueError, OverflowError) as error:  # the name or the port may be anything
            box.append(error)

    worker = threading.Thread(target=look_up, daemon=True)
    worker.start()
    worker.join(RESOLVE_TIMEOUT)
    return box[0] if box else None


def _connect(addresses: List[str], port: int, prefix: str) -> socket.socket:
    failure = _failed(prefix + "connect", "unreachable", "no address to connect to")
    deadline = time.monotonic() + CONNECT_TIMEOUT
    for address in addresses[:4]:
        left = max(0.3, deadline - time.monotonic())
        try:
            return socket.create_connection((address, port), timeout=left)
        except socket.timeout:
            detail = f"no answer from {address}:{port} within {left:.1f} s"
            failure = _failed(prefix + "connect", "timed-out", detail, address=address)
        except ConnectionRefusedError:
            detail = f"{address}:{port} refused the connection"
            failure = _failed(prefix + "connect", "refused", detail, address=address)
        except OSError as error:
            detail = f"{address}:{port}: {error.strerror or error}"
            failure = _failed(prefix + "connect", "unreachable", detail, address=address)
    raise failure


def _tunnel(line: socket.socket, question: LadderQuestion) -> None:
    """Ask the proxy for a tunnel (HTTP CONNECT, RFC 9110 §9.3.6); proxy credentials are not sent."""
    where = f"{question.host}:{question.port}"
    try:
        line.settimeout(HTTP_TIMEOUT)
        line.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode("ascii", "replace"))
        head = _head(line)
    except socket.timeout:
        raise _failed("proxy-tunnel", "timed-out", "the proxy did not answer the CONNECT") from None
    except OSError as error:
        raise _failed("proxy-tunnel", "reset", f"the proxy cut the connection: {error}") from error
    code = _status(head)
    if code == 407:
        raise _failed("proxy-tunnel", "authentication", "HTTP 407: the proxy demands authentication")
    if code != 200:
        raise _failed("proxy-tunnel", "refused", f"the proxy answered HTTP {code} to CONNECT {where}")


def _handshake(line: socket.socket, host: str) -> Tuple[socket.socket, str]:
    context = ssl.create_default_context()
    line.settimeout(TLS_TIMEOUT)
    try:
        wrapped = context.wrap_socket(line, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        kinds = {10: "expired", 9: "not-yet-valid", 62: "wrong-host", 64: "wrong-host"}
        kind = kinds.get(error.verify_code, "untrusted")
        raise _failed("tls", kind, error.verify_message or str(error)) from error
    except socket.timeout:
        raise _failed("tls", "timed-out", f"no TLS handshake within {TLS_TIMEOUT} s") from None
    except (ConnectionResetError, BrokenPipeError) as error:
        raise _failed("tls", "reset", "the connection was reset during the TLS handshake") from error
    except (ssl.SSLError, OSError) as error:
        kind = "reset" if "EOF" in str(error) else "not-tls"
        raise _failed("tls", kind, str(error)) from error
    certificate: Any = wrapped.getpeercert() or {}
    pairs = [pair for names in certificate.get("issuer", ()) for pair in names]
    issuer = ", ".join(f"{key}={value}" for key, value in pairs)
    return wrapped, issuer


def _date(line: socket.socket, host: str) -> Step:
    """What the endpoint says the time is, beside this machine's clock in the middle of the exchange."""
    before = time.time()
    try:
        line.settimeout(HTTP_TIMEOUT)
        line.sendall(f"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("ascii", "replace"))
        head = _head(line)
    except socket.timeout:
        raise _failed("http", "timed-out", f"no HTTP answer within {HTTP_TIMEOUT} s") from None
    except OSError as error:
        raise _failed("http", "reset", f"the connection was cut: {error}") from error
    rows = [row.partition(":") for row in head.split("\r\n")[1:]]
    headers = {name.strip().lower(): value.strip() for name, _, value in rows}
    now = (before + time.time()) / 2
    return {
        "step": "http",
        "outcome": "ok",
        "status": _status(head),
        "date": headers.get("date", ""),
        "server": headers.get("server", ""),
        "local_time": round(now, 1),
    }


def _head(line: socket.socket) -> str:
    head = b""
    deadline = time.monotonic() + HTTP_TIMEOUT
    while b"\r\n\r\n" not in head and len(head) < 16384:
        if time.monotonic() > deadline:
            raise socket.timeout()
        chunk = line.recv(4096)
        if not chunk:
            break
        head += chunk
    return head.partition(b"\r\n\r\n")[0].decode("latin-1")


def _status(head: str) -> int:
    words = head.split(" ", 2)
    return int(words[1]) if len(words) > 1 and re.fullmatch("[0-9]{3}", words[1]) else 0
