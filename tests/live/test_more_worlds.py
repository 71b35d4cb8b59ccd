"""Worlds that are easily taken for sick, and causes that stand beside things that look like causes."""

from __future__ import annotations

from datetime import timedelta
from typing import Callable, Dict, Tuple

import pytest
from remote import HTTPS_ANYWHERE, Doctor, behind_nat, disconnected, endpoints_only, healthy_public
from worlds import AGENT_POLICY, ALL_ENDPOINTS, REGION, World, document

pytest_plugins = ("remote_fixtures",)


def hardened_acl(doctor: Doctor) -> World:
    """Only HTTPS out and Linux's ephemeral ports in, with the catch-all denials that some write themselves."""
    world = healthy_public(doctor)
    out = {"RuleNumber": 100, "Egress": True, "RuleAction": "allow", "PortRange": {"From": 443, "To": 443}}
    back = {"RuleNumber": 100, "Egress": False, "RuleAction": "allow", "PortRange": {"From": 32768, "To": 65535}}
    rest = {"RuleNumber": 200, "Protocol": "-1", "RuleAction": "deny"}
    world.acl(world.subnets[0], out, back, {**rest, "Egress": True}, {**rest, "Egress": False})
    return world


def hardened_group(doctor: Doctor) -> World:
    """Endpoints alone, and a group that lets HTTPS out to the VPC and to S3's prefix list only."""
    world = endpoints_only(doctor)
    made = world.ec2.create_managed_prefix_list(
        PrefixListName="s3", MaxEntries=1, AddressFamily="IPv4", Entries=[{"Cidr": "52.216.0.0/15"}]
    )
    rule = {**HTTPS_ANYWHERE, "IpRanges": [{"CidrIp": world.vpc["CidrBlock"]}]}
    lists = [{"PrefixListId": made["PrefixList"]["PrefixListId"]}]
    world.only_out(world.group, {**rule, "PrefixListIds": lists})
    return world


def endpoints_in_the_other_zone(doctor: Doctor) -> World:
    world = doctor.world()
    world.role(AGENT_POLICY)
    own, other = world.subnet("a"), world.subnet("b")
    for name in ALL_ENDPOINTS:
        world.endpoint(name, [other])
    world.s3_gateway(world.table(own))
    world.launch(own)
    return world


def broken_neighbours(doctor: Doctor) -> World:
    """A dead NAT gateway, a closed ACL and a detached gateway elsewhere in the VPC."""
    world = healthy_public(doctor)
    dead = world.nat(world.subnets[0])
    neighbour = world.subnet("c")
    world.route(neighbour, NatGatewayId=dead)
    world.ec2.delete_nat_gateway(NatGatewayId=dead)
    world.acl(neighbour)
    return world


def administrator(doctor: Doctor) -> World:
    """A role with everything, and a boundary that allows it."""
    world = doctor.world()
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    boundary = world.iam.create_policy(PolicyName=f"all-{world.number}", PolicyDocument=document(everything))
    world.role(everything, boundary=boundary["Policy"]["Arn"])
    world.launch(world.public_subnet(), public=True)
    return world


HEALTHY: Dict[str, Callable[[Doctor], World]] = {
    "hardened ACL": hardened_acl,
    "hardened group": hardened_group,
    "endpoints in the other zone": endpoints_in_the_other_zone,
    "broken neighbours": broken_neighbours,
    "administrator": administrator,
}


@pytest.mark.parametrize("build", HEALTHY.values(), ids=HEALTHY.keys())
def test_sound_world_that_looks_unusual(doctor: Doctor, build: Callable[[Doctor], World]) -> None:
    doctor.front.simulate = {}
    world = build(doctor)
    before = doctor.look(world)
    assert before.problems == ["agent-not-registered"], before.body["diagnoses"]
    assert before.check("way-to-ecs-is-open")["status"] == "ok", before.check("way-to-ecs-is-open")
    world.register()
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == ([], "ok")


@pytest.mark.parametrize("build", [healthy_public, behind_nat], ids=["public", "behind NAT"])
def test_instance_that_boots_is_not_accused(doctor: Doctor, build: Callable[[Doctor], World]) -> None:
    report = doctor.look(build(doctor), later=timedelta(0))
    assert (report.problems, report.body["status"]) == ([], "unknown")
    assert "may not be ready yet" in report.body["summary"]


def test_instance_that_boots_where_nothing_leads_out_is_told_at_once(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.subnet())
    report = doctor.look(world, later=timedelta(0))
    assert (report.problems, report.body["status"]) == (["no-route-to-ecs"], "fail")


