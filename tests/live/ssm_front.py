"""SSM Run Command before moto, which sends commands but lists no invocations, knows no managed instances and no agents.

The front plays the agents: what each printed, after how long, cut as SSM cuts; and says who is connected.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Dict, List

from aws_front import AwsFront, Reply, iam_action, throttled
from cluster_worlds import ClusterFront

KEPT, LISTED, PAGE = 24_000, 2_500, 50


@dataclass
class Agent:
    """What an instance does with a command. `details` as in StatusDetails; `ping` None: SSM does not know it."""

    output: str = ""
    after: float = 0.0
    status: str = "Success"
    details: str = ""
    stderr: str = ""
    code: int = 0
    url: str = ""
    ping: Any = "Online"
    platform: str = "Linux"


@dataclass
class Command:
    """One that was sent."""

    request: Dict[str, Any]
    ids: List[str]
    at: float = field(default_factory=time.monotonic)


class SsmFront(ClusterFront):
    """`agents` by instance id; an instance without one is not managed. `busy`: action → how many calls are throttled."""

    def clear(self) -> None:
        super().clear()
        self.agents: Dict[str, Agent] = {}
        self.commands: Dict[str, Command] = {}
        self.busy: Dict[str, int] = {}

    def __call__(self, request: BaseHTTPRequestHandler) -> Reply:
        action = iam_action(request, b"")
        if not action.startswith("ssm:") or action in ("ssm:GetParameter", "ssm:GetDocument"):
            return AwsFront.__call__(self, request)
        if self.busy.get(action, 0) > 0:
            self.busy[action] -= 1
            self.log.append(action)
            request.rfile.read(int(request.headers.get("Content-Length") or 0))
            return throttled(action)
        play = getattr(self, f"_{action.split(':')[1]}", None)
        if play is None or action in self.denied:
            return AwsFront.__call__(self, request)
        self.log.append(action)
        raw = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        reply: Reply = play(json.loads(raw), request, raw)
        return reply

    def _DescribeInstanceInformation(self, body: Dict[str, Any], *_: Any) -> Reply:
        (only,) = body["Filters"]
        rows = [
            {"InstanceId": id_, "PingStatus": a.ping, "LastPingDateTime": 1790000000.0, "PlatformType": a.platform}
            for id_, a in self.agents.items()
            if id_ in only["Values"] and a.ping
        ]
        return _ok({"InstanceInformationList": rows})

    def _SendCommand(self, body: Dict[str, Any], request: BaseHTTPRequestHandler, raw: bytes) -> Reply:
        ids = body.get("InstanceIds") or []
        strange = [id_ for id_ in ids if id_ not in self.agents or not self.agents[id_].ping]
        if strange or len(ids) > PAGE:
            message = f"Instances [{strange}] not in a valid state for account 123456789012"
            return 400, json.dumps({"__type": "InvalidInstanceId", "message": message}).encode()
        status, answer = self._forward(request, raw)
        sent = json.loads(answer)["Command"]
        whom = ids or [id_ for id_ in sent["InstanceIds"] if id_ in self.agents and self.agents[id_].ping]
        self.commands[sent["CommandId"]] = Command(body, list(whom))
        return status, answer

    def _state(self, command: Command, id_: str) -> Dict[str, str]:
        agent, age = self.agents[id_], time.monotonic() - command.at
        if agent.ping == "Online" and age >= agent.after:
            return {"Status": agent.status, "StatusDetails": agent.details or agent.status}
        word = "InProgress" if age > agent.after / 2 and agent.ping == "Online" else "Pending"
        return {"Status": word, "StatusDetails": word}

    def _ListCommandInvocations(self, body: Dict[str, Any], *_: Any) -> Reply:
        command = self.commands.get(body["CommandId"])
        if command is None:
            return 400, json.dumps({"__type": "InvalidCommandId", "message": ""}).encode()
        start = int(body.get("NextToken") or 0)
        rows = [
            {"CommandId": body["CommandId"], "InstanceId": id_, **self._state(command, id_), "CommandPlugins": []}
            for id_ in command.ids[start : start + PAGE]
        ]
        more = {"NextToken": str(start + PAGE)} if start + PAGE < len(command.ids) else {}
        return _ok({"CommandInvocations": rows, **more})

    def _GetCommandInvocation(self, body: Dict[str, Any], *_: Any) -> Reply:
        command, agent = self.commands[body["CommandId"]], self.agents[body["InstanceId"]]
        if body.get("PluginName") not in (None, "Diagnose"):
            return 400, json.dumps({"__type": "InvalidPluginName", "message": ""}).encode()
        row = {"CommandId": body["CommandId"], "InstanceId": body["InstanceId"], "ResponseCode": agent.code}
        row.update(self._state(command, body["InstanceId"]))
        row.update(StandardOutputContent=agent.output[:KEPT], StandardErrorContent=agent.stderr[:8_000])
        return _ok({**row, "StandardOutputUrl": agent.url})


def _ok(body: Dict[str, Any]) -> Reply:
    return 200, json.dumps(body).encode()
