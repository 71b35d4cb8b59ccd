"""Worlds for `ecsdoctor cluster`: a cluster with an auto scaling group behind a capacity provider, built in moto."""

from __future__ import annotations

import base64
import json
import urllib.parse
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from http.server import BaseHTTPRequestHandler
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
from aws_front import AwsFront, Reply
from worlds import ACCOUNT, AGENT_POLICY, REGION, TRUST_EC2, clients, document

import ecsdoctor.cli.run as running
from conftest import KEYS
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import NotApplicable
from ecsdoctor.model.report import CheckResult, Report
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.base import Asker
from ecsdoctor.sources.live.aws import FROM_OUTSIDE, LiveAws

CLUSTER = "prod"
GROUP = "ecs-group"
ROLE = "ecsInstanceRole"


def user_data(cluster: str = CLUSTER) -> str:
    """A script that names the cluster, in base64."""
    return base64.b64encode(f"#!/bin/bash\necho ECS_CLUSTER={cluster} >> /etc/ecs/ecs.config\n".encode()).decode()


cached_clients = lru_cache(maxsize=None)(clients)


class ClusterFront(AwsFront):
    """moto has no filter iam-instance-profile.arn and answers 500; without it, it shows every running instance.

    Nor does it list all capacity providers: they are then asked for by the name that worlds give.
    """

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if b"iam-instance-profile.arn" in body:
            form = urllib.parse.parse_qsl(body.decode())
            kept = [(k, v) for k, v in form if not k.startswith("Filter.1.")]
            renamed = [(k.replace("Filter.2.", "Filter.1."), v) for k, v in kept]
            body = urllib.parse.urlencode(renamed).encode()
        if (request.headers.get("X-Amz-Target") or "").endswith(".DescribeCapacityProviders"):
            body = json.dumps({"capacityProviders": ["cp"], **json.loads(body)}).encode()
        return super()._forward(request, body)


