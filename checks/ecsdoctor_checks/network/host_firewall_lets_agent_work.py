"""Does the host's own packet filter let the agent work?"""

from __future__ import annotations

from typing import Iterator, List, NamedTuple, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok, unknown
from ecsdoctor.facts.network.iptables import SOURCE, Iptables
from ecsdoctor.facts.network.packet_filter import Packet, Verdict, judge
from ecsdoctor.facts.network.routes import Routes

from .problems import HOST_FIREWALL_BLOCKS_AGENT

_NEW, _ANSWER = frozenset({"NEW"}), frozenset({"ESTABLISHED"})


class Way(NamedTuple):
    """A packet that must get through, and what is lost when it does not."""

    chain: str
    packet: Packet
    lost: str


def ways(device: str) -> Tuple[Way, ...]:
    """What the agent lives by. `device` is the interface of the default route."""
    return (
        Way(
            "OUTPUT",
            Packet("", device, "", "", "tcp", 50000, 443, _NEW, local=False),
            "the agent cannot open connections to ECS (tcp port 443)",
        ),
        Way(
            "INPUT",
            Packet(device, "", "", "", "tcp", 443, 50000, _ANSWER),
            "answers of ECS do not come in",
        ),
        Way(
            "INPUT",
            Packet("lo", "", "127.0.0.1", "127.0.0.1", "tcp", 50000, 51678, _NEW),
            "nothing on the host reaches the agent's introspection endpoint (127.0.0.1:51678)",
        ),
        Way(
            # After ecs-init's DNAT of 169.254.170.2:80 (ecs-init/exec/iptables): the way of containers in bridge mode.
            "INPUT",
            Packet("docker0", "", "172.17.0.2", "127.0.0.1", "tcp", 50000, 51679, _NEW | {"DNAT"}),
            "containers do not reach the credentials and metadata endpoint of their tasks (port 51679)",
        ),
    )


@check()
def host_firewall_lets_agent_work(rules: Iptables, routes: Reading[Routes]) -> Iterator[Finding]:
    """The host's packet filter lets the agent work.

    What it checks:   what iptables does with the packets that the agent lives by: to ECS, back, and from containers.
    Why it matters:   the agent cannot register, or tasks get no credentials.
    How to fix:       accept established connections, loopback, and tcp 51679 from docker0.
    How to confirm:   `sudo iptables-save` shows the new rules before the one that drops.
    """
    if "filter" in rules.unseen:
        yield unknown("the table filter could not be looked at")
        return
    default = routes.value.default(4) if isinstance(routes, Got) else None
    chains = rules.tables.get("filter", {})
    understood = True
    findings: List[Finding] = []
    for way in ways(default.device if default and default.device else "eth0"):
        verdict = judge(chains, way.chain, way.packet)
        understood = understood and verdict.refused is not None
        if verdict.refused:
            findings.append(_finding(way, verdict))
    yield from findings
    if findings:
        return
    if understood:
        yield ok("no rule drops what the agent needs")
    else:
        yield unknown("the packet filter has rules that only the kernel can judge, before any that drops")


def _finding(way: Way, verdict: Verdict) -> Finding:
    rule = verdict.by
    where, row = (rule.place, rule.row) if rule else (SOURCE, f"policy of chain {verdict.policy_of} is not ACCEPT")
    return found(
        HOST_FIREWALL_BLOCKS_AGENT,
        f"The host's packet filter drops what the agent needs: {way.lost}. It is dropped by {row}.",
        evidence=Evidence(where, row),
        remedy=(
            "Let it pass, before the rule that drops:",
            _accept(way),
            "Then write it where the host keeps its rules, so that it survives a reboot.",
        ),
    )


def _accept(way: Way) -> str:
    packet = way.packet
    if packet.states == _ANSWER:
        return "sudo iptables -I INPUT 1 -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT"
    if way.chain == "OUTPUT":
        return "sudo iptables -I OUTPUT 1 -p tcp --dport 443 -j ACCEPT"
    return f"sudo iptables -I INPUT 1 -i {packet.entered} -p tcp --dport {packet.port} -j ACCEPT"
