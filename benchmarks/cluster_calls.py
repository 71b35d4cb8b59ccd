"""How many AWS calls `ecsdoctor cluster` makes, how long it computes and how much memory it takes.

    PYTHONPATH=.:checks python benchmarks/cluster_calls.py [N ...]

The answers are made in this process in the shapes of the APIs, so that time is that of the program alone. Every
set of parameters counts as one call, and every further page of a list. All is well first; then 3 % are sick for
three causes.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
import time
from datetime import datetime, timedelta, timezone
from math import ceil
from typing import Any, Dict, List

from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import NotApplicable, absent
from ecsdoctor.model.report import Report
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.base import Answer, Asker, Question

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc)
ACCOUNT = "123456789012"
USER_DATA = base64.b64encode(b"#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\n").decode()
PAGE = 100
CAUSES = ("group", "subnet", "metadata")


class World:
    """A cluster of `size` instances, of which `sick` never registered, for the three causes in turn."""

    def __init__(self, size: int, sick: int) -> None:
        self.ids = [f"i-{n:017x}" for n in range(size)]
        self.cause: Dict[str, str] = {id_: CAUSES[n % 3] for n, id_ in enumerate(self.ids[:sick])}
        self.here = self.ids[sick:]
        self.calls: List[str] = []

    def answer(self, question: Question) -> Answer:
        """One question with all its calls."""
        assert isinstance(question, AwsQuestion)
        name = question.operation.replace("-", "_")
        merged: Dict[str, Any] = {}
        for batch in json.loads(question.parameters):
            made = getattr(self, name, None)
            self.calls.append(question.operation)
            if made is None:
                raise absent(f"{name}: nothing")
            for key, value in made(batch).items():
                rows = len(value) if isinstance(value, list) else 0
                self.calls += [question.operation] * (max(1, ceil(rows / PAGE)) - 1 if "list" in name else 0)
                merged[key] = merged[key] + value if key in merged and isinstance(value, list) else value
        return Answer(json.dumps(merged).encode())

    def describe_clusters(self, _: Any) -> Dict[str, Any]:
        known = {"clusterName": "prod", "status": "ACTIVE", "registeredContainerInstancesCount": len(self.here)}
        return {"clusters": [{**known, "activeServicesCount": 1, "capacityProviders": ["cp"]}]}

    def list_clusters(self, _: Any) -> Dict[str, Any]:
        return {"clusterArns": [f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/prod"]}

    def list_services(self, _: Any) -> Dict[str, Any]:
        return {"serviceArns": ["web"]}

    def describe_services(self, _: Any) -> Dict[str, Any]:
        counts = {"desiredCount": len(self.here), "runningCount": len(self.here), "pendingCount": 0}
        service = {"serviceName": "web", "status": "ACTIVE", "taskDefinition": "web:1", "events": [], **counts}
        return {"services": [{**service, "deployments": [{"status": "PRIMARY", "taskDefinition": "web:1", **counts}]}]}

    def list_tasks(self, batch: Any) -> Dict[str, Any]:
        return {"taskArns": [] if batch["desiredStatus"] == "STOPPED" else [f"task/{n}" for n in range(len(self.here))]}

    def describe_tasks(self, batch: Any) -> Dict[str, Any]:
        return {"tasks": [{"taskArn": a, "group": "service:web", "lastStatus": "RUNNING"} for a in batch["tasks"]]}

    def describe_task_definition(self, _: Any) -> Dict[str, Any]:
        container = {"name": "web", "image": "nginx", "memory": 128, "cpu": 10}
        return {"taskDefinition": {"family": "web", "revision": 1, "containerDefinitions": [container]}}

    def list_container_instances(self, batch: Any) -> Dict[str, Any]:
        return {"containerInstanceArns": [] if batch.get("filter") else [f"ci/{i}" for i in self.here]}

    def describe_container_instances(self, batch: Any) -> Dict[str, Any]:
        return {"containerInstances": [_registered(a) for a in batch["containerInstances"]]}

    def describe_capacity_providers(self, _: Any) -> Dict[str, Any]:
        arn = f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:u:autoScalingGroupName/ecs"
        return {
            "capacityProviders": [
                {"name": "cp", "status": "ACTIVE", "autoScalingGroupProvider": {"autoScalingGroupArn": arn}}
            ]
        }

    def describe_auto_scaling_groups(self, _: Any) -> Dict[str, Any]:
        template = {"LaunchTemplateId": "lt-1", "Version": "1"}
        members = [{"InstanceId": i, "LifecycleState": "InService", "LaunchTemplate": template} for i in self.ids]
        sizes = {"MinSize": 0, "MaxSize": 5000, "DesiredCapacity": len(self.ids)}
        return {
            "AutoScalingGroups": [
                {"AutoScalingGroupName": "ecs", "Instances": members, "LaunchTemplate": template, **sizes}
            ]
        }

    def describe_scaling_activities(self, _: Any) -> Dict[str, Any]:
        return {"Activities": []}

    def describe_instances(self, batch: Any) -> Dict[str, Any]:
        wanted = batch.get("InstanceIds") or next(
            (f["Values"] for f in batch.get("Filters", ()) if f["Name"] == "instance-id"), self.ids
        )
        return {"Reservations": [{"OwnerId": ACCOUNT, "Instances": [self._instance(i) for i in wanted]}]}

    def _instance(self, id_: str) -> Dict[str, Any]:
        cause = self.cause.get(id_, "")
        subnet = "subnet-dark" if cause == "subnet" else "subnet-public"
        groups = [{"GroupId": "sg-closed" if cause == "group" else "sg-open"}]
        return {
            "InstanceId": id_, "State": {"Name": "running"}, "ImageId": "ami-1", "InstanceType": "m5.large",
            "LaunchTime": (NOW - timedelta(hours=3)).isoformat(), "Placement": {"AvailabilityZone": "us-east-1a"},
            "MetadataOptions": {"HttpEndpoint": "disabled" if cause == "metadata" else "enabled", "HttpTokens": "required"},
            "IamInstanceProfile": {"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/ecs"},
            "NetworkInterfaces": [{
                "NetworkInterfaceId": f"eni-{id_}", "SubnetId": subnet, "VpcId": "vpc-1", "PrivateIpAddress": "10.0.0.9",
                "Association": {"PublicIp": "52.1.2.3"}, "Groups": groups, "Attachment": {"DeviceIndex": 0},
            }],
            "Tags": [
                {"Key": "aws:autoscaling:groupName", "Value": "ecs"}, {"Key": "aws:ec2launchtemplate:id", "Value": "lt-1"},
                {"Key": "aws:ec2launchtemplate:version", "Value": "1"},
            ],
        }  # fmt: skip

    def describe_instance_status(self, batch: Any) -> Dict[str, Any]:
        fine = {"SystemStatus": {"Status": "ok"}, "InstanceStatus": {"Status": "ok"}}
        return {"InstanceStatuses": [{"InstanceId": i, **fine} for i in batch["InstanceIds"]]}

    def get_console_output(self, batch: Any) -> Dict[str, Any]:
        return {"InstanceId": batch["InstanceId"], "Output": "Welcome to Amazon Linux 2023"}

    def describe_launch_template_versions(self, _: Any) -> Dict[str, Any]:
        version = {"LaunchTemplateId": "lt-1", "VersionNumber": 1, "LaunchTemplateData": {"UserData": USER_DATA}}
        return {"LaunchTemplateVersions": [version]}

    def describe_instance_attribute(self, batch: Any) -> Dict[str, Any]:
        return {"InstanceId": batch["InstanceId"], "UserData": {"Value": USER_DATA}}

    def describe_subnets(self, _: Any) -> Dict[str, Any]:
        common = {"VpcId": "vpc-1", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.0.0/24"}
        return {"Subnets": [{"SubnetId": s, **common} for s in ("subnet-dark", "subnet-public")]}

    def describe_vpcs(self, _: Any) -> Dict[str, Any]:
        return {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "default"}]}

    def describe_vpc_attribute(self, batch: Any) -> Dict[str, Any]:
        name = batch["Attribute"]
        return {name[:1].upper() + name[1:]: {"Value": True}}

    def describe_vpc_endpoints(self, _: Any) -> Dict[str, Any]:
        return {"VpcEndpoints": []}

    def describe_route_tables(self, _: Any) -> Dict[str, Any]:
        local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
        out = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}

        def table(id_: str, subnet: str, *routes: Any) -> Dict[str, Any]:
            tied = [{"SubnetId": subnet, "Main": False, "RouteTableId": id_}]
            return {"RouteTableId": id_, "VpcId": "vpc-1", "Routes": list(routes), "Associations": tied}

        return {"RouteTables": [table("rtb-1", "subnet-public", local, out), table("rtb-2", "subnet-dark", local)]}

    def describe_internet_gateways(self, _: Any) -> Dict[str, Any]:
        tied = [{"VpcId": "vpc-1", "State": "available"}]
        return {"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": tied}]}

    def describe_network_acls(self, _: Any) -> Dict[str, Any]:
        rules = [{"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "Egress": e} for e in (True, False)]  # noqa: E501  # fmt: skip
        tied = [{"SubnetId": s, "NetworkAclId": "acl-1"} for s in ("subnet-dark", "subnet-public")]
        return {"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": rules, "Associations": tied}]}

    def describe_security_groups(self, _: Any) -> Dict[str, Any]:
        everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        return {
            "SecurityGroups": [
                {"GroupId": "sg-open", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": everything},
                {"GroupId": "sg-closed", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []},
            ]
        }

    def get_instance_profile(self, _: Any) -> Dict[str, Any]:
        return {"InstanceProfile": {"InstanceProfileName": "ecs", "Roles": [_role()]}}

    def get_role(self, _: Any) -> Dict[str, Any]:
        return {"Role": _role()}

    def simulate_principal_policy(self, batch: Any) -> Dict[str, Any]:
        decided = [{"EvalActionName": a, "EvalDecision": "allowed"} for a in batch["ActionNames"]]
        return {"EvaluationResults": decided}


def _role() -> Dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    return {"RoleName": "ecs", "Arn": f"arn:aws:iam::{ACCOUNT}:role/ecs", "AssumeRolePolicyDocument": document}


def _registered(arn: str) -> Dict[str, Any]:
    return {
        "containerInstanceArn": arn,
        "ec2InstanceId": arn[3:],
        "status": "ACTIVE",
        "agentConnected": True,
        "versionInfo": {"agentVersion": "1.105.1"},
        "runningTasksCount": 1,
        "pendingTasksCount": 0,
    }


def examined(world: World) -> Report:
    """One run."""
    asker = Asker({AwsQuestion: world.answer}, NotApplicable("only AWS APIs are asked from outside"))
    scope = Scope(kind="cluster", now=NOW, cluster="prod", region="us-east-1")
    return examine(scope, asker, Selection(), 60, time.monotonic())


def main() -> None:
    """Print one line for each size, all well and 3 % sick."""
    for size in [int(n) for n in sys.argv[1:]] or [10, 100, 1000]:
        for sick in (0, max(3, size * 3 // 100)):
            world = World(size, sick)
            begin = time.process_time()
            report = examined(world)
            cpu = time.process_time() - begin
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            budget = 40 + 5 * ceil(size / 100) + 6 * sick
            told = ", ".join(f"{d.problem.id} x{len(d.subjects)}" for d in report.diagnoses) or "no diagnosis"
            print(
                f"N={size} sick={sick}: {len(world.calls)} calls (budget {budget}), {cpu:.2f} s CPU, {peak} MB; {told}"
            )
            for diagnosis in report.diagnoses:
                print(f"    {diagnosis.explanation}")


if __name__ == "__main__":
    main()
