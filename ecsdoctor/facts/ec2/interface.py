"""A network interface of an instance, as DescribeInstances lists it."""

from __future__ import annotations

from typing import Any, Mapping, Tuple

from ...model.frozen import frozen
from ..answers import nested, number, rows, text


@frozen
class Interface:
    """`public_ip` is empty without one; `ipv6` holds addresses that are routed worldwide; `groups` are ids."""

    id: str
    subnet_id: str
    vpc_id: str
    private_ip: str
    public_ip: str
    ipv6: Tuple[str, ...]
    groups: Tuple[str, ...]
    index: int = 0


def parse_interface(row: Mapping[str, Any]) -> Interface:
    """One of `NetworkInterfaces`.

    Sample:  {"NetworkInterfaceId": "eni-…", "SubnetId": "subnet-…", "PrivateIpAddress": "10.0.1.4",
              "Association": {"PublicIp": "52.1.2.3"}, "Groups": [{"GroupId": "sg-…"}], "Ipv6Addresses": [],
              "Attachment": {"DeviceIndex": 0, "NetworkCardIndex": 0}, …}
    """
    attachment = nested(row, "Attachment")
    return Interface(
        id=text(row, "NetworkInterfaceId"),
        subnet_id=text(row, "SubnetId"),
        vpc_id=text(row, "VpcId"),
        private_ip=text(row, "PrivateIpAddress"),
        public_ip=text(nested(row, "Association"), "PublicIp"),
        ipv6=tuple(text(r, "Ipv6Address") for r in rows(row.get("Ipv6Addresses")) if text(r, "Ipv6Address")),
        groups=tuple(text(r, "GroupId") for r in rows(row.get("Groups")) if text(r, "GroupId")),
        index=(number(attachment, "DeviceIndex") or 0) + 100 * (number(attachment, "NetworkCardIndex") or 0),
    )
