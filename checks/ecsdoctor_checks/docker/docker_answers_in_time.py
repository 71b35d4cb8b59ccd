"""Does Docker answer in time?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Severity, Why, check, found, ok, regex
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.processor import Processor
from ecsdoctor.facts.logs.host_lines import AGENT, KERNEL, PASTED, HostLines

from ..signs import LATELY, Sign, cannot_tell, only_on_ecs_hosts, told
from .problems import DOCKER_UNRESPONSIVE

_LOOK = (
    "See whether Docker answers now, and how busy the disk is:",
    "sudo timeout 20 docker ps",
    "sudo iostat -x 1 3",
    "If it hangs, drain the instance first: a restart of Docker stops every container on it.",
    "sudo systemctl restart docker && sudo systemctl start ecs",
)
SIGNS = (
    Sign(
        # Steps of DockerTimeoutError (agent/dockerclient/dockerapi). A slow pull is the registry's or the network's,
        # a slow stop often the application's, so both are left to other checks.
        pattern=r"Could not transition to (?P<step>(?!pulled|stopped|pulling|stopping)[a-z][a-z ]*); "
        r"timed out after waiting (?P<wait>[\d.hms]+)",
        problem=DOCKER_UNRESPONSIVE,
        sentence="Docker did not answer within {wait} when the agent asked it for {step}.",
        example="Could not transition to created; timed out after waiting 4m0s",
        programs=(AGENT, PASTED),
        remedy=_LOOK,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"INFO: task (?P<process>dockerd|docker|containerd|containerd-shim"
        r"|runc)[^:]*:\d+ blocked for more than "
        r"(?P<seconds>\d+) seconds",
        problem=DOCKER_UNRESPONSIVE,
        sentence="The kernel saw {process} wait for the disk for more than {seconds} seconds.",
        example="INFO: task dockerd:2711 blocked for more than 120 seconds.",
        programs=(KERNEL,),
        remedy=_LOOK,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"docker\.sock\S*:? .*(?:context deadline exceeded|request canceled|i/o timeout)",
        problem=DOCKER_UNRESPONSIVE,
        sentence="Calls of the agent to Docker end without an answer.",
        example='Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.25/containers/json": context deadline exceeded',
        programs=(AGENT,),
        remedy=_LOOK,
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
)
# Types that earn CPU credits (EC2 user guide, "Burstable performance instances").
_BURSTABLE = regex(r"^t\d[a-z]*\.")
# A hypervisor that keeps back a tenth of all time since boot is not rounding: the credits were spent for long.
_STOLEN = 0.10


@check()
def docker_answers_in_time(
    host: EcsHost,
    info: Reading[DockerInfo],
    lines: Reading[HostLines],
    identity: Reading[InstanceIdentity],
    processor: Reading[Processor],
) -> Iterator[Finding]:
    """Docker answers in time.

    What it checks:   whether Docker answers now, time-outs of the agent's calls, and the kernel's hung tasks.
    Why it matters:   with a slow Docker tasks stay PENDING or are told dead, and the agent may lose ECS.
    How to fix:       give the volume more throughput or the instance more power; restart a daemon that hangs.
    How to confirm:   `sudo timeout 5 docker ps` answers at once.
    """
    only_on_ecs_hosts(host)
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    if isinstance(info, Missing) and info.why is Why.TIMED_OUT:
        findings.append(_slow(info, bool(findings)))
    credits = _credits(identity, processor)
    if findings and credits:
        text, proof = credits
        first = findings[0]
        yield found(
            DOCKER_UNRESPONSIVE,
            f"{first.text} {text}",
            evidence=[*first.evidence, proof],
            remedy=first.remedy,
            confidence=first.confidence,
            severity=first.severity,
        )
        findings = findings[1:]
    elif not findings:
        yield ok("Docker answers") if isinstance(info, Got) else cannot_tell(docker_info=info, logs=lines)
    yield from findings


def _slow(info: Missing, told_already: bool) -> Finding:
    """Three seconds without an answer: much for a daemon, but one with hundreds of containers may need them."""
    return found(
        DOCKER_UNRESPONSIVE,
        f"Docker accepts the connection but does not answer: {info.detail}.",
        evidence=Evidence("docker info", info.detail),
        remedy=_LOOK,
        confidence=Confidence.CERTAIN if told_already else Confidence.LIKELY,
        severity=None if told_already else Severity.WARNING,
    )


def _credits(identity: Reading[InstanceIdentity], processor: Reading[Processor]) -> Optional[Tuple[str, Evidence]]:
    """A burstable instance whose CPU is held back by the hypervisor, as a reason."""
    if isinstance(identity, Missing) or isinstance(processor, Missing):
        return None
    kind, stolen = identity.value.instance_type, processor.value.stolen
    if not _BURSTABLE.match(kind) or stolen < _STOLEN:
        return None
    text = (
        f"The hypervisor kept back {stolen:.0%} of the CPU since boot: this {kind} has spent its CPU credits "
        "(metric CPUCreditBalance)."
    )
    return text, Evidence("/proc/stat", f"steal {stolen:.1%} of all time since boot")
