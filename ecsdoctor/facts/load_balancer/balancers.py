"""Load balancers in front of services: zones, subnets, security groups; and what a name of a Classic one stands for."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Reading, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, answer, rows, text, texts
from ..ecs.live_names import chunks
from ..ecs.services import Services
from ..pasted import PastedTexts
from ..scope import Scope
from .target_groups import TargetGroups

SOURCE = "elasticloadbalancing:DescribeLoadBalancers"
_A_CALL = 20


@frozen
class Balancer:
    """`kind` is application, network or gateway; `groups` is empty for a network one without security groups."""

    arn: str
    name: str
    kind: str
    zones: Tuple[str, ...]
    subnets: Tuple[str, ...]
    groups: Tuple[str, ...]

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.name}".strip()


@frozen
class Balancers:
    """All that were looked at."""

    all: Tuple[Balancer, ...]

    def of(self, arns: Optional[Tuple[str, ...]]) -> Tuple[Balancer, ...]:
        """Those of some ARNs."""
        return tuple(b for b in self.all if b.arn in (arns or ()))


def parse_balancers(value: Any) -> Balancers:
    """The `LoadBalancers` of an answer.

    Sample:  [{"LoadBalancerArn": "arn:…", "LoadBalancerName": "web", "Type": "application", "SecurityGroups": ["sg-…"],
               "AvailabilityZones": [{"ZoneName": "us-east-1a", "SubnetId": "subnet-…"}]}]
    """
    return Balancers(tuple(_balancer(row) for row in rows(value)))


def _balancer(row: Mapping[str, Any]) -> Balancer:
    zones = rows(row.get("AvailabilityZones"))
    return Balancer(
        text(row, "LoadBalancerArn"),
        text(row, "LoadBalancerName"),
        text(row, "Type"),
        tuple(text(z, "ZoneName") for z in zones if text(z, "ZoneName")),
        tuple(text(z, "SubnetId") for z in zones if text(z, "SubnetId")),
        texts(row.get("SecurityGroups")),
    )


@fact(deadline=10.0, actions=(SOURCE,))
def balancers(scope: Scope, aws: Aws, pasted: Reading[PastedTexts], groups: TargetGroups) -> Balancers:
    """Ask for the balancers that the services' target groups belong to."""
    asked = None
    if scope.kind in ("cluster", "service"):
        arns = tuple(dict.fromkeys(a for g in groups.groups for a in g.balancers or ()))
        asked = [{"LoadBalancerArns": part} for part in chunks(arns, _A_CALL)]
    return parse_balancers(answer(scope, aws, pasted, "elbv2", "describe-load-balancers", "LoadBalancers", asked))


@frozen
class NamedBalancers:
    """Name that a service gives for a Classic balancer → classic, application, network, or empty: there is none."""

    kinds: Dict[str, str]


@fact(deadline=10.0, actions=(SOURCE,))
def named_balancers(scope: Scope, aws: Aws, services: Services) -> NamedBalancers:
    """Ask both APIs for a name: Classic balancers have one of their own."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    names = tuple(dict.fromkeys(b.name for s in services.services for b in s.load_balancers if b.name))
    if not names:
        raise NotApplicable("no service names a Classic load balancer")
    return NamedBalancers({name: _kind(aws, scope.region, name) for name in names})


def _kind(aws: Aws, region: str, name: str) -> str:
    try:
        aws.call("elb", "describe-load-balancers", [{"LoadBalancerNames": [name]}], region=region, about=name)
        return "classic"
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
    try:
        body = aws.call("elbv2", "describe-load-balancers", [{"Names": [name]}], region=region, about=name)
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        return ""
    return next((b.kind for b in parse_balancers(body.get("LoadBalancers")).all), "")