class ClusterWorld:
    """One cluster, one group of `count` instances in a public subnet, `registered` of them in the cluster."""

    def __init__(self, url: str, count: int = 4, registered: Optional[int] = None, provider: bool = True) -> None:
        aws = cached_clients(url)
        self.ec2, self.ecs, self.iam, self.scaling = aws["ec2"], aws["ecs"], aws["iam"], aws["autoscaling"]
        self.url = url
        self._role()
        self.subnet = self._public_subnet()
        self._group(count)
        group = self.scaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]
        self.ids: List[str] = [i["InstanceId"] for i in group["Instances"]]
        for id_ in self.ids:
            self._attach_profile(id_)
        providers = [self.provide(group["AutoScalingGroupARN"])] if provider else []
        self.ecs.create_cluster(clusterName=CLUSTER, capacityProviders=providers)
        for id_ in self.ids[: count if registered is None else registered]:
            self.register(id_)
        self.ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "web", "image": "nginx", "memory": 128, "cpu": 10}]
        )

    def _role(self) -> None:
        self.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=document(TRUST_EC2))
        self.iam.put_role_policy(RoleName=ROLE, PolicyName="agent", PolicyDocument=document(AGENT_POLICY))
        self.iam.create_instance_profile(InstanceProfileName=ROLE)
        self.iam.add_role_to_instance_profile(InstanceProfileName=ROLE, RoleName=ROLE)

    def _public_subnet(self) -> str:
        vpc = self.ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            self.ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": True}})
        subnet: str = self.ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.0.0/20")["Subnet"]["SubnetId"]
        self.ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
        tables = self.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
        self.table = tables[0]["RouteTableId"]
        self.ec2.create_route(RouteTableId=self.table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        return subnet

    def _group(self, count: int) -> None:
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        data = {"ImageId": image, "InstanceType": "t3.medium", "UserData": user_data()}
        template = self.ec2.create_launch_template(LaunchTemplateName="ecs", LaunchTemplateData=data)
        self.image = image
        self.scaling.create_auto_scaling_group(
            AutoScalingGroupName=GROUP,
            MinSize=0,
            MaxSize=max(100, count),
            DesiredCapacity=count,
            LaunchTemplate={"LaunchTemplateId": template["LaunchTemplate"]["LaunchTemplateId"], "Version": "1"},
            VPCZoneIdentifier=self.subnet,
            NewInstancesProtectedFromScaleIn=True,
            Tags=[_tag("AmazonECSManaged", "")],
        )

    def _attach_profile(self, id_: str) -> None:
        self.ec2.associate_iam_instance_profile(IamInstanceProfile={"Name": ROLE}, InstanceId=id_)

    def provide(self, group_arn: str) -> str:
        """A capacity provider for the group."""
        self.ecs.create_capacity_provider(
            name="cp",
            autoScalingGroupProvider={
                "autoScalingGroupArn": group_arn,
                "managedScaling": {"status": "ENABLED", "targetCapacity": 100},
                "managedTerminationProtection": "ENABLED",
            },
        )
        return "cp"

    def hook(self, name: str, transition: str) -> None:
        """A lifecycle hook on the group."""
        self.scaling.put_lifecycle_hook(
            LifecycleHookName=name,
            AutoScalingGroupName=GROUP,
            LifecycleTransition=f"autoscaling:EC2_INSTANCE_{transition}",
        )

    def register(self, id_: str, cluster: str = CLUSTER) -> str:
        """What the agent does; returns the ARN."""
        identity = {"instanceId": id_, "region": REGION, "accountId": ACCOUNT}
        answer = self.ecs.register_container_instance(cluster=cluster, instanceIdentityDocument=json.dumps(identity))
        arn: str = answer["containerInstance"]["containerInstanceArn"]
        return arn

    def service(self, desired: int, name: str = "web", **more: Any) -> None:
        """A service; moto starts no tasks for it."""
        self.ecs.create_service(
            cluster=CLUSTER, serviceName=name, taskDefinition="web", desiredCount=desired, launchType="EC2", **more
        )


def _tag(key: str, value: str) -> Dict[str, Any]:
    return {
        "Key": key, "Value": value, "PropagateAtLaunch": True, "ResourceId": GROUP, "ResourceType": "auto-scaling-group"
    }  # fmt: skip


@cache
def _live(url: str) -> LiveAws:
    """Clients are made once for an address; the environment names it when they are made."""
    return LiveAws(REGION, "", FROM_OUTSIDE)


def look(
    monkeypatch: pytest.MonkeyPatch, url: str, kind: str = "cluster", service: str = "", cluster: str = CLUSTER,
    later: timedelta = timedelta(hours=1),
) -> Report:  # fmt: skip
    """Examine in this process, `later` than now, so that what was just launched is old enough to be judged."""
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(timezone.utc) + later
    scope = Scope(kind=kind, now=now, cluster=cluster, service=service, region=REGION)
    asker = Asker({AwsQuestion: _live(url).answer}, NotApplicable("only AWS APIs are asked from outside"))
    return running.examine(scope, asker, running.Selection(), 60, running.time.monotonic())


def problems(report: Report) -> List[Tuple[str, int]]:
    """Ids of the diagnoses with the number of their subjects."""
    return [(d.problem.id, len(d.subjects)) for d in report.diagnoses]


def check(report: Report, id_: str) -> CheckResult:
    """One check of the report."""
    return next(c for c in report.checks if c.id == id_)


def changed(change: Callable[[Any], None]) -> Callable[[str], str]:
    """Rewrite a JSON answer."""

    def rewrite(text: str) -> str:
        body = json.loads(text)
        change(body)
        return json.dumps(body)

    return rewrite


def all_run(body: Any) -> None:
    """moto starts no tasks for services on EC2: count them as running."""
    for service in body.get("services", ()):
        service.update(runningCount=service["desiredCount"], pendingCount=0)
