"""What can be wrong with the placement of tasks."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import OFFERED_ATTRIBUTES, PLACED, REMAINING, RESTART_AGENT

INSUFFICIENT_MEMORY = Problem(
    id="insufficient-memory",
    severity=Severity.ERROR,
    title="No instance has enough memory left for the task",
    meaning=(
        'The event says "has insufficient memory available". What counts is the memory (or '
        "memoryReservation) of the definition against what is registered minus what is reserved, not what is "
        "really in use; the system's own part is subtracted before."
    ),
    why="Tasks are not placed until others end or capacity is added.",
    fix=(
        "See what is left on each instance:",
        REMAINING,
        (
            "Lower the task's memory to what it needs, use larger instances, or let a capacity provider add "
            "some. Remember that a 2 GiB type registers less than 2048 MiB."
        ),
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",
    ),
)

INSUFFICIENT_CPU = Problem(
    id="insufficient-cpu",
    severity=Severity.ERROR,
    title="No instance has enough CPU left for the task",
    meaning=(
        'The event says "has insufficient CPU units available". 1024 units are one vCPU; what counts is what '
        "tasks reserve, not the load."
    ),
    why="Tasks are not placed until others end or capacity is added.",
    fix=(
        "See what is left on each instance:",
        REMAINING,
        "Lower the task's cpu to what it needs, use larger instances, or let a capacity provider add some.",
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

HOST_PORT_IN_USE = Problem(
    id="host-port-in-use",
    severity=Severity.ERROR,
    title="The host port that the task needs is taken on every instance",
    meaning=(
        'The event says "is already using a port required by your task". With a fixed hostPort only one such '
        "task fits on each instance, also during a deployment."
    ),
    why="The service cannot run more tasks than there are instances, and rolling deployments stand still.",
    fix=(
        (
            "Use dynamic ports: set hostPort to 0 in a new revision and let a load balancer find the tasks, "
            "or use awsvpc mode. Then:"
        ),
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --task-definition "
            "NEW_TASK_DEFINITION"
        ),
        ("If the port must stay, add instances or lower minimumHealthyPercent so that an old task may stop first."),
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task", "deployment-stuck"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

HOST_PORT_RESERVED = Problem(
    id="host-port-reserved",
    severity=Severity.ERROR,
    title="The host port is one that the agent reserves",
    meaning=(
        "The task asks for 22, 2375, 2376, 51678, 51679 or another port of ECS_RESERVED_PORTS. Instances "
        "never offer those."
    ),
    why="No instance can ever satisfy the task, however many there are.",
    fix=(
        "Choose another hostPort in the task definition, or 0 for a dynamic one.",
        (
            "If the port is free on your hosts, take it out of the list; the line replaces the defaults, so "
            "keep 22, 51678 and 51679:"
        ),
        "ECS_RESERVED_PORTS=[22,2375,2376,51678,51679]",
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

TOO_MANY_HOST_PORTS = Problem(
    id="too-many-host-ports",
    severity=Severity.ERROR,
    title="More host ports are reserved than an instance may have",
    meaning=(
        "An instance can have at most 100 reserved host ports at a time, those of the agent included; tasks "
        "with many port mappings use them up."
    ),
    why="ECS refuses further tasks on the instance although CPU and memory are left.",
    fix=(
        (
            "Use dynamic ports (hostPort 0), which do not count, or awsvpc mode; or spread the tasks over "
            "more instances."
        ),
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
)

ENI_LIMIT_REACHED = Problem(
    id="eni-limit-reached",
    severity=Severity.ERROR,
    title="No instance has a free network interface for the task",
    meaning=(
        'In awsvpc mode each task needs a network interface, and the types have few of them: "RESOURCE:ENI". '
        "The primary interface of the instance counts as one."
    ),
    why="Tasks are not placed although CPU and memory are left.",
    fix=(
        (
            "Switch trunking on, which raises the number for most types, and replace the instances so that "
            "they register with it:"
        ),
        "aws ecs put-account-setting-default --region REGION --name awsvpcTrunking --value enabled",
        "Or use larger types, more instances, or bridge mode.",
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",),
)

ENI_TRUNKING_NOT_EFFECTIVE = Problem(
    id="eni-trunking-not-effective",
    severity=Severity.ERROR,
    title="ENI trunking is not in effect for the instances",
    meaning=(
        "awsvpcTrunking must be enabled for the principal that registers the instance before it registers, "
        "and the type must support it. Instances that registered before, or with "
        "ECS_ENABLE_HIGH_DENSITY_ENI=false, stay without."
    ),
    why="They keep the small number of interfaces, and tasks in awsvpc mode do not fit.",
    fix=(
        "See which instances have it:",
        (
            "aws ecs list-attributes --region REGION --cluster CLUSTER --target-type container-instance "
            "--attribute-name ecs.awsvpc-trunk-id"
        ),
        "Enable it for the whole account, then launch new instances and drain the old ones:",
        "aws ecs put-account-setting-default --region REGION --name awsvpcTrunking --value enabled",
    ),
    confirm="The list contains the new instances.",
    leads_to=("eni-limit-reached",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",),
)

ENI_NOT_MANAGED = Problem(
    id="eni-not-managed",
    severity=Severity.WARNING,
    title="A foreign network interface is attached to the container instance",
    meaning=(
        "The instance has a further interface that ECS did not attach, by hand, by a launch template or by "
        "another program."
    ),
    why=(
        "It uses a place that tasks in awsvpc mode could have, and it may change default route and source "
        "address, so that answers go astray."
    ),
    fix=(
        "List the interfaces:",
        (
            "aws ec2 describe-network-interfaces --region REGION --filters "
            "Name=attachment.instance-id,Values=INSTANCE_ID --query "
            "'NetworkInterfaces[].[NetworkInterfaceId,Description,Attachment.AttachmentId]' --output table"
        ),
        "Detach the one that is not needed; connections over it end:",
        "aws ec2 detach-network-interface --region REGION --attachment-id ATTACHMENT_ID",
    ),
    confirm="The list shows only the primary interface and those that ECS manages.",
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",),
)

MISSING_ATTRIBUTE = Problem(
    id="missing-attribute",
    severity=Severity.ERROR,
    title="No instance has an attribute that the task requires",
    meaning=(
        'The event says "is missing an attribute required by your task", or a failure has the reason '
        "ATTRIBUTE. The definition needs a capability that no agent here offers: an old agent, a feature "
        "that is off, another architecture or operating system."
    ),
    why="No number of such instances helps.",
    fix=(
        "Compare what the task requires with what an instance offers:",
        (
            "aws ecs describe-task-definition --region REGION --task-definition TASK_DEFINITION --query "
            "'taskDefinition.requiresAttributes[].name'"
        ),
        OFFERED_ATTRIBUTES,
        "Update the agent or switch the feature on in /etc/ecs/ecs.config, then:",
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

MISSING_ATTRIBUTE_LOGGING_DRIVER = Problem(
    id="missing-attribute-logging-driver",
    severity=Severity.ERROR,
    title="No instance offers the task's logging driver",
    meaning=(
        "The task requires ecs.capability.logging-driver.NAME or its older form "
        "com.amazonaws.ecs.capability.logging-driver.NAME, and no agent has that driver in "
        "ECS_AVAILABLE_LOGGING_DRIVERS. ecs-init's own list is json-file, syslog, awslogs, fluentd, none."
    ),
    why="The task is never placed.",
    fix=(
        "Give the whole list in /etc/ecs/ecs.config with the driver added, for example:",
        'ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","syslog","awslogs","fluentd","none","journald"]',
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

MISSING_ATTRIBUTE_TASK_IAM_ROLE = Problem(
    id="missing-attribute-task-iam-role",
    severity=Severity.ERROR,
    title="No instance offers task roles",
    meaning=(
        "The task has a task role and requires com.amazonaws.ecs.capability.task-iam-role (or "
        "task-iam-role-network-host), but the agent runs without ECS_ENABLE_TASK_IAM_ROLE. ecs-init sets it; "
        "agents that run by hand must do so themselves."
    ),
    why="The task is never placed.",
    fix=(
        "Remove a line that sets it to false, or add these to /etc/ecs/ecs.config:",
        "ECS_ENABLE_TASK_IAM_ROLE=true",
        "ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=true",
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
    ),
)

MISSING_ATTRIBUTE_EXECUTION_ROLE = Problem(
    id="missing-attribute-execution-role",
    severity=Severity.ERROR,
    title="No instance offers what the execution role needs",
    meaning=(
        "The task requires ecs.capability.execution-role-awslogs, ecs.capability.execution-role-ecr-pull or "
        "com.amazonaws.ecs.capability.ecr-auth, and no agent offers it: it is too old, or "
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE is not set where the agent runs without ecs-init."
    ),
    why="The task is never placed.",
    fix=(
        "Update the agent; if it runs without ecs-init, also add to its environment:",
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
    ),
)

MISSING_ATTRIBUTE_TASK_ENI = Problem(
    id="missing-attribute-task-eni",
    severity=Severity.ERROR,
    title="No instance offers task networking",
    meaning=(
        "The task uses awsvpc mode and requires ecs.capability.task-eni, but the agent runs without task "
        "networking: ECS_ENABLE_TASK_ENI is false, the instance is external, Docker's API is older than "
        "1.25, or the agent found no VPC id in metadata."
    ),
    why="Tasks in awsvpc mode are never placed here.",
    fix=(
        "Read what the agent says about it:",
        "sudo grep -hE 'Task ENI|task-eni' /var/log/ecs/ecs-agent.log | tail -n 10",
        (
            "Remove ECS_ENABLE_TASK_ENI=false from /etc/ecs/ecs.config, update Docker, or use another "
            "network mode on external instances; then:"
        ),
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",),
)

MISSING_ATTRIBUTE_DOCKER_PLUGIN = Problem(
    id="missing-attribute-docker-plugin",
    severity=Severity.ERROR,
    title="No instance offers the volume or network plug-in",
    meaning=(
        "The task needs ecs.capability.docker-plugin.NAME, and the Docker plug-in is not installed, not "
        "enabled or was installed after the agent had started."
    ),
    why="The task is never placed.",
    fix=(
        "See which plug-ins are enabled, and enable the missing one:",
        "sudo docker plugin ls",
        "sudo docker plugin enable PLUGIN",
        "The agent looks for plug-ins at its start only:",
        RESTART_AGENT,
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
)

PLACEMENT_CONSTRAINT_UNSATISFIED = Problem(
    id="placement-constraint-unsatisfied",
    severity=Severity.ERROR,
    title="The placement constraints cannot be met",
    meaning=(
        "A memberOf expression matches no instance, distinctInstance asks for more instances than there are, "
        'or constraints of service and task definition contradict each other: "instance does not meet '
        'placement constraints".'
    ),
    why="No task is placed although capacity is free.",
    fix=(
        "See the constraints, then ask which instances match the expression:",
        (
            "aws ecs describe-services --region REGION --cluster CLUSTER --services SERVICE --query "
            "'services[0].placementConstraints'"
        ),
        "aws ecs list-container-instances --region REGION --cluster CLUSTER --filter 'EXPRESSION'",
        "Correct the expression, give the instances the attribute, or add instances.",
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html",),
)

AWSVPC_SUBNET_ZONE_MISMATCH = Problem(
    id="awsvpc-subnet-zone-mismatch",
    severity=Severity.ERROR,
    title="The task's subnets and the instances are in different zones or VPCs",
    meaning=(
        "In awsvpc mode the task's interface must be in the VPC and availability zone of its instance; the "
        "subnets of the service cover none of the zones in which instances run."
    ),
    why="No instance fits, whatever is free on it.",
    fix=(
        "Compare the two:",
        (
            "aws ecs describe-services --region REGION --cluster CLUSTER --services SERVICE --query "
            "'services[0].networkConfiguration.awsvpcConfiguration.subnets'"
        ),
        (
            "aws ecs list-attributes --region REGION --cluster CLUSTER --target-type container-instance "
            "--attribute-name ecs.availability-zone"
        ),
        "Give the service subnets in those zones, or the autoscaling group subnets of the same VPC.",
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",),
)

PLACEMENT_AGENT_DISCONNECTED = Problem(
    id="placement-agent-disconnected",
    severity=Severity.ERROR,
    title="The only fitting instances are disconnected",
    meaning=(
        "The event says that the agent is not connected, or a failure has the reason AGENT: instances that "
        "would fit have agentConnected false."
    ),
    why="ECS does not place tasks where it cannot reach the agent.",
    fix=(
        "Find them:",
        ("aws ecs list-container-instances --region REGION --cluster CLUSTER --filter 'agentConnected == false'"),
        "Examine one of them:",
        "ecsdoctor instance INSTANCE_ID --region REGION",
    ),
    confirm=PLACED,
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

REGISTERED_RESOURCES_STALE = Problem(
    id="registered-resources-stale",
    severity=Severity.WARNING,
    title="The registered resources of an instance are not what it has",
    meaning=(
        "ECS counts ports, CPU or memory as used by tasks that are gone, or the machine changed after it "
        "registered. The remaining resources in ECS do not fit what docker ps shows."
    ),
    why="Tasks are turned away although there is room, or crowded onto it although there is none.",
    fix=(
        "Compare what ECS counts with what runs:",
        REMAINING,
        "sudo docker ps --filter label=com.amazonaws.ecs.task-arn",
        "Let the agent report anew; running tasks are not touched:",
        RESTART_AGENT,
        "If that does not help, drain the instance and replace it.",
    ),
    confirm="The remaining resources in ECS fit the tasks that run.",
    leads_to=("service-cannot-place-task",),
)
