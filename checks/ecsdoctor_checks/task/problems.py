"""What can be wrong with tasks."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import RESTART_AGENT, STOPPED_REASON, TASK_RUNS

TASK_FAILED_TO_START = Problem(
    id="task-failed-to-start",
    severity=Severity.ERROR,
    title="Tasks fail to start or stop at once",
    meaning=(
        "Tasks reach STOPPED before or soon after RUNNING. stopCode, stoppedReason and the reason and "
        "exitCode of the containers tell why; ECS keeps stopped tasks for about an hour."
    ),
    why="The service keeps starting new ones, ever more slowly, and never reaches its count.",
    fix=(
        "Find a stopped task and read its reasons:",
        "aws ecs list-tasks --region REGION --cluster CLUSTER --desired-status STOPPED",
        STOPPED_REASON,
        "Follow what it names: image, role, secret, volume, network or the program itself.",
    ),
    confirm=TASK_RUNS,
    leads_to=("service-under-desired-count", "deployment-stuck"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",),
)

TASK_STUCK_PENDING = Problem(
    id="task-stuck-pending",
    severity=Severity.ERROR,
    title="Tasks stay PENDING",
    meaning=(
        "ECS placed the task, but the agent has not started it, or its report does not arrive: a slow pull, "
        "Docker that hangs, an old container that does not stop, a dependency that is not met, or "
        "ecs:Submit* denied."
    ),
    why="The service waits for tasks that never come, and their resources are reserved meanwhile.",
    fix=(
        "See on the instance what the agent does with it:",
        "sudo grep -hE 'TASK_ID|level=error' /var/log/ecs/ecs-agent.log | tail -n 20",
        "curl -s http://localhost:51678/v1/tasks",
        "If the agent or Docker hangs, start with the agent; running tasks are not touched:",
        RESTART_AGENT,
    ),
    confirm="The task reaches RUNNING.",
    leads_to=("service-under-desired-count", "deployment-stuck"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-logs-collector.html",),
)

TASK_DEFINITION_INVALID = Problem(
    id="task-definition-invalid",
    severity=Severity.ERROR,
    title="The task definition cannot work",
    meaning=(
        "Ports, command, limits, volumes or links of the definition contradict each other or the instances; "
        "messages such as HostConfigError, CannotCreateContainerError or InvalidVolumeError name the part."
    ),
    why="Each task of this revision fails in the same way.",
    fix=(
        "Read the reason and look at the definition:",
        STOPPED_REASON,
        "aws ecs describe-task-definition --region REGION --task-definition TASK_DEFINITION",
        "Register a corrected revision and deploy it:",
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --task-definition "
            "NEW_TASK_DEFINITION"
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start", "service-cannot-place-task"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
)

CONTAINER_COMMAND_NOT_FOUND = Problem(
    id="container-command-not-found",
    severity=Severity.ERROR,
    title="The container's command cannot be executed",
    meaning=(
        'CannotStartContainerError with "executable file not found", "no such file or directory" or '
        '"permission denied": the command is not in the image, its words were given as one string, or a '
        "script has CR LF line ends or no x bit."
    ),
    why="The container never runs.",
    fix=(
        'Give command and entryPoint as lists of words, such as ["npm","start"], and try the image by hand:',
        "sudo docker run --rm --entrypoint sh IMAGE -c 'ls -l /PATH/TO/COMMAND'",
        "Correct the image or the definition and deploy the new revision.",
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
)

CONTAINER_MEMORY_LIMIT_TOO_LOW = Problem(
    id="container-memory-limit-too-low",
    severity=Severity.ERROR,
    title="The container's memory limit is too low",
    meaning=(
        'The kernel kills the container at its hard limit: OutOfMemoryError, "Container killed due to memory '
        'usage", exit code 137. Near the limit it may also only become very slow.'
    ),
    why="The task ends again and again, often just under load.",
    fix=(
        "See what it needs:",
        "sudo docker stats --no-stream",
        (
            "Raise memory in a new revision, or lower the heap of the program (a JVM needs more than its "
            "heap), and deploy it:"
        ),
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --task-definition "
            "NEW_TASK_DEFINITION"
        ),
    ),
    confirm="No task of the new revision stops with exit code 137.",
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",),
)

CONTAINER_EXITS = Problem(
    id="container-exits",
    severity=Severity.ERROR,
    title="An essential container ends by itself",
    meaning=(
        '"Essential container in task exited": the program ended, with the exitCode of the container. 0 '
        "means that it had nothing to do, 1 and others are its own, 137 is a kill, 139 a crash, 143 a "
        "SIGTERM."
    ),
    why="When one essential container ends, ECS stops the whole task.",
    fix=(
        "Read exit code and reason, then the program's own log:",
        STOPPED_REASON,
        "aws logs tail LOG_GROUP --region REGION --since 1h",
        (
            "Correct the program or its settings; a job that ends by intent belongs into a scheduled task, "
            "not into a service."
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",),
)

CONTAINER_HEALTH_CHECK_FAILING = Problem(
    id="container-health-check-failing",
    severity=Severity.ERROR,
    title="The container's own health check fails",
    meaning=(
        'The command of healthCheck in the definition returns non-zero or takes too long: "Task failed '
        'container health checks". Often curl is not in the image, the port is another, or startPeriod is '
        "too short."
    ),
    why="ECS stops the task as unhealthy although the program may work.",
    fix=(
        "Try the command in the container:",
        "sudo docker exec CONTAINER_ID sh -c 'COMMAND; echo exit $?'",
        "sudo docker inspect CONTAINER_ID --format '{{json .State.Health}}'",
        "Use what the image contains, raise startPeriod and timeout, and deploy the new revision.",
    ),
    confirm="aws ecs describe-tasks shows healthStatus HEALTHY for the task.",
    leads_to=("task-failed-to-start", "deployment-stuck"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",),
)

CONTAINER_DEPENDENCY_UNMET = Problem(
    id="container-dependency-unmet",
    severity=Severity.ERROR,
    title="A dependsOn condition is never met",
    meaning=(
        "A container waits for another to be COMPLETE, SUCCESS or HEALTHY, and that one never gets there: it "
        "runs for ever, fails, or has no health check. The reason is TaskDependencyError, or the task stays "
        "PENDING."
    ),
    why="The waiting container is never started.",
    fix=(
        "See the state of each container:",
        (
            "aws ecs describe-tasks --region REGION --cluster CLUSTER --tasks TASK_ARN --query "
            "'tasks[0].containers[].[name,lastStatus,healthStatus,exitCode]' --output table"
        ),
        (
            "Use START for helpers that run on, HEALTHY only with a health check, and give startTimeout so "
            "that the task fails rather than waits."
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-stuck-pending", "task-failed-to-start"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
)

SECRET_UNAVAILABLE = Problem(
    id="secret-unavailable",
    severity=Severity.ERROR,
    title="A secret or parameter cannot be read",
    meaning=(
        'ResourceInitializationError with "unable to pull secrets or registry auth": the execution role may '
        "not read it, its key denies decryption, name or ARN are wrong, it is in another region, or there is "
        "no way to ssm or secretsmanager."
    ),
    why="The task stops before any container runs.",
    fix=(
        "Read the exact reason:",
        STOPPED_REASON,
        "Allow the execution role to read it:",
        (
            "aws iam put-role-policy --role-name EXECUTION_ROLE --policy-name read-SECRET --policy-document "
            '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:GetSecretValue","ssm:GetParameters","kms:Decrypt"],"Resource":["SECRET_ARN","KEY_ARN"]}]}\''
        ),
        "Without internet access create the endpoints secretsmanager, ssm and kms in the VPC.",
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    ),
)

TASK_ATTACHMENT_FAILED = Problem(
    id="task-attachment-failed",
    severity=Severity.ERROR,
    title="The task's network interface cannot be attached",
    meaning=(
        'ECS could not create or attach the interface of an awsvpc task: "Timeout waiting for network '
        'interface provisioning to complete", "Unexpected EC2 error while attempting", or no free address in '
        "the subnet."
    ),
    why="The task stops before any container runs.",
    fix=(
        "Look at free addresses of its subnets:",
        (
            "aws ec2 describe-subnets --region REGION --subnet-ids SUBNET_ID --query "
            "'Subnets[].[SubnetId,AvailableIpAddressCount]'"
        ),
        (
            "Use a subnet with free addresses, raise the quota of network interfaces, or correct the "
            "security groups that the message names. A single time-out heals with the next task."
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",),
)
