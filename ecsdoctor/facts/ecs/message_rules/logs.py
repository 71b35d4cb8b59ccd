"""Logging drivers that do not start."""

from __future__ import annotations

from .rules import rule

RULES = (
    rule(
        "log-group-missing",
        r"(?:log ?group (?:'|\"|“)?(?P<group>[\w./#-]+)?(?:'|\"|”)?\s?(?:does not exist|doesn't exist|not found"
        r"|could not be found)"
        r"|specified log group does not exist"
        r"|task cannot find the Amazon CloudWatch log group(?: defined in the task definition)?"
        r"|ResourceNotFoundException.{0,80}log group)",
        "The log group {group|of the task} does not exist, and the driver may not or need not create it",
        "aws logs create-log-group --log-group-name {group|GROUP}",
        'Or set "awslogs-create-group": "true" in the task definition and allow logs:CreateLogGroup',
    ),
    rule(
        "log-permission-denied",
        r"(?:AccessDenied\w*|not authorized).{0,300}(?P<action>logs:\w+)|(?:create"
        r"|put).{0,20}(?:cloudwatch )?log (?:stream|group|events?).{0,60}(?:AccessDenied|not authorized)",
        "The role that writes the task's log may not do so ({action|logs:CreateLogStream})",
        "Allow logs:CreateLogStream and logs:PutLogEvents (and logs:CreateLogGroup where the driver creates the "
        "group) "
        "in the execution role, or in the instance role where the task has none",
    ),
    rule(
        "log-credentials-unreachable",
        r"(?:log(?:ging)? driver|log stream|log group|awslogs).{0,400}(?:CredentialsEndpointError"
        r"|169\.254\.170\.2|NoCredentialProviders|failed to (?:load|get|refresh)\w* (?:cached )?credentials"
        r"|no EC2 IMDS role found|get credentials: )"
        r"|(?:CredentialsEndpointError|169\.254\.170\.2).{0,300}(?:log stream|awslogs|log(?:ging)? driver)",
        "Docker's log driver cannot fetch credentials for CloudWatch Logs",
        "Behind a proxy let Docker reach the agent directly: add 169.254.169.254,169.254.170.2 to NO_PROXY in "
        "/etc/systemd/system/docker.service.d/http-proxy.conf, then: sudo systemctl daemon-reload && sudo "
        "systemctl restart docker",
    ),
    rule(
        "missing-attribute-logging-driver",
        r"no log driver named '?(?P<driver>[\w-]+)'? is registered|logger: no log driver"
        r"|unsupported log(?:ging)? driver '?(?P<name>[\w-]+)",
        "Docker on the instance has no logging driver {driver|of this name}",
    ),
    rule(
        "vpc-endpoint-missing",
        r"(?:log stream|log group).{0,300}https://logs\.[\w.-]+\S*.{0,160}(?:timeout|timed out|deadline|unreachable"
        r"|request canceled)",
        "The log driver cannot reach CloudWatch Logs: the subnet has neither a NAT gateway nor the VPC endpoint logs",
        "aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id VPC --subnet-ids SUBNET "
        "--security-group-ids GROUP --service-name com.amazonaws.REGION.logs",
        likely=True,
    ),
    rule(
        "task-failed-to-start",
        r"(?:failed to (?:initialize|validate|create) (?:the )?(?:logging driver|logger args|log(?:ging)?)"
        r"|log stream).{0,500}"
        r"(?:timeout|timed out|deadline|no such host|send request failed|connection refused|unreachable"
        r"|RequestCanceled)",
        "The task's log driver cannot reach where it should write",
        "For CloudWatch Logs: a NAT gateway, or the VPC endpoint logs; for fluentd: the address in "
        "fluentd-address must answer",
    ),
    rule(
        "task-failed-to-start",
        r"failed to (?:initialize|create) (?:the )?logging driver|failed to validate logger args",
        "The task's log driver cannot be started",
        fallback=True,
    ),
)
