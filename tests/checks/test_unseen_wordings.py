"""Wordings of old and new agents, and what a proxy does to the control session. All names are invented."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import List

import pytest

from ecsdoctor import Finding, Got, Missing, NotApplicable, Reading, Why
from ecsdoctor.facts.agent.failures import AgentFailures, current_failures
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.config.settings import Named
from ecsdoctor.facts.failures import Doing, How, classify
from ecsdoctor.facts.logs.agent import parse_agent_log
from ecsdoctor.facts.logs.agent_elsewhere import AGENT_SPEAKS, agent_lines
from ecsdoctor.facts.scope import Scope
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.agent.instance_registered import instance_registered
from ecsdoctor_checks.proxy.sessions_pass_the_proxy import sessions_pass_the_proxy

SCOPE = Scope("snapshot", datetime(2024, 5, 1, tzinfo=timezone.utc))
UNSEEN = Missing(Why.ABSENT, "not in this recording")
PROXY: Reading[AgentProxy] = Got(
    AgentProxy(Named("HTTPS_PROXY", "http://192.0.2.7:3128", "/etc/ecs/ecs.config:2"), None, None)
)


def read(*lines: str) -> AgentFailures:
    run = parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join(lines).encode())).last
    return AgentFailures(run, current_failures(run, False))


@pytest.mark.parametrize(
    ("text", "doing", "how"),
    [
        ("Unable to register as a container instance with ECS: InvalidParameterException: x", Doing.REGISTER, How.INVALID_PARAMETER),
        ("Unable to register as a container instance with ECS: ClientException: Cluster was inactive.", Doing.REGISTER, How.CLUSTER_INACTIVE),
        ("Error re-registering: ClientException: Container instance 0a1b is inactive.", Doing.REGISTER, How.INACTIVE),
        ("EC2MetadataError: failed to make EC2Metadata request <title>401 - Unauthorized</title>", Doing.IMDS, How.UNAUTHORIZED),
    ],
)  # fmt: skip
def test_old_wordings_are_classified(text: str, doing: Doing, how: How) -> None:
    failure = classify(text)
    assert failure is not None and (failure.doing, failure.how) == (doing, how)


def test_a_page_in_an_error_stays_with_its_event() -> None:
    log = "2020-01-02T03:04:05Z [CRITICAL] failed\ncaused by: <?xml?>\n<!DOCTYPE html>\n <head>\n<title>401</title>\n"
    assert len(parse_agent_log("x", Answer(log.encode())).last.lines) == 1


def test_the_agents_lines_under_the_name_of_ecs_inits_log_are_known() -> None:
    assert AGENT_SPEAKS.search(agent_lines("2020-01-02T03:04:05Z [INFO] Loading configuration"))
    assert not AGENT_SPEAKS.search(
        agent_lines("2020-01-02T03:04:05Z [INFO] Starting Amazon Elastic Container Service Agent")
    )


def problems(found: List[Finding]) -> List[str]:
    return [f.problem.id for f in found if f.problem]


@pytest.mark.parametrize(
    ("lines", "proxy", "expected"),
    [
        (("2019-01-01T00:00:05Z [ERROR] Error connecting to ACS: dial tcp 198.51.100.4:443: i/o timeout",), PROXY, ["proxy-not-used-for-websocket"]),
        (
            (
                "2019-01-01T00:00:01Z [INFO] Creating poll dialer, proxy: http://192.0.2.7:3128",
                "2019-01-01T00:01:02Z [INFO] Error from acs; backing off, err: unexpected EOF",
            ),
            UNSEEN,
            ["proxy-cuts-websocket"],
        ),
        (
            (
                "2019-01-01T00:00:01Z [INFO] Connected to ACS endpoint",
                "2019-01-01T00:30:02Z [INFO] Error from acs; backing off, err: unexpected EOF",
                "2019-01-01T00:30:03Z [INFO] Connected to ACS endpoint",
            ),
            PROXY,
            [],
        ),
    ],
    ids=["dialled past the proxy", "cut by the proxy", "renewed after half an hour"],
)  # fmt: skip
def test_sessions_and_proxies(lines: List[str], proxy: Reading[AgentProxy], expected: List[str]) -> None:
    assert problems(list(sessions_pass_the_proxy(read(*lines), proxy, SCOPE))) == expected


def test_without_a_proxy_nothing_is_said() -> None:
    with pytest.raises(NotApplicable):
        list(sessions_pass_the_proxy(read("2019-01-01T00:00:01Z [INFO] Connected to ACS endpoint"), UNSEEN, SCOPE))


def test_an_agent_that_reports_tasks_is_registered() -> None:
    failures = read(
        "2019-01-01T00:00:01Z [INFO] Loading configuration",
        "2019-01-01T00:00:05Z [ERROR] Could not submit task state change: AccessDeniedException: x",
    )
    host: Reading = Got(type("Host", (), {"stranger": False})())  # type: ignore[type-arg]
    assert not problems(list(instance_registered(host, UNSEEN, Got(failures), UNSEEN, UNSEEN, SCOPE)))
