"""What the tasks of the cluster need to reach from the instance: registries, logs, parameters, secrets.

Asked only where a way to one of them is closed although the agent's own are not: elsewhere the answer changes nothing.
Pulls, the awslogs driver and secrets go through the host's own network, whatever the network mode of the task.
"""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Set, Tuple

from ...model.frozen import frozen
from ...model.reading import NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, rows, short, text, texts
from ..ec2.named_cluster import NamedCluster
from ..ec2.outside import from_outside
from ..ecs.live_names import SERVICES_A_CALL, chunks
from ..scope import Scope
from .destinations import ECR_API, ECR_DKR, LOGS, NEEDED, OPTIONAL, S3, SECRETS, SSM, SSM_MESSAGES
from .hops import Blocked
from .ways import Ways

MAX_SERVICES = 50
MAX_DEFINITIONS = 10


@frozen
class TaskNeeds:
    """Name of a destination → the task definition that needs it, and what for; `read` counts the definitions."""

    by_destination: Dict[str, Tuple[str, str]]
    read: int


def needs_of(definition: Mapping[str, Any]) -> Iterator[Tuple[str, str]]:
    """Destinations that one `taskDefinition` needs, with the reason.

    Sample:  {"family": "web", "containerDefinitions": [{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/web",
              "logConfiguration": {"logDriver": "awslogs"}, "secrets": [{"name": "KEY", "valueFrom": "/web/key"}]}]}
    """
    for container in rows(definition.get("containerDefinitions")):
        image = text(container, "image")
        if ".dkr.ecr." in image:
            for destination in (ECR_API, ECR_DKR, S3):
                yield destination.name, f"its image {image} is in ECR"
        if text(nested(container, "logConfiguration"), "logDriver") == "awslogs":
            yield LOGS.name, "it logs with awslogs"
        for secret in rows(container.get("secrets")):
            yield _of_secret(text(secret, "valueFrom"))
        if rows(container.get("environmentFiles")):
            yield S3.name, "its environment files are in S3"


def _of_secret(source: str) -> Tuple[str, str]:
    if ":secretsmanager:" in source:
        return SECRETS.name, "it takes secrets from Secrets Manager"
    return SSM.name, "it takes secrets from the parameter store"


@fact(deadline=10.0, actions=("ecs:ListServices", "ecs:DescribeServices", "ecs:DescribeTaskDefinition"))
def task_needs(scope: Scope, aws: Aws, ways: Ways, named: NamedCluster) -> TaskNeeds:
    """Read the task definitions of the cluster's services on EC2."""
    from_outside(scope)
    if any(isinstance(w.verdict, Blocked) for w in ways.to(*NEEDED)):
        raise NotApplicable("the agent itself has no way out; its tasks come after it")
    if not any(isinstance(w.verdict, Blocked) for w in ways.to(*OPTIONAL)):
        raise NotApplicable("no way that tasks may need is closed")
    found: Dict[str, Tuple[str, str]] = {}
    names = _definitions(aws, scope, named.name, found)
    for name in names:
        body = aws.call(
            "ecs", "describe-task-definition", [{"taskDefinition": name}], region=scope.region, about=short(name)
        )
        for destination, why in needs_of(nested(body, "taskDefinition")):
            found.setdefault(destination, (short(name), why))
    return TaskNeeds(found, len(names))


def _definitions(aws: Aws, scope: Scope, cluster: str, found: Dict[str, Tuple[str, str]]) -> List[str]:
    """Names of task definitions; services with ECS Exec need its sessions."""
    listed = {"cluster": cluster, "PaginationConfig": {"MaxItems": MAX_SERVICES, "PageSize": 50}}
    arns = texts(aws.call("ecs", "list-services", [listed], region=scope.region).get("serviceArns"))
    batches = [{"cluster": cluster, "services": part} for part in chunks(arns, SERVICES_A_CALL)]
    body = aws.call("ecs", "describe-services", batches, region=scope.region) if batches else {}
    names: Set[str] = set()
    for row in rows(body.get("services")):
        if text(row, "launchType") == "FARGATE" or text(row, "status") == "INACTIVE" or not row.get("desiredCount"):
            continue
        names.add(text(row, "taskDefinition"))
        if row.get("enableExecuteCommand") is True:
            found.setdefault(SSM_MESSAGES.name, (short(text(row, "taskDefinition")), "its service has ECS Exec"))
    return sorted(filter(None, names))[:MAX_DEFINITIONS]
