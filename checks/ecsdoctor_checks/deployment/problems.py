"""What can be wrong with deployments."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import DESCRIBE_SERVICE, REMAINING, STOPPED_REASON

DEPLOYMENT_STUCK = Problem(
    id="deployment-stuck",
    severity=Severity.ERROR,
    title="The deployment does not finish",
    meaning=(
        "Its rolloutState stays IN_PROGRESS: the PRIMARY deployment does not reach its desired count, or the "
        "ACTIVE one does not drain. New tasks are not placed, do not start, or do not become healthy."
    ),
    why="Old and new tasks run side by side, and later changes wait behind it.",
    fix=(
        "Read the newest events, which name the obstacle:",
        DESCRIBE_SERVICE,
        "Remove that. To go back meanwhile, deploy the former revision:",
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --task-definition "
            "FORMER_TASK_DEFINITION"
        ),
    ),
    confirm='The event "has reached a steady state" appears.',
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

STATIC_HOST_PORT_BLOCKS_ROLLOUT = Problem(
    id="static-host-port-blocks-rollout",
    severity=Severity.ERROR,
    title="A fixed host port and no spare instance stop the rollout",
    meaning=(
        "Each instance already runs an old task on the port, and minimumHealthyPercent 100 forbids stopping "
        'it before a new one runs. The event says "is already using a port required by your task".'
    ),
    why="The deployment waits for ever.",
    fix=(
        ("Best use hostPort 0 or awsvpc mode. To let an old task stop first, which lowers the capacity meanwhile:"),
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE "
            "--deployment-configuration minimumHealthyPercent=50,maximumPercent=100"
        ),
        "Or add one instance to the cluster.",
    ),
    confirm='The event "has reached a steady state" appears.',
    leads_to=("deployment-stuck",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",),
)

NO_HEADROOM_FOR_ROLLOUT = Problem(
    id="no-headroom-for-rollout",
    severity=Severity.ERROR,
    title="There is no room for the new tasks beside the old ones",
    meaning=(
        "CPU or memory of the cluster is used by the running tasks, and minimumHealthyPercent 100 forbids "
        "stopping them first."
    ),
    why="The deployment waits until something else ends.",
    fix=(
        "See what is left on each instance:",
        REMAINING,
        "Add an instance, or let old tasks stop first, which lowers the capacity meanwhile:",
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE "
            "--deployment-configuration minimumHealthyPercent=50,maximumPercent=200"
        ),
    ),
    confirm='The event "has reached a steady state" appears.',
    leads_to=("deployment-stuck",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",),
)

DEPLOYMENT_PERCENT_DEADLOCK = Problem(
    id="deployment-percent-deadlock",
    severity=Severity.ERROR,
    title="The percent settings allow neither stop nor start",
    meaning=(
        "With the desired count at hand minimumHealthyPercent, rounded up, forbids to stop a task and "
        "maximumPercent, rounded down, forbids to start one; for example 100 and 100."
    ),
    why="No deployment of this service can ever move.",
    fix=(
        "Leave room on one side:",
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE "
            "--deployment-configuration minimumHealthyPercent=100,maximumPercent=200"
        ),
    ),
    confirm='The event "has reached a steady state" appears.',
    leads_to=("deployment-stuck",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",),
)

IMAGE_TAG_MOVED = Problem(
    id="image-tag-moved",
    severity=Severity.WARNING,
    title="The tag means another image than the one running",
    meaning=(
        "The same tag was pushed again after the tasks had started; they run the older digest, and later "
        "tasks may run the newer one."
    ),
    why=("Instances run different code under one name, and a cached image may be used in place of the new one."),
    fix=(
        "Deploy explicitly; this replaces the service's tasks one after another:",
        "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --force-new-deployment",
        "Better use a new tag for each build and make tags in the repository immutable.",
    ),
    confirm="The imageDigest in aws ecs describe-tasks is the same for all tasks of the service.",
)

CIRCUIT_BREAKER_TRIGGERED = Problem(
    id="circuit-breaker-triggered",
    severity=Severity.ERROR,
    title="The deployment was stopped by its circuit breaker",
    meaning=(
        "Too many tasks of the new deployment failed one after another; its rolloutState is FAILED and, if "
        "set so, ECS rolled back to the last good one."
    ),
    why="The new version does not run. The breaker is the messenger, the cause is in the stopped tasks.",
    fix=(
        "Find stopped tasks and read the reason of one:",
        ("aws ecs list-tasks --region REGION --cluster CLUSTER --service-name SERVICE --desired-status STOPPED"),
        STOPPED_REASON,
        "Correct the definition or image and deploy again.",
    ),
    confirm="The new deployment has the rolloutState COMPLETED.",
    leads_to=("deployment-stuck",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",),
)
