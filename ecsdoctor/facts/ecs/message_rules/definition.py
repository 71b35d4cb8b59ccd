"""How ECS refuses a task definition (RegisterTaskDefinition), and definitions that cannot work."""

from __future__ import annotations

from .rules import rule

_SHOW = "aws ecs describe-task-definition --task-definition TASK"

RULES = (
    rule(
        "task-definition-invalid",
        r"constraint\.type '?distinctInstance'? is not supported|distinctInstance .{0,60}not (?:supported"
        r"|allowed).{0,60}task definition",
        "distinctInstance is a constraint of a service, not of a task definition",
        "Move it to the service: aws ecs create-service … --placement-constraints type=distinctInstance",
    ),
    rule(
        "task-definition-invalid",
        r"(?:TCP|UDP)? ?host port '?(?P<port>\d+)'? is mapped multiple times"
        r"|host ?port .{0,20}(?P<port>\d+).{0,40}(?:used|mapped|specified) (?:multiple|more than once|twice)",
        "Host port {port} is mapped more than once in the task definition",
        "Give each port mapping a host port of its own, or 0 for a dynamic one",
    ),
    rule(
        "task-definition-invalid",
        r"When networkMode ?= ?(?P<mode>\w+), the host ports and container ports in port mappings must match",
        "With network mode {mode} the host port must equal the container port, or be left out",
    ),
    rule(
        "task-definition-invalid",
        r"Invalid '(?P<field>\w+)' setting for container '(?P<container>[^']+)'"
        r"|Invalid setting for container '(?P<name>[^']+)'(?P<rest>[^\n\"]{0,160})",
        "The task definition is refused: a setting ({field|see the message}) of a container is not valid",
    ),
    rule(
        "task-definition-invalid",
        r"At least one of '?memory'? or '?memoryReservation'? must be specified"
        r"|'memory(?:Reservation)?' setting .{0,40}is (?:greater|less) than"
        r"|sum of all container '?(?P<what>cpu|memory)'? values cannot be greater|Minimum memory limit"
        r"|memory .{0,40}should be (?:at least|larger)"
        r"|Minimum memoryswap limit|invalid (?:CPU|memory) value|No Fargate configuration exists"
        r"|Fargate (?:requires|only supports)",
        "The task definition's memory or CPU settings are not possible together",
        _SHOW,
    ),
    rule(
        "task-definition-invalid",
        r"(?:specify|have|requires?|needs?|without|provide).{0,80}(?:execution ?role|executionRoleArn)\b",
        "The task definition needs an execution role for what it asks for (secrets, private images or the log driver)",
        "Add executionRoleArn to the task definition, for example arn:aws:iam::ACCOUNT:role/ecsTaskExecutionRole",
    ),
    rule(
        "task-definition-invalid",
        r"Log driver '?(?P<driver>[\w-]+)'? (?:requires options|is not supported"
        r"|disallows options)[^\n\"]{0,80}|unknown log opt '?(?P<option>[\w-]+)'?",
        "The logging options in the task definition do not fit the driver {driver|in use}",
    ),
    rule(
        "task-definition-invalid",
        r"(?:invalid|unsupported|cannot parse|failed to parse"
        r"|malformed) (?:placement )?(?:constraint )?expression|Invalid (?:placement )?constraints?\b"
        r"|expression .{0,120}(?:is invalid|is not valid|parse error|syntax error)"
        r"|cluster query .{0,60}(?:invalid|error)|InvalidExpression",
        "A placement constraint's expression is not valid in the cluster query language",
    ),
    rule(
        "task-definition-invalid",
        r"dependency container .{0,80}cannot be an essential|(?:cyclic|circular) dependenc\w+|Unknown volume"
        r"|unknown container"
        r"|(?:does not have|at least one|no) essential container|Container\.image (?:should not|contains"
        r"|repository)|image .{0,20}(?:should not|cannot) be (?:null or )?empty"
        r"|(?:duplicate|repeated) container name|container names? .{0,40}(?:repeated|not unique|must be unique)"
        r"|Links are not supported when|links? .{0,60}(?:not supported|does not exist|invalid)"
        r"|TaskDefinition (?:is inactive|does not support launch_type|not found)"
        r"|Unable to describe task definition|task definition is inactive"
        r"|Invalid arn syntax|Actual length: '?\d+|Null or empty|containers? should not be (?:null|empty)"
        r"|Parameter validation failed"
        r"|Unknown parameter in (?:containerDefinitions|input)|Invalid type for parameter|(?:ulimits?"
        r"|healthCheck|linuxParameters|sysctls?) .{0,60}(?:not supported|invalid)"
        r"|not (?:supported|allowed|valid) .{0,40}networkMode|Tmpfs|sharedMemorySize .{0,40}not supported"
        r"|(?:RegisterTaskDefinition|Create TaskDefinition)\b",
        "ECS refuses the task definition",
        _SHOW,
    ),
)
