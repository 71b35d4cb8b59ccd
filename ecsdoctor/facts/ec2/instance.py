"""One EC2 instance by DescribeInstances: state, image, profile, metadata options, interfaces, tags."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, NotRecorded, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.aws import Aws
from ...sources.http import Imds
from ..answers import moment, nested, number, rows, text
from ..region_names import explained
from ..scope import Scope
from .interface import Interface, parse_interface
from .outside import UNRECORDED, described, from_outside, tags

SOURCE = "ec2:DescribeInstances"
_ZONE = regex(r"^([a-z]{2,4}(?:-[a-z]+)+-\d+)")


@frozen
class MetadataOptions:
    """How the metadata service is set. Fields are empty and `hop_limit` None where the answer does not tell."""

    endpoint: str
    tokens: str
    hop_limit: Optional[int]


@frozen
class Ec2Instance:
    """`state` is running, stopped …; `profile_arn` is empty without an instance profile; `reason` tells the state."""

    id: str
    state: str
    reason: str
    launched: Optional[datetime]
    image_id: str
    type: str
    architecture: str
    zone: str
    account: str
    windows: bool
    profile_arn: str
    metadata: MetadataOptions
    interfaces: Tuple[Interface, ...]
    tags: Dict[str, str] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        """Whether it runs, or is about to."""
        return self.state in ("running", "pending")

    @property
    def primary(self) -> Optional[Interface]:
        """The interface that the default route of the host uses."""
        return self.interfaces[0] if self.interfaces else None

    @property
    def vpc_id(self) -> str:
        """Its VPC, empty when it has no interface (a terminated one)."""
        return self.primary.vpc_id if self.primary else ""

    @property
    def subnet_id(self) -> str:
        """The subnet of its primary interface."""
        return self.primary.subnet_id if self.primary else ""

    @property
    def region(self) -> str:
        """The region by its zone (`us-east-1a`, `us-west-2-lax-1a`), empty where that is no zone's name."""
        match = _ZONE.match(self.zone)
        return match.group(1) if match else ""

    def only_running(self) -> None:
        """Raise NotApplicable unless it runs: what is looked up now would say nothing of a stopped one."""
        if not self.running:
            raise NotApplicable(f"the instance is {self.state}")


def parse_instance(row: Mapping[str, Any], owner: str = "") -> Ec2Instance:
    """One of `Reservations[].Instances[]`; `owner` is the account of the reservation.

    Sample:  {"InstanceId": "i-…", "State": {"Name": "running"}, "ImageId": "ami-…", "NetworkInterfaces": [{…}],
              "IamInstanceProfile": {"Arn": "arn:…:instance-profile/p"}, "MetadataOptions": {"HttpTokens": …}, …}
    """
    options = nested(row, "MetadataOptions")
    state_reason = text(nested(row, "StateReason"), "Message")
    return Ec2Instance(
        id=text(row, "InstanceId"),
        state=text(nested(row, "State"), "Name"),
        reason=state_reason or text(row, "StateTransitionReason"),
        launched=moment(row.get("LaunchTime")),
        image_id=text(row, "ImageId"),
        type=text(row, "InstanceType"),
        architecture=text(row, "Architecture"),
        zone=text(nested(row, "Placement"), "AvailabilityZone"),
        account=owner,
        windows=text(row, "Platform").lower() == "windows",
        profile_arn=text(nested(row, "IamInstanceProfile"), "Arn"),
        metadata=MetadataOptions(
            text(options, "HttpEndpoint"), text(options, "HttpTokens"), number(options, "HttpPutResponseHopLimit")
        ),
        interfaces=_interfaces(row),
        tags=tags(row.get("Tags")),
    )


def _interfaces(row: Mapping[str, Any]) -> Tuple[Interface, ...]:
    """Primary first. The public address of the instance is that of its primary interface."""
    found = sorted((parse_interface(r) for r in rows(row.get("NetworkInterfaces"))), key=lambda i: i.index)
    public = text(row, "PublicIpAddress")
    if found and public and not found[0].public_ip:
        first = found[0]
        found[0] = Interface(
            first.id, first.subnet_id, first.vpc_id, first.private_ip, public, first.ipv6, first.groups, first.index
        )
    return tuple(found)


def parse_instances(reservations: Iterable[Mapping[str, Any]]) -> Tuple[Ec2Instance, ...]:
    """All instances of `Reservations`."""
    return tuple(
        parse_instance(row, text(reservation, "OwnerId"))
        for reservation in reservations
        for row in rows(reservation.get("Instances"))
    )


@fact(deadline=8.0, actions=("ec2:DescribeInstances",))
def ec2_instance(scope: Scope, aws: Aws, imds: Imds) -> Ec2Instance:
    """Ask EC2 for the instance; in a recording, pick it from what is there."""
    from_outside(scope)
    parameters = {"InstanceIds": [scope.instance_id]} if scope.instance_id else {}
    try:
        found = parse_instances(described(aws, scope, "describe-instances", "Reservations", parameters))
    except NotRecorded:
        raise NotApplicable(UNRECORDED) from None
    except Missing as missing:
        raise _explained(missing, scope) from missing
    wanted = scope.instance_id or ("" if len(found) == 1 else _own_id(imds))
    picked = next((i for i in found if wanted in ("", i.id)), None)
    if picked is None:
        raise absent(f"EC2 does not know the instance {wanted}")
    return picked


def _own_id(imds: Imds) -> str:
    """A recording made on the instance knows its id."""
    try:
        return imds.get("meta-data/instance-id").strip()
    except (Missing, NotApplicable):
        raise absent("the answer holds more than one instance, and which one is meant is not known") from None


def _explained(missing: Missing, scope: Scope) -> Missing:
    """The refusal in words that say what to try."""
    if missing.why is Why.ABSENT and scope.instance_id in missing.detail:
        where = f" in {scope.region}" if scope.region else " in this region"
        return absent(f"there is no instance {scope.instance_id}{where} and this account", "pass --region or --profile")
    return explained(missing, scope.region)
