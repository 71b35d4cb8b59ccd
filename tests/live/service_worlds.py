"""Worlds for services: one cluster with one instance and one service in moto, behind a front that tells what moto
lacks (events, rollouts, stopped tasks, health of targets). Each world has a sick and a healthy form."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Callable, Dict, List, Optional, Tuple

import boto3
import pytest
from aws_front import AwsFront
from worlds import ACCOUNT, REGION, document

import ecsdoctor.cli.run as running
from conftest import KEYS
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import NotApplicable
from ecsdoctor.model.report import Report
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.base import Asker
from ecsdoctor.sources.live.aws import FROM_OUTSIDE, LiveAws

CLUSTER = "prod"
CATEGORIES = ("placement", "deployment", "image", "load-balancer", "service", "logging", "task", "iam", "capacity")
TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
ECR = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
SERVICES = ("ec2", "ecs", "iam", "elbv2", "elb", "ecr", "logs", "secretsmanager", "ssm", "autoscaling")
NOW = datetime.now(timezone.utc)


def ago(minutes: float) -> float:
    """POSIX time, as ECS answers it."""
    return (NOW - timedelta(minutes=minutes)).timestamp()


@lru_cache(maxsize=2)
def clients_for(url: str) -> Dict[str, Any]:
    """Clients for building worlds; making one costs as much as a world."""
    common = {"region_name": REGION, "endpoint_url": url}
    keys = {"aws_access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
    return {name: boto3.client(name, **common, **keys) for name in SERVICES}


@lru_cache(maxsize=2)
def an_image(url: str) -> str:
    """One of moto's images; it needs a second to list them, and a reset does not change them."""
    id_: str = clients_for(url)["ec2"].describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    return id_


@lru_cache(maxsize=2)
def live_aws(url: str) -> LiveAws:
    """The program's own way to AWS, kept over the worlds for the sake of its clients."""
    return LiveAws(REGION, "", FROM_OUTSIDE)


