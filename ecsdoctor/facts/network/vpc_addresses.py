"""The IPv4 addresses of the VPC and subnet that the instance is in, by its metadata."""

from __future__ import annotations

import ipaddress
from typing import List, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, absent
from ...plugin import fact
from ...sources.http import Imds


@frozen
class VpcAddresses:
    """The blocks of the VPC. `place` is the metadata path that names them."""

    blocks: Tuple[ipaddress.IPv4Network, ...]
    place: str

    def holds(self, address: str) -> bool:
        """Whether an address is one of the VPC."""
        try:
            target = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(target in block for block in self.blocks)


def parse_blocks(text: str) -> Tuple[ipaddress.IPv4Network, ...]:
    """One block a line; raises Missing (absent) when there is none.

    Sample:  "10.0.0.0/16\\n100.64.0.0/16"
    """
    blocks: List[ipaddress.IPv4Network] = []
    for word in text.split():
        try:
            blocks.append(ipaddress.IPv4Network(word, strict=False))
        except ValueError:
            continue
    if not blocks:
        raise absent("the metadata service names no address block of the VPC")
    return tuple(blocks)


@fact(deadline=4.0)
def vpc_addresses(imds: Imds) -> VpcAddresses:
    """Ask for all blocks; instances of long ago know only the first."""
    mac = imds.get("meta-data/mac").strip().strip("/")
    base = f"meta-data/network/interfaces/macs/{mac}"
    try:
        path = f"{base}/vpc-ipv4-cidr-blocks"
        return VpcAddresses(parse_blocks(imds.get(path)), path)
    except Missing:
        path = f"{base}/vpc-ipv4-cidr-block"
        return VpcAddresses(parse_blocks(imds.get(path)), path)
