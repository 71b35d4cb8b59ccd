"""`ecsdoctor instance` against worlds that boto3 builds in moto, over real HTTP, in one process."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Tuple

import jsonschema
import pytest
from aws_front import encoded_user_data
from remote import (
    HEALTHY,
    HTTPS_ANYWHERE,
    Doctor,
    behind_nat,
    disconnected,
    healthy_public,
    only_ipv6,
    with_ipv6,
)  # fmt: skip
from worlds import AGENT_POLICY, ALL_ENDPOINTS, REGION, TRUST_EC2, World, document

from conftest import KEYS, run

pytest_plugins = ("remote_fixtures",)


@pytest.mark.parametrize("named", [False, True], ids=["cluster found out", "cluster named"])
@pytest.mark.parametrize("build", HEALTHY.values(), ids=HEALTHY.keys())
def test_healthy_world(doctor: Doctor, build: Callable[[Doctor], World], named: bool) -> None:
    world = build(doctor)
    world.register()
    if build is only_ipv6:
        with_ipv6(doctor)
    report = doctor.look(world, world.cluster if named else "")
    assert report.problems == []
    assert report.body["status"] == "ok"
    for id_ in ("instance-registered", "agent-connected", "role-may-register"):
        assert report.check(id_)["status"] == "ok", report.check(id_)
    # That the agent uses IPv6 stands in user data, which nobody fetches of a connected instance.
    seen = "unknown" if named and build is only_ipv6 else "ok"
    assert report.check("way-to-ecs-is-open")["status"] == seen, report.check("way-to-ecs-is-open")
    assert ("ec2:DescribeInstanceAttribute" in doctor.front.log) is not named, "user data only when needed"
    assert "ec2:GetConsoleOutput" not in doctor.front.log


@pytest.mark.parametrize("build", HEALTHY.values(), ids=HEALTHY.keys())
def test_open_way_is_seen_as_open_before_the_agent_is_there(doctor: Doctor, build: Callable[[Doctor], World]) -> None:
    world = build(doctor)
    if build is only_ipv6:
        with_ipv6(doctor)
    report = doctor.look(world)
    assert report.problems == ["agent-not-registered"]
    assert report.check("way-to-ecs-is-open")["status"] == "ok", report.check("way-to-ecs-is-open")


def private_without_anything(world: World) -> str:
    return world.subnet()


def main_table_without_anything(world: World) -> str:
    made = world.ec2.create_subnet(VpcId=world.vpc_id, CidrBlock=f"{world.prefix}.99.0/24")["Subnet"]["SubnetId"]
    return str(made)


def nat_deleted(world: World) -> str:
    subnet = world.subnet("b")
    nat = world.nat(world.public_subnet())
    world.route(subnet, NatGatewayId=nat)
    world.ec2.delete_nat_gateway(NatGatewayId=nat)
    return subnet


def nat_in_private_subnet(world: World) -> str:
    subnet = world.subnet("b")
    world.route(subnet, NatGatewayId=world.nat(world.subnet()))
    return subnet


def gateway_detached(world: World) -> str:
    subnet = world.subnet()
    gateway = world.internet_gateway()
    world.route(subnet, GatewayId=gateway)
    world.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=world.vpc_id)
    return subnet


def group_lets_nothing_out(world: World) -> str:
    world.only_out(world.group)
    return world.public_subnet()


def group_lets_out_inside_only(world: World) -> str:
    world.only_out(world.group, {**HTTPS_ANYWHERE, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]})
    return world.public_subnet()


def acl_without_https_out(world: World) -> str:
    subnet = world.public_subnet()
    ports = {"From": 1024, "To": 65535}
    world.acl(subnet, {"RuleNumber": 100, "Egress": False, "RuleAction": "allow", "PortRange": ports})
    return subnet


def acl_without_answers_in(world: World) -> str:
    subnet = world.public_subnet()
    world.acl(
        subnet,
        {"RuleNumber": 100, "Egress": True, "RuleAction": "allow", "PortRange": {"From": 443, "To": 443}},
        {"RuleNumber": 100, "Egress": False, "RuleAction": "allow", "PortRange": {"From": 443, "To": 443}},
    )
    return subnet


def acl_denies_before_it_allows(world: World) -> str:
    subnet = world.public_subnet()
    everything = {"Protocol": "-1", "RuleAction": "allow"}
    world.acl(
        subnet,
        {"RuleNumber": 90, "Egress": True, "RuleAction": "deny", "PortRange": {"From": 443, "To": 443}},
        {"RuleNumber": 100, "Egress": True, **everything},
        {"RuleNumber": 100, "Egress": False, **everything},
    )
    return subnet


def acl_of_the_nat_subnet(world: World) -> str:
    subnet = world.private_subnet_behind_nat()
    world.acl(
        world.subnets[-1],
        {"RuleNumber": 100, "Egress": True, "Protocol": "-1", "RuleAction": "allow"},
        {"RuleNumber": 100, "Egress": False, "RuleAction": "allow", "PortRange": {"From": 443, "To": 443}},
    )
    return subnet


def one_endpoint_missing(name: str) -> Callable[[World], str]:
    def build(world: World) -> str:
        return world.endpoints_only_subnet([n for n in ALL_ENDPOINTS if n != name])

    return build


def endpoint_group_closed(world: World) -> str:
    subnet = world.endpoints_only_subnet([n for n in ALL_ENDPOINTS if n != "ecs"])
    world.endpoint("ecs", [subnet], world.security_group())
    return subnet


def endpoint_policy_forbids(world: World) -> str:
    subnet = world.endpoints_only_subnet([n for n in ALL_ENDPOINTS if n != "ecs"])
    policy = document({"Effect": "Allow", "Principal": "*", "Action": "ecs:Describe*", "Resource": "*"})
    world.endpoint("ecs", [subnet], PolicyDocument=policy)
    return subnet


def endpoint_without_private_dns(world: World) -> str:
    subnet = world.endpoints_only_subnet([n for n in ALL_ENDPOINTS if n != "ecs"])
    world.endpoint("ecs", [subnet], PrivateDnsEnabled=False)
    return subnet


def vpc_without_dns(world: World) -> str:
    world.dns(False, False)
    return world.public_subnet()


def endpoints_without_host_names(world: World) -> str:
    subnet = world.endpoints_only_subnet()
    world.dns(True, False)
    return subnet


NETWORK = {
    "no route": (private_without_anything, False, "no-route-to-ecs"),
    "no route in the main table": (main_table_without_anything, False, "no-route-to-ecs"),
    "no public address": (World.public_subnet, False, "no-public-ip"),
    "NAT gateway deleted": (nat_deleted, False, "nat-gateway-broken"),
    "NAT gateway in a private subnet": (nat_in_private_subnet, False, "nat-gateway-broken"),
    "internet gateway detached": (gateway_detached, True, "route-blackhole"),
    "group lets nothing out": (group_lets_nothing_out, True, "security-group-egress-blocked"),
    "group lets out inside only": (group_lets_out_inside_only, True, "security-group-egress-blocked"),
    "ACL without HTTPS out": (acl_without_https_out, True, "network-acl-blocks"),
    "ACL without answers in": (acl_without_answers_in, True, "network-acl-blocks"),
    "ACL denies before it allows": (acl_denies_before_it_allows, True, "network-acl-blocks"),
    "ACL of the NAT gateway's subnet": (acl_of_the_nat_subnet, False, "network-acl-blocks"),
    "endpoint ecs missing": (one_endpoint_missing("ecs"), False, "vpc-endpoint-missing"),
    "endpoint ecs-agent missing": (one_endpoint_missing("ecs-agent"), False, "vpc-endpoint-missing"),
    "endpoint lets nobody in": (endpoint_group_closed, False, "vpc-endpoint-misconfigured"),
    "endpoint policy forbids": (endpoint_policy_forbids, False, "vpc-endpoint-misconfigured"),
    "endpoint without private DNS": (endpoint_without_private_dns, False, "endpoint-private-dns-missing"),
    "VPC without DNS": (vpc_without_dns, True, "vpc-dns-disabled"),
    "endpoints without host names": (endpoints_without_host_names, False, "vpc-dns-disabled"),
}


@pytest.mark.parametrize(("build", "public", "problem"), NETWORK.values(), ids=NETWORK.keys())
def test_network_world(doctor: Doctor, build: Callable[[World], str], public: bool, problem: str) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(build(world), public=public)
    report = doctor.look(world)
    assert report.problems == [problem], report.body["diagnoses"]
    assert "agent-not-registered" in report.first["explains"]
    assert world.instance in report.first["explanation"] or "com.amazonaws" in report.first["explanation"]
    assert report.first["confidence"] == "certain"


@pytest.mark.parametrize(
    "build", [private_without_anything, group_lets_nothing_out, endpoint_group_closed], ids=lambda f: f.__name__
)
def test_connected_agent_refutes_what_rules_seem_to_say(doctor: Doctor, build: Callable[[World], str]) -> None:
    world = doctor.world()
    world.launch(build(world))
    world.register()
    report = doctor.look(world)
    assert report.problems == []
    assert report.body["status"] == "ok"
    assert report.check("way-to-ecs-is-open")["status"] == "unknown"
    assert report.check("instance-role-is-attached")["status"] == "unknown"


def test_telemetry_endpoint_missing_is_a_warning(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.endpoints_only_subnet([n for n in ALL_ENDPOINTS if n != "ecs-telemetry"]))
    world.register()
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["vpc-endpoint-missing"], "warn")
    assert "ecs-telemetry" in report.first["explanation"]


def test_s3_gateway_of_another_route_table_is_a_warning(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet, other = world.subnet(), world.subnet()
    for name in ALL_ENDPOINTS:
        world.endpoint(name, [subnet])
    world.s3_gateway(world.table(other))
    world.launch(subnet)
    world.register()
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["vpc-endpoint-missing"], "warn")
    assert ".s3" in report.first["explanation"]


# What the task definition has → the endpoint that its tasks need for it.
ECR_IMAGE = f"123456789012.dkr.ecr.{REGION}.amazonaws.com/web"
TASK_NEEDS: Dict[str, Tuple[str, Dict[str, Any]]] = {
    "image in ECR": ("ecr.api", {"image": ECR_IMAGE}),
    "awslogs": ("logs", {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "web"}}}),
    "parameter": ("ssm", {"secrets": [{"name": "KEY", "valueFrom": "/web/key"}]}),
    "secret": (
        "secretsmanager",
        {"secrets": [{"name": "KEY", "valueFrom": f"arn:aws:secretsmanager:{REGION}:1:secret:a"}]},
    ),
}


@pytest.fixture(scope="module")
def without_extras(practice: Doctor) -> World:
    """A registered instance in a subnet with the endpoints of the agent alone."""
    world = practice.world()
    world.kept = True
    world.role(AGENT_POLICY)
    world.launch(world.endpoints_only_subnet(["ecs", "ecs-agent", "ecs-telemetry"]))
    world.register()
    return world


@pytest.mark.parametrize(("needed", "container"), TASK_NEEDS.values(), ids=TASK_NEEDS.keys())
def test_endpoint_that_the_tasks_need(
    doctor: Doctor, without_extras: World, needed: str, container: Dict[str, Any]
) -> None:
    world = without_extras
    assert doctor.look(world).problems == []
    world.service({"name": "web", "image": "nginx", "memory": 128, **container})
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["vpc-endpoint-missing"], "warn")
    assert f"com.amazonaws.{REGION}.{needed}" in report.first["explanation"]
    assert needed in " ".join(report.first["remedy"])
    world.no_services()


def test_tasks_are_not_asked_for_where_all_ways_are_open(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.register()
    doctor.look(world)
    assert "ecs:ListServices" not in doctor.front.log


def test_blackhole_route(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.private_subnet_behind_nat())
    dead = "</natGatewayId><origin>CreateRoute</origin><state>active</state>"
    doctor.front.rewrite["ec2:DescribeRouteTables"] = lambda text: text.replace(
        dead, dead.replace("active", "blackhole")
    )
    report = doctor.look(world)
    assert report.problems == ["route-blackhole"]
    assert world.table(world.subnets[0]) in report.first["explanation"]


def test_failed_nat_gateway(doctor: Doctor) -> None:
    world = behind_nat(doctor)
    failed = "<state>failed</state><failureMessage>Elastic IP address could not be associated</failureMessage>"
    doctor.front.rewrite["ec2:DescribeNatGateways"] = lambda text: text.replace("<state>available</state>", failed)
    report = doctor.look(world)
    assert report.problems == ["nat-gateway-broken"]
    assert "could not be associated" in report.first["explanation"]


def test_way_that_leaves_the_view_is_unknown_and_accuses_nobody(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet = world.subnet()
    gateway = world.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    world.route(subnet, TransitGatewayId=gateway)
    world.launch(subnet)
    report = doctor.look(world)
    assert report.problems == ["agent-not-registered"]
    check = report.check("way-to-ecs-is-open")
    assert check["status"] == "unknown" and gateway in check["reason"]


def test_ipv6_only_egress_for_an_agent_that_uses_ipv4(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet = world.subnet(ipv6=True)
    gateway = world.ec2.create_egress_only_internet_gateway(VpcId=world.vpc_id)["EgressOnlyInternetGateway"]
    world.route(subnet, "::/0", EgressOnlyInternetGatewayId=gateway["EgressOnlyInternetGatewayId"])
    world.launch(subnet)
    with_ipv6(doctor)
    assert doctor.look(world).problems == ["ipv6-only-no-ipv4-egress"]


def test_proxy_of_user_data_is_another_way(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    text = (
        f"#!/bin/bash\necho ECS_CLUSTER={world.cluster} >> /etc/ecs/ecs.config\n"
        "echo HTTPS_PROXY=http://me:hunter2@10.0.0.9:3128 >> /etc/ecs/ecs.config\n"
        "echo NO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock >> /etc/ecs/ecs.config\n"
    )
    world.launch(world.subnet(), user_data=text)
    report = doctor.look(world)
    assert "no-route-to-ecs" not in report.problems
    assert "10.0.0.9:3128" in report.check("subnet-has-route-out")["reason"]
    assert "hunter2" not in json.dumps(report.body)


def test_no_profile(doctor: Doctor) -> None:
    world = doctor.world()
    world.launch(world.public_subnet(), public=True)
    report = doctor.look(world)
    assert report.problems == ["instance-role-missing"]
    assert f"--instance-id {world.instance}" in " ".join(report.first["remedy"])


def test_profile_without_role(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.iam.remove_role_from_instance_profile(InstanceProfileName=world.profile, RoleName=world.role_name)
    assert doctor.look(world).problems == ["instance-role-missing"]


def test_role_for_tasks_in_place_of_ec2(doctor: Doctor) -> None:
    world = doctor.world()
    trust = {**TRUST_EC2, "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
    world.role(AGENT_POLICY, trust=trust)
    world.launch(world.public_subnet(), public=True)
    report = doctor.look(world)
    assert report.problems == ["instance-role-trust-wrong"]
    assert "ecs-tasks.amazonaws.com" in report.first["evidence"][0]["excerpt"]


DENIALS = {
    "nothing allowed": ({"ecs:RegisterContainerInstance", "ecs:Poll"}, "instance-role-permission-missing"),
    "no session": ({"ecs:Poll"}, "instance-role-poll-denied"),
    "no telemetry": ({"ecs:StartTelemetrySession"}, "instance-role-telemetry-denied"),
    "no reports": ({"ecs:SubmitTaskStateChange"}, "instance-role-submit-denied"),
}


@pytest.mark.parametrize("simulated", [True, False], ids=["by simulation", "by documents"])
@pytest.mark.parametrize(("lacking", "problem"), DENIALS.values(), ids=DENIALS.keys())
def test_role_without_a_permission(doctor: Doctor, lacking: set, problem: str, simulated: bool) -> None:
    world = doctor.world()
    actions = [a for a in AGENT_POLICY["Action"] if a not in lacking and a != "ecs:Submit*"]
    if "ecs:SubmitTaskStateChange" not in lacking:
        actions.append("ecs:Submit*")
    world.role({**AGENT_POLICY, "Action": actions})
    world.launch(world.public_subnet(), public=True)
    world.register()
    doctor.front.simulate = dict.fromkeys(lacking, "implicitDeny")
    doctor.front.denied = set() if simulated else {"iam:SimulatePrincipalPolicy"}
    doctor.front.rewrite["ecs:DescribeContainerInstances"] = disconnected
    report = doctor.look(world)
    assert problem in report.problems, report.body["diagnoses"]
    told = next(d for d in report.body["diagnoses"] if d["problem"] == problem)
    assert all(action in told["explanation"] for action in lacking)
    assert len([p for p in report.problems if p.startswith("instance-role")]) == 1


def test_boundary_that_does_not_allow_ecs(doctor: Doctor) -> None:
    world = doctor.world()
    limits = document({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"})
    arn = world.iam.create_policy(PolicyName=f"limits-{world.number}", PolicyDocument=limits)["Policy"]["Arn"]
    world.role(AGENT_POLICY, boundary=arn)
    world.launch(world.public_subnet(), public=True)
    doctor.front.denied = {"iam:SimulatePrincipalPolicy"}
    report = doctor.look(world)
    assert report.problems == ["instance-role-permission-missing"]
    assert "boundary" in report.first["explanation"]


def test_condition_on_the_own_cluster_is_understood_and_on_another_key_not_guessed(doctor: Doctor) -> None:
    world = doctor.world()
    arn = f"arn:aws:ecs:{REGION}:123456789012:cluster/{world.cluster}"
    own = {**AGENT_POLICY, "Condition": {"ArnEquals": {"ecs:cluster": arn}}}
    strange = {**AGENT_POLICY, "Action": "ecs:RegisterContainerInstance", "Condition": {"Bool": {"aws:x": "true"}}}
    world.role({**own, "Action": ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:Submit*"]}, strange,
               {**AGENT_POLICY, "Action": "ecs:DiscoverPollEndpoint"})  # fmt: skip
    world.launch(world.public_subnet(), public=True)
    doctor.front.denied = {"iam:SimulatePrincipalPolicy"}
    report = doctor.look(world)
    assert report.problems == ["agent-not-registered", "instance-role-permission-missing"]
    assert report.body["diagnoses"][1]["confidence"] == "possible"
    assert report.check("role-may-keep-its-session")["status"] == "ok"
    world.register()
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == ([], "ok")


def test_denial_under_a_condition_is_possible_and_never_certain(doctor: Doctor) -> None:
    world = doctor.world()
    deny = {"Effect": "Deny", "Action": "ecs:*", "Resource": "*", "Condition": {"Bool": {"aws:ViaAWSService": "false"}}}
    world.role(AGENT_POLICY, deny)
    world.launch(world.public_subnet(), public=True)
    doctor.front.denied = {"iam:SimulatePrincipalPolicy"}
    report = doctor.look(world)
    assert report.problems[0] == "agent-not-registered"
    guesses = report.body["diagnoses"][1:]
    assert guesses and {d["confidence"] for d in guesses} == {"possible"}


def test_organisation_and_missing_context_of_a_simulation(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    doctor.front.simulate = {"ecs:RegisterContainerInstance": "explicitDeny"}
    doctor.front.rewrite["iam:SimulatePrincipalPolicy"] = lambda text: text.replace(
        "<MissingContextValues/>",
        "<MissingContextValues><member>aws:SourceVpce</member></MissingContextValues>"
        "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations>"
        "</OrganizationsDecisionDetail>",
    )
    report = doctor.look(world)
    told = next(d for d in report.body["diagnoses"] if d["problem"] == "instance-role-permission-missing")
    assert told["confidence"] == "possible"
    assert "service control policy" in told["explanation"] and "aws:SourceVpce" in told["explanation"]


def test_profile_that_shows_two_roles_is_not_judged(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    doctor.front.rewrite["iam:GetInstanceProfile"] = _twice
    report = doctor.look(world)
    assert report.check("instance-role-is-attached")["status"] == "unknown"
    assert "2 roles" in report.check("instance-role-is-attached")["reason"]


def _twice(text: str) -> str:
    start, end = text.index("<Roles>") + len("<Roles>"), text.index("</Roles>")
    return text[:end] + text[start:end].replace("<RoleName>", "<RoleName>other-") + text[end:]


def test_launch_configuration_and_user_data_that_differ(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet = world.public_subnet()
    text = f"#!/bin/bash\necho ECS_CLUSTER={world.cluster} >> /etc/ecs/ecs.config\n"
    wrong = text.replace(world.cluster, "elsewhere")
    for own, problem in ((text, "agent-not-registered"), (wrong, "user-data-wrong-cluster")):
        world.launch(subnet, public=True, user_data=own)
        world.in_group(subnet, text)
        doctor.front.rewrite["autoscaling:DescribeLaunchConfigurations"] = encoded_user_data
        report = doctor.look(world, None)
        assert report.problems == [problem]
    assert any("launch configuration" in e["source"] for e in report.first["evidence"])


def test_cluster_that_does_not_exist(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    text = f"#!/bin/bash\necho ECS_CLUSTER={world.cluster}d >> /etc/ecs/ecs.config\n"
    world.launch(world.public_subnet(), public=True, user_data=text)
    report = doctor.look(world)
    assert report.problems == ["cluster-not-found"]
    assert f'Did you mean "{world.cluster}"' in report.first["explanation"]
    assert {"source": "user data:2", "excerpt": f"echo ECS_CLUSTER={world.cluster}d >> /etc/ecs/ecs.config"} in (
        report.first["evidence"]
    )


def test_deleted_cluster(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.ecs.delete_cluster(cluster=world.cluster)
    assert doctor.look(world).problems[0] in ("cluster-inactive", "cluster-not-found")


def test_registered_in_another_cluster(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    other = doctor.world()
    world.register(other.cluster)
    report = doctor.look(world)
    assert report.problems == ["registered-in-another-cluster"]
    assert f'registered in "{other.cluster}", not in "{world.cluster}"' in report.first["explanation"]


def test_cluster_named_by_nobody_is_found_by_the_registration(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True, user_data="#!/bin/bash\ncurl -s https://example.com/x | bash\n")
    world.register()
    report = doctor.look(world)
    assert report.problems == []
    assert report.body["target"]["cluster"] == world.cluster


def test_cluster_by_the_capacity_provider_of_the_group(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet = world.public_subnet()
    world.launch(subnet, public=True, user_data="#!/bin/bash\ncurl -s https://example.com/x | bash\n")
    scaling, name = world.aws["autoscaling"], f"group-{world.number}"
    scaling.create_launch_configuration(
        LaunchConfigurationName=name, ImageId=world.image(), InstanceType="t3.micro", UserData="#!/bin/bash\ntrue\n"
    )
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=name, LaunchConfigurationName=name, MinSize=0, MaxSize=2, VPCZoneIdentifier=subnet
    )
    arn = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0][
        "AutoScalingGroupARN"
    ]
    world.ecs.create_capacity_provider(name=f"cp-{world.number}", autoScalingGroupProvider={"autoScalingGroupArn": arn})
    world.ecs.put_cluster_capacity_providers(
        cluster=world.cluster, capacityProviders=[f"cp-{world.number}"], defaultCapacityProviderStrategy=[]
    )
    scaling.attach_instances(InstanceIds=[world.instance], AutoScalingGroupName=name)
    report = doctor.look(world)
    assert report.body["target"]["cluster"] == world.cluster
    assert report.problems == ["agent-not-registered"]


def test_user_data_without_a_cluster_on_an_ecs_image(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True, user_data="#!/bin/bash\nyum update -y\n")
    report = doctor.look(world, None)
    assert report.problems == ["user-data-does-not-set-cluster"]


def test_user_data_that_names_another_cluster_than_asked(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    text = "#!/bin/bash\necho ECS_CLUSTER=elsewhere >> /etc/ecs/ecs.config\n"
    world.launch(world.public_subnet(), public=True, user_data=text)
    assert doctor.look(world, None).problems == ["user-data-wrong-cluster"]


def test_user_data_that_waits_for_the_agent(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    text = f"#!/bin/bash\necho ECS_CLUSTER={world.cluster} >> /etc/ecs/ecs.config\nsystemctl start ecs\n"
    world.launch(world.public_subnet(), public=True, user_data=text)
    report = doctor.look(world)
    assert report.problems == ["user-data-deadlock"]
    assert report.first["evidence"][0]["source"] == "user data:3"


def test_user_data_without_a_header(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(
        world.public_subnet(), public=True, user_data=f"echo ECS_CLUSTER={world.cluster} >> /etc/ecs/ecs.config\n"
    )
    assert "user-data-invalid" in doctor.look(world).problems


def test_plain_image_without_an_agent(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    plain = world.aws["ssm"].get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    world.launch(world.public_subnet(), public=True, image=plain["Parameter"]["Value"])
    assert doctor.look(world).problems == ["ami-not-ecs-optimized"]


def test_image_whose_system_is_out_of_support(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True, image=world.image("amazon-linux-2"))
    world.register()
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["os-end-of-life"], "warn")


def test_metadata_switched_off(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True, MetadataOptions={"HttpEndpoint": "disabled"})
    assert doctor.look(world).problems == ["imds-disabled"]


def test_tokens_demanded_of_an_old_image(doctor: Doctor) -> None:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True, MetadataOptions={"HttpTokens": "required"})
    old = "<name>amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs</name>"
    doctor.front.rewrite["ec2:DescribeImages"] = lambda text: _replaced(text, "<name>al2023-ami-ecs", "</name>", old)
    report = doctor.look(world)
    assert report.problems[0] == "imds-v2-unsupported-by-agent"
    assert set(report.problems) == {"imds-v2-unsupported-by-agent", "os-end-of-life"}


def _replaced(text: str, start: str, end: str, new: str) -> str:
    first = text.index(start)
    last = text.index(end, first) + len(end)
    return text[:first] + new + text[last:]


def test_stopped_instance_is_all_there_is_to_say(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.register()
    world.ec2.stop_instances(InstanceIds=[world.instance])
    doctor.front.rewrite["ecs:DescribeContainerInstances"] = disconnected
    report = doctor.look(world)
    assert report.problems == ["instance-impaired"]
    assert "agent-disconnected" in report.first["explains"]
    assert report.check("way-to-ecs-is-open")["status"] == "not-applicable"


def test_terminated_instance_leaves_a_ghost(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.register()
    world.ec2.terminate_instances(InstanceIds=[world.instance])
    doctor.front.rewrite["ecs:DescribeContainerInstances"] = disconnected
    report = doctor.look(world, None)
    assert set(report.problems) == {"instance-impaired", "ghost-container-instance"}


def test_failed_status_check_and_scheduled_event(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.register()
    status = "<systemStatus><details>"
    event = (
        "<eventsSet><item><code>instance-retirement</code><description>The instance is running on degraded hardware"
        "</description><notBefore>2026-12-01T00:00:00Z</notBefore></item></eventsSet><systemStatus><details>"
    )
    doctor.front.rewrite["ec2:DescribeInstanceStatus"] = lambda text: text.replace(status, event)
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["instance-impaired"], "warn")
    doctor.front.rewrite["ec2:DescribeInstanceStatus"] = lambda text: text.replace(
        "<status>ok</status></systemStatus>", "<status>impaired</status></systemStatus>"
    ).replace("<status>passed</status>", "<status>failed</status>", 1)
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["instance-impaired"], "fail")


def test_draining_and_disconnected(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    world.register()
    world.ecs.update_container_instances_state(cluster=world.cluster, containerInstances=[world.arn], status="DRAINING")
    assert doctor.look(world).problems == ["instance-draining"]
    doctor.front.rewrite["ecs:DescribeContainerInstances"] = disconnected
    report = doctor.look(world)
    assert report.problems[0] == "agent-disconnected"
    assert report.check("agent-connected")["status"] == "fail"


def test_older_registration_remains(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    old = world.register().rsplit("/", 1)[-1]
    world.register()
    lost = f'"{old}"'

    def one_lost(text: str) -> str:
        body = json.loads(text)
        for row in body["containerInstances"]:
            row["agentConnected"] = not row["containerInstanceArn"].endswith(lost.strip('"'))
        return json.dumps(body)

    doctor.front.rewrite["ecs:DescribeContainerInstances"] = one_lost
    report = doctor.look(world)
    assert (report.problems, report.body["status"]) == (["ghost-container-instance"], "warn")
    assert report.first["subjects"] == [old]


def test_console_shows_a_kernel_panic_and_cloud_init(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    doctor.front.console = (
        "[    1.234567] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\r\n"
    )
    assert doctor.look(world).problems == ["instance-impaired"]
    doctor.front.console = (
        "[   21.5] cloud-init[2345]: 2026-11-23 03:16:59,123 - __init__.py[WARNING]: Unhandled non-multipart "
        "(text/x-not-multipart) userdata: 'b'echo ECS'...'\r\n"
    )
    assert "user-data-invalid" in doctor.look(world).problems


def test_console_with_lines_of_the_agent(doctor: Doctor) -> None:
    world = healthy_public(doctor)
    doctor.front.console = (
        'level=info time=2026-11-23T03:19:08Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
        'level=error time=2026-11-23T03:19:09Z msg="Error registering container instance" error="operation error '
        "ECS: RegisterContainerInstance, exceeded maximum number of attempts, 3, https response error StatusCode: 0, "
        'RequestID: , request send failed, Post \\"https://ecs.us-east-1.amazonaws.com/\\": tls: failed to verify '
        'certificate: x509: certificate signed by unknown authority"\n'
    )
    assert doctor.look(world).problems == ["tls-untrusted-ca"]


def test_launch_template_and_user_data_that_differ(doctor: Doctor) -> None:
    import base64

    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet = world.public_subnet()
    text = f"#!/bin/bash\necho ECS_CLUSTER={world.cluster} >> /etc/ecs/ecs.config\n"
    data = {"ImageId": world.image(), "InstanceType": "t3.micro", "UserData": base64.b64encode(text.encode()).decode()}
    made = world.ec2.create_launch_template(LaunchTemplateName=f"lt-{world.number}", LaunchTemplateData=data)
    template = {"LaunchTemplateId": made["LaunchTemplate"]["LaunchTemplateId"], "Version": "1"}
    world.launch(subnet, public=True, LaunchTemplate=template)
    report = doctor.look(world, None)
    assert report.check("user-data-is-its-templates")["status"] == "ok", report.check("user-data-is-its-templates")
    wrong = "#!/bin/bash\necho ECS_CLUSTER=elsewhere >> /etc/ecs/ecs.config\n"
    world.launch(subnet, public=True, user_data=wrong, LaunchTemplate=template)
    report = doctor.look(world, None)
    assert report.problems == ["user-data-wrong-cluster"]
    assert any("launch template" in e["source"] for e in report.first["evidence"])


@pytest.fixture(scope="module")
def plain(practice: Doctor) -> World:
    """A world that only lacks a registration."""
    world = behind_nat(practice)
    world.kept = True
    return world


def test_instance_that_does_not_exist(doctor: Doctor, plain: World) -> None:
    report = doctor.look(plain, instance_id="i-0123456789abcdef0")
    assert report.body["status"] == "unknown"
    assert "there is no instance i-0123456789abcdef0 in us-east-1" in report.body["summary"]


def test_command_line(doctor: Doctor) -> None:
    plain = doctor.world()
    plain.role(AGENT_POLICY)
    plain.launch(plain.subnet())
    env = {**KEYS, "AWS_ENDPOINT_URL": doctor.url, "AWS_DEFAULT_REGION": REGION}
    ran = run("instance", plain.instance, "-o", "json", env=env)
    assert ran.code == 2
    assert ran.problems == ["no-route-to-ecs"]
    assert ran.report["target"]["kind"] == "remote-instance"
    assert ran.report["target"]["region"] == REGION
    assert ran.report["target"]["cluster"] == plain.cluster
    jsonschema.validate(ran.report, json.loads(run("schema").out))
    ran = run("instance", plain.instance, "--cluster", plain.cluster, "--select", "ami", env=env)
    assert ran.code == 0, ran.out


def test_region_that_does_not_exist(doctor: Doctor, plain: World) -> None:
    env = {**KEYS, "AWS_MAX_ATTEMPTS": "1"}
    ran = run("instance", plain.instance, "--region", "us-east1", "--timeout", "20", env=env)
    assert ran.code == 3
    assert "no region 'us-east1'" in " ".join(ran.out.split())
    assert "did you mean us-east-1?" in " ".join(ran.out.split())


@pytest.mark.parametrize("id_", ["web-1", "i-xyz", "i-12", ""])
def test_what_is_no_instance_id(id_: str) -> None:
    ran = run("instance", id_)
    assert ran.code == 64
    assert "no id of an EC2 instance" in ran.err
