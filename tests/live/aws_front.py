"""A front before moto: refuses and throttles as AWS does, plays what moto lacks, and writes down what is asked.

moto 5.2 has no SimulatePrincipalPolicy, the same console output for every instance, and no way to break things:
status checks, scheduled events, failed NAT gateways, blackhole routes and lost agents are written into its answers
here, in the shape of the real API.
"""

from __future__ import annotations

import base64
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler
from typing import Callable, Dict, List, Optional, Set, Tuple

Reply = Tuple[int, bytes]
_SCOPE = re.compile(r"Credential=[^/]+/\d+/[\w-]*/([\w-]+)/aws4_request")
# Name of the service in a signature → prefix of its IAM actions, where they differ.
_IAM_PREFIX = {"monitoring": "cloudwatch"}


def iam_action(request: BaseHTTPRequestHandler, body: bytes) -> str:
    """`ec2:DescribeVpcs`, from the signature and the protocol's own place for the operation."""
    scope = _SCOPE.search(request.headers.get("Authorization") or "")
    service = scope.group(1) if scope else ""
    target = (request.headers.get("X-Amz-Target") or "").rpartition(".")[2]
    form = urllib.parse.parse_qs(body.decode("utf-8", "replace"))
    return f"{_IAM_PREFIX.get(service, service)}:{target or form.get('Action', [''])[0]}"


class AwsFront:
    """Answers of moto, changed on the way. All attributes may be set between two runs."""

    def __init__(self, backend: str) -> None:
        self.backend = backend
        self.clear()
        self.log: List[str] = []
        # For a world that stays as it is: answers by question, so that moto works each out once.
        self.remembered: Optional[Dict[bytes, Reply]] = None

    def clear(self) -> None:
        """Let everything through again."""
        self.denied: Set[str] = set()
        self.throttled: Set[str] = set()
        self.passing: Dict[str, int] = {}  # throttled so many times, then let through
        self.console = ""
        self.simulate: Optional[Dict[str, str]] = {}
        self.rewrite: Dict[str, Callable[[str], str]] = {}

    def reset(self) -> None:
        """An empty world behind the front."""
        request = urllib.request.Request(f"{self.backend}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def __call__(self, request: BaseHTTPRequestHandler) -> Reply:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        action = iam_action(request, body)
        self.log.append(action)
        if action in self.denied:
            return refused(action)
        if action in self.throttled or self._still_throttled(action):
            return throttled(action)
        status, answer = self._played(action, body) or self._answered(request, action, body)
        if action in self.rewrite:
            answer = self.rewrite[action](answer.decode()).encode()
        return status, answer

    def _played(self, action: str, body: bytes) -> Optional[Reply]:
        """What moto lacks."""
        if action == "iam:SimulatePrincipalPolicy" and self.simulate is not None:
            return 200, simulation(body, self.simulate).encode()
        if action == "ec2:GetConsoleOutput":
            return 200, console(body, self.console).encode()
        return None

    def _still_throttled(self, action: str) -> bool:
        left = self.passing.get(action, 0)
        self.passing[action] = left - 1
        return left > 0

    def _answered(self, request: BaseHTTPRequestHandler, action: str, body: bytes) -> Reply:
        if self.remembered is None:
            return self._forward(request, body)
        key = action.encode() + body
        if key not in self.remembered:
            self.remembered[key] = self._forward(request, body)
        return self.remembered[key]

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "content-length")}
        forward = urllib.request.Request(self.backend + request.path, body or None, headers, method=request.command)
        try:
            with urllib.request.urlopen(forward, timeout=20) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def refused(action: str) -> Reply:
    """A refusal in the words of each protocol."""
    message = f"User: arn:aws:sts::123456789012:assumed-role/doctor/me is not authorized to perform: {action}"
    return _error(action, 403, "UnauthorizedOperation", "AccessDenied", "AccessDeniedException", message)


def throttled(action: str) -> Reply:
    """Too many calls, in the words of each protocol."""
    codes = ("RequestLimitExceeded", "Throttling", "ThrottlingException")
    return _error(action, 503 if action.startswith("ec2:") else 400, *codes, "Rate exceeded")


def _error(action: str, status: int, ec2: str, query: str, json_code: str, message: str) -> Reply:
    service = action.split(":")[0]
    if service == "ec2":
        inner = f"<Errors><Error><Code>{ec2}</Code><Message>{message}</Message></Error></Errors>"
        return status, f"<Response>{inner}<RequestID>r</RequestID></Response>".encode()
    if service in ("iam", "autoscaling"):
        inner = f"<Error><Type>Sender</Type><Code>{query}</Code><Message>{message}</Message></Error>"
        return status, f"<ErrorResponse>{inner}<RequestId>r</RequestId></ErrorResponse>".encode()
    return 400, json.dumps({"__type": json_code, "message": message}).encode()


def simulation(body: bytes, decisions: Dict[str, str]) -> str:
    """SimulatePrincipalPolicy: `decisions` by action, all others allowed."""
    form = urllib.parse.parse_qs(body.decode())
    actions = [v[0] for k, v in sorted(form.items()) if k.startswith("ActionNames.member.")]
    resource = form.get("ResourceArns.member.1", ["*"])[0]
    members = "".join(
        f"<member><EvalActionName>{a}</EvalActionName><EvalResourceName>{resource}</EvalResourceName>"
        f"<EvalDecision>{decisions.get(a, 'allowed')}</EvalDecision><MatchedStatements/><MissingContextValues/>"
        "</member>"
        for a in actions
    )
    result = f"<IsTruncated>false</IsTruncated><EvaluationResults>{members}</EvaluationResults>"
    return (
        '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<SimulatePrincipalPolicyResult>{result}</SimulatePrincipalPolicyResult>"
        "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>"
    )


def console(body: bytes, text: str) -> str:
    """GetConsoleOutput: the text in base64; an instance that has written nothing has no output at all."""
    form = urllib.parse.parse_qs(body.decode())
    output = f"<output>{base64.b64encode(text.encode()).decode()}</output>" if text else ""
    return (
        '<GetConsoleOutputResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>'
        f"<instanceId>{form['InstanceId'][0]}</instanceId><timestamp>2026-11-23T03:04:05.000Z</timestamp>{output}"
        "</GetConsoleOutputResponse>"
    )


def encoded_user_data(text: str) -> str:
    """moto keeps the user data of a launch configuration as plain text; the API gives base64."""
    start, end = text.find("<UserData>"), text.find("</UserData>")
    if start < 0:
        return text
    return text[: start + 10] + base64.b64encode(text[start + 10 : end].encode()).decode() + text[end:]
