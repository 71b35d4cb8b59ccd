"""A task against instances: every obstacle, and what would have to change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List

import pytest

from ecsdoctor.facts.ecs.attributes import attribute_problem, giving
from ecsdoctor.facts.ecs.container_instances import ContainerInstance, parse_container_instances
from ecsdoctor.facts.ecs.demand import Zones
from ecsdoctor.facts.ecs.placement import matrix
from ecsdoctor.facts.ecs.task_definition import TaskDefinition, parse_task_definitions

BASE = ["ecs.capability.task-eni", "com.amazonaws.ecs.capability.logging-driver.awslogs"]


def an_instance(cpu: int = 1024, memory: int = 1000, ports: Any = (22,), **more: Any) -> ContainerInstance:
    remaining = [
        {"name": "CPU", "integerValue": cpu},
        {"name": "MEMORY", "integerValue": memory},
        {"name": "PORTS", "stringSetValue": [str(p) for p in ports]},
    ]
    row: Dict[str, Any] = {
        "ec2InstanceId": "i-1",
        "status": "ACTIVE",
        "agentConnected": True,
        "remainingResources": remaining,
        "attributes": [{"name": n} for n in BASE] + [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
        **more,
    }
    return parse_container_instances([row]).instances[0]


def a_task(container: Any = None, **more: Any) -> TaskDefinition:
    row = {"name": "web", "memory": 512, "cpu": 256, **(container or {})}
    return parse_task_definitions({"family": "web", "revision": 1, "containerDefinitions": [row], **more}).definitions[
        0
    ]


def obstacles(task: TaskDefinition, instance: ContainerInstance, **more: Any) -> List[str]:
    return [o.problem for o in matrix(task, [instance], **more).rows[0].obstacles]


def test_a_task_that_fits_has_no_obstacle() -> None:
    assert obstacles(a_task(), an_instance()) == []


@pytest.mark.parametrize(
    ("task", "instance", "problem"),
    [
        (a_task(), an_instance(memory=511), "insufficient-memory"),
        (a_task(), an_instance(cpu=255), "insufficient-cpu"),
        (a_task({"portMappings": [{"hostPort": 80}]}), an_instance(ports=(22, 80)), "host-port-in-use"),
        (a_task({"portMappings": [{"hostPort": 22}]}), an_instance(), "host-port-reserved"),
        (a_task({"portMappings": [{"hostPort": p} for p in range(3000, 3100)]}), an_instance(), "too-many-host-ports"),
        (a_task(requiresAttributes=[{"name": "ecs.capability.gpu"}]), an_instance(), "gpu-not-available"),
        (a_task(requiresAttributes=[{"name": "shelf"}]), an_instance(), "missing-attribute"),
        (a_task(runtimePlatform={"cpuArchitecture": "ARM64"}), an_instance(), "missing-attribute"),
        (a_task({"resourceRequirements": [{"type": "GPU", "value": "1"}]}), an_instance(), "gpu-not-available"),
        (
            a_task(placementConstraints=[{"type": "memberOf", "expression": "attribute:shelf == a"}]),
            an_instance(),
            "placement-constraint-unsatisfied",
        ),
        (a_task(), an_instance(agentConnected=False), "placement-agent-disconnected"),
        (a_task(), an_instance(status="DRAINING"), "instance-draining"),
        (a_task(), an_instance(status="INACTIVE"), "container-instance-inactive"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_each_obstacle_has_its_problem(task: TaskDefinition, instance: ContainerInstance, problem: str) -> None:
    rows = matrix(task, [instance]).rows[0].obstacles
    assert [o.problem for o in rows] == [problem]
    assert rows[0].text and rows[0].change


def test_what_the_answer_does_not_tell_is_no_obstacle() -> None:
    bare = parse_container_instances([{"ec2InstanceId": "i-1"}]).instances[0]
    wants = a_task(
        requiresAttributes=[{"name": "shelf"}], placementConstraints=[{"type": "memberOf", "expression": "("}]
    )
    assert obstacles(wants, bare) == []


def test_distinct_instances_that_are_taken() -> None:
    instance = an_instance(containerInstanceArn="arn:aws:ecs:r:1:container-instance/c/1")
    constraints = [("distinctInstance", "")]
    taken = frozenset(["1"])
    assert obstacles(a_task(), instance, constraints=constraints, taken=taken) == ["placement-constraint-unsatisfied"]
    assert obstacles(a_task(), instance, constraints=constraints) == []


def test_the_nearest_instance_decides() -> None:
    hopeless = an_instance(memory=1, cpu=1, agentConnected=False)
    near = an_instance(memory=500)
    assert list(matrix(a_task(), [hopeless, near]).decisive()) == ["insufficient-memory"]


@pytest.mark.parametrize(
    ("attribute", "problem", "gives"),
    [
        ("com.amazonaws.ecs.capability.logging-driver.gelf", "missing-attribute-logging-driver", '"gelf"'),
        (
            "com.amazonaws.ecs.capability.task-iam-role",
            "missing-attribute-task-iam-role",
            "ECS_ENABLE_TASK_IAM_ROLE=true",
        ),
        ("ecs.capability.execution-role-awslogs", "missing-attribute-execution-role", "AWSLOGS_EXECUTIONROLE"),
        ("ecs.capability.task-eni", "missing-attribute-task-eni", "ECS_ENABLE_TASK_ENI"),
        ("ecs.capability.docker-plugin.rexray/ebs", "missing-attribute-docker-plugin", "rexray/ebs"),
        ("com.amazonaws.ecs.capability.docker-remote-api.1.30", "missing-attribute", "1.30"),
        ("shelf", "missing-attribute", "put-attributes"),
    ],
)
def test_attributes_know_what_gives_them(attribute: str, problem: str, gives: str) -> None:
    assert attribute_problem(attribute) == problem
    assert gives in giving(attribute)


def test_copies_that_fit_now_and_after_the_obstacle() -> None:
    registered = [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 3884}]
    row = matrix(a_task(), [an_instance(cpu=1024, memory=1600)]).rows[0]
    assert (row.copies, row.after) == (3, 3)
    full = matrix(a_task(), [an_instance(memory=100, registeredResources=registered)]).rows[0]
    assert (full.copies, full.after) == (0, 7)
    lost = matrix(a_task(), [an_instance(agentConnected=False)]).rows[0]
    assert (lost.copies, lost.after) == (0, 1)
    never = matrix(a_task({"memory": 9000}), [an_instance(registeredResources=registered)]).rows[0]
    assert never.after == 0
    assert "never has more than 3884 MiB" in never.obstacles[0].change


def test_one_copy_where_a_host_port_is_fixed() -> None:
    row = matrix(a_task({"portMappings": [{"hostPort": 8080}]}), [an_instance(cpu=4096, memory=9000)]).rows[0]
    assert row.copies == 1


def test_ports_that_the_agent_reserves_by_its_configuration() -> None:
    registered = [{"name": "PORTS", "stringSetValue": ["22", "9100"]}]
    task = a_task({"portMappings": [{"hostPort": 9100}]})
    assert obstacles(task, an_instance(ports=(22, 9100), registeredResources=registered)) == ["host-port-reserved"]


def in_subnet(zone: str = "us-east-1a", type_: str = "c5.large", trunk: str = "", used: Any = None) -> Any:
    named = [("ecs.availability-zone", zone), ("ecs.instance-type", type_), ("ecs.vpc-id", "vpc-1")]
    named += [("ecs.awsvpc-trunk-id", trunk)] if trunk else []
    attributes = [{"name": n, "value": v} for n, v in named]
    return replace(an_instance(cpu=99999, memory=99999, attributes=attributes), task_interfaces=used)


@pytest.mark.parametrize(
    ("instance", "found", "copies"),
    [
        (in_subnet(used=0), [], 2),
        (in_subnet(used=2), ["eni-limit-reached"], 0),
        (in_subnet(used=2, trunk="eni-1"), [], 8),
        (in_subnet(used=10, trunk="eni-1"), ["eni-limit-reached"], 0),
        (in_subnet(used=2, type_="x9.vast"), [], 195),
        (in_subnet(used=None), [], 195),
        (in_subnet(type_="t3.medium", used=2), ["eni-limit-reached"], 0),
        (in_subnet(zone="us-east-1c", used=0), ["awsvpc-subnet-zone-mismatch"], 0),
    ],
    ids=["two of two free", "all taken", "trunk", "trunk full", "unknown type", "tasks not seen", "t3", "other zone"],
)
def test_interfaces_and_zones_of_awsvpc_tasks(instance: Any, found: List[str], copies: int) -> None:
    where = Zones(frozenset({"us-east-1a", "us-east-1b"}), frozenset({"vpc-1"}))
    row = matrix(a_task(networkMode="awsvpc"), [instance], where=where).rows[0]
    assert [o.problem for o in row.obstacles] == found
    assert row.copies == copies


def test_another_operating_system() -> None:
    windows = an_instance(attributes=[{"name": "ecs.os-type", "value": "windows"}])
    assert obstacles(a_task(runtimePlatform={"operatingSystemFamily": "LINUX"}), windows) == ["missing-attribute"]
    server = a_task(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})
    assert obstacles(server, windows) == []
