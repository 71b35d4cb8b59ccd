"""Do the kernel's cgroups offer what the agent needs?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.version import AgentVersion
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.cgroups import PATH, Cgroups
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, PASTED, HostLines

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import CGROUP_UNSUPPORTED

# Changelog of the agent, 1.61.0: "Support for unified cgroups and the systemd cgroup driver".
_UNIFIED_SINCE = (1, 61, 0)
_UPDATE = (
    "Update the agent, which gets its tasks' cgroups from systemd on cgroup v2:",
    "sudo yum update -y ecs-init && sudo systemctl restart ecs",
    "Or switch task-level limits off in /etc/ecs/ecs.config: ECS_ENABLE_TASK_CPU_MEM_LIMIT=false",
)
# The agent tries to make a cgroup of its own and goes on without task-level limits where it cannot: no failure.
_NOT_OPTIONAL = r"^(?!.*Disabling TaskCPUMemLimit)"
SIGNS = (
    Sign(
        pattern=r"Unable to initialize cgroup root for ECS.*?(?:err(?:or)?=)?(?P<why>(?:unable|cgroup|open|mkdir).*)?$",
        problem=CGROUP_UNSUPPORTED,
        sentence="The agent cannot set up its cgroup and ends, because ECS_ENABLE_TASK_CPU_MEM_LIMIT demands it. {why}",
        example="Unable to initialize cgroup root for ECS error=\"unable to setup '/ecs' cgroup: cgroup create: "
        'no such file"',
        programs=(AGENT,),
        remedy=(
            "cat /proc/cgroups",
            "stat -fc %T /sys/fs/cgroup",
            "Switch task-level limits off in /etc/ecs/ecs.config (ECS_ENABLE_TASK_CPU_MEM_LIMIT=false), then:",
            "sudo systemctl restart ecs",
        ),
        until_registered=True,
    ),
    Sign(
        pattern=r"cgroup: unable to create cgroup.*?(?:err=)?(?P<why>(?:cgroupv2 create|cgroup create"
        r"|unable to create v2|mkdir|open"
        r"|dial).*)",
        problem=CGROUP_UNSUPPORTED,
        sentence="The agent cannot make the cgroup of a task, so the task does not start: {why}.",
        example="cgroup: unable to create cgroup cgroupV2=true err=cgroupv2 create: unable to create v2 manager: "
        "dial unix /run/systemd/private: connect: no such file or directory",
        programs=(AGENT, PASTED),
        remedy=_UPDATE,
        max_age=LATELY,
    ),
    Sign(
        pattern=_NOT_OPTIONAL
        + r".*?(?P<why>cgroups: (?:cannot find cgroup mount destination|memory cgroup not supported"
        r"|cgroup mountpoint does not exist)[^\"]*|Devices cgroup isn't mounted"
        r"|Your kernel does not support cgroup memory limit[^\"]*)",
        problem=CGROUP_UNSUPPORTED,
        sentence="Docker misses cgroups of the kernel: {why}.",
        example="cgroups: cgroup mountpoint does not exist: unknown",
        programs=(AGENT, DOCKER, INIT, PASTED),
        remedy=("cat /proc/cgroups", "cat /proc/cmdline", "mount | grep cgroup"),
        confidence=Confidence.LIKELY,
        severity=Severity.ERROR,
        max_age=LATELY,
    ),
)


@check()
def cgroups_supported(
    info: Reading[DockerInfo], cgroups: Reading[Cgroups], agent: Reading[AgentVersion], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The kernel's cgroups offer what the agent and Docker need.

    What it checks:   refusals of cgroups in the logs, Docker's word on memory limits, the cgroup version.
    Why it matters:   tasks do not start, or run without their memory limits.
    How to fix:       update the agent on cgroup v2; switch the memory controller on in the kernel's command line.
    How to confirm:   `docker info` shows no warning about memory limits, and tasks start.
    """
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    if isinstance(info, Got):
        findings += _no_memory_limits(info.value, cgroups)
        findings += _unified_too_new(info.value, agent)
    yield from findings
    if findings:
        return
    if isinstance(info, Got) and info.value.limits_memory:
        yield ok(f"Docker limits memory with cgroup v{info.value.cgroup_version or '1'}")
    else:
        yield cannot_tell(docker_info=info, logs=lines)


def _no_memory_limits(info: DockerInfo, cgroups: Reading[Cgroups]) -> Iterator[Finding]:
    if info.limits_memory is not False:
        return
    warning = next((w for w in info.warnings if "memory limit" in w), "MemoryLimit: false")
    proofs = [Evidence("docker info", warning)]
    off = isinstance(cgroups, Got) and cgroups.value.enabled.get("memory") is False
    if off:
        proofs.append(Evidence(PATH, cgroups.value.rows["memory"]))  # type: ignore[union-attr]
    yield found(
        CGROUP_UNSUPPORTED,
        "Docker cannot limit memory here: the kernel's memory controller is off. Limits of task definitions have no "
        "effect.",
        evidence=proofs,
        remedy=(
            "Switch it on in the kernel's command line:",
            "sudo grubby --update-kernel=ALL --args='cgroup_enable=memory swapaccount=1'",
            "Its tasks stop with the reboot, so drain the instance first if it serves:",
            "sudo systemctl reboot",
        ),
        confidence=Confidence.CERTAIN if off else Confidence.LIKELY,
        severity=Severity.WARNING,
    )


def _unified_too_new(info: DockerInfo, agent: Reading[AgentVersion]) -> Iterator[Finding]:
    if isinstance(agent, Missing) or info.cgroup_version != "2" or not agent.value.numbers:
        return
    if agent.value.numbers >= _UNIFIED_SINCE:
        return
    yield found(
        CGROUP_UNSUPPORTED,
        f"The host uses cgroup v2, which the agent knows since 1.61.0; this is {agent.value.text}.",
        evidence=[
            Evidence("docker info", "Cgroup Version: 2"),
            Evidence(agent.value.place, agent.value.excerpt),
        ],
        remedy=_UPDATE,
        confidence=Confidence.LIKELY,
    )
