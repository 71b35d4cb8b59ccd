"""What can be wrong with the host."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import REGISTERED, RESTART_AGENT

HOST_MEMORY_EXHAUSTED = Problem(
    id="host-memory-exhausted",
    severity=Severity.ERROR,
    title="The instance runs out of memory",
    meaning=(
        'The kernel\'s OOM killer ends processes ("Out of memory: Killed process" in dmesg), because '
        "containers without a hard limit or the system need more than there is."
    ),
    why="Tasks die with exit code 137, and the agent or Docker may be the victim.",
    fix=(
        "See who was killed and who uses memory now:",
        "sudo dmesg -T | grep -iE 'out of memory|oom-kill' | tail -n 10",
        "sudo docker stats --no-stream",
        (
            "Give containers a hard limit (memory), keep some for the system with ECS_RESERVED_MEMORY, or "
            "use a larger type."
        ),
    ),
    confirm="No new OOM message appears in dmesg under the usual load.",
    leads_to=(
        "agent-starved",
        "task-failed-to-start",
        "docker-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",),
)

CGROUP_UNSUPPORTED = Problem(
    id="cgroup-unsupported",
    severity=Severity.CRITICAL,
    title="The kernel's cgroups do not offer what the agent needs",
    meaning=(
        "The memory controller is off, the mount is missing, or the host uses cgroup v2 with an agent that "
        'knows only v1: "Unable to initialize cgroup root for ECS", "unable to setup \'/ecs\' cgroup".'
    ),
    why=("Limits of tasks are not enforced; where ECS_ENABLE_TASK_CPU_MEM_LIMIT is true, the agent ends with code 5."),
    fix=(
        "See what the host offers:",
        "sudo stat -fc %T /sys/fs/cgroup",
        "cat /proc/cgroups",
        (
            "Update the agent for cgroup v2, enable the memory controller in the kernel's command line, or "
            "remove ECS_ENABLE_TASK_CPU_MEM_LIMIT from ecs.config, then:"
        ),
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-crash-loop", "task-failed-to-start"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

MANDATORY_ACCESS_CONTROL_DENIES = Problem(
    id="mandatory-access-control-denies",
    severity=Severity.CRITICAL,
    title="AppArmor or SELinux denies the agent",
    meaning=(
        'The profile of the agent\'s container is missing or too strict: "error loading apparmor profile" '
        "in ecs-init.log, or denials in the audit log."
    ),
    why="The container is not created, or the agent cannot reach its files and the Docker socket.",
    fix=(
        "Look at the denials:",
        "sudo dmesg -T | grep -iE 'apparmor=\"DENIED\"|avc: *denied' | tail -n 10",
        (
            "Install the parser (package apparmor) or correct the policy. On AppArmor systems the agent can "
            "run without a profile, at the cost of that protection:"
        ),
        "ECS_AGENT_APPARMOR_PROFILE=unconfined",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-running", "agent-crash-loop"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

GPU_NOT_AVAILABLE = Problem(
    id="gpu-not-available",
    severity=Severity.ERROR,
    title="GPUs are missing or not seen by the agent",
    meaning=(
        "The driver is not loaded or does not fit, /var/lib/ecs/gpu/nvidia-gpu-info.json is absent, or a GPU "
        'AMI runs on a type without GPUs: "error initializing nvidia nvml", "GPU information is not found; '
        'continuing without it".'
    ),
    why=(
        "The instance registers with no GPUs and GPU tasks are not placed; where the set-up itself fails, "
        "ecs-init ends with 255 every 10 seconds."
    ),
    fix=(
        "See whether the driver works:",
        "sudo nvidia-smi",
        "Once it lists the GPUs, let ecs-init look again:",
        RESTART_AGENT,
        "Use the GPU variant of the ECS-optimized AMI on a GPU type. A task takes whole GPUs only.",
    ),
    confirm="aws ecs describe-container-instances for this instance lists a registered resource named GPU.",
    leads_to=("missing-attribute", "service-cannot-place-task", "agent-not-running"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html",),
)

INSTANCE_IMPAIRED = Problem(
    id="instance-impaired",
    severity=Severity.ERROR,
    title="EC2 reports the instance impaired or it is not running",
    meaning=(
        "A status check of EC2 fails, the instance is stopped or terminated, or an event such as retirement "
        "is scheduled for it."
    ),
    why="The agent cannot be expected to work until the machine does.",
    fix=(
        "Look at state, checks and events:",
        "aws ec2 describe-instance-status --region REGION --instance-ids INSTANCE_ID --include-all-instances",
        (
            "If the system check fails, a stop and start moves it to other hardware; data on instance store "
            "volumes is lost, and an autoscaling group may replace it:"
        ),
        "aws ec2 stop-instances --region REGION --instance-ids INSTANCE_ID",
        "aws ec2 start-instances --region REGION --instance-ids INSTANCE_ID",
    ),
    confirm='Both status checks are "ok" and the agent is connected.',
    leads_to=("agent-disconnected", "agent-not-registered"),
)
