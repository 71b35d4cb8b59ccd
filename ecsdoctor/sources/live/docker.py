"""The Docker daemon over its socket, through the Docker SDK's client, with time-outs."""

from __future__ import annotations

import json
import os
from typing import Any

from ...model.reading import Missing, absent, broken, denied, timed_out
from ..base import Answer, Question
from ..docker import DockerQuestion

TIMEOUT = 3
LOG_LINES = 2000


class LiveDocker:
    """Answers Docker questions at `host` (`unix:///var/run/docker.sock`)."""

    def __init__(self, host: str = "unix:///var/run/docker.sock") -> None:
        self._host = host

    def answer(self, question: Question) -> Answer:
        """The raw answer; raises Missing."""
        assert isinstance(question, DockerQuestion)
        self._look_at_socket()
        import docker
        import requests

        try:
            client = docker.APIClient(base_url=self._host, timeout=TIMEOUT, version="auto")
            try:
                return Answer(self._body(client, question))
            finally:
                client.close()
        except docker.errors.NotFound as error:
            raise absent(str(error.explanation or error)) from error
        except docker.errors.APIError as error:
            raise broken(f"Docker answered: {error.explanation or error}") from error
        except requests.Timeout as error:
            raise timed_out(f"Docker did not answer within {TIMEOUT} s") from error
        except (requests.RequestException, docker.errors.DockerException) as error:
            raise _refused(error, self._host) from error

    def _look_at_socket(self) -> None:
        if not self._host.startswith("unix://"):
            return
        path = self._host[len("unix://") :]
        if not os.path.exists(path):
            raise broken(f"there is no socket {path}: the Docker daemon does not run")
        if not os.access(path, os.R_OK | os.W_OK):
            raise denied(f"no permission for {path}", "run as root (sudo)")

    @staticmethod
    def _body(client: Any, question: DockerQuestion) -> bytes:
        if question.verb == "logs":
            body = client.logs(question.name, tail=LOG_LINES)
            return bytes(body)
        calls = {
            "info": client.info,
            "version": lambda: client.version(api_version=False),
            "containers": lambda: client.containers(all=True),
            "images": client.images,
            "inspect": lambda: client.inspect_container(question.name),
        }
        return json.dumps(calls[question.verb]()).encode()


def _refused(error: Exception, host: str) -> Missing:
    text = str(error)
    if "refused" in text or "No such file" in text:
        return broken(f"the Docker daemon at {host} does not answer: connection refused")
    if "ermission denied" in text:
        return denied(f"no permission for {host}", "run as root (sudo)")
    if "timed out" in text.lower():
        return timed_out(f"Docker did not answer within {TIMEOUT} s")
    return broken(f"Docker at {host}: {type(error).__name__}: {text[:200]}")
