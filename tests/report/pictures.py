"""Invented reports with everything that pictures are drawn from: an instance, a cluster of any size, a hostile one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from reports import HOSTILE, hostile_report
from test_table import NOW, PROBLEM, a_report

from ecsdoctor.model.fleet import Difference
from ecsdoctor.model.picture import (
    Contrast,
    Event,
    KnownFact,
    Member,
    Members,
    Path,
    PathHop,
    Picture,
)
from ecsdoctor.model.placement import Obstacle, TaskMatrix, TaskRow
from ecsdoctor.model.report import Report

BLOCKED = Path(
    "",
    "the ECS API",
    "ecs.us-east-1.amazonaws.com",
    "by AWS APIs, from outside",
    "blocked",
    (
        PathHop("instance", "i-0123456789abcdef0", "open"),
        PathHop("interface", "eni-0123456789abcdef0", "open", "with the address 10.0.1.5"),
        PathHop("security group", "sg-1", "open", "sg-1 lets TCP 443 out"),
        PathHop("subnet, ACL", "subnet-0123456789abcdef0", "open"),
        PathHop(
            "route table",
            "rtb-0123456789abcdef0",
            "blocked",
            "the route table has no route for 0.0.0.0/0",
            "no route for 0.0.0.0/0",
            "rtb-0123456789abcdef0: 10.0.0.0/16 → local",
            "ec2:DescribeRouteTables",
            "cluster-not-found",
        ),
        PathHop("ECS", "ecs.us-east-1.amazonaws.com", "unknown", "the ECS API"),
    ),
)
OPEN = replace(
    BLOCKED,
    purpose="the control session",
    state="open",
    hops=tuple(replace(hop, state="open", problem="", rule="", brief="") for hop in BLOCKED.hops),
)
STATES = ("missing", "disconnected", "gone", "draining", "leaving", "starting", "healthy")


def a_picture(**more: Any) -> Picture:
    """Everything about one instance."""
    events = (
        Event(NOW, "start", "The agent 1.105.1 started", "/var/log/ecs/ecs-agent.log:1"),
        Event(NOW, "failure", "Registering failed", "/var/log/ecs/ecs-agent.log:9", 7, NOW + timedelta(minutes=3)),
        Event(NOW + timedelta(minutes=9), "success", "Registered", "/var/log/ecs/ecs-agent.log:99"),
        Event(None, "failure", "Something failed", "/var/log/ecs/ecs-agent.log:100"),
    )
    facts = (KnownFact("Docker", "version", "25.0.3"), KnownFact("Instance", "type", "m5.large"))
    return replace(Picture(paths=(BLOCKED, OPEN), timeline=events, facts=facts), **more)


def instance_report() -> Report:
    """An instance with a blocked way."""
    return replace(a_report(), picture=a_picture())


def cluster_report(size: int, sick: int = 0) -> Report:
    """A cluster of `size` instances in three zones, the first `sick` of them missing for the report's cause."""
    members = [
        Member(
            f"i-{n:017x}",
            "missing" if n < sick else STATES[n % 7] if size < 20 else "healthy",
            f"us-east-1{'abc'[n % 3]}",
            f"subnet-{n % 6:017x}",
            "m5.large",
            "1.105.1",
            n % 40,
            (PROBLEM.id,) if n < sick else (),
            "It should be there by its group" if n < sick else "",
        )
        for n in range(size)
    ]
    counts = {state: sum(m.state == state for m in members) for state in STATES}
    memory = Obstacle("insufficient-memory", "it has 512 MiB and needs 1024", "A larger one")
    port = Obstacle("host-port-in-use", "port 80 is taken", "hostPort 0")
    reasons = [(memory,)] * max(0, size - 2) + [(memory, port), ()]
    rows = tuple(TaskRow(f"i-{n}", "", "", why, 0, 1) for n, why in enumerate(reasons, 1))
    row = Difference("subnet", "subnet-dark", sick, max(1, sick), 0, size)
    picture = Picture(
        paths=(replace(BLOCKED, subject="i-0aaa"),),
        members=Members({s: n for s, n in counts.items() if n}, tuple(members), 0),
        contrasts=(Contrast(PROBLEM.id, (row, replace(row, trait="agent", sick=0))),),
    )
    target = {"kind": "cluster", "cluster": "prod", "region": "us-east-1"}
    matrices = (TaskMatrix("web", "web:12", True, rows),)
    return replace(a_report(), target=target, picture=picture, matrices=matrices)


def hostile_picture_report() -> Report:
    """Hostile text wherever text of a machine can stand."""
    hops = tuple(
        PathHop(HOSTILE, HOSTILE, state, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
        for state in ("open", "open", "unknown", "blocked", "unknown")
    )
    way = Path("", HOSTILE, HOSTILE, HOSTILE, "blocked", hops)
    row = Difference(HOSTILE, HOSTILE, 3, 3, 0, 5)
    members = tuple(
        Member(f"{n}{HOSTILE}", "missing", HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, (PROBLEM.id,), HOSTILE)
        for n in range(3)
    )
    task = TaskRow(HOSTILE, HOSTILE, HOSTILE, (Obstacle("insufficient-memory", HOSTILE, HOSTILE),), 0, None)
    picture = Picture(
        paths=(replace(way, hops=(hops[0], replace(hops[3], problem=PROBLEM.id))), way, replace(way, subject=HOSTILE)),
        members=Members({"missing": 3}, members),
        contrasts=(Contrast(PROBLEM.id, (row,)),),
        timeline=(Event(NOW, "failure", HOSTILE, HOSTILE), Event(NOW + timedelta(1), "start", HOSTILE, HOSTILE)),
        facts=(KnownFact(HOSTILE, HOSTILE, HOSTILE),),
    )
    matrices = (TaskMatrix(HOSTILE, HOSTILE, True, (task, task)),)
    return replace(hostile_report(), picture=picture, matrices=matrices)
