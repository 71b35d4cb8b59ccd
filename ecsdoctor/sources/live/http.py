"""The agent's introspection endpoint and the metadata service over real HTTP, never through a proxy."""

from __future__ import annotations

import threading
import time
from typing import Dict, Optional

from ...model.reading import Missing, Why, broken, denied, timed_out
from ..base import Answer, Question
from ..http import AgentQuestion, ImdsQuestion

MAX_BODY = 2 * 1024 * 1024
AGENT_TIMEOUT = 3.0  # the agent's own read and write time-out is 5 s; the logs collector waits 3 s
IMDS_TIMEOUT = 1.0  # a metadata service that is there answers in milliseconds


def get(url: str, timeout: float, headers: Optional[Dict[str, str]] = None, method: str = "GET") -> bytes:
    """Body of a 200 answer within `timeout` seconds in all; raises Missing."""
    import requests

    deadline = time.monotonic() + timeout
    with requests.Session() as session:
        session.trust_env = False
        try:
            reply = session.request(method, url, headers=headers, timeout=timeout, stream=True, allow_redirects=False)
            body = bytearray()
            for chunk in reply.iter_content(4096):
                body += chunk
                if len(body) > MAX_BODY:
                    raise broken(f"the answer is longer than {MAX_BODY // 1024 // 1024} MB")
                if time.monotonic() > deadline:
                    raise timed_out(f"the answer was not complete after {timeout:g} s")
        except requests.Timeout as error:
            raise timed_out(f"no answer within {timeout:g} s") from error
        except requests.ConnectionError as error:
            raise _connection(error, timeout) from error
        except requests.RequestException as error:
            raise broken(f"{type(error).__name__}: {error}") from error
    if reply.status_code == 200:
        return bytes(body)
    raise _status(reply.status_code, reply.reason, reply.headers.get("Server", ""))


def _status(code: int, reason: str, server: str) -> Missing:
    why = {404: Why.ABSENT, 401: Why.DENIED, 403: Why.DENIED}.get(code, Why.BROKEN)
    by = f" (Server: {server})" if server else ""
    return Missing(why, f"HTTP {code} {reason}{by}")


def _connection(error: Exception, timeout: float) -> Missing:
    text = str(error)
    if "refused" in text:
        return broken("connection refused")
    if "timed out" in text.lower():
        return timed_out(f"no answer within {timeout:g} s")
    if "unreachable" in text or "No route" in text:
        return broken("network is unreachable")
    reason = getattr(error.args[0] if error.args else None, "reason", None) or error
    return broken(f"connection failed: {reason}")


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
