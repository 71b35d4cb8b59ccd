"""Each AWS action of `ecsdoctor instance` refused in turn, and throttled: nothing else is touched, and nobody accused.

The world asks for all that the mode may ask for: an instance of an auto scaling group with a launch configuration,
behind NAT, with IPv6, prefix lists and DHCP options of its own, which has not registered.
"""

from __future__ import annotations

import json
import time
from typing import Iterator, Set

import pytest
from aws_front import AwsFront, encoded_user_data
from dependence import touched_by
from remote import Doctor, Report
from worlds import AGENT_POLICY, World, document

from conftest import run
from ecsdoctor.cli.show import EXIT, exit_code
from ecsdoctor.cli.style import FailOn
from ecsdoctor.model.finding import Status
from ecsdoctor.sources.aws_actions import ACTIONS, modes_of

pytest_plugins = ("remote_fixtures",)

MODE = sorted({a for a in ACTIONS.values() if "instance" in modes_of(a)})
# Without these nobody can say whether the instance is registered.
DECISIVE = {"ec2:DescribeInstances", "ecs:ListContainerInstances"}
# Action → checks that cannot tell without it. Where others can tell by another answer, nothing stands here.
NEEDS = {
    "ec2:DescribeDhcpOptions": {"vpc-resolves-names", "way-to-ecs-is-open"},
    "ec2:DescribeImages": {"launch-image-has-an-agent"},
    "ec2:DescribeInstanceAttribute": {"user-data-is-its-templates", "user-data-is-well-formed"},
    "ec2:DescribeInstanceStatus": {"instance-is-sound"},
    "ec2:DescribeInternetGateways": {"nat-gateway-leads-out", "way-to-ecs-is-open"},
    "ec2:DescribeNatGateways": {"nat-gateway-leads-out", "way-to-ecs-is-open"},
    "ec2:DescribeNetworkAcls": {"network-acls-let-https-pass", "way-to-ecs-is-open"},
    "ec2:DescribeRouteTables": {"subnet-has-route-out", "nat-gateway-leads-out", "way-to-ecs-is-open"},
    "ec2:DescribeSecurityGroups": {"security-groups-let-https-out", "way-to-ecs-is-open"},
    "ec2:DescribeVpcAttribute": {"vpc-resolves-names", "way-to-ecs-is-open"},
    "ec2:DescribeVpcEndpoints": {"vpc-endpoints-are-complete", "way-to-ecs-is-open"},
    "ec2:GetConsoleOutput": {"console-names-no-failure"},
    "ec2:GetManagedPrefixListEntries": {"security-groups-let-https-out", "way-to-ecs-is-open"},
    "ecs:ListContainerInstances": {"instance-registered", "no-older-registration-remains"},
    "iam:GetInstanceProfile": {"instance-role-is-attached", "instance-role-trusts-ec2", "role-may-register"},
    "iam:GetPolicyVersion": {"role-may-register", "role-may-keep-its-session"},
    "ecs:DescribeClusters": {"cluster-exists"},
    "autoscaling:DescribeAutoScalingInstances": {"user-data-is-its-templates"},
    "autoscaling:DescribeLaunchConfigurations": {"user-data-is-its-templates"},
}


