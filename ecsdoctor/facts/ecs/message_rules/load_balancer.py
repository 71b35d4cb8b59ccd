"""Load balancers: unhealthy targets, and how ECS refuses a balancer's configuration."""

from __future__ import annotations

from typing import Optional

from ....model.regex import regex
from .rules import Chosen, Values, rule

_GROUP = r"(?P<group>(?:arn:aws[\w-]*:elasticloadbalancing:\S+?:)?targetgroup/[\w/-]+|[\w-]+/[0-9a-f]{16})"
_HEALTH = "aws elbv2 describe-target-health --target-group-arn {group|TARGET_GROUP_ARN}"
_CHECK = "aws elbv2 describe-target-groups --target-group-arns {group|TARGET_GROUP_ARN}"
_PORT = r"(?:\(port (?P<port>\d+)\) )?"
_WRONG_CODES = regex(r"\b(30[1278]|40[0-9])\b")


def code_problem(values: Values, text: str) -> Optional[Chosen]:
    """Codes 3xx and 4xx are answers to a wrong question; 5xx is an application in trouble."""
    codes = values.get("codes", "")
    if not codes or _WRONG_CODES.search(codes):
        return "health-check-misconfigured"
    return (
        "target-unhealthy",
        "Load balancer targets are unhealthy: the application answers the health check with {codes}",
    )


RULES = (
    rule(
        "target-group-not-attached",
        r"target group.{0,200}(?:does not have|has no|not have any) (?:an )?associated load balancer"
        r"|Target group is not configured to receive traffic from the load balancer"
        r"|Target\.NotInUse.{0,120}not configured"
        r"|target ?group.{0,80}not (?:associated|attached) (?:with|to) (?:a|any|the) (?:load balancer|listener)",
        "The target group belongs to no listener of a load balancer",
        "aws elbv2 create-listener --load-balancer-arn LOAD_BALANCER_ARN --protocol HTTP --port 80 "
        "--default-actions Type=forward,TargetGroupArn=TARGET_GROUP_ARN",
        "In CloudFormation: let the service depend on the listener (DependsOn)",
    ),
    rule(
        code_problem,
        r"Health checks failed with these codes: \[?(?P<codes>[\d, ]+)\]?"
        r"|Target\.ResponseCodeMismatch.{0,80}?\[?(?P<codes>\d{{3}})?",
        "The load balancer's health check gets {codes|another answer} from the application: it asks for a path,"
        " port or protocol that the application serves otherwise",
        _CHECK + " --query 'TargetGroups[].[HealthCheckProtocol,HealthCheckPort,HealthCheckPath,Matcher.HttpCode]'",
        "aws elbv2 modify-target-group --target-group-arn {group|TARGET_GROUP_ARN} --health-check-path /PATH "
        "--matcher HttpCode=200-399",
        likely=True,
    ),
    rule(
        "health-check-misconfigured",
        r"\"GET (?P<path>\S+) HTTP/[\d.]+\"? (?P<codes>[34]\d\d)\b.{0,80}ELB-HealthChecker",
        "The application answers the load balancer's health check of {path} with {codes}: the check asks for a "
        "path,"
        " port or protocol that it serves otherwise",
        _CHECK + " --query 'TargetGroups[].[HealthCheckProtocol,HealthCheckPort,HealthCheckPath,Matcher.HttpCode]'",
        likely=True,
    ),
    rule(
        "target-port-blocked",
        rf"{_PORT}is unhealthy in .{{0,260}}(?:Request timed out|Connection (?:attempts? )?timed out)"
        rf"|Target\.Timeout",
        "The load balancer gets no answer at the task's port {port|at all}: requests time out",
        "Let the balancer's security group reach the instances' dynamic ports:",
        "aws ec2 authorize-security-group-ingress --group-id INSTANCE_SG --protocol tcp --port 32768-65535 "
        "--source-group BALANCER_SG",
        likely=True,
    ),
    rule(
        "target-unhealthy",
        r"Target is in an Availability Zone that is not enabled for the load balancer",
        "The targets are in an Availability Zone that is not enabled for the load balancer",
        "aws elbv2 set-subnets --load-balancer-arn LOAD_BALANCER_ARN --subnets SUBNET_IN_EACH_ZONE",
    ),
    rule(
        "health-check-misconfigured",
        r"dynamic host port, but the target group.{0,200}has a health check port specified"
        r"|health check (?:interval|timeout|path|port|protocol|threshold).{0,60}(?:must|cannot|invalid"
        r"|is not valid)",
        "The target group's health check asks a fixed port, while the task's host port is dynamic",
        "aws elbv2 modify-target-group --target-group-arn {group|TARGET_GROUP_ARN} --health-check-port traffic-port",
    ),
    rule(
        "target-unhealthy",
        rf"{_PORT}is unhealthy in \(?(?:target-group|elb) {_GROUP}?"
        rf"|Task failed ELB health checks(?: in \(?(?:target-group|elb) (?:{_GROUP})?)?"
        r"|Target\.FailedHealthChecks|Instance has failed at least the UnhealthyThreshold number of health checks"
        r"|failed ELB health ?checks",
        "Load balancer targets are unhealthy, so that ECS replaces the tasks again and again",
        "The reason of each target: " + _HEALTH,
        _CHECK + " --query 'TargetGroups[].[HealthCheckProtocol,HealthCheckPort,HealthCheckPath,Matcher.HttpCode]'",
    ),
    rule(
        "load-balancer-type-confused",
        r"There is no ACTIVE Load Balancer named '?(?P<name>[\w-]+)|LoadBalancerNotFound"
        r"|no load balancers? named '?(?P<name>[\w-]+)"
        r"|dynamic host port, but the classic load balancer|is not a (?:valid )?(?:classic|application"
        r"|network) load balancer"
        r"|classic load balancers? (?:are|is) not supported|loadBalancerName .{0,60}targetGroupArn"
        r"|targetGroupArn .{0,60}loadBalancerName",
        "A load balancer of one kind is configured as the other: loadBalancerName is for Classic ones,"
        " targetGroupArn for Application and Network ones",
        "Name the target group instead: --load-balancers "
        '"targetGroupArn=TARGET_GROUP_ARN,containerName=NAME,containerPort=PORT"',
        likely=True,
    ),
    rule(
        "service-configuration-invalid",
        r"A host port mapping for the container port (?P<port>\d+) is required",
        "A load balancer given by loadBalancerName is a Classic one, which needs a fixed host port for container"
        " port {port}",
        "For an Application Load Balancer give the target group instead: "
        '--load-balancers "targetGroupArn=TARGET_GROUP_ARN,containerName=NAME,containerPort={port}"',
        "For a Classic one set hostPort in the task definition",
    ),
)
