"""Runs of `ecsdoctor instance` in this process over real HTTP, and the healthy worlds that others are derived from."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, Optional

from aws_front import AwsFront
from worlds import AGENT_POLICY, REGION, World, clients

from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import NotApplicable
from ecsdoctor.report.json_report import as_dict
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.aws_actions import ACTIONS, modes_of
from ecsdoctor.sources.base import Asker
from ecsdoctor.sources.live.aws import LiveAws, Patience

READ_ONLY = ("Describe", "List", "Get", "Simulate")
HTTPS_ANYWHERE = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class Doctor:
    """Runs the doctor in this process; its AWS clients are made once."""

    def __init__(self, front: AwsFront, url: str) -> None:
        self.front = front
        self.url = url
        self.live = LiveAws(REGION, "", Patience(attempts=2))
        self.aws = clients(front.backend)
        self.worlds: List[World] = []

    def world(self) -> World:
        """An empty world."""
        self.worlds.append(World(self.aws))
        return self.worlds[-1]

    def begin(self) -> None:
        """A new test: nothing is refused, and clusters of earlier worlds are not listed (each would be searched)."""
        self.front.clear()
        self.front.rewrite["ecs:ListClusters"] = self._own
        self.worlds = [w for w in self.worlds if w.kept]

    def _own(self, text: str) -> str:
        names = {w.cluster for w in self.worlds}
        return json.dumps({"clusterArns": [a for a in json.loads(text)["clusterArns"] if a.rsplit("/")[-1] in names]})

    def look(self, world: World, cluster: Optional[str] = "", **more: Any) -> Report:
        """Diagnose the world's instance, `later` than now: what moto launches just now is too young to be judged.

        Without a cluster the doctor has to find out; None names the world's.
        """
        scope = Scope(
            kind="remote-instance",
            now=datetime.now(timezone.utc) + more.pop("later", timedelta(hours=1)),
            instance_id=more.pop("instance_id", world.instance),
            cluster=world.cluster if cluster is None else cluster,
            region=more.pop("region", REGION),
        )
        asker = Asker({AwsQuestion: self.live.answer}, NotApplicable("only AWS APIs are asked from outside"))
        self.front.log.clear()
        report = as_dict(examine(scope, asker, Selection(**more), 60, time.monotonic()))
        assert_declared(self.front.log)
        return Report(report)


class Report:
    """A JSON report with a few ways to look at it."""

    def __init__(self, body: Dict[str, Any]) -> None:
        self.body = body

    @property
    def problems(self) -> List[str]:
        """Ids of the diagnoses, the first one first."""
        return [d["problem"] for d in self.body["diagnoses"]]

    @property
    def first(self) -> Dict[str, Any]:
        """The first diagnosis."""
        first: Dict[str, Any] = self.body["diagnoses"][0]
        return first

    def check(self, id_: str) -> Dict[str, Any]:
        """One check."""
        return next(c for c in self.body["checks"] if c["id"] == id_)

    def statuses(self) -> Dict[str, str]:
        """Status by check."""
        return {c["id"]: c["status"] for c in self.body["checks"]}


def assert_declared(log: List[str]) -> None:
    """Every call that arrived is declared, belongs to the mode, and only reads."""
    for action in set(log):
        assert action in ACTIONS.values(), f"{action} is not declared"
        assert "instance" in modes_of(action), f"{action} is not in the policy of this mode"
        assert action.split(":")[1].startswith(READ_ONLY), f"{action} does not only read"


def healthy_public(doctor: Doctor) -> World:
    """A public subnet, a role, an instance that has registered."""
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.public_subnet(), public=True)
    return world


def behind_nat(doctor: Doctor) -> World:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.private_subnet_behind_nat())
    return world


def endpoints_only(doctor: Doctor) -> World:
    world = doctor.world()
    world.role(AGENT_POLICY)
    world.launch(world.endpoints_only_subnet())
    return world


def only_ipv6(doctor: Doctor) -> World:
    """IPv6 out through an egress-only gateway, and an agent that is told to use it."""
    world = doctor.world()
    world.role(AGENT_POLICY)
    subnet = world.subnet(ipv6=True)
    gateway = world.ec2.create_egress_only_internet_gateway(VpcId=world.vpc_id)["EgressOnlyInternetGateway"]
    world.route(subnet, "::/0", EgressOnlyInternetGatewayId=gateway["EgressOnlyInternetGatewayId"])
    text = (
        f"#!/bin/bash\necho ECS_CLUSTER={world.cluster} > /etc/ecs/ecs.config\n"
        "echo ECS_INSTANCE_IP_COMPATIBILITY=ipv6 >> /etc/ecs/ecs.config\n"
    )
    world.launch(subnet, user_data=text, interface={"Ipv6AddressCount": 1})
    return world


def with_ipv6_rules(text: str) -> str:
    """moto's ACLs have no IPv6 rules; EC2 adds them to the default ACL when a VPC gets an IPv6 block."""
    rule = (
        "<item><egress>{}</egress><ipv6CidrBlock>::/0</ipv6CidrBlock><protocol>-1</protocol>"
        "<ruleAction>allow</ruleAction><ruleNumber>101</ruleNumber></item>"
    )
    return text.replace("<entrySet>", "<entrySet>" + rule.format("true") + rule.format("false"))


def with_ipv6(doctor: Doctor) -> None:
    """What moto lacks of IPv6."""
    doctor.front.rewrite["ec2:DescribeInstances"] = with_ipv6_address
    doctor.front.rewrite["ec2:DescribeNetworkAcls"] = with_ipv6_rules


def with_ipv6_address(text: str) -> str:
    """moto gives the interface no IPv6 address: put one into the answer."""
    item = "<ipv6AddressesSet><item><ipv6Address>2600:1f18::5</ipv6Address></item></ipv6AddressesSet>"
    return text.replace("<ipv6AddressesSet/>", item).replace("<ipv6AddressesSet></ipv6AddressesSet>", item)


def disconnected(text: str) -> str:
    """moto's agents are connected at once."""
    return text.replace('"agentConnected": true', '"agentConnected": false').replace(
        '"agentConnected":true', '"agentConnected":false'
    )


HEALTHY = {
    "public subnet": healthy_public,
    "private subnet behind NAT": behind_nat,
    "endpoints only": endpoints_only,
    "IPv6 only": only_ipv6,
}
