"""Has the kernel's table of connections room?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.logs.host_lines import KERNEL, PASTED, HostLines
from ecsdoctor.facts.network.sysctls import CONNTRACK_COUNT, CONNTRACK_MAX, NetworkSysctls
from ecsdoctor.facts.settings import USUAL, Settings

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import PACKETS_DROPPED

_REMEDY = (
    "sudo sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max",
    "sudo sysctl -w net.netfilter.nf_conntrack_max=262144",
    "Keep it over a reboot: write the same line to /etc/sysctl.d/90-conntrack.conf.",
)
SIGNS = (
    Sign(
        pattern=r"conntrack: table full, dropping packet",
        problem=PACKETS_DROPPED,
        sentence="The kernel drops packets of new connections, because its table of connections is full.",
        example="nf_conntrack: nf_conntrack: table full, dropping packet",
        programs=(KERNEL, PASTED),
        remedy=_REMEDY,
        max_age=LATELY,
    ),
)


@check(thresholds=("connections-percent",))
def connection_table_has_room(
    sysctls: Reading[NetworkSysctls], lines: Reading[HostLines], settings: Settings = USUAL
) -> Iterator[Finding]:
    """The kernel's table of connections has room.

    What it checks:   nf_conntrack_count against nf_conntrack_max, and the kernel's word on dropped packets.
    Why it matters:   with a full table new connections of agent, Docker and tasks vanish.
    How to fix:       raise net.netfilter.nf_conntrack_max.
    How to confirm:   `sysctl net.netfilter.nf_conntrack_count` stays well below the maximum.
    """
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    count = sysctls.value.get(CONNTRACK_COUNT) if isinstance(sysctls, Got) else None
    most = sysctls.value.get(CONNTRACK_MAX) if isinstance(sysctls, Got) else None
    if count is not None and most and count >= settings.connections_percent / 100 * most:
        findings.append(
            found(
                PACKETS_DROPPED,
                f"The kernel's table of connections holds {count} of at most {most}: once it is full, new ones are dropped.",
                evidence=Evidence(CONNTRACK_COUNT, f"{count} of {most}"),
                remedy=_REMEDY,
            )
        )
    yield from findings
    if findings:
        return
    if count is not None and most:
        yield ok(f"{count} of {most} connections")
    else:
        yield cannot_tell(kernel_switches=sysctls)
