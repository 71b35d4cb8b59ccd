"""Facts about Docker and the host for the tests of their checks: healthy unless told otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, Iterable, List, Optional, Sequence

from ecsdoctor import Finding, Missing, NotApplicable, Why
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.config.ecs_config import EcsConfig, parse_ecs_config
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import AGENT, HostLines
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.model.reading import Got, absent
from ecsdoctor.sources.base import Answer

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=timezone.utc)
UNSEEN = absent("not in this snapshot")
NO_DAEMON = Missing(Why.BROKEN, "there is no socket /var/run/docker.sock: the Docker daemon does not run")
HOST = EcsHost(ec2=True, agent=True, kind="instance")
STRANGER = EcsHost(ec2=False, agent=False, kind="instance")


def docker(**changes: Any) -> DockerInfo:
    """A daemon as on the ECS-optimized AMI."""
    info = DockerInfo(
        version="25.0.8",
        driver="overlay2",
        root="/var/lib/docker",
        cgroup_driver="systemd",
        cgroup_version="2",
        default_runtime="runc",
        runtimes=("io.containerd.runc.v2", "runc"),
        memory=4 * 1024**3,
        cpus=2,
        operating_system="Amazon Linux 2023",
        kernel="6.1.0",
        architecture="x86_64",
        http_proxy="",
        https_proxy="",
        no_proxy="",
        log_drivers=("awslogs", "json-file"),
        security_options=(),
        warnings=(),
        limits_memory=True,
        pool=None,
    )
    return replace(info, **changes)


def lines(
    *texts: str, program: str = AGENT, at: Optional[datetime] = NOW, working: bool = False, registered: int = 0
) -> HostLines:
    """Log lines of one program."""
    rows = tuple(LogLine(f"/var/log/{program}", i, at, "", text, text) for i, text in enumerate(texts, 1))
    return HostLines({program: rows}, registered, working, NOW, (program,))


def old(text: str, program: str = AGENT) -> HostLines:
    """A line of two days ago."""
    return lines(text, program=program, at=NOW - timedelta(days=2))


def config(text: str) -> EcsConfig:
    """What /etc/ecs/ecs.config holds."""
    return EcsConfig(Got(parse_ecs_config("/etc/ecs/ecs.config", Answer(text.encode()))), UNSEEN)


def problems(findings: Iterable[Finding]) -> List[str]:
    """The problems of findings, in order."""
    return [finding.problem.id for finding in findings if finding.problem]


def said(findings: Iterable[Finding]) -> str:
    """What came out, in one word or the list of problems: `ok`, `unknown`, `not-applicable`, `disk-full`."""
    try:
        rows = list(findings)
    except NotApplicable:
        return "not-applicable"
    found = problems(rows)
    return ", ".join(found) if found else ", ".join(sorted({row.status.value for row in rows}))


def judged(findings: Iterable[Finding]) -> str:
    """The same, after looking whether each finding is complete."""
    try:
        rows = list(findings)
    except NotApplicable:
        return "not-applicable"
    complete([row for row in rows if row.problem])
    return said(rows)


def complete(findings: Sequence[Finding]) -> None:
    """A finding has evidence, a sentence without holes, and something to type."""
    for finding in findings:
        assert finding.evidence and all(e.source and e.excerpt for e in finding.evidence)
        assert not re.search(r"\{\w|\w\}|\bNone\b|  |\.\.$| \.", finding.text), finding.text
        assert finding.problem is not None
        assert finding.remedy or finding.problem.fix
