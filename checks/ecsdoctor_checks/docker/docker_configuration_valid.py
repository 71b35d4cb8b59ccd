"""Is Docker configured so that it starts and the agent can live with it?"""

from __future__ import annotations

from typing import Any, Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Severity, check, found, ok
from ecsdoctor.facts.docker.daemon_config import PATH, DaemonJson
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, PASTED, HostLines
from ecsdoctor.facts.network.iptables import Iptables
from ecsdoctor.facts.presence import surely_absent

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import DOCKER_CONFIGURATION_INVALID

_EDIT = (
    f"sudo python3 -m json.tool {PATH}",
    f"Correct {PATH}. A restart of Docker stops every container on the instance, so drain it first if it serves:",
    "sudo systemctl restart docker",
)
_THEN_ECS = (*_EDIT, "sudo systemctl start ecs")
# Built into dockerd without any configuration (moby daemon/runtime_unix.go and its forerunners).
_BUILT_IN = ("runc", "io.containerd.runc.v1", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux")
# A daemon that answers has got past these.
AT_START = (
    Sign(
        pattern=r"unable to configure the Docker daemon with file (?P<file>[^\s:]+): (?P<why>.+)",
        problem=DOCKER_CONFIGURATION_INVALID,
        sentence="Docker does not start because of {file}: {why}.",
        example="unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' "
        "looking for beginning of object key string",
        programs=(DOCKER, INIT, PASTED),
        remedy=_THEN_ECS,
        severity=Severity.CRITICAL,
    ),
    Sign(
        pattern=r"directives (?:are|don't match|are specified) .*(?:configuration option"
        r"|configuration file): (?P<what>.+)",
        problem=DOCKER_CONFIGURATION_INVALID,
        sentence="Docker does not start: a setting stands both in its command line and in daemon.json, or is unknown "
        "({what}).",
        example="the following directives are specified both as a flag and in the configuration file: hosts: "
        "(from flag: …)",
        programs=(DOCKER, PASTED),
        remedy=("systemctl cat docker", *_THEN_ECS),
        severity=Severity.CRITICAL,
    ),
)
SIGNS = (
    Sign(
        pattern=r"specified default runtime '?(?P<runtime>[\w.-]+)'? does not exist"
        r"|[Uu]nknown (?:or invalid )?runtime (?:specified|name):? (?P<other>(?!nvidia\b)[\w.-]+)",
        problem=DOCKER_CONFIGURATION_INVALID,
        sentence="Docker knows no runtime {runtime}{other}, which its configuration or a container names.",
        example="specified default runtime 'kata' does not exist",
        programs=(DOCKER, INIT, AGENT, PASTED),
        remedy=("sudo docker info --format '{{json .Runtimes}}'", *_THEN_ECS),
        max_age=LATELY,
    ),
    Sign(
        pattern=r"Error (?:initializing network controller|creating default \"bridge\" network).*?"
        r"(?P<why>(?:failed to create NAT chain|[Ff]ailed to [Ss]etup IP tables|Unable to enable|iptables).*)",
        problem=DOCKER_CONFIGURATION_INVALID,
        sentence="Docker does not start because it cannot set its rules of the packet filter: {why}.",
        example="failed to start daemon: Error initializing network controller: error obtaining controller instance: "
        "failed to create NAT chain DOCKER: iptables failed",
        programs=(DOCKER, PASTED),
        remedy=("sudo iptables -t nat -L -n | head", *_THEN_ECS),
        severity=Severity.CRITICAL,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"(?P<why>could not find an available, non-overlapping IPv4 address pool[^\"]*"
        r"|Pool overlaps with other one on this address space|all predefined address pools have been fully subnetted"
        r"|list bridge addresses failed[^\"]*)",
        problem=DOCKER_CONFIGURATION_INVALID,
        sentence="Docker finds no addresses for its networks: {why}.",
        example="could not find an available, non-overlapping IPv4 address pool among the defaults to assign to "
        "the network",
        programs=(DOCKER, AGENT, PASTED),
        remedy=("Give Docker free addresses with default-address-pools or bip in daemon.json:", *_THEN_ECS),
        max_age=LATELY,
    ),
)


@check()
def docker_configuration_valid(
    config: Reading[DaemonJson],
    info: Reading[DockerInfo],
    packet_filter: Reading[Iptables],
    lines: Reading[HostLines],
) -> Iterator[Finding]:
    """Docker's configuration is valid and suits the agent.

    What it checks:   daemon.json: its JSON, default-runtime, userns-remap, iptables; and Docker's own complaints.
    Why it matters:   Docker does not start, refuses the agent's container, or tasks have no network.
    How to fix:       correct /etc/docker/daemon.json, `sudo systemctl restart docker`, `sudo systemctl start ecs`.
    How to confirm:   `sudo docker info` shows the corrected setting.
    """
    docker = info.value if isinstance(info, Got) else None
    findings: List[Finding] = []
    if isinstance(config, Got):
        findings += _broken_json(config.value, docker)
        findings += _runtime(config.value, docker)
        findings += _packet_filter_off(config.value, packet_filter)
        findings += _user_namespace(config.value, lines)
    if isinstance(lines, Got):
        findings += told(lines.value, (*(() if docker else AT_START), *SIGNS))
    yield from findings
    if findings:
        return
    if isinstance(config, Got):
        yield ok(f"{PATH} is valid")
    elif isinstance(config, Missing) and surely_absent(config):
        yield ok(f"there is no {PATH}: Docker runs with its defaults")
    else:
        yield cannot_tell(**{PATH: config})


def _broken_json(config: DaemonJson, docker: Optional[DockerInfo]) -> Iterator[Finding]:
    if not config.error:
        return
    effect = (
        "Docker still runs with what it read before, and will not start again."
        if docker
        else "Docker does not start with it."
    )
    yield found(
        DOCKER_CONFIGURATION_INVALID,
        f"{PATH} is not valid JSON: {config.error}. {effect}",
        evidence=Evidence(f"{PATH}:{config.line}", config.excerpt or config.error),
        remedy=_THEN_ECS,
        severity=Severity.WARNING if docker else Severity.CRITICAL,
    )


def _runtime(config: DaemonJson, docker: Optional[DockerInfo]) -> Iterator[Finding]:
    name = config.values.get("default-runtime")
    if not isinstance(name, str) or not name or name in _BUILT_IN:
        return
    own: Any = config.values.get("runtimes")
    known = {*(own if isinstance(own, dict) else ()), *(docker.runtimes if docker else ())}
    # A containerd shim is found by its name (`io.containerd.kata.v2`) without being configured.
    if name in known or name.startswith("io.containerd."):
        return
    yield found(
        DOCKER_CONFIGURATION_INVALID,
        f'{PATH} makes "{name}" the default runtime, but configures no runtime of that name: Docker does not start, '
        "or no container does.",
        evidence=Evidence(config.place("default-runtime"), config.excerpt_of("default-runtime")),
        remedy=(f'Remove "default-runtime" or add "{name}" to "runtimes":', *_THEN_ECS),
        # The daemon's command line can add runtimes too (--add-runtime); a daemon that answers lists them all.
        confidence=Confidence.CERTAIN if docker else Confidence.LIKELY,
    )


def _packet_filter_off(config: DaemonJson, packet_filter: Reading[Iptables]) -> Iterator[Finding]:
    """Without Docker's rules containers of bridge mode reach nothing, unless somebody else translates addresses."""
    if config.values.get("iptables") is not False:
        return
    known = isinstance(packet_filter, Got)
    chain = packet_filter.value.chain("nat", "POSTROUTING") if isinstance(packet_filter, Got) else None
    if chain is not None and any(rule.target in ("MASQUERADE", "SNAT") for rule in chain.rules):
        return
    yield found(
        DOCKER_CONFIGURATION_INVALID,
        f'{PATH} keeps Docker from setting packet filter rules ("iptables": false)'
        + (" and no other rule translates addresses" if known else "")
        + ": containers in bridge mode cannot reach anything outside, and their ports are not published.",
        evidence=Evidence(config.place("iptables"), config.excerpt_of("iptables")),
        remedy=('Remove "iptables": false:', *_THEN_ECS),
        confidence=Confidence.CERTAIN if known else Confidence.POSSIBLE,
        severity=None if known else Severity.WARNING,
    )


def _user_namespace(config: DaemonJson, lines: Reading[HostLines]) -> Iterator[Finding]:
    """ecs-init starts the agent in the host's user namespace; only another way to start it fails here."""
    name = config.values.get("userns-remap")
    if not name or isinstance(lines, Missing) or lines.value.working:
        return
    refused = lines.value.matches(_PERMISSION.compiled, _PERMISSION.programs, until_registered=True)
    if not refused:
        return
    line = refused[-1][0]
    yield found(
        DOCKER_CONFIGURATION_INVALID,
        f'{PATH} remaps users of containers (userns-remap: "{name}"), and the agent\'s container is refused what it '
        "mounts from the host.",
        evidence=[
            Evidence(config.place("userns-remap"), config.excerpt_of("userns-remap")),
            Evidence(line.place, line.text[:300], line.at),
        ],
        remedy=("Start the agent through ecs-init, or with --userns=host; or remove userns-remap:", *_THEN_ECS),
        confidence=Confidence.LIKELY,
        severity=Severity.CRITICAL,
    )


_PERMISSION = Sign(
    pattern=r"permission denied",
    problem=DOCKER_CONFIGURATION_INVALID,
    sentence="",
    example="stat /var/run/docker/execdriver/native: permission denied",
    programs=(AGENT, INIT, PASTED),
)
