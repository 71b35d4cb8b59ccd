"""Have the agent and Docker file descriptors left?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, regex
from ecsdoctor.facts.host.descriptors import FILE_NR, AgentDescriptors, SystemDescriptors
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, KERNEL, PASTED, HostLines
from ecsdoctor.facts.settings import USUAL, Settings

from ..signs import Sign, cannot_tell, told
from .problems import AGENT_FILE_DESCRIPTORS_EXHAUSTED

_REMEDY = (
    "See how many the agent has open and how many it may:",
    "PID=$(sudo docker inspect -f '{{.State.Pid}}' ecs-agent)",
    "sudo ls /proc/$PID/fd | wc -l; grep 'open files' /proc/$PID/limits",
    "A restart frees them at once; tasks go on running:",
    "sudo systemctl restart ecs",
    "Then update the agent (sudo yum update -y ecs-init), and raise LimitNOFILE of docker.service if 1024 is the "
    "limit.",
)
SIGNS = (
    Sign(
        pattern=r"accept tcp (?P<where>\S+): accept4?: too many open files",
        problem=AGENT_FILE_DESCRIPTORS_EXHAUSTED,
        sentence="The agent has no file descriptors left: it cannot accept connections on {where}.",
        example="http: Accept error: accept tcp [::]:51678: accept4: too many open files; retrying in 1s",
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"docker\.sock:? .*too many open files",
        problem=AGENT_FILE_DESCRIPTORS_EXHAUSTED,
        sentence="The agent has no file descriptors left: it cannot talk to Docker.",
        example="dial unix /var/run/docker.sock: socket: too many open files",
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"too many open files",
        problem=AGENT_FILE_DESCRIPTORS_EXHAUSTED,
        sentence="A program that the agent depends on has no file descriptors left.",
        example="http: Accept error: accept unix /var/run/docker.sock: accept4: too many open files",
        programs=(AGENT, DOCKER, INIT),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"VFS: file-max limit (?P<limit>\d+) reached",
        problem=AGENT_FILE_DESCRIPTORS_EXHAUSTED,
        sentence="The whole system has reached its limit of {limit} open files.",
        example="VFS: file-max limit 97813 reached",
        programs=(KERNEL, PASTED),
        remedy=(
            "sudo sysctl -w fs.file-max=1000000",
            "sudo lsof -n | awk '{print $1}' | sort | uniq -c | sort -n | tail",
        ),
    ),
)
# Old init scripts started the agent with the shell's own limit.
_LIMIT = regex(r"Max open files\s+(?P<soft>\d+)\s+(?P<hard>\d+|unlimited)")


@check(thresholds=("open-files-percent",))
def file_descriptors_left(
    system: Reading[SystemDescriptors],
    agent: Reading[AgentDescriptors],
    lines: Reading[HostLines],
    settings: Settings = USUAL,
) -> Iterator[Finding]:
    """The agent and Docker have file descriptors left.

    What it checks:   "too many open files" in their logs since the last start, and what is open now against the limits.
    Why it matters:   without descriptors the agent can talk neither to Docker nor to ECS.
    How to fix:       restart the agent, update it, and raise the limit.
    How to confirm:   `ls /proc/PID/fd | wc -l` of the agent's process stays far below the limit.
    """
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    nearly = settings.open_files_percent / 100
    if isinstance(agent, Got):
        findings += _of_agent(agent.value, nearly)
    if isinstance(system, Got):
        findings += _of_system(system.value, nearly)
    yield from _with_limit(findings, lines)
    if findings:
        return
    if isinstance(agent, Got) and agent.value.used is not None:
        yield ok(f"the agent has {agent.value.used} of {agent.value.limit or 'unlimited'} open")
    elif isinstance(system, Got):
        yield ok(f"{system.value.used} files are open on the whole system")
    else:
        yield cannot_tell(agent=agent, system=system)


def _with_limit(findings: List[Finding], lines: Reading[HostLines]) -> Iterator[Finding]:
    """The first finding with the limit that somebody pasted beside it."""
    limits = lines.value.matches(_LIMIT, (PASTED,)) if isinstance(lines, Got) else []
    for index, one in enumerate(findings):
        if index or not limits:
            yield one
            continue
        line, match = limits[-1]
        yield found(
            AGENT_FILE_DESCRIPTORS_EXHAUSTED,
            f"{one.text} Its limit is {match.group('soft')}.",
            evidence=[*one.evidence, Evidence(line.place, " ".join(line.raw.split()))],
            remedy=one.remedy,
            confidence=one.confidence,
        )


def _of_agent(agent: AgentDescriptors, nearly: float) -> Iterator[Finding]:
    if agent.limit is None or agent.used is None or agent.used < nearly * agent.limit:
        return
    yield found(
        AGENT_FILE_DESCRIPTORS_EXHAUSTED,
        f"The agent has {agent.used} files and connections open and may have {agent.limit}.",
        evidence=Evidence(f"/proc/{agent.pid}/limits", agent.excerpt),
        remedy=_REMEDY,
    )


def _of_system(system: SystemDescriptors, nearly: float) -> Iterator[Finding]:
    if system.used < nearly * system.limit:
        return
    yield found(
        AGENT_FILE_DESCRIPTORS_EXHAUSTED,
        f"The whole system has {system.used} files open and may have {system.limit}.",
        evidence=Evidence(FILE_NR, f"{system.used} of {system.limit}"),
        remedy=("sudo sysctl -w fs.file-max=1000000", *_REMEDY),
        confidence=Confidence.CERTAIN,
    )
