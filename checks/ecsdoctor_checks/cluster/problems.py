"""What can be wrong with the cluster."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import REGISTER_ANEW, REGISTERED, RESTART_AGENT, SET_CLUSTER

CLUSTER_HAS_NO_INSTANCES = Problem(
    id="cluster-has-no-instances",
    severity=Severity.CRITICAL,
    title="The cluster has no registered container instance",
    meaning=(
        'ECS lists no active container instance for this cluster: service events say "No Container Instances '
        'were found in your cluster". Either no instances run, or they register elsewhere or not at all.'
    ),
    why="No task of the EC2 launch type can be placed.",
    fix=(
        "See what ECS knows, and which instances should be there:",
        "aws ecs list-container-instances --region REGION --cluster CLUSTER",
        (
            "aws ec2 describe-instances --region REGION --filters "
            "Name=tag:aws:autoscaling:groupName,Values=ASG Name=instance-state-name,Values=running --query "
            "'Reservations[].Instances[].InstanceId'"
        ),
        "If instances run, find out on one of them why it does not register:",
        "ecsdoctor instance INSTANCE_ID --region REGION",
        "If none run, give the autoscaling group a desired capacity:",
        ("aws autoscaling set-desired-capacity --region REGION --auto-scaling-group-name ASG --desired-capacity 1"),
    ),
    confirm="aws ecs list-container-instances --region REGION --cluster CLUSTER lists at least one ARN.",
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

CLUSTER_NOT_FOUND = Problem(
    id="cluster-not-found",
    severity=Severity.CRITICAL,
    title="The cluster that the agent is configured for does not exist",
    meaning=(
        "ECS knows no active cluster of this name in this region and account. The agent gets "
        '"ClientException: Cluster not found." from RegisterContainerInstance.'
    ),
    why=(
        "The agent exits with code 5. On Amazon Linux and with the rpm packages systemd does not restart it: "
        "creating the cluster afterwards is not enough, the ecs service must be started again by hand."
    ),
    fix=(
        "Compare the name, region and account with the cluster you mean:",
        "aws ecs list-clusters --region REGION",
        "If the name is misspelt, correct it:",
        "sudo sed -i 's/^ECS_CLUSTER=.*/ECS_CLUSTER=CLUSTER/' /etc/ecs/ecs.config",
        "If the cluster is missing, create it:",
        "aws ecs create-cluster --region REGION --cluster-name CLUSTER",
        "Either way the agent must be started by hand:",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-not-registered",
        "agent-not-running",
    ),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",
    ),
)

DEFAULT_CLUSTER_MISSING = Problem(
    id="default-cluster-missing",
    severity=Severity.CRITICAL,
    title='No cluster is configured and "default" does not exist',
    meaning=(
        'ECS_CLUSTER is empty, so the agent wants "default" and tries to create it; CreateCluster is denied '
        '("Could not create cluster"), or the agent is older than 1.96.0, in which this was broken. A '
        'cluster that is named "default" in ecs.config is never created.'
    ),
    why=('Registration fails; the agent ends with code 5 ("Cluster not found.") or loops with code 1 (denied).'),
    fix=(
        "Name the cluster you mean:",
        SET_CLUSTER,
        RESTART_AGENT,
        'Only if you really want "default":',
        "aws ecs create-cluster --region REGION --cluster-name default",
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-not-registered",
        "agent-crash-loop",
        "agent-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

CLUSTER_INACTIVE = Problem(
    id="cluster-inactive",
    severity=Severity.CRITICAL,
    title="The cluster was deleted",
    meaning=(
        "DescribeClusters shows the cluster as INACTIVE: it was deleted and is only remembered for a while. "
        'For the agent that is the same as a missing one: "Cluster not found."'
    ),
    why="Nothing can register or be placed in it; container instances of its former life are inactive too.",
    fix=(
        (
            "Use another cluster, or create one of the same name; services and task placements of the old "
            "one do not come back:"
        ),
        "aws ecs create-cluster --region REGION --cluster-name CLUSTER",
        ("Agents that were registered in the old one hold an entry that no longer exists; each must register anew."),
        *REGISTER_ANEW,
    ),
    confirm=(
        "aws ecs describe-clusters --region REGION --clusters CLUSTER --query 'clusters[0].status' prints "
        '"ACTIVE", and instances register.'
    ),
    leads_to=("agent-not-registered", "service-cannot-place-task", "agent-not-running"),
)

REGISTERED_IN_ANOTHER_CLUSTER = Problem(
    id="registered-in-another-cluster",
    severity=Severity.WARNING,
    title="The instance is registered in another cluster",
    meaning=(
        "ECS has an active container instance for this EC2 instance, but in a different cluster than the one "
        "asked about."
    ),
    why="It adds nothing to the cluster you look at, and may run tasks of the other one.",
    fix=(
        "See which cluster the agent is in:",
        "curl -s http://localhost:51678/v1/metadata",
        "If it belongs here, set the name:",
        SET_CLUSTER,
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("cluster-has-no-instances",),
)
