"""The checks of the Docker daemon."""

from __future__ import annotations

import ipaddress
from typing import Optional

import pytest
from host_builders import (
    HOST,
    NO_DAEMON,
    NOW,
    STRANGER,
    UNSEEN,
    complete,
    config,
    docker,
    judged,
    lines,
    problems,
    said,
)

from ecsdoctor import Confidence, Got, Severity, timed_out
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.agent.version import AgentVersion, numbers
from ecsdoctor.facts.docker.daemon_config import DockerUnitSettings, parse_daemon_json, parse_drop_in
from ecsdoctor.facts.docker.info import ThinPool
from ecsdoctor.facts.docker.version import DockerVersion
from ecsdoctor.facts.host.file_systems import DiskSpace, parse_df
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.processor import Processor
from ecsdoctor.facts.logs.host_lines import DOCKER, PASTED
from ecsdoctor.facts.network.interfaces import parse_interfaces
from ecsdoctor.facts.network.iptables import parse_iptables
from ecsdoctor.facts.network.sysctls import IP_FORWARD, NetworkSysctls
from ecsdoctor.facts.network.vpc_addresses import VpcAddresses
from ecsdoctor_checks.docker.docker_answers_in_time import docker_answers_in_time
from ecsdoctor_checks.docker.docker_api_meets_agent import docker_api_meets_agent
from ecsdoctor_checks.docker.docker_configuration_valid import docker_configuration_valid
from ecsdoctor_checks.docker.docker_daemon_runs import docker_daemon_runs
from ecsdoctor_checks.docker.docker_forwards_packets import docker_forwards_packets
from ecsdoctor_checks.docker.docker_networks_apart import docker_networks_apart
from ecsdoctor_checks.docker.docker_ready_for_agent import docker_ready_for_agent
from ecsdoctor_checks.docker.docker_socket_usable import docker_socket_usable
from ecsdoctor_checks.docker.docker_stops_containers import docker_stops_containers
from ecsdoctor_checks.docker.docker_storage_has_room import docker_storage_has_room
from ecsdoctor_checks.docker.docker_storage_works import docker_storage_works
from ecsdoctor_checks.proxy.docker_proxy_spares_credentials import docker_proxy_spares_credentials

CANNOT = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
ELSEWHERE = CANNOT.replace("/var/run/docker.sock", "/run/mine.sock")
DEAD = DockerUnit("docker.service", load="loaded", active="failed", result="exit-code", source="systemctl show docker")
ALIVE = DockerUnit("docker.service", load="loaded", active="active", active_since=NOW, source="systemctl show docker")


@pytest.mark.parametrize(
    ("info", "unit", "log", "outcome"),
    [
        (Got(docker()), UNSEEN, UNSEEN, "ok"),
        (NO_DAEMON, UNSEEN, UNSEEN, "docker-not-running"),
        (UNSEEN, Got(DEAD), UNSEEN, "docker-not-running"),
        (UNSEEN, UNSEEN, Got(lines(CANNOT)), "docker-not-running"),
        (UNSEEN, UNSEEN, Got(lines(ELSEWHERE)), "unknown"),
        (UNSEEN, Got(ALIVE), UNSEEN, "unknown"),
        (timed_out("no answer"), UNSEEN, UNSEEN, "unknown"),
    ],
    ids=[
        "it answers",
        "no socket",
        "the unit failed",
        "only the agent's log tells",
        "the log tells of another socket",
        "the unit is active",
        "silence is another problem",
    ],
)
def test_docker_daemon_runs(info: object, unit: object, log: object, outcome: str) -> None:
    assert judged(docker_daemon_runs(HOST, info, unit, log)) == outcome  # type: ignore[arg-type]


def test_the_daemons_last_words_stand_in_the_explanation() -> None:
    log = lines("failed to start daemon: error initializing graphdriver: driver not supported", program=DOCKER)
    (finding,) = docker_daemon_runs(HOST, NO_DAEMON, UNSEEN, Got(log))
    assert "error initializing graphdriver: driver not supported" in finding.text
    assert finding.confidence is Confidence.CERTAIN


