"""Do packets of containers for the credentials endpoint reach the agent?"""

from __future__ import annotations

import re
from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, PASTED, HostLines
from ecsdoctor.facts.network.iptables import SOURCE, Iptables, Rule
from ecsdoctor.facts.network.sysctls import ROUTE_LOCALNET, NetworkSysctls

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import TASK_CREDENTIALS_ENDPOINT_UNREACHABLE

# What ecs-init's pre-start sets up (ecs-init/exec/iptables, ecs-init/exec/sysctl).
_SET_UP = (
    "Let ecs-init set it up again (its pre-start does; tasks go on running):",
    "sudo systemctl restart ecs",
    "Or by hand:",
    "sudo sysctl -w net.ipv4.conf.all.route_localnet=1",
    "sudo iptables -t nat -A PREROUTING -p tcp -d 169.254.170.2 --dport 80 -j DNAT --to-destination 127.0.0.1:51679",
    "sudo iptables -t nat -A OUTPUT -p tcp -d 169.254.170.2 --dport 80 -j REDIRECT --to-ports 51679",
)
SIGNS = (
    Sign(
        pattern=r"could not create route to the credentials proxy: ?(?P<why>.*)"
        r"|could not enable loopback routing: ?(?P<sysctl>.*)",
        problem=TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        sentence="ecs-init could not lead 169.254.170.2 to the agent: {why}{sysctl}.",
        example="could not create route to the credentials proxy: exit status 3",
        programs=(INIT,),
        remedy=("which iptables sysctl", "sudo iptables -t nat -S", *_SET_UP),
    ),
    Sign(
        # A refused or silent endpoint, seen from a container or from Docker's log driver.
        pattern=r"169\.254\.170\.2(?::80)?\S*:? .*(?:connection refused|i/o timeout|no route to host"
        r"|connection timed out|"
        r"context deadline exceeded|request canceled)",
        problem=TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        sentence="Containers, or Docker's log driver for them, do not reach 169.254.170.2, where tasks get their "
        "credentials.",
        example='Get "http://169.254.170.2/v2/credentials/4f1c": dial tcp 169.254.170.2:80: connect: connection '
        "refused",
        programs=(AGENT, DOCKER, PASTED),
        remedy=_SET_UP,
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
)


@check()
def task_credentials_redirected(
    container: Reading[AgentContainer],
    rules: Reading[Iptables],
    sysctls: Reading[NetworkSysctls],
    lines: Reading[HostLines],
) -> Iterator[Finding]:
    """Packets for 169.254.170.2 reach the agent's credentials endpoint.

    What it checks:   the redirection in the packet filter and route_localnet while the agent runs under ecs-init.
    Why it matters:   containers in bridge mode get neither credentials nor metadata of their tasks.
    How to fix:       `sudo systemctl restart ecs` sets both up again; keep other programs from flushing them.
    How to confirm:   in a container: `curl -s $ECS_CONTAINER_METADATA_URI_V4` answers.
    """
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    if isinstance(container, Got) and container.value.running:
        if container.value.environment.get("ECS_ENABLE_TASK_IAM_ROLE") == "false":
            raise NotApplicable("ECS_ENABLE_TASK_IAM_ROLE is false")
        findings += _no_redirect(rules)
        findings += _no_localnet(sysctls)
    yield from findings
    if findings:
        return
    if isinstance(rules, Got) and _redirect(rules.value):
        yield ok("169.254.170.2 is redirected to port 51679")
    else:
        yield cannot_tell(packet_filter=rules, agent_container=container)


def _redirect(rules: Iptables) -> Optional[Rule]:
    chain = rules.chain("nat", "PREROUTING")
    to_agent = re.compile(r"169\.254\.170\.2\b.*51679")
    return next((rule for rule in chain.rules if to_agent.search(rule.row)), None) if chain else None


def _no_redirect(rules: Reading[Iptables]) -> Iterator[Finding]:
    if isinstance(rules, Missing) or "nat" in rules.value.unseen or _redirect(rules.value):
        return
    yield found(
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "The packet filter has no rule that leads 169.254.170.2 to the agent, as ecs-init sets it up: something has "
        "flushed the rules since (a firewall service, or a restore of saved rules).",
        evidence=Evidence(SOURCE, "table nat, chain PREROUTING: no rule for 169.254.170.2"),
        remedy=_SET_UP,
        confidence=Confidence.LIKELY,
    )


def _no_localnet(sysctls: Reading[NetworkSysctls]) -> Iterator[Finding]:
    if isinstance(sysctls, Missing) or sysctls.value.get(ROUTE_LOCALNET) != 0:
        return
    yield found(
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "net.ipv4.conf.all.route_localnet is 0: the kernel throws away packets of containers that are redirected to "
        "127.0.0.1, where the agent serves credentials and metadata.",
        evidence=Evidence(ROUTE_LOCALNET, "0"),
        remedy=_SET_UP,
    )
