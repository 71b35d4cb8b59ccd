"""The agent's introspection endpoint and the metadata service over real HTTP, never through a proxy."""

from __future__ import annotations

import errno
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Dict, Mapping, Optional, Type
from urllib.parse import urlsplit

from ...model.reading import Missing, Why, broken, denied, timed_out
from ..base import Answer, Question
from ..http import AgentQuestion, ImdsQuestion

MAX_BODY = 2 * 1024 * 1024
AGENT_TIMEOUT = 3.0  # the agent's own read and write time-out is 5 s; the logs collector waits 3 s
IMDS_TIMEOUT = 1.0  # a metadata service that is there answers in milliseconds
_KINDS: Mapping[str, Type[HTTPConnection]] = {"http": HTTPConnection, "https": HTTPSConnection}


def get(url: str, timeout: float, headers: Optional[Dict[str, str]] = None, method: str = "GET") -> bytes:
    """Body of a 200 answer within `timeout` seconds in all; raises Missing.

    No proxy, no redirect, no cookie: the standard library does, and importing `requests` for it would be a fifth of a
    whole run (docs/benchmarks.md).
    """
    deadline = time.monotonic() + timeout
    try:
        where = urlsplit(url)
        line = _KINDS[where.scheme](where.hostname or "", where.port, timeout=timeout)
        try:
            line.request(method, where.path, headers=headers or {})
            with line.getresponse() as reply:
                body = _body(reply, deadline, timeout)
        finally:
            line.close()
    except socket.timeout as error:
        raise timed_out(f"no answer within {timeout:g} s") from error
    except OSError as error:
        raise _connection(error) from error
    except (HTTPException, ValueError, KeyError) as error:
        raise broken(f"{type(error).__name__}: {error}") from error
    if reply.status == 200:
        return body
    raise _status(reply.status, reply.reason, reply.headers.get("Server", ""))


def _body(reply: HTTPResponse, deadline: float, timeout: float) -> bytes:
    """All of it, unless it is very long or comes in drops."""
    body = bytearray()
    while chunk := reply.read1(4096):
        body += chunk
        if len(body) > MAX_BODY:
            raise broken(f"the answer is longer than {MAX_BODY // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise timed_out(f"the answer was not complete after {timeout:g} s")
    if reply.length:
        raise broken(f"the answer ended {reply.length} bytes too early")
    return bytes(body)


def _status(code: int, reason: str, server: str) -> Missing:
    why = {404: Why.ABSENT, 401: Why.DENIED, 403: Why.DENIED}.get(code, Why.BROKEN)
    by = f" (Server: {server})" if server else ""
    return Missing(why, f"HTTP {code} {reason}{by}")


def _connection(error: OSError) -> Missing:
    if isinstance(error, ConnectionRefusedError):
        return broken("connection refused")
    if error.errno == errno.ETIMEDOUT:
        return timed_out("no answer")
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return broken("network is unreachable")
    return broken(f"connection failed: {error.strerror or error}")


class LiveAgent:
    """The introspection endpoint at `base` (`http://localhost:51678`)."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    def answer(self, question: Question) -> Answer:
        """GET below the base; raises Missing. A 404 here is a foreign server: the agent knows its paths."""
        assert isinstance(question, AgentQuestion)
        try:
            return Answer(get(self._base + question.path, AGENT_TIMEOUT))
        except Missing as missing:
            if missing.why is Why.ABSENT:
                raise broken(missing.detail) from missing
            raise


class LiveImds:
    """The metadata service: a session token first (IMDSv2), without one only if none is offered.

    The token and the first refusal are shared, so that a dead service is waited for once.
    """

    def __init__(self, base: str = "http://169.254.169.254") -> None:
        self._base = base.rstrip("/")
        self._lock = threading.Lock()
        self._token: Optional[str] = None
        self._dead: Optional[Missing] = None

    def answer(self, question: Question) -> Answer:
        """GET below `/latest/`; raises Missing."""
        assert isinstance(question, ImdsQuestion)
        token = self._session()
        headers = {"X-aws-ec2-metadata-token": token} if token else None
        return Answer(get(f"{self._base}/latest/{question.path}", IMDS_TIMEOUT, headers))

    def _session(self) -> str:
        with self._lock:
            if self._dead is not None:
                raise self._dead
            if self._token is None:
                try:
                    self._token = self._fetch_token()
                except Missing as missing:
                    self._dead = missing
                    raise
            return self._token

    def _fetch_token(self) -> str:
        lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "300"}
        try:
            body = get(f"{self._base}/latest/api/token", IMDS_TIMEOUT, lifetime, "PUT")
            return body.decode("latin-1").strip()
        except Missing as missing:
            if missing.why is Why.ABSENT or "405" in missing.detail:  # a service without tokens
                return ""
            if missing.why is Why.DENIED:
                raise denied(missing.detail, "enable the instance metadata service") from missing
            raise
