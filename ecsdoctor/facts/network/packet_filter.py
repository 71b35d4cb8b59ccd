"""What a chain of the packet filter does with a packet, as far as its rules can be understood."""

from __future__ import annotations

import ipaddress
from typing import Dict, FrozenSet, Optional, Tuple

from ...model.frozen import frozen
from ..numbers import natural
from .iptables import Chain, Rule

# Targets after which a packet goes on through the chain.
_PASSING = ("LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "CT", "TRACE", "TCPMSS", "DSCP", "CLASSIFY", "")
_REFUSING = ("DROP", "REJECT")
_HARMLESS = ("-m", "--comment")
_MAX_DEPTH = 16


@frozen
class Packet:
    """One packet. `states` are those of connection tracking (NEW, ESTABLISHED, DNAT …)."""

    entered: str
    left: str
    source: str
    destination: str
    protocol: str
    source_port: int
    port: int
    states: FrozenSet[str]
    local: bool = True


@frozen
class Verdict:
    """`refused` is None when a rule on the way cannot be understood; `by` is the rule or the policy's chain."""

    refused: Optional[bool]
    by: Optional[Rule] = None
    policy_of: str = ""


def judge(chains: Dict[str, Chain], name: str, packet: Packet) -> Verdict:
    """What a built-in chain does with a packet. A table without the chain filters nothing."""
    chain = chains.get(name)
    if chain is None:
        return Verdict(False)
    verdict = _walk(chains, chain, packet, 0)
    if verdict is not None:
        return verdict
    return Verdict(chain.policy in _REFUSING, policy_of=name)


def _walk(chains: Dict[str, Chain], chain: Chain, packet: Packet, depth: int) -> Optional[Verdict]:
    """The verdict of a chain, None when the packet comes out at its end."""
    if depth > _MAX_DEPTH:
        return Verdict(None)
    for rule in chain.rules:
        hit = _matches(rule, packet)
        if hit is False or rule.target in _PASSING:
            continue
        verdict, ends = _target(chains, rule, packet, depth)
        if hit is None:
            # It may or may not match: only a rule that would change nothing can be passed over.
            if verdict is None and not ends:
                continue
            return Verdict(None, rule)
        if verdict is not None:
            return verdict
        if ends:
            return None
    return None


def _target(chains: Dict[str, Chain], rule: Rule, packet: Packet, depth: int) -> Tuple[Optional[Verdict], bool]:
    """The verdict of a rule's target, and whether the packet leaves this chain without one."""
    if rule.target == "ACCEPT":
        return Verdict(False, rule), False
    if rule.target in _REFUSING:
        return Verdict(True, rule), False
    if rule.target == "RETURN":
        return None, True
    if rule.target in chains:
        return _walk(chains, chains[rule.target], packet, depth + 1), False
    return Verdict(None, rule), False


def _matches(rule: Rule, packet: Packet) -> Optional[bool]:
    """False when one condition surely fails, True when all surely hold, else None."""
    unsure = False
    for option, values, negated in rule.conditions:
        if option in _HARMLESS:
            continue
        holds = _holds(option, values[0] if values else "", packet)
        if holds is None:
            unsure = True
        elif holds is negated:
            return False
    return None if unsure else True


def _holds(option: str, value: str, packet: Packet) -> Optional[bool]:
    if option == "-i":
        return _interface(value, packet.entered)
    if option == "-o":
        return _interface(value, packet.left)
    if option in ("-s", "-d"):
        return _inside(value, packet.source if option == "-s" else packet.destination)
    if option == "-p":
        return value in (packet.protocol, "all")
    if option in ("--dport", "--dports", "--destination-port"):
        return _port(value, packet.port)
    if option in ("--sport", "--sports", "--source-port"):
        return _port(value, packet.source_port)
    if option in ("--ctstate", "--state"):
        return bool(set(value.split(",")) & packet.states)
    if option == "--dst-type":
        return packet.local if value == "LOCAL" else None
    return None


def _interface(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("+") else name == pattern


def _inside(network: str, address: str) -> Optional[bool]:
    if not address:
        return None
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return None


def _port(text: str, port: int) -> Optional[bool]:
    for part in text.split(","):
        low, colon, high = part.partition(":")
        first, last = natural(low or "0"), natural(high or "65535") if colon else natural(low or "0")
        if first is None or last is None:
            return None
        if first <= port <= last:
            return True
    return False
