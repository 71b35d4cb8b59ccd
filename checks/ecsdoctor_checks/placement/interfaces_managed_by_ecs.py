"""Are all network interfaces of the instance those that ECS knows?"""

from __future__ import annotations

from typing import Dict, Iterator

from ecsdoctor import Confidence, Finding, check, found, ok, regex, unknown
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

from ..signs import evidence
from .problems import ENI_NOT_MANAGED

_MAC = regex(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
_STRANGE = regex(r"not managed by ecs")


def strangers(log: AgentLog) -> Dict[str, LogLine]:
    """Interfaces of which the agent's last word is that ECS does not manage them.

    The agent looks at every interface but the primary one twice a minute (agent/eni/watcher). It also says so for
    a moment of a task's own interface that shows up before ECS has told of it, and then speaks of it again.
    """
    last: Dict[str, LogLine] = {}
    for line in log.last.lines:
        for mac in _MAC.findall(line.text):
            last[mac] = line
    return {mac: line for mac, line in last.items() if _STRANGE.search(line.text)}


@check()
def interfaces_managed_by_ecs(log: AgentLog) -> Iterator[Finding]:
    """Every further network interface of the instance belongs to a task.

    What it checks:   the agent's last word about each interface, since it last started.
    Why it matters:   a foreign interface takes the place of a task's, and traffic may leave by the wrong one.
    How to fix:       detach it, or give the instance one interface only in its launch template.
    How to confirm:   the agent's log has no new "eni not managed by ecs".
    """
    found_any = False
    for mac, line in strangers(log).items():
        found_any = True
        yield found(
            ENI_NOT_MANAGED,
            f"The network interface {mac} was attached by somebody else than ECS. It takes one of the places for task "
            "interfaces, and the agent does not serve it.",
            evidence=evidence(line),
            remedy=(
                "If nothing needs it, detach it:",
                f"aws ec2 describe-network-interfaces --region REGION --filters Name=mac-address,Values={mac}",
                "aws ec2 detach-network-interface --region REGION --attachment-id ATTACHMENT_ID",
            ),
            confidence=Confidence.LIKELY,
        )
    if found_any:
        return
    if log.last.registered:
        yield ok("the agent met no interface that is not its own")
    else:
        yield unknown("the agent looks at interfaces only once it has registered")