@pytest.fixture(scope="module")
def rich(practice: Doctor) -> World:
    """The world of this file; it stays as it is, so that moto works out each answer once."""
    world = practice.world()
    world.kept = True
    _managed_role(world)
    subnet = world.private_subnet_behind_nat()
    options = world.ec2.create_dhcp_options(
        DhcpConfigurations=[{"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]}]
    )
    world.ec2.associate_dhcp_options(DhcpOptionsId=options["DhcpOptions"]["DhcpOptionsId"], VpcId=world.vpc_id)
    gateway = world.ec2.create_egress_only_internet_gateway(VpcId=world.vpc_id)["EgressOnlyInternetGateway"]
    world.route(subnet, "::/0", EgressOnlyInternetGatewayId=gateway["EgressOnlyInternetGatewayId"])
    _group_by_prefix_list(world)
    world.launch(subnet)
    world.in_group(subnet, f"#!/bin/bash\necho ECS_CLUSTER={world.cluster} >> /etc/ecs/ecs.config\n")
    practice.front.remembered = {}
    return world


def _managed_role(world: World) -> None:
    """A role whose only policy is a managed one."""
    world.role()
    arn = world.iam.create_policy(PolicyName=f"agent-{world.number}", PolicyDocument=document(AGENT_POLICY))
    world.iam.attach_role_policy(RoleName=world.role_name, PolicyArn=arn["Policy"]["Arn"])


def _group_by_prefix_list(world: World) -> None:
    made = world.ec2.create_managed_prefix_list(
        PrefixListName="anywhere", MaxEntries=1, AddressFamily="IPv4", Entries=[{"Cidr": "0.0.0.0/0"}]
    )
    lists = [{"PrefixListId": made["PrefixList"]["PrefixListId"]}]
    world.only_out(world.group, {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": lists})


def plays(front: AwsFront) -> None:
    """Simulation is refused, so that policies are read; moto's launch configurations keep their text as it was sent."""
    front.denied = {"iam:SimulatePrincipalPolicy"}
    front.console = "Welcome to Amazon Linux 2023\n"
    front.rewrite["autoscaling:DescribeLaunchConfigurations"] = encoded_user_data


@pytest.fixture(scope="module")
def before(practice: Doctor, rich: World) -> Report:
    """What is said while only simulation is refused."""
    practice.begin()
    plays(practice.front)
    return practice.look(rich)


@pytest.fixture
def playing(doctor: Doctor) -> Iterator[Doctor]:
    plays(doctor.front)
    yield doctor


def test_world_without_refusals(before: Report) -> None:
    assert before.problems == ["agent-not-registered"]
    vague = {id_ for id_, status in before.statuses().items() if status == "unknown"}
    assert vague & set().union(*NEEDS.values()) == set()


@pytest.mark.parametrize("action", [a for a in MODE if a != "iam:SimulatePrincipalPolicy"])
def test_refused_action_is_named_and_touches_nothing_else(
    playing: Doctor, rich: World, before: Report, action: str
) -> None:
    playing.front.denied.add(action)
    report = playing.look(rich)
    then, now = before.statuses(), report.statuses()
    changed = {id_ for id_ in then if then[id_] != now[id_]}
    assert changed <= touched_by(action), changed - touched_by(action)
    assert not [i for i in changed if now[i] in ("ok", "fail", "warn")], "a refusal told something"
    for id_ in NEEDS.get(action, ()):
        assert now[id_] == "unknown", id_
        assert f"needs {action}" in report.check(id_)["reason"], report.check(id_)["reason"]
    asked = action in playing.front.log
    refused = [r for r in report.body["readings"] if r["outcome"] == "denied" and action in r["detail"]]
    assert bool(refused) is asked and all(f"needs {action}" in r["detail"] for r in refused)
    assert report.problems == ([] if action in DECISIVE else ["agent-not-registered"])
    code = exit_code(Status(report.body["status"]), FailOn.WARN)
    assert code == EXIT[Status.UNKNOWN if action in DECISIVE else Status.FAIL]


def test_all_that_the_mode_may_ask_is_asked_of_this_world(before: Report, playing: Doctor, rich: World) -> None:
    playing.look(rich)
    unasked = set(MODE) - set(playing.front.log)
    # Templates: this world has a configuration; and nothing but a name that is missing leads to the others.
    assert unasked <= {
        "ec2:DescribeLaunchTemplateVersions",
        "ecs:DescribeCapacityProviders",
        "ecs:DescribeContainerInstances",
        "iam:GetRolePolicy",
        "ecs:ListServices",
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
    }


def test_everything_refused_says_what_is_needed(playing: Doctor, rich: World) -> None:
    playing.front.denied = set(ACTIONS.values())
    report = playing.look(rich)
    assert report.body["status"] == "unknown"
    assert report.problems == []
    assert "ok" not in report.statuses().values()
    assert "needs ec2:DescribeInstances" in report.body["summary"]


def test_policy_of_the_mode_is_all_that_is_needed(playing: Doctor, rich: World) -> None:
    playing.look(rich)
    assert set(playing.front.log) <= _allowed()
    assert all(a.split(":")[1].startswith(("Describe", "List", "Get", "Simulate")) for a in _allowed())


def _allowed() -> Set[str]:
    return set(json.loads(run("policy", "instance").out)["Statement"][0]["Action"])


THROTTLED = {"ec2:DescribeRouteTables": "subnet-has-route-out", "ecs:ListContainerInstances": "instance-registered"}


def test_throttling_is_told_bounded_and_ends_in_time(playing: Doctor, rich: World) -> None:
    playing.front.throttled = set(THROTTLED)
    begin = time.monotonic()
    report = playing.look(rich)
    assert time.monotonic() - begin < 25
    assert report.body["status"] == "unknown"
    for action, id_ in THROTTLED.items():
        assert "throttles" in report.check(id_)["reason"]
        assert playing.front.log.count(action) <= 2, "as many attempts as were allowed"


def test_throttling_that_passes_is_not_even_noticed(playing: Doctor, rich: World, before: Report) -> None:
    playing.front.passing = {"ec2:DescribeSubnets": 1, "iam:GetRole": 1}
    report = playing.look(rich)
    assert report.statuses() == before.statuses()
    assert playing.front.log.count("ec2:DescribeSubnets") == 2


def test_outside_there_is_patience_and_the_sdk_adapts() -> None:
    from ecsdoctor.sources.live.aws import FROM_OUTSIDE

    assert (FROM_OUTSIDE.mode, FROM_OUTSIDE.attempts) == ("adaptive", 4)