def test_a_machine_without_ecs_is_not_accused() -> None:
    assert said(docker_daemon_runs(STRANGER, NO_DAEMON, UNSEEN, UNSEEN)) == "not-applicable"


@pytest.mark.parametrize(
    ("text", "info", "log", "outcome"),
    [
        ("DOCKER_HOST=unix:///run/mine.sock\n", Got(docker()), lines(ELSEWHERE), "docker-socket-denied"),
        ("DOCKER_HOST=unix:///run/mine.sock\n", UNSEEN, lines(ELSEWHERE), "docker-socket-denied"),
        ("DOCKER_HOST=unix:///run/mine.sock\n", Got(docker()), lines("x", working=True), "ok"),
        ("DOCKER_HOST=unix:///var/run/docker.sock\n", UNSEEN, lines(CANNOT), "unknown"),
        ("ECS_CLUSTER=prod\n", Got(docker()), lines("x"), "unknown"),
    ],
    ids=[
        "another socket while Docker answers on its own",
        "another socket, Docker not asked",
        "another socket that works",
        "the usual socket written down",
        "nothing to tell from",
    ],
)
def test_docker_socket_usable(text: str, info: object, log: object, outcome: str) -> None:
    assert judged(docker_socket_usable(Got(config(text)), info, Got(log))) == outcome  # type: ignore[arg-type]


def test_the_wrong_docker_host_is_named_with_its_line() -> None:
    text = "ECS_CLUSTER=prod\nDOCKER_HOST=unix:///run/mine.sock\n"
    (finding,) = docker_socket_usable(Got(config(text)), Got(docker()), Got(lines(ELSEWHERE)))
    assert finding.evidence[0].source == "/etc/ecs/ecs.config:2"
    assert "sudo sed -i '/^DOCKER_HOST=/d' /etc/ecs/ecs.config" in finding.remedy


@pytest.mark.parametrize(
    ("log", "outcome"),
    [
        (lines(CANNOT), "docker-not-ready-at-start"),
        (lines("all is well", working=True), "ok"),
        (lines("all is well"), "unknown"),
    ],
)
def test_docker_ready_for_agent(log: object, outcome: str) -> None:
    assert judged(docker_ready_for_agent(docker(), log, Got(ALIVE))) == outcome  # type: ignore[arg-type]


def agent(version: str) -> object:
    return Got(AgentVersion(version, "x", version)) if numbers(version) else UNSEEN


@pytest.mark.parametrize(
    ("minimum", "newest", "version", "outcome"),
    [
        ("1.12", "1.41", "1.105.1", "ok"),
        ("1.24", "1.44", "1.105.1", "ok"),
        ("1.44", "1.52", "1.105.1", "ok"),
        ("1.45", "1.53", "1.105.1", "docker-api-incompatible"),
        ("1.24", "1.44", "1.80.0", "docker-api-incompatible"),
        ("1.12", "1.43", "1.80.0", "ok"),
        ("1.12", "1.20", "1.105.1", "docker-api-incompatible"),
        ("", "1.18", "1.3.0", "docker-api-incompatible"),
        ("1.45", "1.53", "", "docker-api-incompatible"),
        ("1.24", "1.44", "", "unknown"),
    ],
    ids=[
        "Docker 20.10",
        "Docker 25 with a current agent",
        "Docker 29",
        "a Docker beyond every known agent",
        "Docker 25 with an agent before 1.81",
        "Docker 24 with an agent before 1.81",
        "a Docker before 1.9",
        "a Docker that names no minimum",
        "beyond every agent, whichever this is",
        "agent unknown",
    ],
)
def test_docker_api_meets_agent(minimum: str, newest: str, version: str, outcome: str) -> None:
    found = Got(DockerVersion("x", newest, minimum))
    assert judged(docker_api_meets_agent(found, agent(version), Got(lines("x")))) == outcome  # type: ignore[arg-type]


NO_CLIENT = "Error creating Docker client: docker client factory: client not found for docker version: 1.21"
PROBE = (
    "Unable to get Docker client for version 1.44: client version 1.44 is too old. "
    "Minimum supported API version is 1.45"
)


