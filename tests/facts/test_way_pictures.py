"""Ways as pictures: stations in order, one that blocks, and no picture against better knowledge."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Dict, Optional

import pytest
from vpcs import DEFAULT, a_network, a_route, an_interface

from ecsdoctor.cli.picture import history, ladders, ways
from ecsdoctor.facts.agent.failures import AgentFailures, current_failures
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.config.settings import Named
from ecsdoctor.facts.ec2.registration import Registration
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.facts.network.endpoints import Endpoints, parse_ladder
from ecsdoctor.facts.network.routes import Routes, parse_routes
from ecsdoctor.facts.path.ways import Ways, ways_of
from ecsdoctor.model.picture import Path
from ecsdoctor.model.reading import absent
from ecsdoctor.report.paths import as_line
from ecsdoctor.sources.base import Answer


class Known:
    """Stands for a collector that has these facts and no others."""

    def __init__(self, *facts: Any) -> None:
        self._facts: Dict[type, Any] = {type(fact): fact for fact in facts}

    def outcome(self, kind: type) -> Any:
        return ("got", self._facts[kind]) if kind in self._facts else absent("not here")


def a_way(network: Any, public: str = "", proxy: str = "", joined: Optional[Registrations] = None) -> Path:
    found = ways_of(network, an_interface(public), 4)
    return ways.paths(Ways("i-1", "us-east-1", 4, found, proxy), None, joined)[0]


def joined(connected: bool) -> Registrations:
    return Registrations("prod", (Registration("prod", "a/b", "i-1", "ACTIVE", "", connected, "", "", "", None),))


CLOSED = a_network()
OPEN = a_network(a_route(DEFAULT, "igw-1"))


def test_a_closed_way_ends_where_it_is_closed() -> None:
    path = a_way(CLOSED)
    assert path.state == "blocked" and path.blocked is not None
    assert (path.blocked.kind, path.blocked.id, path.blocked.problem) == ("route table", "rtb-own", "no-route-to-ecs")
    assert path.blocked.rule.startswith("rtb-own: 10.0.0.0/16 → local")
    assert as_line(path) == "i-1 → eni-1 ok → sg-own ok → acl-own ok → rtb-own ✗ no route for 0.0.0.0/0"
    assert path.hops[-1].state == "unknown"


def test_an_open_way_leads_to_ecs() -> None:
    path = a_way(OPEN, public="52.1.2.3")
    assert path.state == "open"
    assert as_line(path) == "i-1 → eni-1 ok → sg-own ok → acl-own ok → rtb-own ok → igw-1 ok → ECS ok"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"joined": joined(True)}, "ECS sees the agent as connected"),
        ({"proxy": "http://proxy:3128"}, "the proxy http://proxy:3128"),
    ],
    ids=["the agent is connected", "the agent has a proxy"],
)
def test_a_way_that_may_not_be_the_agents_is_not_drawn_as_closed(more: Any, words: str) -> None:
    path = a_way(CLOSED, **more)
    assert path.state == "unknown" and path.blocked is None
    assert words in next(hop.text for hop in path.hops if hop.state == "unknown")


def test_an_agent_that_is_not_connected_excuses_nothing() -> None:
    assert a_way(CLOSED, joined=joined(False)).state == "blocked"


def a_ladder(*steps: Dict[str, Any], proxy: str = "") -> Endpoints:
    body = {"host": "ecs.us-east-1.amazonaws.com", "port": 443, "proxy": proxy, "steps": list(steps)}
    return Endpoints((parse_ladder(json.dumps(body), "api"),))


RESOLVED = {"step": "resolve", "outcome": "ok", "addresses": ["10.9.0.5"]}
CONNECTED = {"step": "connect", "outcome": "ok"}
NO_DEFAULT = Routes(parse_routes("10.0.1.0/24 dev eth0\n"), True, False)
DEAD_ROUTE = Routes(parse_routes("blackhole 10.9.0.0/16\n"), True, False)
WITH_DEFAULT = Routes(parse_routes("default via 10.0.1.1 dev eth0\n"), True, False)


@pytest.mark.parametrize(
    ("endpoints", "routes", "line"),
    [
        (
            a_ladder(RESOLVED, CONNECTED, {"step": "tls", "error": "untrusted", "detail": "self-signed"}),
            WITH_DEFAULT,
            "agent → name ok → via 10.0.1.1 ok → TCP ok → TLS ✗ untrusted",
        ),
        (
            a_ladder(RESOLVED, {"step": "connect", "error": "unreachable", "detail": "no"}),
            NO_DEFAULT,
            "agent → name ok → host route ✗ no route",
        ),
        (
            a_ladder(RESOLVED, {"step": "connect", "error": "unreachable", "detail": "no"}),
            DEAD_ROUTE,
            "agent → name ok → host route ✗ blackhole",
        ),
        (
            a_ladder(RESOLVED, CONNECTED, {"step": "tls"}, {"step": "http"}),
            NO_DEFAULT,
            "agent → name ok → TCP ok → TLS ok → HTTP ok → ECS ok",
        ),
        (
            a_ladder({"step": "proxy-resolve", "error": "not-found", "detail": "no"}, proxy="http://proxy:3128"),
            None,
            "agent → name of the proxy ✗ not found",
        ),
    ],
    ids=["TLS", "no route", "a dead route", "a connection proves a route", "the proxy's name"],
)
def test_probes_from_the_instance(endpoints: Endpoints, routes: Optional[Routes], line: str) -> None:
    (path,) = ladders.of(Known(endpoints, *([routes] if routes else [])))
    assert as_line(path) == line
    assert sum(hop.state == "blocked" for hop in path.hops) <= 1


START = 'level=info time=2026-11-23T03:00:00Z msg="Loading configuration"\n'


def an_error(minute: int, text: str) -> str:
    return f'level=error time=2026-11-23T03:{minute:02}:00Z msg="Error registering container instance" error="{text}"\n'


def logged(*lines: str, proxy: str = "") -> Known:
    log: AgentLog = parse_agent_log("log", Answer("".join(lines).encode()))
    named = Named("ecs.config:2", proxy, "") if proxy else None
    failures = AgentFailures(log.last, current_failures(log.last, False))
    return Known(log, failures, AgentProxy(named, named, None))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "RequestError: lookup ecs.us-east-1.amazonaws.com on 10.0.0.2:53: no such host",
            "agent → name ✗ name not found",
        ),
        ("ClientException: Cluster not found.", "agent → name ok → TCP ok → TLS ok → HTTP ok → ECS ok"),
        ("tls: x509: certificate signed by unknown authority", "agent → name ok → TCP ok → TLS ✗ tls untrusted"),
        ("connection reset by peer", ""),
    ],
    ids=["no name", "ECS answers", "TLS", "cannot be told"],
)
def test_the_log_tells_how_far_a_call_came(text: str, line: str) -> None:
    assert [as_line(path) for path in ladders.of(logged(START, an_error(1, text)))] == ([line] if line else [])


def test_a_success_of_old_proves_no_way_once_the_session_is_lost() -> None:
    good = 'level=info time=2026-11-23T03:05:00Z msg="Connected to ACS endpoint"\n'
    bad = (
        'level=error time=2026-11-23T03:{}:00Z msg="Error connecting to ACS" '
        'error="websocket client: unable to dial ecs-a-1.us-east-1.amazonaws.com: dial tcp 10.0.0.1:443: i/o timeout"\n'
    )
    assert [path.state for path in ladders.of(logged(START, good))] == ["open"]
    assert ladders.of(logged(START, good, bad.format("10"), bad.format("11"))) == ()


def test_the_log_behind_a_proxy() -> None:
    text = 'Post \\"https://ecs.us-east-1.amazonaws.com/\\": Forbidden'
    (path,) = ladders.of(logged(START, an_error(1, text), proxy="http://user:pw@proxy:3128"))
    assert path.blocked is not None and (path.blocked.kind, path.blocked.id) == ("proxy", "http://proxy:3128")


def test_history_tells_failures_that_come_back_after_a_success_again() -> None:
    good = 'level=info time=2026-11-23T03:05:00Z msg="Registered container instance with cluster!"\n'
    refused = "dial tcp 10.0.0.1:443: connect: connection refused"
    log = parse_agent_log("log", Answer((START + an_error(1, refused) * 3 + good + an_error(9, refused)).encode()))
    events = history.events(log)
    assert [(e.kind, e.count) for e in events] == [("start", 1), ("failure", 3), ("success", 1), ("failure", 1)]
    assert events[1].source == "log:2" and events[1].at is not None
    assert len(history.events(replace(log, runs=log.runs * 60))) == history.MAX_EVENTS
