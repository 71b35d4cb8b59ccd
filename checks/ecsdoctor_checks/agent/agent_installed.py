"""Is there an agent on this machine at all?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.installation import AgentInstallation
from ecsdoctor.facts.host.os_release import OsRelease

from ..signs import only_on_ecs_hosts
from .problems import AGENT_NOT_INSTALLED


@check()
def agent_installed(host: EcsHost, here: AgentInstallation, system: Reading[OsRelease]) -> Iterator[Finding]:
    """The ECS agent is installed.

    What it checks:   the ecs unit, the package of ecs-init, the agent's container, its directories and logs.
    Why it matters:   without an agent nothing can register this machine, whatever its network and role allow.
    How to fix:       launch from an ECS-optimized AMI, or install ecs-init.
    How to confirm:   `systemctl status ecs` knows the unit, and port 51678 answers.
    """
    only_on_ecs_hosts(host)
    if here.traces:
        yield ok(f"there is {here.traces[0]}")
    elif not here.surely_none:
        yield unknown(f"too little was seen to tell (seen: {'; '.join(here.absences) or 'nothing'})")
    else:
        named = f" This is {system.value.pretty_name}." if isinstance(system, Got) and system.value.pretty_name else ""
        places = [absence.partition(": ") for absence in here.absences]
        evidence = [Evidence(place, said) for place, _, said in places]
        text = f"There is no ECS agent on this machine: {_proof(here)}.{named}"
        certain = here.no_unit and len(here.absences) > 1
        yield found(
            AGENT_NOT_INSTALLED,
            text,
            evidence=evidence,
            confidence=Confidence.CERTAIN if certain else Confidence.LIKELY,
        )


def _proof(here: AgentInstallation) -> str:
    said = ["systemd knows no unit ecs"] if here.no_unit else []
    said += ["the package of ecs-init is not installed"] if here.no_package else []
    return " and ".join(said) or "its unit and its program are in none of the places where they belong"
