"""Does the agent's version bring a fault that shows here?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.agent.version import AgentVersion
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

from .agent_version_faults import FAULTS, Fault
from .problems import AGENT_VERSION_OUTDATED
from .words import quoted


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-versions.html",))
def agent_version_suits(version: AgentVersion, log: Reading[AgentLog]) -> Iterator[Finding]:
    """The agent's version has no known fault that shows here.

    What it checks:   the version against a list of faults that later versions cured, and the agent's log for
                      the sign of each; an old version without a sign is no finding.
    Why it matters:   such a fault comes back at every start and on every instance of the same image.
    How to fix:       launch from a newer ECS-optimized AMI, or update ecs-init.
    How to confirm:   the Version in http://localhost:51678/v1/metadata is the new one.
    """
    told = False
    for fault in FAULTS:
        line = _shows(fault, log) if fault.in_version(version.numbers) else None
        if line is not None:
            told = True
            yield found(
                AGENT_VERSION_OUTDATED,
                f"This is agent {version.text}. {fault.text} Version {fault.fixed} cured that ({fault.source}).",
                evidence=[quoted(line), Evidence(version.place, version.excerpt[:300])],
                confidence=Confidence.LIKELY,
            )
    if not told:
        yield ok(f"agent {version.text}")


def _shows(fault: Fault, log: Reading[AgentLog]) -> Optional[LogLine]:
    if not isinstance(log, Got):
        return None
    return next((x for x in reversed(log.value.last.lines) if fault.sign.search(x.text)), None)
