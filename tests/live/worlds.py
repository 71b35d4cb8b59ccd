"""Worlds for `ecsdoctor instance`: a VPC, a role, a cluster and one instance, built by boto3 in moto."""

from __future__ import annotations

import itertools
import json
from typing import Any, Dict, List, Optional, Sequence

import boto3

from conftest import KEYS

REGION = "us-east-1"
ACCOUNT = "123456789012"
TRUST_EC2 = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
# What AmazonEC2ContainerServiceforEC2Role allows of ECS.
AGENT_POLICY = {
    "Effect": "Allow",
    "Action": [
        "ec2:DescribeTags",
        "ecs:CreateCluster",
        "ecs:DeregisterContainerInstance",
        "ecs:DiscoverPollEndpoint",
        "ecs:Poll",
        "ecs:RegisterContainerInstance",
        "ecs:StartTelemetrySession",
        "ecs:UpdateContainerInstancesState",
        "ecs:Submit*",
    ],
    "Resource": "*",
}
ENDPOINTS = ("ecs", "ecs-agent", "ecs-telemetry")
ALL_ENDPOINTS = (*ENDPOINTS, "ecr.api", "ecr.dkr", "logs")
_numbers = itertools.count(1)


def clients(url: str, region: str = REGION) -> Dict[str, Any]:
    """Real clients for building worlds."""
    made = {}
    for service in ("ec2", "ecs", "iam", "autoscaling", "ssm"):
        made[service] = boto3.client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )
    return made


