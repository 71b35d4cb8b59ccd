"""Answers of EC2, SSM and ECS about one instance, parsed; odd ones too."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vpcs import PRIVATE_SUBNET_OF_ANOTHER, a_network, a_route, an_interface

from ecsdoctor.facts.ec2.console import parse_console
from ecsdoctor.facts.ec2.console_failures import Tells, agent_lines, parse_console_failures
from ecsdoctor.facts.ec2.image import parse_image
from ecsdoctor.facts.ec2.image_family import family_of
from ecsdoctor.facts.ec2.instance import parse_instance
from ecsdoctor.facts.ec2.network_acls import parse_acl
from ecsdoctor.facts.ec2.recommended import parse_recommended
from ecsdoctor.facts.ec2.registration import of_instance, parse_registration
from ecsdoctor.facts.ec2.registrations import MAX_CLUSTERS, Registrations, _everywhere
from ecsdoctor.facts.ec2.route_tables import parse_route_table
from ecsdoctor.facts.ec2.security_groups import parse_group
from ecsdoctor.facts.ec2.status import parse_status
from ecsdoctor.facts.ec2.vpc_endpoints import parse_vpc_endpoint
from ecsdoctor.facts.path.destinations import ECS
from ecsdoctor.facts.path.hops import Blocked, CannotTell
from ecsdoctor.facts.path.network import foreign_owner, hidden
from ecsdoctor.facts.path.walk import walk
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import Missing, absent
from ecsdoctor.sources.aws import Aws
from ecsdoctor.sources.base import Answer, Asker, Question

PARSERS = (
    parse_instance, parse_status, parse_image, parse_acl, parse_route_table, parse_group, parse_vpc_endpoint,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-x86_64", ("amzn", "2023", True, "20260922")),
        ("al2023-ami-ecs-gpu-hvm-2023.0.20260918-kernel-6.1-x86_64-ebs", ("amzn", "2023", True, "20260918")),
        ("amzn2-ami-ecs-hvm-2.0.20260122-arm64-ebs", ("amzn", "2", True, "20260122")),
        ("amzn2-ami-ecs-kernel-5.10-hvm-2.0.20251112-x86_64-ebs", ("amzn", "2", True, "20251112")),
        ("amzn-ami-2018.03.20240131-amazon-ecs-optimized", ("amzn", "2018", True, "20240131")),
        ("amzn-ami-2018.03.u-amazon-ecs-optimized", ("amzn", "2018", True, "")),
        ("Windows_Server-2022-English-Full-ECS_Optimized-2026.09.10", ("windows", "2022", True, "20260910")),
        ("bottlerocket-aws-ecs-2-x86_64-v1.20.0-fcf71a47", ("bottlerocket", "", True, "")),
        ("al2023-ami-2023.5.20240701.0-kernel-6.1-x86_64", ("amzn", "2023", False, "20240701")),
        ("amzn2-ami-kernel-5.10-hvm-2.0.20240610.1-x86_64-gp2", ("amzn", "2", False, "20240610")),
        ("amzn-ami-hvm-2017.09.1.20171103-x86_64-gp2", ("amzn", "2018", False, "20171103")),
        ("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240607", ("ubuntu", "22.04", False, "20240607")),
        ("our-golden-image-7", None),
        ("", None),
    ],
)
def test_image_families(name: str, expected: Any) -> None:
    family = family_of(name)
    assert (family and (family.system, family.version, family.ecs, family.date)) == expected


def test_variant_has_its_own_parameter() -> None:
    gpu, arm = (
        family_of("amzn2-ami-ecs-gpu-hvm-2.0.20260504-x86_64-ebs"),
        family_of("al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-arm64"),
    )
    assert gpu and gpu.parameter.endswith("/amazon-linux-2/gpu/recommended")
    assert arm and arm.parameter.endswith("/amazon-linux-2023/arm64/recommended")


def test_copy_of_a_public_image_in_another_account_is_not_taken_for_it() -> None:
    row = {
        "ImageId": "ami-1",
        "Name": "al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-x86_64",
        "OwnerId": "123456789012",
    }
    assert parse_image(row).family is None
    assert parse_image({**row, "OwnerId": "591542846629"}).family is not None


def test_recommended_image_as_json_and_as_moto_writes_it() -> None:
    for value in (
        '{"image_id": "ami-1", "ecs_agent_version": "1.107.0"}',
        "{'image_id': 'ami-1', 'ecs_agent_version': '1.107.0'}",
    ):
        assert parse_recommended(value, "p").agent == "1.107.0"
    with pytest.raises(Missing):
        parse_recommended("nothing", "p")


def test_instance_with_two_interfaces_uses_the_first_device() -> None:
    def interface(index: int) -> Any:
        return {
            "NetworkInterfaceId": f"eni-{index}",
            "SubnetId": "s",
            "VpcId": "v",
            "Attachment": {"DeviceIndex": index},
        }

    row = {"InstanceId": "i-1", "PublicIpAddress": "52.1.2.3", "NetworkInterfaces": [interface(1), interface(0)]}
    instance = parse_instance(row, "123456789012")
    assert instance.primary and (instance.primary.id, instance.primary.public_ip) == ("eni-0", "52.1.2.3")


@pytest.mark.parametrize(
    ("zone", "region"),
    [("us-east-1a", "us-east-1"), ("us-west-2-lax-1a", "us-west-2"), ("us-gov-west-1b", "us-gov-west-1"), ("", "")],
)
def test_region_by_zone(zone: str, region: str) -> None:
    assert parse_instance({"Placement": {"AvailabilityZone": zone}}).region == region


def test_events_that_are_over_do_not_count() -> None:
    row = {"Events": [{"Code": "system-reboot", "Description": "[Completed] Scheduled reboot"},
                      {"Code": "instance-stop", "Description": "going", "NotBefore": "2026-12-01T00:00:00+00:00"}]}  # fmt: skip
    events = parse_status(row).events
    assert [e.past for e in events] == [True, False]
    assert events[1].not_before == datetime(2026, 12, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize("encoded", [True, False])
def test_console_with_and_without_base64(encoded: bool) -> None:
    text = "[    1.234567] Kernel panic - not syncing: VFS\r\n[   20.1] cloud-init[12]: hello\r\n"
    output = base64.b64encode(text.encode()).decode() if encoded else text
    assert parse_console({"Output": output}).text == "Kernel panic - not syncing: VFS\nhello\n"
    with pytest.raises(Missing):
        parse_console({"InstanceId": "i-1"})


def test_console_signs() -> None:
    found = dict(
        parse_console_failures("[FAILED] Failed to start ecs.service - Amazon ECS\nOut of memory: Killed process 7")
    )
    assert set(found) == {Tells.ECS_FAILED, Tells.OUT_OF_MEMORY}
    assert found[Tells.ECS_FAILED].place == "ec2:GetConsoleOutput:1"
    assert not agent_lines("Linux version 6.1\n")


def a_registration(
    id_: str, connected: bool = True, instance: str = "i-1", at: str = "2026-11-23T03:00:00+00:00", **more: Any
) -> Any:
    row = {"containerInstanceArn": f"arn:x/prod/{id_}", "ec2InstanceId": instance, "status": "ACTIVE",
           "agentConnected": connected, "registeredAt": at}  # fmt: skip
    return parse_registration({**row, **more}, "prod")


def test_connected_registration_comes_first_then_the_newest() -> None:
    old, new = a_registration("old", False), a_registration("new", False, at="2026-11-23T04:00:00+00:00")
    used, other = a_registration("used", at="2026-11-23T02:00:00+00:00"), a_registration("x", instance="i-2")
    gone = a_registration("gone", status="INACTIVE")
    assert [r.short_id for r in of_instance((old, other, new, gone, used), "i-1")] == ["used", "new", "old"]


def test_current_registration_is_where_it_should_be_else_anywhere() -> None:
    here, there = a_registration("here", False), a_registration("there")
    assert Registrations("prod", (here,), (there,)).current is here
    assert Registrations("prod", (), (there,)).current is there
    assert Registrations("prod", ()).current is None


def test_clusters_beyond_the_limit_are_said_to_be_unsearched() -> None:
    def answer(_: Question) -> Answer:
        return Answer(b'{"containerInstanceArns": []}')

    scope = Scope(kind="remote-instance", now=datetime.now(timezone.utc), instance_id="i-1")
    others = [f"team-{n}" for n in range(MAX_CLUSTERS + 7)]
    found = _everywhere(Aws(Asker({Question: answer}, absent(""))), scope, "i-1", "prod", others)
    assert found.searched == MAX_CLUSTERS
    assert "7 of the other clusters were not searched" in str(found.unsearched)


def test_shared_subnet_hides_what_its_owner_has() -> None:
    network = PRIVATE_SUBNET_OF_ANOTHER
    owner = foreign_owner(network, "subnet-own", "111122223333")
    assert owner == "999988887777"
    assert isinstance(walk(network, an_interface(), ECS).verdict, Blocked)
    verdict = walk(hidden(network, owner), an_interface(), ECS).verdict
    assert isinstance(verdict, CannotTell) and owner in verdict.why
    assert hidden(network, "") is network
    assert foreign_owner(network, "subnet-own", owner) == ""


@pytest.mark.parametrize("parse", PARSERS, ids=lambda f: f.__name__)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine under load is no fault
@given(
    st.dictionaries(
        st.sampled_from(
            "InstanceId State NetworkInterfaces Placement Events SystemStatus Name OwnerId Entries Associations Routes "
            "IpPermissions IpPermissionsEgress Groups SubnetIds PolicyDocument LaunchTime Tags MetadataOptions".split()
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_no_answer_makes_a_parser_fail(parse: Any, row: Any) -> None:
    parse(row)


def test_networks_of_the_tests_are_healthy_unless_told_otherwise() -> None:
    assert not isinstance(
        walk(a_network(a_route("0.0.0.0/0", "igw-1")), an_interface("52.1.2.3"), ECS).verdict, Blocked
    )
