"""What a live run about a cluster asks for by name: the list calls that go before the describe calls.

A recording answers the describe calls by their path, so that these facts have nothing to do there.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Reading, absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, texts
from ..scope import Scope

# The most that one call takes ("Amazon ECS API Reference").
SERVICES_A_CALL = 10
TASKS_A_CALL = 100
INSTANCES_A_CALL = 100
# A cluster may run tens of thousands of tasks; this many tell what is wrong.
MAX_TASKS = 5000


def about_cluster(scope: Scope) -> None:
    """Raise NotApplicable unless this is a live run about a cluster or one of its services."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)


def chunks(names: Sequence[str], size: int) -> List[List[str]]:
    """The names in pieces of at most `size`."""
    return [list(names[at : at + size]) for at in range(0, len(names), size)]


@frozen
class TargetCluster:
    """The cluster that a live run is about, whatever an instance may think."""

    name: str
    region: str


@frozen
class ServiceNames:
    """ARNs or names of the services in scope."""

    names: Tuple[str, ...]


@frozen
class TaskArns:
    """Running, pending and lately stopped tasks in scope."""

    arns: Tuple[str, ...]


@frozen
class InstanceArns:
    """All container instances of the cluster."""

    arns: Tuple[str, ...]


def batches(
    scope: Scope, known: Reading[Any], key: str, size: int, extra: Optional[Mapping[str, Any]] = None
) -> Optional[List[Dict[str, Any]]]:
    """Parameters for describe calls over what a list call gave; None where a recording needs none.

    Raises Missing when the list could not be had.
    """
    if scope.kind not in ("cluster", "service"):
        return None
    if isinstance(known, Missing):
        raise known
    names = known.value.names if isinstance(known.value, ServiceNames) else known.value.arns
    return [{"cluster": scope.cluster, **(extra or {}), key: part} for part in chunks(names, size)]


@fact()
def target_cluster(scope: Scope) -> TargetCluster:
    """What the caller named."""
    about_cluster(scope)
    return TargetCluster(scope.cluster, scope.region)


@fact(deadline=10.0, actions=("ecs:ListServices",))
def service_names(scope: Scope, aws: Aws) -> ServiceNames:
    """List the services, or take the one that the caller named."""
    about_cluster(scope)
    if scope.service:
        return ServiceNames((scope.service,))
    batch = {"cluster": scope.cluster, "PaginationConfig": {"PageSize": 100}}
    return ServiceNames(texts(aws.call("ecs", "list-services", [batch], region=scope.region).get("serviceArns")))


@fact(deadline=10.0, actions=("ecs:ListTasks",))
def task_arns(scope: Scope, aws: Aws) -> TaskArns:
    """List tasks that run or shall run, and those that stopped within about the last hour."""
    about_cluster(scope)
    common: Dict[str, Any] = {"cluster": scope.cluster, "PaginationConfig": {"MaxItems": MAX_TASKS, "PageSize": 100}}
    if scope.service:
        common["serviceName"] = scope.service
    asked = [{**common, "desiredStatus": status} for status in ("STOPPED", "RUNNING")]
    found = texts(aws.call("ecs", "list-tasks", asked, region=scope.region).get("taskArns"))
    return TaskArns(tuple(dict.fromkeys(found)))


@fact(deadline=10.0, actions=("ecs:ListContainerInstances",))
def instance_arns(scope: Scope, aws: Aws) -> InstanceArns:
    """List the container instances, draining ones too."""
    about_cluster(scope)
    body = aws.call("ecs", "list-container-instances", [{"cluster": scope.cluster}], region=scope.region)
    if "containerInstanceArns" not in body:
        raise absent("the answer of ListContainerInstances has no containerInstanceArns")
    return InstanceArns(texts(body["containerInstanceArns"]))