class ServiceWorld:
    """Healthy until changed. `service`, `container`, `task` are what the cluster is then built and answered from."""

    def __init__(self, url: str, front: AwsFront) -> None:
        self.url = url
        self.aws: Dict[str, Any] = clients_for(url)
        self.front = front
        self.container: Dict[str, Any] = {"name": "web", "image": "nginx", "memory": 128, "cpu": 10}
        self.definition: Dict[str, Any] = {}
        self.service: Dict[str, Any] = {"launchType": "EC2"}
        self.answered: Dict[str, Any] = {"runningCount": 2, "pendingCount": 0, "events": []}
        self.deployments: Optional[List[Dict[str, Any]]] = None
        self.instance: Dict[str, Any] = {}
        self.attributes: Dict[str, str] = {}
        self.ports: List[str] = ["22", "2375", "2376", "51678", "51679"]
        self.tasks: List[Dict[str, Any]] = []
        self.defined: Dict[str, Any] = {}
        self.has_role = False
        self.health: Tuple[str, str, str] = ("healthy", "", "")
        self._network()

    def _network(self) -> None:
        ec2 = self.aws["ec2"]
        self.vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.7.{n}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"][
                "SubnetId"
            ]
            for n, zone in enumerate("ab")
        ]
        self.own = self._group("instances")
        self.front_group = self._group("balancer")

    def _group(self, name: str) -> str:
        made = self.aws["ec2"].create_security_group(GroupName=name, Description=name, VpcId=self.vpc)
        id_: str = made["GroupId"]
        return id_

    def admit(self, first: int, last: int) -> None:
        """Let the balancer's group in."""
        rule = {
            "IpProtocol": "tcp",
            "FromPort": first,
            "ToPort": last,
            "UserIdGroupPairs": [{"GroupId": self.front_group}],
        }
        self.aws["ec2"].authorize_security_group_ingress(GroupId=self.own, IpPermissions=[rule])

    def short(self, *events: str, pending: int = 0) -> None:
        """The service runs one task fewer than it should."""
        self.answered.update(runningCount=1, pendingCount=pending)
        self.say(*events)

    def say(self, *events: str) -> None:
        """Service events, the newest first."""
        self.answered["events"] = [
            {"id": str(n), "createdAt": ago(n + 1), "message": f"(service web) {text}"} for n, text in enumerate(events)
        ]

    def rollout(self, state: str = "IN_PROGRESS", minutes: float = 5, running: int = 0, **more: Any) -> None:
        """A deployment of web:2 beside web:1."""
        new = {
            "id": "ecs-svc/2",
            "status": "PRIMARY",
            "taskDefinition": "web:1",
            "desiredCount": 2,
            "rolloutState": state,
        }
        new.update(runningCount=running, pendingCount=0, failedTasks=0, createdAt=ago(minutes), **more)
        old = {"id": "ecs-svc/1", "status": "ACTIVE", "taskDefinition": "web:0", "desiredCount": 2, "runningCount": 2}
        self.deployments = [new, {**old, "pendingCount": 0, "createdAt": ago(900)}]

    def balanced(self, kind: str = "instance", port: int = 80, attached: bool = True, **group: Any) -> str:
        """An Application Load Balancer with a target group; returns the group's ARN."""
        elb = self.aws["elbv2"]
        target_group = elb.create_target_group(
            Name="web", Protocol="HTTP", Port=80, VpcId=self.vpc, TargetType=kind, **group
        )["TargetGroups"][0]["TargetGroupArn"]
        balancer = elb.create_load_balancer(Name="web", Subnets=self.subnets, SecurityGroups=[self.front_group])
        if attached:
            forward = [{"Type": "forward", "TargetGroupArn": target_group}]
            arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
            elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)
        self.linked_role()
        self.container.setdefault("portMappings", [{"containerPort": port, "hostPort": 0}])
        self.service["loadBalancers"] = [
            {"targetGroupArn": target_group, "containerName": "web", "containerPort": port}
        ]
        return str(target_group)

    def targets(self, state: str, reason: str = "", description: str = "") -> None:
        """What the balancer says of the one target."""

        def answer(_: str) -> str:
            health = f"<State>{state}</State>" + (f"<Reason>{reason}</Reason><Description>{description}</Description>")
            member = f"<member><Target><Id>{self.id}</Id><Port>32770</Port></Target><TargetHealth>{health}</TargetHealth></member>"
            inner = f"<TargetHealthDescriptions>{member}</TargetHealthDescriptions>"
            return (
                '<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">'
                f"<DescribeTargetHealthResult>{inner}</DescribeTargetHealthResult></DescribeTargetHealthResponse>"
            )

        self.front.rewrite["elasticloadbalancing:DescribeTargetHealth"] = answer

    def awsvpc(self, *subnets: str) -> None:
        """Tasks with interfaces of their own."""
        self.definition["networkMode"] = "awsvpc"
        where = {"subnets": list(subnets or self.subnets), "securityGroups": [self.own]}
        self.service["networkConfiguration"] = {"awsvpcConfiguration": where}
        self.linked_role()
        self.attributes.update({"ecs.instance-type": "c5.large", "ecs.vpc-id": self.vpc})

    def linked_role(self) -> None:
        """The role that ECS makes itself in a real account."""
        self.has_role = True

    def role(self, name: str = "exec", trust: Dict[str, Any] = TRUST) -> str:
        """A role in IAM; returns its ARN."""
        made = self.aws["iam"].create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
        return str(made["Role"]["Arn"])

    def task(self, status: str = "RUNNING", minutes: float = 60, **more: Any) -> None:
        """A task of the service on the instance."""
        row = {
            "taskArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/prod/{len(self.tasks):032x}",
            "taskDefinitionArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:1",
            "group": "service:web", "lastStatus": status, "desiredStatus": "RUNNING", "createdAt": ago(minutes),
            "containers": [],
        }  # fmt: skip
        self.tasks.append({**row, **more})

    def build(self) -> None:
        """Create the instance, the definition and the service, and let the front answer."""
        ec2, ecs = self.aws["ec2"], self.aws["ecs"]
        if self.has_role:
            self.role("AWSServiceRoleForECS")
        made = ec2.run_instances(
            ImageId=an_image(self.url), InstanceType="c5.large", MinCount=1, MaxCount=1, SubnetId=self.subnets[0],
            SecurityGroupIds=[self.own],
        )  # fmt: skip
        self.id = made["Instances"][0]["InstanceId"]
        ecs.create_cluster(clusterName=CLUSTER)
        identity = {"instanceId": self.id, "region": REGION, "accountId": ACCOUNT}
        joined = ecs.register_container_instance(cluster=CLUSTER, instanceIdentityDocument=json.dumps(identity))
        for task in self.tasks:
            task["containerInstanceArn"] = joined["containerInstance"]["containerInstanceArn"]
        ecs.register_task_definition(family="web", containerDefinitions=[self.container], **self.definition)
        ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition="web", desiredCount=2, **self.service)
        rewrite = self.front.rewrite
        self.targets(*self.health)
        rewrite["ecs:DescribeServices"] = changed(self._services)
        rewrite["ecs:DescribeContainerInstances"] = changed(self._instances)
        rewrite["ecs:DescribeTaskDefinition"] = changed(lambda body: body["taskDefinition"].update(self.defined))
        rewrite["ecs:ListTasks"] = changed(lambda body: body.update(taskArns=[t["taskArn"] for t in self.tasks]))
        rewrite["ecs:DescribeTasks"] = changed(lambda body: body.update(tasks=self.tasks, failures=[]))

    def _services(self, body: Any) -> None:
        for service in body["services"]:
            service.update(self.answered)
            counts = {k: service[k] for k in ("desiredCount", "runningCount", "pendingCount")}
            primary = {"id": "ecs-svc/1", "status": "PRIMARY", "taskDefinition": service["taskDefinition"], **counts}
            done = {"rolloutState": "COMPLETED", "createdAt": ago(600)}
            service["deployments"] = self.deployments or [{**primary, **done}]

    def _instances(self, body: Any) -> None:
        for row in body["containerInstances"]:
            living = [t for t in self.tasks if t["lastStatus"] != "STOPPED"]
            known = {"ecs.availability-zone": f"{REGION}a", "ecs.cpu-architecture": "x86_64", "ecs.os-type": "linux"}
            row["attributes"] = [{"name": n, "value": v} for n, v in {**known, **self.attributes}.items()]
            sizes = [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 3700}]
            ports = {"name": "PORTS", "stringSetValue": self.ports[:5]}
            row["registeredResources"] = [*sizes, ports]
            row["remainingResources"] = [*sizes, {**ports, "stringSetValue": self.ports}]
            row.update(agentConnected=True, runningTasksCount=len(living), pendingTasksCount=0)
            row.update(self.instance)


def changed(change: Callable[[Any], Any]) -> Callable[[str], str]:
    """Rewrite a JSON answer."""

    def rewrite(text: str) -> str:
        body = json.loads(text)
        change(body)
        return json.dumps(body)

    return rewrite


def examined(monkeypatch: pytest.MonkeyPatch, url: str) -> Report:
    """Examine the service in this process."""
    for key, value in {**KEYS, "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(key, value)
    scope = Scope(kind="cluster", now=NOW, cluster=CLUSTER, region=REGION)
    selection = running.Selection(select=CATEGORIES)
    asker = Asker({AwsQuestion: live_aws(url).answer}, NotApplicable("only AWS APIs are asked from outside"))
    return running.examine(scope, asker, selection, 60, running.time.monotonic())