def document(*statements: Dict[str, Any]) -> str:
    """A policy document as text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class World:
    """One VPC with one instance; every name in it is its own, so that worlds stand side by side."""

    def __init__(self, aws: Dict[str, Any]) -> None:
        self.aws = aws
        self.ec2, self.ecs, self.iam = aws["ec2"], aws["ecs"], aws["iam"]
        self.number = next(_numbers)
        self.kept = False  # beyond the test that made it
        self.cluster = f"prod-{self.number}x"
        self.profile = ""
        self.role_name = ""
        self.instance = ""
        self.arn = ""
        block = f"10.{self.number % 250}.0.0/16"
        self.prefix = block.rsplit(".", 2)[0]
        self.vpc = self.ec2.create_vpc(CidrBlock=block, AmazonProvidedIpv6CidrBlock=True)["Vpc"]
        self.vpc_id = self.vpc["VpcId"]
        self.subnets: List[str] = []
        self.group = self.security_group()
        self.dns(True, True)
        self.ecs.create_cluster(clusterName=self.cluster)

    def dns(self, support: bool, hostnames: bool) -> None:
        """The DNS attributes of the VPC."""
        self.ec2.modify_vpc_attribute(VpcId=self.vpc_id, EnableDnsSupport={"Value": support})
        self.ec2.modify_vpc_attribute(VpcId=self.vpc_id, EnableDnsHostnames={"Value": hostnames})

    def security_group(self) -> str:
        """A group that lets everything out and nothing in."""
        name = f"group-{next(_numbers)}"
        return str(self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc_id)["GroupId"])

    def subnet(self, zone: str = "a", ipv6: bool = False) -> str:
        """A subnet with an explicit, empty route table."""
        third = len(self.subnets) + 1
        more = {}
        if ipv6:
            block = self.ec2.describe_vpcs(VpcIds=[self.vpc_id])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"][0]
            more["Ipv6CidrBlock"] = block["Ipv6CidrBlock"].replace("00::/56", f"0{third}::/64")
        made = self.ec2.create_subnet(
            VpcId=self.vpc_id, CidrBlock=f"{self.prefix}.{third}.0/24", AvailabilityZone=f"{REGION}{zone}", **more
        )["Subnet"]["SubnetId"]
        self.subnets.append(made)
        table = self.ec2.create_route_table(VpcId=self.vpc_id)["RouteTable"]["RouteTableId"]
        self.ec2.associate_route_table(RouteTableId=table, SubnetId=made)
        return str(made)

    def table(self, subnet: str) -> str:
        """The route table of a subnet."""
        filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
        return str(self.ec2.describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"])

    def route(self, subnet: str, destination: str = "0.0.0.0/0", **target: str) -> None:
        """A route in the table of a subnet."""
        key = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
        self.ec2.create_route(RouteTableId=self.table(subnet), **{key: destination}, **target)

    def internet_gateway(self) -> str:
        """An internet gateway that is attached to the VPC."""
        made = str(self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"])
        self.ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=self.vpc_id)
        return made

    def public_subnet(self) -> str:
        """A subnet whose default route leads to an internet gateway."""
        made = self.subnet()
        self.route(made, GatewayId=self.internet_gateway())
        return made

    def nat(self, subnet: str) -> str:
        """A NAT gateway in a subnet."""
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        return str(self.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"])

    def private_subnet_behind_nat(self) -> str:
        """A private subnet whose NAT gateway stands in a public one."""
        made = self.subnet("b")
        self.route(made, NatGatewayId=self.nat(self.public_subnet()))
        return made

    def endpoint(self, name: str, subnets: Sequence[str], group: Optional[str] = None, **more: Any) -> str:
        """An interface endpoint; its group lets HTTPS in from the VPC unless another one is given."""
        if group is None:
            group = self.security_group()
            self.allow_in(group, self.vpc["CidrBlock"])
        values: Dict[str, Any] = {"PrivateDnsEnabled": True, "SecurityGroupIds": [group], **more}
        return str(
            self.ec2.create_vpc_endpoint(
                VpcId=self.vpc_id,
                ServiceName=f"com.amazonaws.{REGION}.{name}",
                VpcEndpointType="Interface",
                SubnetIds=list(subnets),
                **values,
            )["VpcEndpoint"]["VpcEndpointId"]
        )

    def s3_gateway(self, *tables: str) -> str:
        """A gateway endpoint for S3 in some route tables."""
        made = self.ec2.create_vpc_endpoint(
            VpcId=self.vpc_id,
            ServiceName=f"com.amazonaws.{REGION}.s3",
            VpcEndpointType="Gateway",
            RouteTableIds=list(tables),
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def endpoints_only_subnet(self, names: Sequence[str] = ALL_ENDPOINTS) -> str:
        """A subnet without a way out, and endpoints."""
        made = self.subnet()
        for name in names:
            self.endpoint(name, [made])
        self.s3_gateway(self.table(made))
        return made

    def allow_in(self, group: str, cidr: str) -> None:
        """Let HTTPS in."""
        self.ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": cidr}]}],
        )

    def only_out(self, group: str, *permissions: Dict[str, Any]) -> None:
        """Replace the egress rules of a group."""
        found = self.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
        self.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=found)
        if permissions:
            self.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=list(permissions))

    def acl(self, subnet: str, *entries: Dict[str, Any]) -> str:
        """A network ACL of its own for a subnet; it denies what no entry allows."""
        made = str(self.ec2.create_network_acl(VpcId=self.vpc_id)["NetworkAcl"]["NetworkAclId"])
        filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
        for old in self.ec2.describe_network_acls(Filters=filters)["NetworkAcls"]:
            for association in old["Associations"]:
                if association["SubnetId"] == subnet:
                    self.ec2.replace_network_acl_association(
                        AssociationId=association["NetworkAclAssociationId"], NetworkAclId=made
                    )
        for entry in entries:
            row = {"Protocol": "6", "CidrBlock": "0.0.0.0/0", **entry}
            self.ec2.create_network_acl_entry(NetworkAclId=made, **row)
        return made

    def role(self, *statements: Dict[str, Any], trust: Dict[str, Any] = TRUST_EC2, boundary: str = "") -> None:
        """A role with an inline policy, and a profile that holds it."""
        self.role_name, self.profile = f"role-{self.number}", f"profile-{self.number}"
        more = {"PermissionsBoundary": boundary} if boundary else {}
        self.iam.create_role(RoleName=self.role_name, AssumeRolePolicyDocument=document(trust), **more)
        if statements:
            self.iam.put_role_policy(RoleName=self.role_name, PolicyName="agent", PolicyDocument=document(*statements))
        self.iam.create_instance_profile(InstanceProfileName=self.profile)
        self.iam.add_role_to_instance_profile(InstanceProfileName=self.profile, RoleName=self.role_name)

    def image(self, family: str = "amazon-linux-2023") -> str:
        """The recommended image of a family by the public parameter."""
        name = f"/aws/service/ecs/optimized-ami/{family}/recommended/image_id"
        return str(self.aws["ssm"].get_parameter(Name=name)["Parameter"]["Value"])

    def launch(self, subnet: str, public: bool = False, user_data: Optional[str] = None, **more: Any) -> str:
        """The instance; its user data names the cluster unless told otherwise."""
        text = f"#!/bin/bash\necho ECS_CLUSTER={self.cluster} >> /etc/ecs/ecs.config\n"
        interface: Dict[str, Any] = {
            "DeviceIndex": 0,
            "SubnetId": subnet,
            "Groups": [self.group],
            "AssociatePublicIpAddress": public,
            **more.pop("interface", {}),
        }
        values: Dict[str, Any] = {
            "ImageId": more.pop("image", None) or self.image(),
            "InstanceType": "t3.micro",
            "UserData": text if user_data is None else user_data,
            "NetworkInterfaces": [interface],
            **more,
        }
        if self.profile:
            values["IamInstanceProfile"] = {"Name": self.profile}
        made = self.ec2.run_instances(MinCount=1, MaxCount=1, **values)["Instances"][0]
        self.instance = str(made["InstanceId"])
        return self.instance

    def register(self, cluster: str = "") -> str:
        """Register the instance as its agent would; moto's agents are connected at once."""
        identity = json.dumps({"instanceId": self.instance, "region": REGION})
        made = self.ecs.register_container_instance(cluster=cluster or self.cluster, instanceIdentityDocument=identity)
        self.arn = str(made["containerInstance"]["containerInstanceArn"])
        return self.arn

    def in_group(self, subnet: str, user_data: str) -> None:
        """Put the instance into an auto scaling group with a launch configuration."""
        scaling, name = self.aws["autoscaling"], f"group-{next(_numbers)}"
        scaling.create_launch_configuration(
            LaunchConfigurationName=name, ImageId=self.image(), InstanceType="t3.micro", UserData=user_data
        )
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=name, LaunchConfigurationName=name, MinSize=0, MaxSize=2, VPCZoneIdentifier=subnet
        )
        scaling.attach_instances(InstanceIds=[self.instance], AutoScalingGroupName=name)

    def service(self, container: Dict[str, Any]) -> None:
        """A service of one task with one container."""
        family = f"web-{next(_numbers)}"
        self.ecs.register_task_definition(family=family, containerDefinitions=[container])
        self.ecs.create_service(cluster=self.cluster, serviceName=family, taskDefinition=family, desiredCount=1)

    def no_services(self) -> None:
        """Remove them all."""
        for arn in self.ecs.list_services(cluster=self.cluster)["serviceArns"]:
            self.ecs.update_service(cluster=self.cluster, service=arn, desiredCount=0)
            self.ecs.delete_service(cluster=self.cluster, service=arn)
