"""Checks about services: what they find, and what they must not accuse."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, Optional

import pytest

from ecsdoctor import Finding, Got, Missing, Status, absent
from ecsdoctor.facts.ecs.container_instances import parse_container_instances
from ecsdoctor.facts.ecs.messages import pasted_messages
from ecsdoctor.facts.ecs.rollouts import Rollout, Rollouts, bounds, in_progress
from ecsdoctor.facts.ecs.services import Service, Services, parse_services
from ecsdoctor.facts.ecs.statements import Statements, gather
from ecsdoctor.facts.ecs.task_definition import parse_task_definitions
from ecsdoctor.facts.ecs.tasks import Tasks, parse_tasks
from ecsdoctor.facts.load_balancer.target_groups import parse_target_groups
from ecsdoctor.facts.pasted import PastedText, PastedTexts
from ecsdoctor.facts.scaling.groups import parse_groups
from ecsdoctor.facts.scope import Scope
from ecsdoctor_checks.capacity.auto_scaling_groups_want_instances import auto_scaling_groups_want_instances
from ecsdoctor_checks.cluster.container_instances_are_sound import container_instances_are_sound
from ecsdoctor_checks.deployment.deployments_finish import deployments_finish
from ecsdoctor_checks.deployment.rollouts_find_ports import rollouts_find_ports
from ecsdoctor_checks.deployment.running_image_is_the_tagged_one import running_image_is_the_tagged_one
from ecsdoctor_checks.load_balancer.health_check_grace_is_enough import health_check_grace_is_enough
from ecsdoctor_checks.load_balancer.health_checks_ask_rightly import health_checks_ask_rightly
from ecsdoctor_checks.load_balancer.load_balancer_kinds_match import load_balancer_kinds_match
from ecsdoctor_checks.load_balancer.target_groups_are_attached import target_groups_are_attached
from ecsdoctor_checks.service.services_run_desired_count import services_run_desired_count
from ecsdoctor_checks.task.task_definitions_can_work import task_definitions_can_work
from ecsdoctor_checks.task.tasks_leave_pending import tasks_leave_pending

NOW = datetime(2026, 5, 1, 12, 0, 0, tzinfo=timezone.utc)
NOTHING: Missing = absent("not in this snapshot")
SILENT = Statements((), (), {})


def ago(**delta: float) -> str:
    return (NOW - timedelta(**delta)).isoformat()


def problems(findings: Any) -> List[str]:
    listed: List[Finding] = list(findings)
    return [f.problem.id for f in listed if f.problem]


def statuses(findings: Any) -> List[Status]:
    return [f.status for f in findings]


def a_service(**row: Any) -> Service:
    body: Dict[str, Any] = {"serviceName": "web", "desiredCount": 2, "runningCount": 2, **row}
    return parse_services([body]).services[0]


def a_rollout(**row: Any) -> Service:
    deployments = [{"status": "PRIMARY", "desiredCount": 1, "runningCount": 0}, {"status": "ACTIVE", "runningCount": 1}]
    return a_service(desiredCount=1, runningCount=1, deployments=deployments, **row)


def test_a_service_below_its_count() -> None:
    assert problems(services_run_desired_count(Services((a_service(runningCount=1),)))) == [
        "service-under-desired-count"
    ]
    assert statuses(services_run_desired_count(Services((a_service(),)))) == [Status.OK]


def test_a_service_whose_count_is_not_known_is_not_accused() -> None:
    assert statuses(services_run_desired_count(Services((a_service(runningCount=None),)))) == []


@pytest.mark.parametrize(
    ("desired", "minimum", "maximum", "expected"),
    [(1, 100, 200, (1, 2)), (1, 50, 100, (1, 1)), (4, 50, 150, (2, 6)), (3, 100, 100, (3, 3)), (2, None, None, (2, 4))],
)
def test_bounds_of_a_deployment(desired: int, minimum: Optional[int], maximum: Optional[int], expected: Any) -> None:
    settings = {"minimumHealthyPercent": minimum, "maximumPercent": maximum}
    assert bounds(a_service(desiredCount=desired, deploymentConfiguration=settings)) == expected


def test_blue_green_and_daemons_are_no_rolling_update() -> None:
    assert in_progress(a_rollout())
    assert not in_progress(a_rollout(deploymentController={"type": "CODE_DEPLOY"}))
    assert not in_progress(a_rollout(schedulingStrategy="DAEMON"))


def test_a_fixed_port_blocks_a_rollout_only_where_no_old_task_may_stop() -> None:
    blocked = Rollout(a_rollout(), 1, 2, (80,), 1, "")
    free = Rollout(a_rollout(), 0, 1, (80,), 1, "")
    spare = Rollout(a_rollout(), 1, 2, (80,), 2, "")
    assert problems(rollouts_find_ports(Rollouts((blocked,)))) == ["static-host-port-blocks-rollout"]
    assert problems(rollouts_find_ports(Rollouts((free, spare)))) == []


def test_a_deployment_is_given_time() -> None:
    scope = Scope(kind="snapshot", now=NOW)

    def judged(minutes: float) -> List[str]:
        primary = {"status": "PRIMARY", "desiredCount": 1, "runningCount": 0, "createdAt": ago(minutes=minutes)}
        service = a_service(deployments=[primary, {"status": "ACTIVE"}], runningCount=2)
        return problems(deployments_finish(scope, SILENT, Got(Services((service,))), absent("no tasks")))

    assert judged(10) == [] and judged(60) == ["deployment-stuck"]


def test_pending_tasks_are_given_time() -> None:
    def judged(minutes: float) -> List[str]:
        row = {"taskArn": "arn:aws:ecs:r:1:task/c/1", "lastStatus": "PENDING", "createdAt": ago(minutes=minutes)}
        return problems(tasks_leave_pending(Scope(kind="snapshot", now=NOW), parse_tasks([row])))

    assert judged(5) == [] and judged(40) == ["task-stuck-pending"]


def running(image: str, digest: str) -> Dict[str, Any]:
    container = {"name": "web", "image": image, "imageDigest": digest}
    return {"lastStatus": "RUNNING", "group": "service:web", "containers": [container]}


def test_a_tag_has_moved_only_where_both_digests_are_seen() -> None:
    moved = parse_tasks([running("web:latest", "sha256:a"), running("web:latest", "sha256:b")])
    other = parse_tasks([running("web:1", "sha256:a"), running("web:2", "sha256:b")])
    unknown = parse_tasks([running("web:latest", "sha256:a"), running("web:latest", "")])
    assert problems(running_image_is_the_tagged_one(moved, NOTHING)) == ["image-tag-moved"]
    assert problems(running_image_is_the_tagged_one(other, NOTHING)) == []
    assert problems(running_image_is_the_tagged_one(unknown, NOTHING)) == []


def killed(lived: float) -> Tasks:
    row = {
        "group": "service:web",
        "lastStatus": "STOPPED",
        "stoppedReason": "Task failed ELB health checks in (target-group x)",
        "startedAt": ago(seconds=600 + lived),
        "stoppedAt": ago(seconds=600),
    }
    return parse_tasks([row])


@pytest.mark.parametrize(
    ("lived", "grace", "expected"),
    [(60, 0, ["health-check-grace-too-short"]), (600, 0, []), (60, 300, []), (60, None, [])],
)
def test_grace_is_too_short_only_for_tasks_killed_young(
    lived: float, grace: Optional[int], expected: List[str]
) -> None:
    service = a_service(loadBalancers=[{"targetGroupArn": "x"}], healthCheckGracePeriodSeconds=grace)
    assert problems(health_check_grace_is_enough(Services((service,)), killed(lived))) == expected


def test_a_classic_rule_with_the_name_of_another_kind() -> None:
    refused = PastedText("commands/a.txt", "A host port mapping for the container port 80 is required.")
    request = PastedText("commands/b.txt", 'loadBalancerName: "shop-alb"')
    classic = PastedText("commands/b.txt", 'loadBalancerName: "shop"')

    def judged(*texts: PastedText) -> List[str]:
        pasted = PastedTexts(texts)
        return problems(
            load_balancer_kinds_match(
                gather(pasted_messages(pasted)), Got(Services(())), Got(pasted), absent("not asked")
            )
        )

    assert judged(refused, request) == ["load-balancer-type-confused"]
    assert judged(refused, classic) == [] and judged(request) == []


def test_target_groups_without_a_balancer_are_told_only_where_a_service_uses_them() -> None:
    groups = parse_target_groups([{"TargetGroupArn": "arn:x", "TargetGroupName": "x", "LoadBalancerArns": []}])
    uses = Got(Services((a_service(loadBalancers=[{"targetGroupArn": "arn:x"}]),)))
    other = Got(Services((a_service(),)))
    assert problems(target_groups_are_attached(SILENT, uses, Got(groups), NOTHING)) == ["target-group-not-attached"]
    assert problems(target_groups_are_attached(SILENT, other, Got(groups), NOTHING)) == []


def test_a_fixed_health_check_port_and_dynamic_host_ports() -> None:
    balancer = {"targetGroupArn": "arn:x", "containerName": "web", "containerPort": 80}
    services = Got(Services((a_service(loadBalancers=[balancer], taskDefinition="web:1"),)))
    container = {"name": "web", "portMappings": [{"containerPort": 80, "hostPort": 0}]}
    definitions = Got(parse_task_definitions({"family": "web", "revision": 1, "containerDefinitions": [container]}))

    def judged(port: str) -> List[str]:
        groups = Got(parse_target_groups([{"TargetGroupArn": "arn:x", "HealthCheckPort": port}]))
        return problems(health_checks_ask_rightly(SILENT, services, NOTHING, groups, definitions))

    assert judged("80") == ["health-check-misconfigured"] and judged("traffic-port") == []


@pytest.mark.parametrize(
    ("group", "short", "expected"),
    [
        ({"DesiredCapacity": 0, "MaxSize": 4}, True, ["autoscaling-group-empty"]),
        ({"DesiredCapacity": 0, "MaxSize": 4}, False, []),
        ({"DesiredCapacity": 0, "MaxSize": 0}, False, ["autoscaling-group-empty"]),
        ({"DesiredCapacity": 2, "SuspendedProcesses": [{"ProcessName": "Launch"}]}, False, ["autoscaling-group-empty"]),
        ({"DesiredCapacity": 1, "Instances": [{"InstanceId": "i-1"}]}, True, []),
    ],
)
def test_an_empty_group_is_a_fault_only_where_somebody_waits(group: Any, short: bool, expected: List[str]) -> None:
    groups = Got(parse_groups([{"AutoScalingGroupName": "g", **group}]))
    services = Got(Services((a_service(runningCount=0 if short else 2),)))
    assert problems(auto_scaling_groups_want_instances(groups, NOTHING, services)) == expected


@pytest.mark.parametrize(
    ("container", "more"),
    [
        ({"portMappings": [{"hostPort": 80}, {"hostPort": 80}]}, {}),
        ({"essential": False}, {}),
        ({"dependsOn": [{"containerName": "nobody", "condition": "START"}]}, {}),
        ({}, {"placementConstraints": [{"type": "distinctInstance"}]}),
        ({}, {"placementConstraints": [{"type": "memberOf", "expression": "attribute:x is y"}]}),
    ],
)
def test_definitions_that_cannot_work(container: Any, more: Any) -> None:
    body = {"family": "f", "containerDefinitions": [{"name": "web", **container}], **more}
    found = task_definitions_can_work(SILENT, Got(Services(())), Got(parse_task_definitions(body)))
    assert problems(found) == ["task-definition-invalid"]


def test_instances_whose_registration_failed_or_whose_docker_does_not_answer() -> None:
    rows = [
        {"ec2InstanceId": "i-1", "status": "REGISTRATION_FAILED", "statusReason": "no ENI."},
        {"ec2InstanceId": "i-2", "status": "ACTIVE", "healthStatus": {"overallStatus": "IMPAIRED"}},
        {"ec2InstanceId": "i-3", "status": "ACTIVE", "healthStatus": {"overallStatus": "INSUFFICIENT_DATA"}},
    ]
    found = list(container_instances_are_sound(parse_container_instances(rows)))
    assert problems(found) == ["eni-trunking-not-effective", "docker-unresponsive"]
    assert statuses(found)[2] is Status.OK