def test_nothing_configured_and_registered_in_the_default_cluster(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.ecs.create_cluster(clusterName="default")
    world.cluster = "default"
    world.launch(world.public_subnet(), public=True, user_data="#!/bin/bash\nyum update -y\n")
    world.register()
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == ([], "ok")


# User data of other systems, each naming the cluster.
SYSTEMS: Dict[str, Tuple[str, str]] = {
    "Bottlerocket": ("bottlerocket-aws-ecs-2-x86_64-v1.20.0-fcf71a47", '[settings.ecs]\ncluster = "{}"\n'),
    "Windows": (
        "Windows_Server-2022-English-Full-ECS_Optimized-2026.09.10",
        "<powershell>\nImport-Module ECSTools\nInitialize-ECSAgent -Cluster '{}' -EnableTaskIAMRole\n</powershell>\n",
    ),
}


@pytest.mark.parametrize(("image", "text"), SYSTEMS.values(), ids=SYSTEMS.keys())
def test_user_data_of_other_systems(doctor: Doctor, image: str, text: str) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True, user_data=text.format(world.cluster))
    doctor.front.rewrite["ec2:DescribeImages"] = lambda answer: _renamed(answer, image)
    report = doctor.look(world)
    assert report.body["target"]["cluster"] == world.cluster
    assert report.problems == ["agent-not-registered"]


def _renamed(answer: str, name: str) -> str:
    start = answer.index("<name>al2023-ami-ecs") + len("<name>")
    return answer[:start] + name + answer[answer.index("</name>", start) :]


def test_only_http_goes_out(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.only_out(world.group, {**HTTPS_ANYWHERE, "FromPort": 80, "ToPort": 80})
    report = doctor.look(world)
    assert report.problems == ["security-group-egress-blocked"]
    assert "tcp 80" in report.first["evidence"][0]["excerpt"]


def test_subnet_of_another_account_hides_its_gateways(doctor: Doctor) -> None:
    world = endpoints_only(doctor)
    doctor.front.rewrite["ec2:DescribeSubnets"] = lambda text: text.replace("123456789012", "999988887777")
    doctor.front.rewrite["ec2:DescribeVpcEndpoints"] = _no_endpoints
    report = doctor.look(world)
    assert report.problems == ["agent-not-registered"]
    assert "999988887777" in report.check("way-to-ecs-is-open")["reason"]


def _no_endpoints(text: str) -> str:
    start, end = text.index("<vpcEndpointSet>"), text.index("</vpcEndpointSet>")
    return text[: start + len("<vpcEndpointSet>")] + text[end:]


def test_deleted_cluster_goes_before_a_registration_elsewhere(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    other = doctor.world()
    world.register(other.cluster)
    world.ecs.delete_cluster(cluster=world.cluster)
    report = doctor.look(world, None)
    assert report.problems[0] == "cluster-inactive", report.problems


def test_two_causes_are_both_told_and_the_role_is_one_of_them(doctor: Doctor) -> None:
    world = doctor.world()
    world.launch(world.subnet())
    report = doctor.look(world)
    assert set(report.problems) == {"no-route-to-ecs", "instance-role-missing"}


def test_lost_agent_in_another_cluster(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    other = doctor.world()
    world.register(other.cluster)
    doctor.front.rewrite["ecs:DescribeContainerInstances"] = disconnected
    report = doctor.look(world)
    assert set(report.problems) == {"registered-in-another-cluster", "agent-disconnected"}
    assert all(f'in "{other.cluster}"' in d["explanation"] for d in report.body["diagnoses"])


def test_cluster_of_the_same_name_in_another_region(doctor: Doctor) -> None:
    import boto3

    from conftest import KEYS

    world = doctor.world()
    world.role(AGENT_POLICY)
    name = f"far-{world.number}"
    keys = {"aws_access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
    far = boto3.client("ecs", region_name="eu-west-1", endpoint_url=doctor.front.backend, **keys)
    far.create_cluster(clusterName=name)
    text = f"#!/bin/bash\necho ECS_CLUSTER={name} >> /etc/ecs/ecs.config\n"
    world.launch(world.public_subnet(), public=True, user_data=text)
    report = doctor.look(world)
    assert report.problems == ["cluster-not-found"]
    assert "exists in eu-west-1" in report.first["explanation"]
    assert f"does not exist in {REGION}" in report.first["explanation"]
    asked = doctor.front.log.count("ecs:DescribeClusters")
    assert 2 < asked <= 40, "bounded"