@pytest.mark.parametrize(
    ("log", "outcome"),
    [
        (lines(NO_CLIENT), "docker-api-incompatible"),
        (lines(PROBE, NO_CLIENT), "docker-api-incompatible"),
        (lines(CANNOT, NO_CLIENT), "unknown"),
        (lines(PROBE, working=True), "ok"),
    ],
    ids=[
        "no reason given",
        "refused probes give the reason",
        "the daemon was not there",
        "the agent works all the same",
    ],
)
def test_no_version_answered(log: object, outcome: str) -> None:
    assert said(docker_api_meets_agent(UNSEEN, UNSEEN, Got(log))) == outcome  # type: ignore[arg-type]


def test_a_working_agent_proves_the_range() -> None:
    beyond = Got(DockerVersion("x", "1.60", "1.50"))
    assert said(docker_api_meets_agent(beyond, UNSEEN, Got(lines("x", working=True)))) == "ok"


SLOW = "Could not transition to created; timed out after waiting 4m0s"


@pytest.mark.parametrize(
    ("info", "text", "outcome", "severity"),
    [
        (Got(docker()), "x", "ok", None),
        (Got(docker()), SLOW, "docker-unresponsive", Severity.ERROR),
        (timed_out("no answer within 3 s"), "x", "docker-unresponsive", Severity.WARNING),
        (UNSEEN, "x", "unknown", None),
    ],
    ids=["it answers", "a call timed out", "three seconds of silence alone", "not asked"],
)
def test_docker_answers_in_time(info: object, text: str, outcome: str, severity: Optional[Severity]) -> None:
    findings = list(docker_answers_in_time(HOST, info, Got(lines(text)), UNSEEN, UNSEEN))  # type: ignore[arg-type]
    assert said(findings) == outcome
    if severity:
        assert findings[0].severity is severity
        complete(findings)


@pytest.mark.parametrize(
    ("kind", "stolen", "named"), [("t3.small", 0.45, True), ("t3.small", 0.01, False), ("m5.large", 0.45, False)]
)
def test_spent_cpu_credits_are_named_only_with_evidence(kind: str, stolen: float, named: bool) -> None:
    identity = Got(InstanceIdentity("i-1", "us-east-1", "", "", "", kind, ""))
    (finding,) = docker_answers_in_time(HOST, UNSEEN, Got(lines(SLOW)), identity, Got(Processor(stolen, 0.0)))
    assert ("CPU credits" in finding.text) is named
    assert len(finding.evidence) == (2 if named else 1)


def test_docker_storage_works() -> None:
    assert said(docker_storage_works(Got(docker()), UNSEEN)) == "ok"
    assert said(docker_storage_works(UNSEEN, UNSEEN)) == "unknown"
    broken = lines("error initializing graphdriver: devmapper: Base Device UUID verification failed", program=DOCKER)
    assert said(docker_storage_works(Got(docker()), Got(broken))) == "docker-storage-broken"
    full = lines("error initializing graphdriver: mkdir /var/lib/docker: no space left on device", program=DOCKER)
    assert "docker-storage-broken" not in said(docker_storage_works(UNSEEN, Got(full)))


def df(available: str, percent: int) -> object:
    text = f"Filesystem Size Used Avail Use% Mounted on\n/dev/a 30G 1G {available} {percent}% /\n"
    return Got(DiskSpace(parse_df(text)))


PULL = "CannotPullContainerError: failed to register layer: no space left on device"


