"""Names of images and secrets taken apart, doors of targets, limits of interfaces, crowded instances."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import pytest

from ecsdoctor.facts.ec2.security_groups import parse_group
from ecsdoctor.facts.ecs.container_instances import parse_container_instances
from ecsdoctor.facts.ecs.ecr_repositories import parse_lifecycle, parse_platforms
from ecsdoctor.facts.ecs.interface_limits import branches, interfaces
from ecsdoctor.facts.ecs.overcommit import crowds
from ecsdoctor.facts.ecs.services import Services, parse_services
from ecsdoctor.facts.ecs.task_definition import TaskDefinitions, parse_task_definitions
from ecsdoctor.facts.ecs.task_secrets import SecretName, secret_name
from ecsdoctor.facts.ecs.tasks import parse_tasks
from ecsdoctor.facts.ecs.wanted_tasks import EcrName, ecr_name
from ecsdoctor.facts.load_balancer.balancers import Balancer
from ecsdoctor.facts.load_balancer.target_access import admits
from ecsdoctor.facts.scaling.capacity_providers import CapacityProviders, parse_providers
from ecsdoctor.model.finding import Severity, Status
from ecsdoctor.model.reading import Got, absent
from ecsdoctor_checks.capacity.capacity_providers_are_usable import capacity_providers_are_usable
from ecsdoctor_checks.task.instances_hold_what_tasks_may_take import instances_hold_what_tasks_may_take

HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("image", "name"),
    [
        (f"{HOST}/shop/web:7", EcrName("123456789012", "eu-west-1", "shop/web", "7", "")),
        (f"{HOST}/web", EcrName("123456789012", "eu-west-1", "web", "latest", "")),
        (f"{HOST}/web@sha256:{'a' * 64}", EcrName("123456789012", "eu-west-1", "web", "", f"sha256:{'a' * 64}")),
        (f"{HOST}.cn/web:1", EcrName("123456789012", "eu-west-1", "web", "1", "")),
        ("nginx:1", None),
        ("public.ecr.aws/nginx/nginx:1", None),
        ("", None),
    ],
)
def test_image_names_of_ecr(image: str, name: Optional[EcrName]) -> None:
    assert ecr_name(image) == name


SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab12Cd"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (SECRET, SecretName("secretsmanager", "eu-west-1", SECRET)),
        (f"{SECRET}:password::", SecretName("secretsmanager", "eu-west-1", SECRET)),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/prod/db", SecretName("ssm", "eu-west-1", "/prod/db")),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/db", SecretName("ssm", "eu-west-1", "db")),
        ("/prod/db", SecretName("ssm", "us-east-1", "/prod/db")),
        ("db", SecretName("ssm", "us-east-1", "db")),
    ],
)
def test_what_value_from_names(value: str, name: SecretName) -> None:
    assert secret_name(value, "us-east-1") == name


@pytest.mark.parametrize(
    ("type_", "all_", "trunked"),
    [
        ("c5.large", 3, 10), ("m5.xlarge", 4, 20), ("r6g.2xlarge", 4, 40), ("c5.9xlarge", 8, 60), ("m6i.16xlarge", 15, 120),
        ("m6g.medium", 2, 4), ("t3.medium", 3, None), ("x1e.large", None, None), ("m5.metal", None, None), ("", None, None),
    ],
)  # fmt: skip
def test_interfaces_of_types(type_: str, all_: Optional[int], trunked: Optional[int]) -> None:
    assert (interfaces(type_), branches(type_)) == (all_, trunked)


BALANCER = Balancer("arn", "web", "application", ("a",), ("subnet-1",), ("sg-front",))


@pytest.mark.parametrize(
    ("rule", "open_"),
    [
        ({"UserIdGroupPairs": [{"GroupId": "sg-front"}]}, True),
        ({"UserIdGroupPairs": [{"GroupId": "sg-other"}]}, False),
        ({"IpRanges": [{"CidrIp": "10.0.0.0/16"}]}, True),
        ({"IpRanges": [{"CidrIp": "10.0.1.0/25"}]}, False),
        ({"IpRanges": [{"CidrIp": "not an address"}]}, True),
        ({"PrefixListIds": [{"PrefixListId": "pl-1"}]}, True),
        ({"FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": "sg-front"}]}, False),
    ],
)
def test_whom_a_rule_lets_in(rule: Dict[str, Any], open_: bool) -> None:
    row = {"IpProtocol": "tcp", "FromPort": 32768, "ToPort": 65535, **rule}
    group = parse_group({"GroupId": "sg-own", "IpPermissions": [row]})
    assert admits([group], BALANCER, ["10.0.1.0/24"], 32768) is open_


def test_lifecycle_in_words_and_platforms_of_a_manifest_list() -> None:
    rule = '{"rules": [{"selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countNumber": 14, "countUnit": "days"}}]}'
    assert parse_lifecycle({"lifecyclePolicyText": rule}) == "any images older than 14 days"
    assert parse_lifecycle({"lifecyclePolicyText": "["}) == ""
    manifest = '{"manifests": [{"platform": {"architecture": "arm64"}}, {"platform": {"architecture": "unknown"}}]}'
    assert parse_platforms({"images": [{"imageManifest": manifest}]}) == {"arm64"}
    assert parse_platforms({"images": [{"imageManifest": "no JSON"}, 7]}) == frozenset()


def crowded(limits: List[Dict[str, Any]], **stopped: Any) -> Any:
    definitions = [
        parse_task_definitions({"family": f"f{n}", "revision": 1, "containerDefinitions": [{"name": "app", **c}]})
        for n, c in enumerate(limits)
    ]
    rows: List[Dict[str, Any]] = [
        {"taskArn": f"arn:x/{n}", "taskDefinitionArn": f"arn:aws:ecs:r:1:task-definition/f{n}:1", "lastStatus": "RUNNING",
         "containerInstanceArn": "arn:aws:ecs:r:1:container-instance/c/1"}
        for n in range(len(limits))
    ]  # fmt: skip
    killed = {"name": "app", "exitCode": 137, **stopped}
    rows[0].update(lastStatus="STOPPED", stopCode="EssentialContainerExited", containers=[killed])
    memory = [{"name": "MEMORY", "integerValue": 3884}]
    instance = {"containerInstanceArn": "arn:aws:ecs:r:1:container-instance/c/1", "registeredResources": memory}
    known = TaskDefinitions(tuple(d.definitions[0] for d in definitions))
    return crowds(parse_tasks(rows), known, parse_container_instances([instance]))


def test_a_kill_on_an_overcommitted_instance() -> None:
    soft = {"memory": 3000, "memoryReservation": 256}
    (finding,) = instances_hold_what_tasks_may_take(crowded([soft, soft]))
    assert finding.problem is not None and finding.problem.id == "host-memory-exhausted"
    assert "may take 6000 MiB; it offers 3884 MiB" in finding.text
    (without,) = instances_hold_what_tasks_may_take(crowded([soft, {"memoryReservation": 128}]))
    assert "app without any limit" in without.text


def test_a_kill_that_others_explain_is_left_to_them() -> None:
    small = {"memory": 300}
    assert [f.status for f in instances_hold_what_tasks_may_take(crowded([small, small]))] == [Status.OK]
    assert crowded([small], reason="OutOfMemoryError: Container killed due to memory usage").all == ()
    assert crowded([small], exitCode=1).all == ()


def waiting(**more: Any) -> Services:
    row = {"serviceName": "web", "status": "ACTIVE", "desiredCount": 2, "runningCount": 1, "pendingCount": 0, **more}
    return parse_services([row])


def test_a_launch_type_asks_no_provider() -> None:
    provider = {"name": "cp", "status": "ACTIVE", "autoScalingGroupProvider": {"managedScaling": {"status": "ENABLED"}}}
    providers = CapacityProviders(parse_providers([provider]), ("cp",))
    (told,) = capacity_providers_are_usable(providers, absent("no groups"), Got(waiting(launchType="EC2")))
    assert told.severity is Severity.WARNING and "adds no instance" in told.text
    strategy = [{"capacityProvider": "cp", "weight": 1}]
    (fine,) = capacity_providers_are_usable(providers, absent("x"), Got(waiting(capacityProviderStrategy=strategy)))
    assert fine.status is Status.OK
