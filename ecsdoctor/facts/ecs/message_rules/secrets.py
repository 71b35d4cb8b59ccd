"""Secrets, parameters and environment files that cannot be fetched before the containers start."""

from __future__ import annotations

import re
from typing import Optional

from .rules import Chosen, Values, rule

_SECRET = r"(?P<secret>arn:aws[\w-]*:(?:secretsmanager|ssm):[\w:/+=.@*-]+)"
_ACCESS = (
    "Let the execution role {role|of the task} read it (secretsmanager:GetSecretValue or ssm:GetParameters, and "
    "kms:Decrypt where it has a key of its own). That it exists in this region shows:",
    "aws secretsmanager describe-secret --secret-id {secret|SECRET}",
    "aws ssm describe-parameters --parameter-filters Key=Name,Values={parameter|NAME}",
)


def _who_was_refused(values: Values, text: str) -> Optional[Chosen]:
    """A session that is named after an instance is the instance's role, any other the execution role."""
    if re.search(r"assumed-role/[^/\s]+/i-[0-9a-f]{8,17}\b", text):
        return (
            "image-pull-access-denied",
            "The instance role {role|of the instance} may not pull from ECR ({action|ecr:GetAuthorizationToken})",
        )
    return "execution-role-permission-missing"


RULES = (
    rule(
        "secret-unavailable",
        rf"(?:AccessDenied|not authorized).{{0,240}}(?:secretsmanager:\w+|ssm:GetParameters?\w*"
        rf"|kms:Decrypt)(?:.{{0,60}}{_SECRET})?",
        "The execution role may not read the secret or parameter {secret|that the task needs}",
        *_ACCESS,
    ),
    rule(
        "secret-unavailable",
        r"retrieved secret.{0,160}did not contain json key (?P<key>\S+)|invalid character .{0,60}secret"
        r"|unexpected ARN format|secret .{0,80}json key",
        "The secret does not contain the JSON key {key|that the task definition names}",
    ),
    rule(
        "secret-unavailable",
        rf"(?:ResourceNotFoundException(?=.{{0,200}}(?:secret|parameter))|can't find the specified secret"
        rf"|ParameterNotFound|invalid ssm parameters?:)(?:.{{0,160}}{_SECRET})?"
        rf"|Fetching secret data from (?:SSM Parameter Store|AWS Secrets Manager)[^\n]{{0,80}}(?:not found"
        rf"|invalid parameters?)",
        "The secret or parameter {secret|that the task needs} does not exist in this region",
        *_ACCESS,
    ),
    rule(
        "image-pull-no-route",
        r"(?:unable to (?:retrieve|pull) (?:ecr )?registry auth|ecr registry auth)\b(?!.*(?:AccessDenied"
        r"|not authorized|asm|secret)).{0,400}"
        r"(?:timeout|timed out|deadline|canceled|no such host|connection issue|send request failed|refused"
        r"|unreachable)"
        r"|connection issue between the task and Amazon ECR"
        r"|registry auth\b.{0,400}https://(?:api\.)?ecr\.[\w.-]+\S*.{0,160}(?:timeout|timed out|deadline|canceled"
        r"|no such host|refused|unreachable)",
        "The ECR API cannot be reached to log in before the pull",
        "Open the way to ECR: a NAT gateway, or VPC endpoints ecr.api and ecr.dkr, and the S3 gateway endpoint",
    ),
    rule(
        _who_was_refused,
        r"(?:registry auth|GetAuthorizationToken|ecr:\w+).{0,400}(?:AccessDenied|not authorized)"
        r"|(?:AccessDenied|not authorized).{0,300}ecr:(?P<action>\w+)",
        "The execution role may not log in to ECR or pull from it ({action|ecr:GetAuthorizationToken})",
        "aws iam attach-role-policy --role-name {role|EXECUTION_ROLE} --policy-arn "
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    ),
    rule(
        "execution-role-permission-missing",
        r"(?:environment|env) files?.{0,240}(?:AccessDenied|Forbidden|403|not authorized)"
        r"|failed to download env files?|s3:GetObject.{0,120}environment",
        "The execution role may not read the environment file in S3",
    ),
    rule(
        "secret-unavailable",
        r"unable to (?:pull|retrieve) secrets?|unable to pull secrets or registry auth"
        r"|failed to fetch secret (?P<secret>arn:\S+)?|Fetching secret data from"
        r"|unable to get (?:registry auth|secret) from (?:asm|ssm)|(?:asm|ssm) fetching secret"
        r"|CannotPullContainerAuthError"
        r"|failed to retrieve (?:asm|ssm) secret|(?:asm|ssm|secretsmanager).{0,80}(?:timeout|timed out"
        r"|deadline exceeded|send request failed)",
        "A secret or parameter that the task needs cannot be fetched: {secret|see the message}",
        *_ACCESS,
        "The way there: a NAT gateway, or VPC endpoints secretsmanager, ssm and kms",
    ),
)
