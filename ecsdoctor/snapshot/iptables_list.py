"""`iptables -nvL` in the form of iptables-save, as far as its columns tell.

Chain INPUT (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target  prot opt in   out  source      destination
    0     0 DROP    6    --  !lo  *    0.0.0.0/0   0.0.0.0/0    tcp dpt:51678
→ -A INPUT ! -i lo -p tcp --dport 51678 -j DROP
"""

from __future__ import annotations

import re
from typing import Iterator, List

from ..model.regex import regex

_CHAIN = regex(r"^Chain (\S+) \((?:policy (\w+)|\d+ references)")
_RULE = regex(
    r"^\s*\d+[KMGT]?\s+\d+[KMGT]?\s+(?:(\S+)\s+)?(!?\w+)\s+(?:--|-f|!f)\s+(\S+)\s+(\S+)\s+(!?[\d./]+)\s+(!?[\d./]+)\s*(.*)$"
)
_PROTOCOLS = {"0": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "ipv6-icmp"}
# What iptables prints of a match or a target → the option that makes it.
_DETAILS = (
    (regex(r"\b(?:tcp|udp) (!?)dpts?:(!?)(\S+)"), "--dport"),
    (regex(r"\b(?:tcp|udp) (!?)spts?:(!?)(\S+)"), "--sport"),
    (regex(r"\bmultiport dports (!? ?)()(\S+)"), "--dports"),
    (regex(r"\bmultiport sports (!? ?)()(\S+)"), "--sports"),
    (regex(r"(! )?()\bctstate (\S+)"), "--ctstate"),
    (regex(r"(! )?()\bstate (\S+)"), "--state"),
    (regex(r"()()ADDRTYPE match dst-type (!?\S+)"), "--dst-type"),
)
_TARGETS = (
    (regex(r"\bto:(\S+)"), "--to-destination"),
    (regex(r"\bredir ports (\S+)"), "--to-ports"),
    (regex(r"\breject-with (\S+)"), "--reject-with"),
)
_COMMENT = regex(r"/\*.*?\*/")


def as_saved(listed_filter: str, listed_nat: str) -> bytes:
    """Both tables; empty when neither was listed."""
    lines: List[str] = []
    for table, text in (("nat", listed_nat), ("filter", listed_filter)):
        if _CHAIN.search(text) or re.search(r"^Chain ", text, re.MULTILINE):
            lines += [f"*{table}", *_table(text), "COMMIT"]
    return "\n".join([*lines, ""]).encode() if lines else b""


def _table(text: str) -> Iterator[str]:
    chain = ""
    rules: List[str] = []
    for line in text.split("\n"):
        head = _CHAIN.match(line)
        if head:
            chain = head.group(1)
            yield f":{chain} {head.group(2) or '-'} [0:0]"
            continue
        row = _RULE.match(line[:1024])
        if row and chain:
            rules.append(_rule(chain, [group or "" for group in row.groups()]))
    yield from rules


def _rule(chain: str, columns: List[str]) -> str:
    target, protocol, entered, left, source, destination, details = columns
    words = ["-A", chain]
    for option, value in (("-s", source), ("-d", destination), ("-i", entered), ("-o", left)):
        if value.lstrip("!") not in ("0.0.0.0/0", "*", "any", "::/0"):
            words += _negatable(option, value)
    name = _PROTOCOLS.get(protocol.lstrip("!"), protocol.lstrip("!"))
    if name != "all":
        words += _negatable("-p", ("!" if protocol.startswith("!") else "") + name)
    rest = _COMMENT.sub("", details)
    for pattern, option in _DETAILS:
        match = pattern.search(rest)
        if match:
            negated = "!" in (match.group(1) or "") + (match.group(2) or "")
            words += _negatable(option, ("!" if negated else "") + match.group(3))
            rest = rest.replace(match.group(), "")
    ends = [f"{option} {m.group(1)}" for pattern, option in _TARGETS for m in (pattern.search(rest),) if m]
    for pattern, _ in _TARGETS:
        rest = pattern.sub("", rest)
    unknown = re.sub(r"\b(tcp|udp|match)\b|\s+", " ", rest).strip()
    if unknown:  # a condition that is not understood must not look as if there were none
        words += ["--not-understood", unknown.replace(" ", "_").replace("-", "_").replace("!", "not")]
    return " ".join([*words, *(["-j", target] if target else []), *ends])


def _negatable(option: str, value: str) -> List[str]:
    return ["!", option, value[1:]] if value.startswith("!") else [option, value]