@pytest.mark.parametrize(
    ("info", "space", "text", "outcome", "severity"),
    [
        (docker(), df("20G", 34), "x", "ok", None),
        (docker(), df("0", 100), "x", "docker-storage-full", Severity.ERROR),
        (docker(), df("900M", 97), "x", "docker-storage-full", Severity.WARNING),
        (docker(), df("900M", 60), "x", "ok", None),
        (docker(), UNSEEN, PULL, "docker-storage-full", Severity.ERROR),
        (docker(), df("20G", 34), PULL, "ok", None),
        (docker(driver="devicemapper"), df("20G", 34), PULL, "docker-storage-full", Severity.ERROR),
        (docker(pool=ThinPool(2, 20, 2)), UNSEEN, "x", "docker-storage-full", Severity.ERROR),
        (docker(pool=ThinPool(9, 20, 2)), UNSEEN, "x", "ok", None),
        (None, UNSEEN, "x", "unknown", None),
    ],
    ids=[
        "room",
        "full",
        "nearly full",
        "a small volume with most of it free",
        "a pull failed",
        "a pull failed and there is room again",
        "a thin pool does not show in df",
        "thin pool at its minimum",
        "thin pool with room",
        "nothing known",
    ],
)
def test_docker_storage_has_room(
    info: object, space: object, text: str, outcome: str, severity: Optional[Severity]
) -> None:
    reading = Got(info) if info else UNSEEN
    findings = list(docker_storage_has_room(HOST, reading, space, Got(lines(text))))  # type: ignore[arg-type]
    assert said(findings) == outcome
    if severity:
        assert findings[0].severity is severity
        complete(findings)


@pytest.mark.parametrize(("value", "outcome"), [(1, "ok"), (0, "docker-configuration-invalid"), (None, "unknown")])
def test_docker_forwards_packets(value: Optional[int], outcome: str) -> None:
    sysctls = NetworkSysctls({} if value is None else {IP_FORWARD: value})
    assert judged(docker_forwards_packets(docker(), sysctls)) == outcome


def test_docker_stops_containers() -> None:
    assert said(docker_stops_containers(lines("x", working=True))) == "ok"
    assert said(docker_stops_containers(lines("x"))) == "unknown"
    stuck = lines("tried to kill container, but did not receive an exit event", program=DOCKER)
    assert said(docker_stops_containers(stuck)) == "docker-cannot-stop-container"


MASQUERADE = Got(parse_iptables("*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n"))
NO_NAT = Got(parse_iptables("*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n"))
REFUSED = lines("stat /var/run/docker/execdriver/native: permission denied", program=PASTED)


@pytest.mark.parametrize(
    ("text", "info", "rules", "log", "outcome"),
    [
        ("{}", Got(docker()), UNSEEN, UNSEEN, "ok"),
        ('{"log-driver": "json-file",}', NO_DAEMON, UNSEEN, UNSEEN, "docker-configuration-invalid"),
        ('{"default-runtime": "kata"}', Got(docker()), UNSEEN, UNSEEN, "docker-configuration-invalid"),
        ('{"default-runtime": "nvidia", "runtimes": {"nvidia": {}}}', Got(docker()), UNSEEN, UNSEEN, "ok"),
        ('{"default-runtime": "nvidia"}', Got(docker(runtimes=("nvidia", "runc"))), UNSEEN, UNSEEN, "ok"),
        ('{"default-runtime": "io.containerd.kata.v2"}', Got(docker()), UNSEEN, UNSEEN, "ok"),
        ('{"iptables": false}', Got(docker()), NO_NAT, UNSEEN, "docker-configuration-invalid"),
        ('{"iptables": false}', Got(docker()), MASQUERADE, UNSEEN, "ok"),
        ('{"userns-remap": "default"}', Got(docker()), UNSEEN, UNSEEN, "ok"),
        ('{"userns-remap": "default"}', UNSEEN, UNSEEN, Got(REFUSED), "docker-configuration-invalid"),
    ],
    ids=[
        "no settings",
        "a comma too many",
        "a runtime that nobody knows",
        "a runtime configured beside it",
        "a runtime from the command line",
        "a shim that is found by its name",
        "no packet filter rules and no others",
        "no packet filter rules, but others",
        "remapped users alone",
        "remapped users and a refusal",
    ],
)
def test_docker_configuration_valid(text: str, info: object, rules: object, log: object, outcome: str) -> None:
    daemon = Got(parse_daemon_json(text))
    assert judged(docker_configuration_valid(daemon, info, rules, log)) == outcome  # type: ignore[arg-type]


