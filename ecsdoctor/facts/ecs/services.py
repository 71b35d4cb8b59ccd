"""Services as DescribeServices tells of them: counts, deployments, events, load balancers, settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Reading, absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, moment, nested, number, rows, short, text, texts
from ..pasted import PastedTexts
from ..scope import Scope
from .live_names import SERVICES_A_CALL, ServiceNames, batches

SOURCE = "ecs:DescribeServices"
# The defaults of ECS for the rolling update of a replica service.
MINIMUM_HEALTHY = 100
MAXIMUM = 200


@frozen
class Event:
    """One service event; the API keeps the newest 100, newest first."""

    at: Optional[datetime]
    message: str


@frozen
class Deployment:
    """`status` is PRIMARY, ACTIVE or INACTIVE; `rollout` IN_PROGRESS, COMPLETED or FAILED. Counts may be unknown."""

    id: str
    status: str
    task_definition: str
    desired: Optional[int]
    running: Optional[int]
    pending: Optional[int]
    failed: Optional[int]
    rollout: str
    rollout_reason: str
    created: Optional[datetime]


@frozen
class LoadBalancer:
    """Either a target group (`target_group`) or a Classic load balancer (`name`)."""

    target_group: str
    name: str
    container: str
    port: Optional[int]


@frozen
class Service:
    """One service. Texts are empty and numbers None where the answer lacks them; `role` is the one for balancers."""

    name: str
    cluster: str
    status: str
    desired: Optional[int]
    running: Optional[int]
    pending: Optional[int]
    launch_type: str
    providers: Tuple[str, ...]
    scheduling: str
    task_definition: str
    events: Tuple[Event, ...]
    deployments: Tuple[Deployment, ...]
    load_balancers: Tuple[LoadBalancer, ...]
    minimum_healthy: Optional[int]
    maximum: Optional[int]
    controller: str
    subnets: Tuple[str, ...]
    public_ip: str
    grace_period: Optional[int]
    constraints: Tuple[Tuple[str, str], ...]
    created: Optional[datetime] = None
    security_groups: Tuple[str, ...] = ()
    role: str = ""

    @property
    def place(self) -> str:
        """Where evidence about it comes from: `ecs:DescribeServices web`."""
        return f"{SOURCE} {self.name}".strip()

    @property
    def primary(self) -> Optional[Deployment]:
        """The deployment that is being rolled out or has been."""
        return next((d for d in self.deployments if d.status == "PRIMARY"), None)

    @property
    def short(self) -> bool:
        """Whether it is known to run fewer tasks than it should."""
        return self.desired is not None and self.running is not None and self.running < self.desired

    @property
    def complete(self) -> bool:
        """Whether it is known to run what it should, with nothing left to do."""
        known = self.desired is not None and self.running is not None
        return known and self.running == self.desired and not self.pending and len(self.deployments) < 2


@frozen
class Services:
    """All services that were looked at."""

    services: Tuple[Service, ...]


def parse_services(value: Any) -> Services:
    """The `services` of an answer.

    Sample:  [{"serviceName": "web", "desiredCount": 2, "runningCount": 1, "events": [{"message": "(service web) …"}]}]
    """
    return Services(tuple(_service(row) for row in rows(value)))


def _service(row: Mapping[str, Any]) -> Service:
    settings = nested(row, "deploymentConfiguration")
    network = nested(row, "networkConfiguration", "awsvpcConfiguration")
    return Service(
        name=text(row, "serviceName") or short(text(row, "serviceArn")),
        cluster=short(text(row, "clusterArn")),
        status=text(row, "status"),
        desired=number(row, "desiredCount"),
        running=number(row, "runningCount"),
        pending=number(row, "pendingCount"),
        launch_type=text(row, "launchType"),
        providers=tuple(text(r, "capacityProvider") for r in rows(row.get("capacityProviderStrategy"))),
        scheduling=text(row, "schedulingStrategy"),
        task_definition=text(row, "taskDefinition"),
        events=_events(row),
        deployments=tuple(_deployment(r) for r in rows(row.get("deployments"))),
        load_balancers=tuple(_load_balancer(r) for r in rows(row.get("loadBalancers"))),
        minimum_healthy=number(settings, "minimumHealthyPercent"),
        maximum=number(settings, "maximumPercent"),
        controller=text(nested(row, "deploymentController"), "type"),
        subnets=texts(network.get("subnets")),
        public_ip=text(network, "assignPublicIp"),
        grace_period=number(row, "healthCheckGracePeriodSeconds"),
        constraints=tuple((text(r, "type"), text(r, "expression")) for r in rows(row.get("placementConstraints"))),
        created=moment(row.get("createdAt")),
        security_groups=texts(network.get("securityGroups")),
        role=text(row, "roleArn"),
    )


def _events(row: Mapping[str, Any]) -> Tuple[Event, ...]:
    """Newest first, as the API gives them; sorted only when every event has a time."""
    events = [Event(moment(r.get("createdAt")), text(r, "message")) for r in rows(row.get("events"))]
    if events and all(e.at is not None for e in events):
        events.sort(key=lambda e: e.at.timestamp() if e.at else 0.0, reverse=True)
    return tuple(events)


def _deployment(row: Mapping[str, Any]) -> Deployment:
    return Deployment(
        id=text(row, "id"),
        status=text(row, "status"),
        task_definition=text(row, "taskDefinition"),
        desired=number(row, "desiredCount"),
        running=number(row, "runningCount"),
        pending=number(row, "pendingCount"),
        failed=number(row, "failedTasks"),
        rollout=text(row, "rolloutState"),
        rollout_reason=text(row, "rolloutStateReason"),
        created=moment(row.get("createdAt")),
    )


def _load_balancer(row: Mapping[str, Any]) -> LoadBalancer:
    return LoadBalancer(
        text(row, "targetGroupArn"),
        text(row, "loadBalancerName"),
        text(row, "containerName"),
        number(row, "containerPort"),
    )


@fact(deadline=20.0, actions=("ecs:DescribeServices",))
def services(scope: Scope, aws: Aws, pasted: Reading[PastedTexts], names: Reading[ServiceNames]) -> Services:
    """Ask for the services in scope."""
    asked = batches(scope, names, "services", SERVICES_A_CALL)
    found = parse_services(answer(scope, aws, pasted, "ecs", "describe-services", "services", asked))
    if scope.kind == "service" and not found.services:
        raise absent(f'the cluster "{scope.cluster}" has no service "{scope.service}"')
    return found
