"""The public IPv4 address that EC2 maps to this instance, if any."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import Missing, Why
from ...plugin import fact
from ...sources.http import Imds
from ..host.instance_identity import InstanceIdentity


@frozen
class PublicAddress:
    """`ipv4` is empty when the metadata service knows none (404), which is normal in private subnets."""

    ipv4: str


@fact(deadline=3.5)
def public_address(imds: Imds, identity: InstanceIdentity) -> PublicAddress:
    """Ask the metadata service, once it has shown that it answers here."""
    try:
        return PublicAddress(imds.get("meta-data/public-ipv4").strip())
    except Missing as missing:
        if missing.why is Why.ABSENT and "404" in missing.detail:
            return PublicAddress("")
        raise
