"""Do Docker's bridge networks keep off the addresses of the VPC?"""

from __future__ import annotations

import ipaddress
from typing import Iterator, Tuple, Union

from ecsdoctor import Confidence, Evidence, Finding, check, found, ok
from ecsdoctor.facts.docker.daemon_config import PATH
from ecsdoctor.facts.network.interfaces import Interface, Interfaces
from ecsdoctor.facts.network.vpc_addresses import VpcAddresses

from .problems import DOCKER_CONFIGURATION_INVALID

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


@check()
def docker_networks_apart(interfaces: Interfaces, vpc: VpcAddresses) -> Iterator[Finding]:
    """Docker's bridge networks do not overlap the addresses of the VPC.

    What it checks:   addresses of docker0 and other bridges against the VPC's blocks from instance metadata.
    Why it matters:   packets for that part of the VPC go to the bridge: its hosts, resolver or endpoints are lost.
    How to fix:       set "bip" and "default-address-pools" in daemon.json to addresses that the VPC does not use.
    How to confirm:   `ip -4 addr show docker0` shows an address outside the VPC's blocks.
    """
    bridges = [row for row in interfaces.rows if row.name == "docker0" or row.name.startswith("br-")]
    clean = True
    for bridge in bridges:
        for network, block in _overlaps(bridge, vpc):
            clean = False
            yield _finding(bridge, network, block, vpc)
    if clean and bridges:
        yield ok(f"{', '.join(row.name for row in bridges)} keep off {', '.join(map(str, vpc.blocks))}")
    elif not bridges:
        yield ok("there is no bridge of Docker")


def _overlaps(bridge: Interface, vpc: VpcAddresses) -> Iterator[Tuple[Network, Network]]:
    for address in bridge.addresses:
        if isinstance(address, ipaddress.IPv4Interface):
            for block in vpc.blocks:
                if address.network.overlaps(block):
                    yield address.network, block


def _finding(bridge: Interface, network: Network, block: Network, vpc: VpcAddresses) -> Finding:
    return found(
        DOCKER_CONFIGURATION_INVALID,
        f"Docker's bridge {bridge.name} uses {network}, which overlaps the VPC's {block}: what lives there in the VPC "
        "cannot be reached from this instance and its containers.",
        evidence=[Evidence("ip addr", f"{bridge.name}: {network}"), Evidence(vpc.place, str(block))],
        remedy=(
            f'Give the bridge other addresses in {PATH}, for example {{"bip": "192.168.250.1/24"}}.',
            "A restart of Docker stops every container on the instance, so drain it first if it serves:",
            "sudo systemctl restart docker && sudo systemctl start ecs",
        ),
        confidence=Confidence.LIKELY,
    )
