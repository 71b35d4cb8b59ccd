"""Parsers of AWS answers about services: shapes of the CLI, shortened answers, times in every spelling."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from ecsdoctor.facts.answers import moment
from ecsdoctor.facts.ecs.container_instances import parse_container_instances
from ecsdoctor.facts.ecs.run_failures import parse_failures
from ecsdoctor.facts.ecs.services import parse_services
from ecsdoctor.facts.ecs.task_definition import parse_task_definitions
from ecsdoctor.facts.ecs.tasks import parse_tasks
from ecsdoctor.facts.load_balancer.target_groups import parse_target_groups
from ecsdoctor.facts.load_balancer.target_health import parse_target_health
from ecsdoctor.facts.scaling.activities import parse_activities
from ecsdoctor.facts.scaling.groups import parse_groups

NOON = datetime(2026, 5, 1, 12, 0, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "value",
    [
        "2026-05-01T12:00:00Z",
        "2026-05-01T12:00:00.123000+00:00",
        "2026-05-01T14:00:00.123000+02:00",
        "2026-05-01T14:00:00+0200",
        "2026-05-01 12:00:00+00:00",
        1777636800,
        1777636800.0,
        "1777636800.0",
        "1.7776368E9",
    ],
)
def test_times_in_every_spelling_are_the_same_moment(value: Any) -> None:
    assert moment(value) == NOON


@pytest.mark.parametrize("value", [None, "", "yesterday", True, [], 1e300])
def test_what_is_no_time_is_none(value: Any) -> None:
    assert moment(value) is None


def test_events_are_sorted_only_when_all_have_times() -> None:
    timed = [{"message": "old", "createdAt": 1}, {"message": "new", "createdAt": 1777636800}]
    mixed = [{"message": "first"}, {"message": "second", "createdAt": 1777636800}]
    services = parse_services([{"serviceName": "a", "events": timed}, {"serviceName": "b", "events": mixed}]).services
    assert [e.message for e in services[0].events] == ["new", "old"]
    assert [e.message for e in services[1].events] == ["first", "second"]


@pytest.mark.parametrize(
    "parse",
    [
        parse_services,
        parse_tasks,
        parse_task_definitions,
        parse_container_instances,
        parse_activities,
        parse_groups,
        parse_target_health,
        parse_target_groups,
    ],
)
@pytest.mark.parametrize("junk", [None, [], {}, "text", [None, 3, "x"], [{}], [{"events": 5, "containers": "x"}]])
def test_no_shape_breaks_a_parser(parse: Any, junk: Any) -> None:
    assert parse(junk) is not None


def test_a_shortened_service_knows_what_it_does_not_know() -> None:
    service = parse_services([{"events": [{"message": "m"}]}]).services[0]
    assert service.desired is None and not service.short and not service.complete


def test_what_a_task_reserves() -> None:
    soft = {"memory": 1024, "memoryReservation": 256, "cpu": 100}
    containers = [{"name": "a", **soft}, {"name": "b", "memory": 128}]
    definition = parse_task_definitions({"family": "f", "containerDefinitions": containers}).definitions[0]
    assert (definition.needs_memory, definition.needs_cpu) == (384, 100)
    sized = parse_task_definitions({"family": "f", "memory": "512", "cpu": "256", "containerDefinitions": containers})
    assert (sized.definitions[0].needs_memory, sized.definitions[0].needs_cpu) == (512, 256)


@pytest.mark.parametrize(
    ("mode", "ports"),
    [("bridge", ((8080, "tcp"),)), ("host", ((8080, "tcp"), (9000, "udp"))), ("awsvpc", ())],
)
def test_host_ports_depend_on_the_network_mode(mode: str, ports: Any) -> None:
    mappings = [{"containerPort": 80, "hostPort": 8080}, {"containerPort": 9000, "hostPort": 0, "protocol": "udp"}]
    container = {"name": "a", "portMappings": mappings}
    row = {"family": "f", "networkMode": mode, "containerDefinitions": [container]}
    assert parse_task_definitions(row).definitions[0].host_ports == ports


def test_container_instances_with_ports_and_gpus() -> None:
    remaining = [
        {"name": "CPU", "integerValue": 5},
        {"name": "PORTS", "stringSetValue": ["22", "8080"]},
        {"name": "PORTS_UDP", "stringSetValue": []},
        {"name": "GPU", "stringSetValue": ["GPU-1", "GPU-2"]},
    ]
    row = {
        "ec2InstanceId": "i-1",
        "agentConnected": False,
        "remainingResources": remaining,
        "attributes": [{"name": "x"}],
    }
    instance = parse_container_instances([row]).instances[0]
    assert instance.connected is False and not instance.usable
    assert (instance.remaining.cpu, instance.remaining.gpus, instance.remaining.memory) == (5, 2, None)
    assert instance.remaining.tcp == {22, 8080} and instance.attributes == {"x": ""}


def test_failures_name_their_operation() -> None:
    failures = parse_failures("run-task", [{"reason": "AGENT", "arn": "arn:aws:ecs:r:1:container-instance/c/0123"}, {}])
    assert [(f.reason, f.place) for f in failures] == [("AGENT", "ecs:RunTask 0123")]
