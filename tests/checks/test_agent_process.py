"""The agent as a process: unit, container, ecs-init, image, ports, a second agent, version."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Iterable, List, Optional, Tuple

import pytest

from ecsdoctor import Finding, Got, Missing, NotApplicable, Severity, absent, broken, timed_out
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.external_credentials import ExternalCredentials
from ecsdoctor.facts.agent.image_cache import AgentCache
from ecsdoctor.facts.agent.installation import AgentInstallation
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.agent.lifecycle_state import TargetLifecycleState
from ecsdoctor.facts.agent.unit import DockerUnit, EcsUnit
from ecsdoctor.facts.agent.version import AgentVersion, numbers
from ecsdoctor.facts.config.ecs_config import EcsConfig, parse_ecs_config
from ecsdoctor.facts.docker.containers import Container, Containers
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.listeners import parse_listeners
from ecsdoctor.facts.host.load import HostLoad
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.facts.logs.docker import DockerLog
from ecsdoctor.facts.logs.ecs_init import EcsInitLog, parse_ecs_init_log
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.facts.scope import Scope
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.agent.agent_container_accepted import agent_container_accepted
from ecsdoctor_checks.agent.agent_gets_its_share import agent_gets_its_share
from ecsdoctor_checks.agent.agent_image_available import agent_image_available
from ecsdoctor_checks.agent.agent_installed import agent_installed
from ecsdoctor_checks.agent.agent_ports_free import agent_ports_free
from ecsdoctor_checks.agent.agent_started_after_docker import agent_started_after_docker
from ecsdoctor_checks.agent.agent_stays_up import agent_stays_up
from ecsdoctor_checks.agent.agent_version_faults import FAULTS
from ecsdoctor_checks.agent.agent_version_suits import agent_version_suits
from ecsdoctor_checks.agent.ecs_init_finds_docker import ecs_init_finds_docker
from ecsdoctor_checks.agent.ecs_service_active import ecs_service_active
from ecsdoctor_checks.agent.exit_codes import consequence, meaning, stays_down
from ecsdoctor_checks.agent.external_instance_complete import external_instance_complete
from ecsdoctor_checks.agent.introspection_answers import introspection_answers
from ecsdoctor_checks.agent.not_waiting_for_warm_pool import not_waiting_for_warm_pool
from ecsdoctor_checks.agent.only_one_agent_runs import only_one_agent_runs
from ecsdoctor_checks.agent.pause_image_loaded import pause_image_loaded

NOW = datetime(2026, 11, 23, 3, 20, tzinfo=timezone.utc)
SCOPE = Scope("instance", NOW)
HOST = EcsHost(ec2=True, agent=True, kind="instance")
STRANGER = EcsHost(ec2=False, agent=False, kind="instance")
GONE = absent("not in this snapshot")
REFUSED = broken("connection refused")
ANSWERS = Got(AgentMetadata("prod", "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/4e02", "1.105.1"))
AMAZON = Got(OsRelease("amzn", "2023", "Amazon Linux 2023"))
DEBIAN = Got(OsRelease("debian", "12", "Debian 12"))
SUSE = Got(OsRelease("sles", "15.5", "SUSE 15"))
START = 'level=info time=2026-11-23T03:19:0{s}Z msg="Starting Amazon Elastic Container Service Agent"'
EXIT = 'level=info time=2026-11-23T03:19:1{s}Z msg="Agent exited with code {code}"'
RETRY = 'level=warn time=2026-11-23T03:19:1{s}Z msg="ECS Agent failed to start, retrying in 4.2s"'


def told(findings: Iterable[Finding]) -> List[str]:
    """Problem ids, and the status of what names no problem."""
    return [f.problem.id if f.problem else f.status.value for f in findings]


def init(*lines: str) -> EcsInitLog:
    return parse_ecs_init_log("/var/log/ecs/ecs-init.log", Answer("\n".join(lines).encode()))


def error(text: str) -> str:
    return f'level=error time=2026-11-23T03:19:10Z msg="{text}"'


def log(*messages: str, version: str = "1.105.1", at: str = "03:19:00") -> AgentLog:
    """A start of the agent with messages of level error, or whole lines."""
    head = f'level=info time=2026-11-23T{at}Z msg="Starting Amazon ECS Agent" version="{version}"'
    begun = f'level=info time=2026-11-23T{at}Z msg="Loading configuration"'
    rows = [m if m.startswith("level=") else f'level=error time=2026-11-23T{at}Z msg="{m}"' for m in messages]
    return parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join([head, begun, *rows]).encode()))


def info(text: str, at: str = "03:19:01") -> str:
    return f'level=info time=2026-11-23T{at}Z msg="{text}"'


REGISTERED = info("Registered container instance with cluster!")


def container(running: bool = True, code: int = 0, **changes: Any) -> AgentContainer:
    values = {
        "status": "running" if running else "exited",
        "running": running,
        "exit_code": code,
        "error": "",
        "oom_killed": False,
        "health": "",
        "started": NOW - timedelta(hours=1),
        "finished": None if running else NOW - timedelta(minutes=1),
        "image": "amazon/amazon-ecs-agent:latest",
        "environment": {},
        **changes,
    }
    return AgentContainer(**values)


def config(text: str) -> EcsConfig:
    main = Got(parse_ecs_config("/etc/ecs/ecs.config", Answer(text.encode())))
    return EcsConfig(main, Got(parse_ecs_config("/var/lib/ecs/ecs.config", Answer(b""))))


# The unit


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (EcsUnit("ecs.service", "loaded", "active", "running", "enabled"), ["ok"]),
        (EcsUnit("ecs.service", "loaded", "active", "running", "disabled"), ["agent-unit-disabled"]),
        (EcsUnit("ecs.service", "loaded", "failed", "failed", "enabled", "exit-code", 5), ["agent-not-running"]),
        (EcsUnit("ecs.service", "loaded", "failed", "", "enabled", "start-limit-hit"), ["agent-not-running"]),
        (EcsUnit("ecs.service", "loaded", "inactive", "dead", "disabled"), ["agent-unit-disabled"]),
        (EcsUnit("ecs.service", "masked", "inactive", "dead", "masked"), ["agent-unit-disabled"]),
        (EcsUnit("ecs.service", "loaded", "inactive", "dead", "enabled"), ["agent-not-running"]),
        (EcsUnit("ecs.service", "loaded", "inactive", "dead", "enabled", inactive_since=NOW), ["agent-unit-disabled"]),
        (EcsUnit("ecs.service", "loaded", "activating", "auto-restart", "enabled"), ["agent-not-running"]),
        (EcsUnit("ecs.service", "loaded", "activating", "start-pre", "enabled"), ["unknown"]),
    ],
    ids=[
        "active",
        "active but disabled",
        "failed for good",
        "start limit",
        "disabled",
        "masked",
        "never started",
        "was stopped",
        "restarted again and again",
        "just starting",
    ],
)
def test_states_of_the_unit(unit: EcsUnit, expected: List[str]) -> None:
    assert told(ecs_service_active(unit, GONE, GONE, GONE)) == expected


def test_running_but_disabled_is_only_a_note() -> None:
    unit = EcsUnit("ecs.service", "loaded", "active", "running", "disabled")
    (finding,) = ecs_service_active(unit, GONE, GONE, GONE)
    assert finding.severity is Severity.INFO


def test_an_agent_that_answers_needs_no_unit() -> None:
    unit = EcsUnit("ecs.service", "loaded", "inactive", "dead", "disabled")
    assert told(ecs_service_active(unit, GONE, GONE, ANSWERS)) == ["ok"]


def test_no_unit_is_not_this_checks_matter() -> None:
    with pytest.raises(NotApplicable):
        list(ecs_service_active(EcsUnit("ecs.service", "not-found"), GONE, GONE, GONE))


@pytest.mark.parametrize(
    ("code", "system", "expected"),
    [
        (0, AMAZON, True),
        (1, AMAZON, False),
        (5, AMAZON, True),
        (5, DEBIAN, False),
        (5, SUSE, True),
        (5, None, None),
        (42, AMAZON, False),
    ],
)
def test_what_each_packaging_makes_of_an_exit_code(
    code: int, system: Optional[Got[OsRelease]], expected: Optional[bool]
) -> None:
    assert stays_down(code, system.value if system else None) is expected
    assert meaning(code) and consequence(code, system.value if system else None)


# Exits


@pytest.mark.parametrize(
    ("lines", "system", "expected"),
    [
        ((START.format(s=0),), AMAZON, ["ok"]),
        ((START.format(s=0), EXIT.format(s=0, code=5)), AMAZON, ["agent-not-running"]),
        ((START.format(s=0), EXIT.format(s=0, code=0)), AMAZON, ["agent-unit-disabled"]),
        ((START.format(s=0), EXIT.format(s=0, code=1), RETRY.format(s=0)), AMAZON, ["agent-crash-loop"]),
        ((EXIT.format(s=0, code=1), EXIT.format(s=5, code=1)), AMAZON, ["agent-crash-loop"]),
        ((EXIT.format(s=0, code=5), EXIT.format(s=5, code=5)), DEBIAN, ["agent-crash-loop"]),
        ((EXIT.format(s=0, code=127), RETRY.format(s=0)), GONE, ["agent-crash-loop"]),
        ((EXIT.format(s=0, code=42), START.format(s=9)), AMAZON, ["ok"]),
    ],
    ids=[
        "started, no exit",
        "code 5 on Amazon Linux",
        "code 0",
        "code 1 and a pause that tells of earlier failures",
        "code 1 twice",
        "code 5 twice where the unit restarts it",
        "code 127 on an unknown system",
        "an update",
    ],
)
def test_exits_of_the_agent(lines: Tuple[str, ...], system: Any, expected: List[str]) -> None:
    assert told(agent_stays_up(SCOPE, Got(init(*lines)), GONE, GONE, GONE, GONE, GONE, system)) == expected


def test_an_agent_that_answers_has_stayed_up() -> None:
    loop = Got(init(EXIT.format(s=0, code=1), EXIT.format(s=5, code=1)))
    assert told(agent_stays_up(SCOPE, loop, GONE, GONE, GONE, ANSWERS, GONE, AMAZON)) == ["ok"]


def test_a_registration_after_the_last_exit_ends_the_loop() -> None:
    loop = Got(init(EXIT.format(s=0, code=1), EXIT.format(s=5, code=1)))
    after = Got(log(info("Registered container instance with cluster!", "03:19:30"), at="03:19:29"))
    assert told(agent_stays_up(SCOPE, loop, GONE, GONE, after, GONE, GONE, AMAZON)) == ["ok"]


def test_old_exits_of_an_agent_that_runs_are_history() -> None:
    old = init(EXIT.format(s=0, code=1), EXIT.format(s=5, code=1), START.format(s=9))
    later = Scope("instance", NOW + timedelta(days=3))
    assert told(agent_stays_up(later, Got(old), Got(container()), GONE, GONE, GONE, GONE, AMAZON)) == ["ok"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (container(), ["ok"]),
        (container(False, 5), ["agent-not-running"]),
        (container(False, 1), ["agent-crash-loop"]),
        (container(False, 137, oom_killed=True), ["host-memory-exhausted", "agent-crash-loop"]),
    ],
    ids=["running", "code 5", "code 1", "killed for want of memory"],
)
def test_the_container_tells_where_there_is_no_log(state: AgentContainer, expected: List[str]) -> None:
    assert told(agent_stays_up(SCOPE, GONE, Got(state), GONE, GONE, GONE, GONE, AMAZON)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Exited (5) 2 minutes ago", ["agent-not-running"]),
        ("Restarting (1) 5 seconds ago", ["agent-crash-loop"]),
        ("Up 3 hours", ["unknown"]),
    ],
)
def test_the_list_of_containers_tells_where_nobody_inspected(status: str, expected: List[str]) -> None:
    row = Container("1", "ecs-agent", "amazon/amazon-ecs-agent:latest", status, status.startswith("Up"))
    seen = Got(Containers("docker ps -a", (row,)))
    assert told(agent_stays_up(SCOPE, GONE, GONE, seen, GONE, GONE, GONE, AMAZON)) == expected


def test_starts_without_success_in_the_agents_log_are_a_loop() -> None:
    head = 'level=info time=2026-11-23T03:19:0{n}Z msg="Starting Amazon ECS Agent"'
    text = "\n".join(head.format(n=n) + "\n" + error("no") for n in range(4))
    three = parse_agent_log("/log", Answer(text.encode()))
    assert told(agent_stays_up(SCOPE, GONE, GONE, GONE, Got(three), GONE, GONE, AMAZON)) == ["agent-crash-loop"]
    assert told(agent_stays_up(SCOPE, GONE, GONE, GONE, Got(log("no")), GONE, GONE, AMAZON)) == ["unknown"]


# Image and container


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            (
                error(
                    "could not download Amazon Elastic Container Service Agent: api error AccessDenied: Access Denied"
                ),
            ),
            ["agent-image-unavailable"],
        ),
        (
            (
                error(
                    "could not load Amazon Elastic Container Service Agent from cache: open /var/cache/ecs/ecs-agent.tar: no such file"
                ),
            ),
            ["agent-image-unavailable"],
        ),
        ((START.format(s=0), error("could not start Agent: no such image")), ["agent-image-unavailable"]),
        ((error("could not download Amazon Elastic Container Service Agent: EOF"), START.format(s=9)), ["ok"]),
        ((info("pre-start"),), ["unknown"]),
    ],
    ids=["download", "cache", "no such image", "it was started later", "nothing tells"],
)
def test_the_image_of_the_agent(lines: Tuple[str, ...], expected: List[str]) -> None:
    assert told(agent_image_available(init(*lines), GONE, GONE, GONE)) == expected


def test_an_image_in_the_cache_is_used_in_the_remedy() -> None:
    failed = init(error("could not download Amazon Elastic Container Service Agent: EOF"))
    cache = Got(AgentCache(("ecs-agent.tar", "state"), "0"))
    (finding,) = agent_image_available(failed, GONE, cache, AMAZON)
    assert "echo 2 | sudo tee /var/cache/ecs/state" in finding.remedy


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("invalid environment variable: =====", ["config-line-rejected", "agent-container-create-failed"]),
        ("unable to apply apparmor profile", ["mandatory-access-control-denies"]),
        ("write /var/lib/docker/tmp: no space left on device", ["disk-full"]),
        ("mkdir /var/lib/docker/containers: read-only file system", ["filesystem-read-only"]),
        ("unknown or invalid runtime name: foo", ["docker-configuration-invalid", "agent-container-create-failed"]),
        ("oci runtime error: rootfs (/x/rootfs) does not exist", ["docker-storage-broken"]),
        ("something nobody has seen", ["agent-container-create-failed"]),
    ],
)
def test_what_docker_says_of_the_agents_container(reason: str, expected: List[str]) -> None:
    lines = init(START.format(s=0), error(f"could not start Agent: {reason}"))
    assert told(agent_container_accepted(lines, GONE)) == expected


def test_a_container_that_was_created_was_accepted() -> None:
    assert told(agent_container_accepted(init(START.format(s=0)), GONE)) == ["ok"]
    assert told(agent_container_accepted(init(info("pre-start")), GONE)) == ["unknown"]


# Installed


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        (AgentInstallation(("a unit ecs.service",), ()), ["ok"]),
        (
            AgentInstallation((), ("systemctl show ecs: not-found", "/etc/ecs: No such file"), no_unit=True),
            ["agent-not-installed"],
        ),
        (
            AgentInstallation((), ("rpm -q ecs-init: package ecs-init is not installed",), no_package=True),
            ["agent-not-installed"],
        ),
        (AgentInstallation((), ("/etc/ecs: No such file",)), ["unknown"]),
        (AgentInstallation((), tuple(f"/p{n}: No such file" for n in range(7))), ["agent-not-installed"]),
        (AgentInstallation((), ()), ["unknown"]),
    ],
    ids=["a unit", "no unit", "no package", "one directory is missing", "a whole disk without it", "nothing was seen"],
)
def test_whether_there_is_an_agent(here: AgentInstallation, expected: List[str]) -> None:
    assert told(agent_installed(HOST, here, GONE)) == expected


def test_a_machine_outside_ec2_is_not_blamed() -> None:
    with pytest.raises(NotApplicable):
        list(agent_installed(STRANGER, AgentInstallation((), ("a: b",), no_unit=True), GONE))
    with pytest.raises(NotApplicable):
        list(introspection_answers(STRANGER, REFUSED, GONE, GONE))


# Versions


@pytest.mark.parametrize(
    ("version", "message", "expected"),
    [
        ("1.17.2", "use of closed network connection", ["agent-version-outdated"]),
        ("1.17.3", "use of closed network connection", ["ok"]),
        ("1.20.0", "invalid Volume: must include a type", ["agent-version-outdated"]),
        ("1.105.1", "too many open files", ["ok"]),
        ("1.50.1", "too many open files", ["agent-version-outdated"]),
        ("1.4.0", "all is well", ["ok"]),
    ],
)
def test_a_version_counts_only_with_its_sign(version: str, message: str, expected: List[str]) -> None:
    known = AgentVersion(version, "introspection", version)
    assert told(agent_version_suits(known, Got(log(message)))) == expected


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.since or 'first'} to {f.fixed}")
def test_faults_are_written_rightly(fault: Any) -> None:
    assert numbers(fault.since) < numbers(fault.fixed)
    assert fault.text.endswith(".") and fault.source


# A second agent, ports


def agent_container_row(name: str, running: bool = True) -> Container:
    return Container("1", name, "amazon/amazon-ecs-agent:latest", "Up" if running else "Exited", running)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("ecs-agent", "my-agent"), ["agent-duplicate"]),
        (("ecs-agent",), ["ok"]),
    ],
)
def test_two_containers_of_the_agent(rows: Tuple[str, ...], expected: List[str]) -> None:
    seen = Got(Containers("docker containers", tuple(agent_container_row(name) for name in rows)))
    assert told(only_one_agent_runs(SCOPE, seen, GONE, GONE, GONE, GONE)) == expected


@pytest.mark.parametrize(
    ("messages", "seconds", "agent", "version", "expected"),
    [
        ((), 60, REFUSED, "1.105.1", ["agent-duplicate"]),
        ((), 5, REFUSED, "1.105.1", ["ok"]),
        ((), 60, GONE, "1.105.1", ["ok"]),
        ((), 60, REFUSED, "1.30.0", ["ok"]),
        ((info("Registered transformation function with threshold 1.0.0."),), 60, REFUSED, "1.105.1", ["ok"]),
        (("Error creating Docker client",), 60, REFUSED, "1.105.1", ["ok"]),
    ],
    ids=["silent", "silent for a moment", "port not asked", "before the lock", "came past it", "ended with an error"],
)
def test_silence_where_the_checkpoint_is_opened(
    messages: Tuple[str, ...], seconds: int, agent: Missing, version: str, expected: List[str]
) -> None:
    now = datetime(2026, 11, 23, 3, 19, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    lines = Got(log(*messages, version=version))
    assert told(only_one_agent_runs(Scope("instance", now), GONE, lines, GONE, agent, GONE)) == expected


IN_USE = "Error running introspection endpoint: listen tcp :51678: bind: address already in use"
TASK_API = "Error running task api: listen tcp 127.0.0.1:51679: bind: address already in use"


@pytest.mark.parametrize(
    ("lines", "agent", "expected"),
    [
        (log(REGISTERED, IN_USE), GONE, ["agent-port-in-use"]),
        (log(REGISTERED, IN_USE), ANSWERS, ["ok"]),
        (log(REGISTERED, TASK_API), ANSWERS, ["agent-port-in-use"]),
        (log(REGISTERED, IN_USE, info("later", "03:29:00")), GONE, ["ok"]),
        (log(REGISTERED), broken("HTTP 404 File not found (Server: SimpleHTTP/0.6)"), ["agent-port-in-use"]),
        (log(REGISTERED), GONE, ["ok"]),
        (log(), REFUSED, ["unknown"]),
    ],
    ids=["taken", "got it since", "the other port", "long ago", "a stranger answers", "quiet", "not so far yet"],
)
def test_the_agents_ports(lines: AgentLog, agent: Any, expected: List[str]) -> None:
    scope = Scope("instance", NOW + timedelta(minutes=10))
    assert told(agent_ports_free(scope, HOST, Got(lines), agent, GONE)) == expected


def test_the_program_on_the_port_is_named() -> None:
    seen = parse_listeners("ss -tlnp", 'LISTEN 0 5 0.0.0.0:51678 0.0.0.0:* users:(("python3",pid=812,fd=3))')
    (finding,) = agent_ports_free(SCOPE, HOST, Got(log(REGISTERED, IN_USE)), GONE, Got(seen))
    assert 'The program "python3" (pid 812)' in finding.text


@pytest.mark.parametrize(
    ("agent", "lines", "expected"),
    [
        (ANSWERS, GONE, ["ok"]),
        (REFUSED, GONE, ["introspection-unreachable"]),
        (timed_out("no answer within 3 s"), GONE, ["introspection-unreachable"]),
        (
            GONE,
            Got(
                log(
                    "health check [HEAD http://localhost:51678/v1/metadata] failed with error: context deadline exceeded"
                )
            ),
            ["introspection-unreachable"],
        ),
        (
            GONE,
            Got(log("health check [HEAD http://localhost:51678/v1/metadata] failed with error: connection refused")),
            ["unknown"],
        ),
        (GONE, GONE, ["unknown"]),
    ],
    ids=["answers", "refused", "late", "late by its own log", "not registered by its own log", "not asked"],
)
def test_the_introspection_port(agent: Any, lines: Any, expected: List[str]) -> None:
    assert told(introspection_answers(HOST, agent, lines, GONE)) == expected


# Docker and the agent

NO_SOCKET = error("dial unix /var/run/docker.sock: connect: no such file or directory")


def docker_lines(second: int) -> Got[DockerLog]:
    at = datetime(2026, 11, 23, 3, 19, second, tzinfo=timezone.utc)
    return Got(DockerLog("/var/log/docker", (LogLine("/var/log/docker", 1, at, "info", "Starting up", "x"),), True))


@pytest.mark.parametrize(
    ("lines", "daemon", "unit", "expected"),
    [
        ((NO_SOCKET,), docker_lines(15), GONE, ["docker-not-ready-at-start"]),
        ((NO_SOCKET,), docker_lines(5), GONE, ["docker-not-running"]),
        ((NO_SOCKET,), GONE, Got(DockerUnit("docker.service", "loaded", "active")), ["docker-not-ready-at-start"]),
        ((NO_SOCKET, START.format(s=0)), GONE, GONE, ["ok"]),
        ((info("pre-start"),), GONE, GONE, ["unknown"]),
    ],
    ids=[
        "Docker came later",
        "Docker was there before",
        "Docker is up now",
        "it found Docker after all",
        "nothing tells",
    ],
)
def test_ecs_init_and_docker(lines: Tuple[str, ...], daemon: Any, unit: Any, expected: List[str]) -> None:
    assert told(ecs_init_finds_docker(init(*lines), GONE, daemon, unit)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"), [(30, ["agent-not-restarted-after-docker"]), (90, ["ok"])], ids=["after", "before"]
)
def test_docker_was_restarted_before_or_after_the_agent(minutes: int, expected: List[str]) -> None:
    unit = DockerUnit("docker.service", "loaded", "active", active_since=NOW - timedelta(minutes=minutes))
    assert told(agent_started_after_docker(unit, Got(container()), GONE)) == expected


# Warm pool, pause image, external instances, load

WAITS = info("Waiting for instance to go InService")


@pytest.mark.parametrize(
    ("lines", "state", "expected", "severity"),
    [
        (log(WAITS), GONE, ["waiting-for-warm-pool"], Severity.WARNING),
        (log(WAITS), Got(TargetLifecycleState("Warmed:Stopped")), ["waiting-for-warm-pool"], Severity.INFO),
        (log(WAITS, REGISTERED), GONE, ["ok"], Severity.INFO),
        (log(), GONE, ["ok"], Severity.INFO),
    ],
    ids=["no state is named", "in a warm pool, as it should be", "it has left the pool", "no waiting"],
)
def test_waiting_for_a_warm_pool(lines: AgentLog, state: Any, expected: List[str], severity: Severity) -> None:
    findings = list(not_waiting_for_warm_pool(lines, GONE, state))
    assert (told(findings), findings[0].severity) == (expected, severity)


NOT_LOADED = "Failed to load pause container: container load: open /images/amazon-ecs-pause.tar: no such file"
PULLED = "failed to pull image amazon/amazon-ecs-pause:0.1.0 for container ~internal~ecs~pause"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (log(NOT_LOADED), ["pause-image-missing"]),
        (log(NOT_LOADED, REGISTERED), ["ok"]),
        (log("Failed to load pause container: client version 1.21 is too old"), ["unknown"]),
        (log(REGISTERED, PULLED), ["pause-image-missing"]),
        (log(REGISTERED), ["ok"]),
        (log("Pause container is not loaded: No such image: amazon/amazon-ecs-pause:0.1.0", REGISTERED), ["ok"]),
    ],
    ids=["fatal", "not needed", "Docker is to blame", "a task fails", "fine", "not offered"],
)
def test_the_pause_image(lines: AgentLog, expected: List[str]) -> None:
    assert told(pause_image_loaded(lines, GONE, GONE)) == expected


ON_EC2 = Got(InstanceIdentity("i-0123456789abcdef0", "us-east-1", "", "", "", "", ""))
NO_KEYS = Got(ExternalCredentials("/root/.aws/credentials", False))
KEYS = Got(ExternalCredentials("/root/.aws/credentials", True))


@pytest.mark.parametrize(
    ("text", "keys", "identity", "count"),
    [
        ("ECS_EXTERNAL=true\nAWS_DEFAULT_REGION=us-east-1", KEYS, GONE, 0),
        ("ECS_EXTERNAL=true", KEYS, GONE, 1),
        ("ECS_EXTERNAL=1\nAWS_DEFAULT_REGION=us-east-1", KEYS, GONE, 1),
        ("ECS_EXTERNAL=true\nAWS_DEFAULT_REGION=us-east-1", NO_KEYS, GONE, 1),
        ("ECS_EXTERNAL=true\nAWS_DEFAULT_REGION=us-east-1", KEYS, ON_EC2, 1),
        ("ECS_EXTERNAL=true\nAWS_DEFAULT_REGION=us-east-1", GONE, GONE, 0),
    ],
    ids=[
        "complete",
        "no region",
        "not the word true",
        "no credentials",
        "it is an EC2 instance",
        "credentials not looked at",
    ],
)
def test_external_instances(text: str, keys: Any, identity: Any, count: int) -> None:
    expected = ["external-instance-misconfigured"] * count or ["ok"]
    assert told(external_instance_complete(config(text), keys, identity)) == expected


def test_an_ec2_instance_is_not_external() -> None:
    with pytest.raises(NotApplicable):
        list(external_instance_complete(config("ECS_CLUSTER=prod"), GONE, GONE))


LATE = "health check [HEAD http://localhost:51678/v1/metadata] failed with error: context deadline exceeded"


@pytest.mark.parametrize(
    ("load", "lines", "expected"),
    [
        (HostLoad(2.0, 2, {"io": 80.0}), log(LATE), ["agent-starved"]),
        (HostLoad(20.0, 2, {}), log(LATE), ["agent-starved"]),
        (HostLoad(20.0, 2, {}), log(), ["ok"]),
        (HostLoad(0.5, 2, {"io": 3.0}), log(LATE), ["ok"]),
    ],
    ids=["waiting for the disk", "high load", "busy but keeping up", "late for another reason"],
)
def test_a_starved_agent(load: HostLoad, lines: AgentLog, expected: List[str]) -> None:
    assert told(agent_gets_its_share(load, lines, SCOPE)) == expected
