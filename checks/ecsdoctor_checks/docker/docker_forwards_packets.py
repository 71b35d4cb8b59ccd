"""Does the kernel forward the packets of containers?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, check, found, ok, unknown
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.network.sysctls import IP_FORWARD, NetworkSysctls

from .problems import DOCKER_CONFIGURATION_INVALID


@check()
def docker_forwards_packets(info: DockerInfo, sysctls: NetworkSysctls) -> Iterator[Finding]:
    """The kernel forwards packets of containers.

    What it checks:   net.ipv4.ip_forward, which Docker sets when it starts and hardening scripts take back.
    Why it matters:   containers in bridge mode reach nothing outside and cannot be reached.
    How to fix:       `sudo sysctl -w net.ipv4.ip_forward=1`, and correct the file that sets it to 0.
    How to confirm:   `sysctl net.ipv4.ip_forward` prints 1.
    """
    forward = sysctls.get(IP_FORWARD)
    if forward is None:
        yield unknown(f"{IP_FORWARD} could not be read")
    elif forward:
        yield ok("net.ipv4.ip_forward is 1")
    else:
        yield found(
            DOCKER_CONFIGURATION_INVALID,
            f"net.ipv4.ip_forward is 0 although Docker {info.version} runs: containers in bridge mode reach nothing "
            "outside. Something has taken back what Docker sets when it starts.",
            evidence=Evidence(IP_FORWARD, "0"),
            remedy=(
                "Find the file that sets it, and correct it there:",
                "grep -rn ip_forward /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d",
                "sudo sysctl -w net.ipv4.ip_forward=1",
            ),
            confidence=Confidence.LIKELY,
        )
