"""Can the tasks of the cluster reach registries, logs and secrets from this instance?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.destinations import OPTIONAL, S3
from ecsdoctor.facts.path.hops import Blocked, Hop, State, Way
from ecsdoctor.facts.path.task_needs import TaskNeeds
from ecsdoctor.facts.path.ways import Ways

from ..dns.problems import ENDPOINT_PRIVATE_DNS_MISSING
from ..outside import contradicted, filled
from .problems import VPC_ENDPOINT_MISCONFIGURED, VPC_ENDPOINT_MISSING

_PURPOSES = {d.name: d.purpose for d in OPTIONAL}
# What only some destinations have; a rule that closes everything is told by the agent's own ways.
_TOLD = {p.id: p for p in (VPC_ENDPOINT_MISSING, VPC_ENDPOINT_MISCONFIGURED, ENDPOINT_PRIVATE_DNS_MISSING)}


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",))
def tasks_reach_what_they_need(ways: Ways, needs: TaskNeeds, joined: Reading[Registrations]) -> Iterator[Finding]:
    """What the cluster's tasks need can be reached from this instance.

    What it checks:   the task definitions of the services against the ways to ECR, S3, CloudWatch Logs, the
                      parameter store, Secrets Manager and the sessions of ECS Exec.
    Why it matters:   the agent connects, tasks are placed here, and then they cannot start.
    How to fix:       create the missing endpoint; for S3 the gateway endpoint in this route table.
    How to confirm:   tasks that are placed on this instance reach RUNNING.
    """
    closed = [(w, h) for w in ways.to(*OPTIONAL) for h in _blocking(w) if w.destination in needs.by_destination]
    if closed and (contradicted(ways, joined) or ways.proxy):
        yield unknown(f"the way of the agent is not the one that is seen here, on which {closed[0][1].text}")
        return
    for way, hop in closed:
        if hop.problem in _TOLD:
            yield _finding(ways, way, hop, needs.by_destination[way.destination])
        else:
            yield unknown(f"{way.host}: {hop.text}", subject=way.destination)
    if not closed:
        yield ok(f"{needs.read} task definitions need nothing that is closed")


def _blocking(way: Way) -> List[Hop]:
    return [h for h in way.hops if h.state is State.BLOCKED][:1] if isinstance(way.verdict, Blocked) else []


def _finding(ways: Ways, way: Way, hop: Hop, need: Tuple[str, str]) -> Finding:
    definition, why = need
    values = {"VPC_ID": ways.vpc_id, "REGION": ways.region, "INSTANCE_ID": ways.instance_id, **hop.ids}
    return found(
        _TOLD[hop.problem],
        f"Tasks of {definition} on {ways.instance_id} do not reach {_PURPOSES[way.destination]} ({why}): {hop.text}.",
        evidence=[
            Evidence(hop.source, hop.excerpt or hop.text),
            Evidence(f"the way to {way.host}", way.chain),
            Evidence("ecs:DescribeTaskDefinition", f"{definition}: {why}"),
        ],
        remedy=filled(_steps(way, hop), values),
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
    )


def _steps(way: Way, hop: Hop) -> Tuple[str, ...]:
    if hop.problem != VPC_ENDPOINT_MISSING.id:
        return _TOLD[hop.problem].fix
    start = "aws ec2 create-vpc-endpoint --region REGION --vpc-id VPC_ID --service-name"
    if way.destination == S3.name:
        return (f"{start} com.amazonaws.REGION.s3 --vpc-endpoint-type Gateway --route-table-ids ROUTE_TABLE_ID",)
    return (
        "The group of the endpoint must let TCP 443 in from the instances:",
        f"{start} com.amazonaws.REGION.{way.destination} --vpc-endpoint-type Interface --private-dns-enabled "
        "--subnet-ids SUBNET_ID --security-group-ids ENDPOINT_SECURITY_GROUP_ID",
    )
