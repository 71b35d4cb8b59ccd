"""How long the placement matrices of a large cluster take, beyond what AWS needs to answer.

    PYTHONPATH=.:checks python benchmarks/placement_matrix.py [INSTANCES SERVICES]

Answers are made in this process in the shapes of the API. Three steps are measured: parsing them, the matrices
themselves, and the words of reports with their JSON. The instances differ in room, zone, attributes and state, and
every fifth service asks for something that none has.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Dict, List, Tuple

from ecsdoctor.facts.ecs.container_instances import parse_container_instances
from ecsdoctor.facts.ecs.placements import Placements, placements
from ecsdoctor.facts.ecs.services import parse_services
from ecsdoctor.facts.ecs.task_definition import TaskDefinitions, parse_task_definitions
from ecsdoctor.facts.ecs.task_subnets import parse_task_subnets
from ecsdoctor.facts.ecs.tasks import parse_tasks
from ecsdoctor.model.reading import Got, absent
from ecsdoctor.report.json_report import matrix_row

CAPABILITIES = [f"com.amazonaws.ecs.capability.{n}" for n in ("logging-driver.awslogs", "task-iam-role", "ecr-auth")]
CAPABILITIES += [f"com.amazonaws.ecs.capability.docker-remote-api.1.{n}" for n in range(17, 45)]
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")


def instances(count: int) -> List[Dict[str, Any]]:
    """Of one type in three zones; room and ports differ, every 50th is draining, every 70th disconnected."""
    return [
        {
            "containerInstanceArn": f"arn:aws:ecs:us-east-1:1:container-instance/prod/{n:032x}",
            "ec2InstanceId": f"i-{n:017x}",
            "status": "DRAINING" if n % 50 == 49 else "ACTIVE",
            "agentConnected": n % 70 != 69,
            "runningTasksCount": n % 3,
            "pendingTasksCount": 0,
            "registeredResources": resources(2048, 3884, (22, 2375, 2376, 51678, 51679)),
            "remainingResources": resources(1024 - n % 1000, 3000 - 2 * n % 2900, (22, 2375, 2376, 51678, 51679, 8080)),
            "attributes": [
                *({"name": name} for name in CAPABILITIES),
                {"name": "ecs.instance-type", "value": "c5.large"},
                {"name": "ecs.availability-zone", "value": ZONES[n % 3]},
                {"name": "ecs.cpu-architecture", "value": "x86_64"},
                {"name": "ecs.os-type", "value": "linux"},
            ],
        }
        for n in range(count)
    ]


def resources(cpu: int, memory: int, ports: Tuple[int, ...]) -> List[Dict[str, Any]]:
    """`registeredResources` or `remainingResources`."""
    named = [{"name": "CPU", "integerValue": cpu}, {"name": "MEMORY", "integerValue": memory}]
    return [*named, {"name": "PORTS", "stringSetValue": [str(p) for p in ports]}]


def services(count: int) -> Tuple[List[Dict[str, Any]], List[Dict[str, Any]]]:
    """Services that all wait for a task, and their task definitions."""
    short = {"desiredCount": 2, "runningCount": 1, "pendingCount": 0, "status": "ACTIVE"}
    made = [
        {
            "serviceName": f"s{n}",
            "taskDefinition": f"s{n}:1",
            **short,
            "placementConstraints": [
                {"type": "memberOf", "expression": "attribute:ecs.instance-type =~ c5.* and agentVersion >= 1.20.0"}
            ],
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"]}},
        }
        for n in range(count)
    ]
    return made, [definition(n) for n in range(count)]


def definition(n: int) -> Dict[str, Any]:
    """Every fifth is of awsvpc mode, every fifth asks for a taken port, every fifth for more than there is."""
    container: Dict[str, Any] = {"name": "app", "image": "nginx", "cpu": 128, "memory": 256 + 100 * (n % 7)}
    if n % 5 == 1:
        container["portMappings"] = [{"containerPort": 8080, "hostPort": 8080}]
    if n % 5 == 2:
        container["memory"] = 60000
    mode = "awsvpc" if n % 5 == 0 else "bridge"
    requires = [{"name": name} for name in CAPABILITIES[: 3 + n % 20]]
    return {
        "family": f"s{n}", "revision": 1, "networkMode": mode, "requiresAttributes": requires,
        "containerDefinitions": [container],
    }  # fmt: skip


def computed(count: int, many: int) -> Tuple[Placements, Dict[str, float]]:
    """The matrices, and seconds of CPU by step."""
    raw, (listed, defined) = instances(count), services(many)
    at = [time.process_time()]
    known = parse_container_instances(raw)
    definitions = TaskDefinitions(tuple(parse_task_definitions(d).definitions[0] for d in defined))
    found = parse_services(listed)
    subnets = parse_task_subnets([
        {"SubnetId": f"subnet-{z[-1]}", "VpcId": "vpc-1", "AvailabilityZone": z} for z in ZONES[:2]
    ])  # fmt: skip
    tasks = parse_tasks(running(count))
    at.append(time.process_time())
    made = placements(known, definitions, Got(found), Got(tasks), absent("none"), Got(subnets))
    at.append(time.process_time())
    json.dumps([matrix_row(m) for m in made.told])
    at.append(time.process_time())
    steps = ("parse", "matrices", "json")
    return made, {name: end - begin for name, begin, end in zip(steps, at, at[1:])}


def running(count: int) -> List[Dict[str, Any]]:
    """Tasks with interfaces: none, one or two on each instance."""
    return [
        {
            "taskArn": f"arn:aws:ecs:us-east-1:1:task/prod/{n}-{m}",
            "lastStatus": "RUNNING",
            "group": f"service:s{m}",
            "containerInstanceArn": f"arn:aws:ecs:us-east-1:1:container-instance/prod/{n:032x}",
            "attachments": [{"type": "ElasticNetworkInterface"}],
        }
        for n in range(count)
        for m in range(n % 3)
    ]


def main() -> None:
    """Print the seconds of each step, and what a few services are told."""
    count, many = [int(a) for a in sys.argv[1:3]] or (1000, 50)
    made, seconds = computed(count, many)
    told = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
    print(f"{count} instances x {many} services: {told} of CPU; {len(made.blocked)} services fit nowhere")
    for matrix in made.told[:5]:
        print(f"    {matrix.subject}: fits on {matrix.fits} of {len(matrix.rows)}; {matrix.counts}")


if __name__ == "__main__":
    main()
