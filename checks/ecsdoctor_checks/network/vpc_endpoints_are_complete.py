"""Are all VPC endpoints there that a subnet without a way out needs?"""

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from ecsdoctor import Evidence, Finding, Reading, Severity, check, found
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.destinations import ECR_API, ECR_DKR, NEEDED, S3
from ecsdoctor.facts.path.hops import Hop, Kind, State, Way
from ecsdoctor.facts.path.ways import Ways

from ..outside import contradicted, filled, hops_told, weight
from .problems import VPC_ENDPOINT_MISSING

_IMAGES = (ECR_API, ECR_DKR, S3)


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",))
def vpc_endpoints_are_complete(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """A subnet without a way to the internet has all VPC endpoints for ECS.

    What it checks:   endpoints for ecs, ecs-agent and ecs-telemetry, where the name cannot be reached otherwise; and
                      where endpoints for ECR are there, all three that a pull needs, S3 in this route table.
    Why it matters:   a missing one silently uses the public address, which is out of reach here.
    How to fix:       create the interface endpoints with private DNS, and the gateway endpoint for S3.
    How to confirm:   aws ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=VPC_ID
    """
    missing = _missing(ways.to(*NEEDED))
    images = _missing(ways.to(*_IMAGES))
    # A gateway for S3 stands in many VPCs. Without an endpoint for ECR nobody means to pull from there this way.
    without = {way.destination for way, _ in images}
    images = [] if {ECR_API.name, ECR_DKR.name} <= without else images
    if (missing or images) and not contradicted(ways, joined) and not ways.proxy:
        names = [way.destination for way, _ in missing]
        severity = weight(names, VPC_ENDPOINT_MISSING) if missing else Severity.WARNING
        yield _finding(ways, [*missing, *images], severity)
    else:
        yield from hops_told(ways, joined, (Kind.NAME, Kind.VPC_ENDPOINT), VPC_ENDPOINT_MISSING)


def _missing(picked: Sequence[Way]) -> List[Tuple[Way, Hop]]:
    return [
        (way, hop)
        for way in picked
        for hop in way.hops
        if hop.state is State.BLOCKED and hop.problem == VPC_ENDPOINT_MISSING.id
    ]


def _finding(ways: Ways, missing: Sequence[Tuple[Way, Hop]], severity: Optional[Severity]) -> Finding:
    names = [way.destination for way, _ in missing]
    services = [f"com.amazonaws.{ways.region}.{name}" for name in names]
    hop = missing[0][1]
    why = hop.text.split(", and ", 1)[-1]
    listed = services[0] if len(services) == 1 else f"{', '.join(services[:-1])} and {services[-1]}"
    many = "endpoints" if len(services) > 1 else "endpoint"
    pulls = {d.name for d in _IMAGES} & set(names)
    text = f"The VPC has no {many} {listed}, and {why}." + (" Images of ECR cannot be pulled." if pulls else "")
    values = {**hop.ids, "REGION": ways.region, "INSTANCE_ID": ways.instance_id, "VPC_ID": ways.vpc_id}
    chain = Evidence(f"the way to {missing[0][0].host}", missing[0][0].chain)
    return found(
        VPC_ENDPOINT_MISSING,
        text,
        evidence=[Evidence("ec2:DescribeVpcEndpoints", f"no endpoint for {', '.join(names)}"), chain],
        remedy=_remedy(names, values),
        severity=severity,
    )


def _remedy(names: Sequence[str], values: Dict[str, str]) -> Tuple[str, ...]:
    """One command for each that is missing; S3 is a gateway endpoint of a route table."""
    interface = next(s for s in VPC_ENDPOINT_MISSING.fix if s.startswith("aws ec2 create-vpc-endpoint"))
    steps = list(VPC_ENDPOINT_MISSING.fix[:3])
    for name in names:
        if name == S3.name:
            steps.append(
                "aws ec2 create-vpc-endpoint --region REGION --vpc-endpoint-type Gateway --vpc-id VPC_ID "
                "--service-name com.amazonaws.REGION.s3 --route-table-ids ROUTE_TABLE_ID"
            )
        else:
            steps.append(interface.replace(".ecs-agent ", f".{name} "))
    return filled(steps, values)