def test_broken_json_is_critical_only_where_docker_is_down() -> None:
    broken = Got(parse_daemon_json('{\n  "a": 1,\n}'))
    (down,) = docker_configuration_valid(broken, NO_DAEMON, UNSEEN, UNSEEN)
    (up,) = docker_configuration_valid(broken, Got(docker()), UNSEEN, UNSEEN)
    assert (down.severity, up.severity) == (Severity.CRITICAL, Severity.WARNING)
    # Python 3.13 blames the comma itself, older ones what comes behind it.
    assert down.evidence[0].source in ("/etc/docker/daemon.json:2", "/etc/docker/daemon.json:3")


def bridge(name: str, network: str) -> str:
    return f"1: {name}: <BROADCAST,UP> mtu 1500\n    inet {network} scope global {name}\n"


@pytest.mark.parametrize(
    ("rows", "block", "outcome"),
    [
        (bridge("docker0", "172.17.0.1/16"), "10.0.0.0/16", "ok"),
        (bridge("docker0", "172.17.0.1/16"), "172.16.0.0/12", "docker-configuration-invalid"),
        (bridge("br-1a2b", "10.0.5.1/24"), "10.0.0.0/16", "docker-configuration-invalid"),
        (bridge("eth0", "10.0.1.23/24"), "10.0.0.0/16", "ok"),
    ],
    ids=["apart", "the VPC holds the default bridge", "a bridge of a user", "the host's own address"],
)
def test_docker_networks_apart(rows: str, block: str, outcome: str) -> None:
    vpc = VpcAddresses((ipaddress.IPv4Network(block),), "meta-data")
    assert judged(docker_networks_apart(parse_interfaces(rows), vpc)) == outcome


def unit(line: str) -> object:
    environment, switches = parse_drop_in("/etc/systemd/system/docker.service.d/proxy.conf", line)
    return Got(DockerUnitSettings(tuple(environment), tuple(switches), ("x",)))


CREDENTIALS = "Failed to create log stream errorCode=CredentialsEndpointError message=failed to load credentials"


@pytest.mark.parametrize(
    ("settings", "info", "text", "outcome"),
    [
        (
            'Environment="NO_PROXY=169.254.169.254"',
            UNSEEN,
            CREDENTIALS,
            "log-credentials-unreachable, proxy-no-proxy-missing",
        ),
        (
            'Environment="HTTP_PROXY=http://p:1"',
            UNSEEN,
            CREDENTIALS,
            "log-credentials-unreachable, proxy-no-proxy-missing",
        ),
        ('Environment="NO_PROXY=169.254.0.0/16"', UNSEEN, CREDENTIALS, "log-credentials-unreachable"),
        ("", Got(docker()), CREDENTIALS, "log-credentials-unreachable"),
        ('Environment="NO_PROXY=169.254.169.254"', UNSEEN, "x", "ok"),
        ('Environment="HTTP_PROXY=http://p:1" "NO_PROXY=169.254.170.2"', UNSEEN, "x", "ok"),
        ('Environment="HTTP_PROXY=http://p:1"', UNSEEN, "x", "unknown"),
        ("", Got(docker()), "x", "ok"),
    ],
    ids=[
        "NO_PROXY lacks the address",
        "no NO_PROXY at all",
        "NO_PROXY covers it: another cause",
        "no proxy: another cause",
        "an exception without a proxy",
        "a proxy with its exception",
        "a proxy without exception, but no symptom",
        "Docker says that it has none",
    ],
)
def test_docker_proxy_spares_credentials(settings: str, info: object, text: str, outcome: str) -> None:
    found = docker_proxy_spares_credentials(unit(settings), info, Got(lines(text, program=DOCKER)))  # type: ignore[arg-type]
    assert judged(found) == outcome


def test_a_password_of_the_proxy_is_never_told() -> None:
    settings = unit('Environment="HTTP_PROXY=http://me:secret@p:1" "NO_PROXY=localhost"')
    log = Got(lines(CREDENTIALS, program=DOCKER))
    findings = list(docker_proxy_spares_credentials(settings, UNSEEN, log))  # type: ignore[arg-type]
    assert "proxy-no-proxy-missing" in problems(findings)
    assert "secret" not in str(findings)
