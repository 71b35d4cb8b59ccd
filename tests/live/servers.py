"""Small real HTTP servers on loopback: the agent, the metadata service, and a front before moto."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

INSTANCE_ID = "i-0123456789abcdef0"
ARN = "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/0123456789abcdef0123456789abcdef"
Reply = Tuple[int, bytes]


class QuietServer(ThreadingHTTPServer):
    """Daemon threads, and no noise about clients that hang up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients of these tests hang up on purpose."""


@contextlib.contextmanager
def http(answer: Callable[[BaseHTTPRequestHandler], Reply]) -> Iterator[str]:
    """Serve `answer` for every method; yields `http://127.0.0.1:port`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            status, body = answer(self)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_HEAD = _any

        def log_message(self, *_: Any) -> None:
            """Be quiet."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def agent(cluster: str = "prod", arn: Optional[str] = ARN) -> Callable[[BaseHTTPRequestHandler], Reply]:
    """The introspection endpoint of a registered agent."""
    body = {"Cluster": cluster, "ContainerInstanceArn": arn, "Version": "Amazon ECS Agent - v1.105.1 (a8b3e7d3)"}

    def answer(request: BaseHTTPRequestHandler) -> Reply:
        if request.path == "/v1/metadata":
            return 200, json.dumps(body).encode()
        if request.path == "/v1/tasks":
            return 200, b'{"Tasks": []}'
        return 200, b'{"AvailableCommands":["/v1/metadata","/v1/tasks","/license"]}'

    return answer


def metadata(paths: Optional[Dict[str, str]] = None, tokens: bool = True) -> Callable[[BaseHTTPRequestHandler], Reply]:
    """The metadata service, demanding a session token."""
    document = {"instanceId": INSTANCE_ID, "region": "us-east-1", "accountId": "123456789012"}
    known = {
        "dynamic/instance-identity/document": json.dumps(document),
        "meta-data/instance-id": INSTANCE_ID,
        "meta-data/iam/security-credentials/": "ecsInstanceRole",
        **(paths or {}),
    }

    def answer(request: BaseHTTPRequestHandler) -> Reply:
        if request.path == "/latest/api/token":
            return (200, b"TOKEN") if request.command == "PUT" else (405, b"")
        if tokens and request.headers.get("X-aws-ec2-metadata-token") != "TOKEN":
            return 401, b""
        value = known.get(request.path[len("/latest/") :])
        return (200, value.encode()) if value is not None else (404, b"")

    return answer


def front(backend: str, denied: Tuple[str, ...] = (), poll: str = "") -> Callable[[BaseHTTPRequestHandler], Reply]:
    """Before moto: refuses some operations as IAM does, and names reachable hosts for the sessions."""

    def answer(request: BaseHTTPRequestHandler) -> Reply:
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        operation = (request.headers.get("X-Amz-Target") or "").rpartition(".")[2]
        if operation in denied:
            message = f"User: arn:aws:sts::123456789012:assumed-role/r/{INSTANCE_ID} is not authorized to perform"
            return 400, json.dumps({"__type": "AccessDeniedException", "message": message}).encode()
        if operation == "DiscoverPollEndpoint" and poll:
            return 200, json.dumps({"endpoint": poll, "telemetryEndpoint": poll}).encode()
        headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "content-length")}
        forward = urllib.request.Request(backend + request.path, body or None, headers, method=request.command)
        try:
            with urllib.request.urlopen(forward, timeout=10) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return answer


@contextlib.contextmanager
def tcp(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A raw TCP server for misbehaviour; yields the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        open_lines: List[socket.socket] = []

        def loop() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                open_lines.append(line)
                threading.Thread(target=_guarded, args=(serve, line), daemon=True).start()

        threading.Thread(target=loop, daemon=True).start()
        yield listener.getsockname()[1]
        for line in open_lines:
            line.close()


def _guarded(serve: Callable[[socket.socket], None], line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        serve(line)


def silent(line: socket.socket) -> None:
    """Accepts and never answers."""
    line.recv(1)
    time.sleep(60)


def dripping(line: socket.socket) -> None:
    """Sends one byte a second."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(60):
        line.sendall(b"x")
        time.sleep(1)


def flooding(line: socket.socket) -> None:
    """Sends a hundred megabytes."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
    for _ in range(100):
        line.sendall(b"x" * 1048576)
