"""What can be wrong with the logs of tasks."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import RESTART_DOCKER, TASK_RUNS

LOG_GROUP_MISSING = Problem(
    id="log-group-missing",
    severity=Severity.ERROR,
    title="The log group does not exist",
    meaning=(
        'The awslogs driver cannot open its stream: "failed to initialize logging driver" with '
        'ResourceNotFoundException, "The specified log group does not exist".'
    ),
    why="The container is not created, so the task stops before it runs.",
    fix=(
        "Create it in the region that awslogs-region names:",
        "aws logs create-log-group --region REGION --log-group-name LOG_GROUP",
        (
            'Or set awslogs-create-group to "true" in the log options and allow logs:CreateLogGroup to the '
            "execution role."
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",),
)

LOG_PERMISSION_DENIED = Problem(
    id="log-permission-denied",
    severity=Severity.ERROR,
    title="The role may not write or create the log",
    meaning=(
        '"failed to initialize logging driver" with AccessDeniedException: the execution role, or the '
        "instance role if the task has none, lacks logs:CreateLogStream, logs:PutLogEvents or "
        "logs:CreateLogGroup."
    ),
    why="The task stops before it runs.",
    fix=(
        "Give the execution role the managed policy:",
        (
            "aws iam attach-role-policy --role-name EXECUTION_ROLE --policy-arn "
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        ),
        ("If awslogs-create-group is used, allow logs:CreateLogGroup as well, which that policy does not contain."),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    ),
)

LOG_CREDENTIALS_UNREACHABLE = Problem(
    id="log-credentials-unreachable",
    severity=Severity.ERROR,
    title="Docker's log driver cannot fetch the task's credentials",
    meaning=(
        "The Docker daemon asks 169.254.170.2 for the credentials of the execution role. Its proxy catches "
        'the request, or the redirect to the agent is gone: "failed to initialize logging driver" with '
        '"CredentialsEndpointError".'
    ),
    why="Tasks with awslogs and an execution role stop before they run.",
    fix=(
        "See whether Docker has a proxy without this exception:",
        "systemctl show docker -p Environment",
        (
            'Add Environment="NO_PROXY=169.254.169.254,169.254.170.2" to '
            "/etc/systemd/system/docker.service.d/http-proxy.conf, then:"
        ),
        "sudo systemctl daemon-reload",
        *RESTART_DOCKER,
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)
