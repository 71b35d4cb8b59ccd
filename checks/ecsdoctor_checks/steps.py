"""Steps and proofs that many problems share, so that one thing is always told in the same words."""

from __future__ import annotations

# Sets the agent right.

RESTART_AGENT = "sudo systemctl restart ecs"

# --no-block: on Amazon Linux the unit waits for cloud-final, which would hang a start from user data.
ENABLE_AGENT = "sudo systemctl enable --now --no-block ecs"

# Replaces the line however it was written. The line end comes first, because a file without a final one
# would glue the setting to its last line.
SET_CLUSTER = (
    "sudo sh -c 'cd /etc/ecs && touch ecs.config && "
    'sed -i -E "/^ *(export +)?ECS_CLUSTER *=/d" ecs.config && '
    'printf "\\nECS_CLUSTER=CLUSTER\\n" >> ecs.config\''
)

REGISTER_ANEW = (
    "The next commands make the agent forget its registration and the tasks it runs: it registers as a new "
    "container instance, and containers of running tasks are no longer watched by ECS.",
    "sudo systemctl stop ecs && sudo mv /var/lib/ecs/data/agent.db /var/lib/ecs/data/agent.db.old",
    "sudo systemctl start ecs",
)

# The ecs unit is PartOf=docker.service: it follows a restart only when it was running before.
RESTART_DOCKER = (
    "A restart of Docker stops every container on the instance, so drain the instance first if it serves:",
    "sudo systemctl restart docker",
    "sudo systemctl start ecs",
)

ATTACH_INSTANCE_POLICY = (
    "aws iam attach-role-policy --role-name ROLE "
    "--policy-arn arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
)

# Shows what is the matter.

_METADATA = (
    "curl -sS --noproxy '*' --max-time 5 -H \"X-aws-ec2-metadata-token: "
    "$(curl -sS --noproxy '*' --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "
    'http://169.254.169.254/latest/api/token)" http://169.254.169.254/latest/meta-data/'
)
ASK_METADATA = _METADATA + "instance-id"
# iam/info names the profile without showing any secret, unlike iam/security-credentials/ROLE.
ASK_ROLE = _METADATA + "iam/info"

TRY_ENDPOINT = "curl -sS -o /dev/null -w '%{http_code} %{remote_ip}\\n' --max-time 5 https://ecs.REGION.amazonaws.com/"

DESCRIBE_SERVICE = (
    "aws ecs describe-services --region REGION --cluster CLUSTER --services SERVICE "
    "--query 'services[0].events[:5].[createdAt,message]' --output text"
)

STOPPED_REASON = (
    "aws ecs describe-tasks --region REGION --cluster CLUSTER --tasks TASK_ARN "
    "--query 'tasks[0].[stopCode,stoppedReason,containers[].[name,reason,exitCode]]'"
)

REMAINING = (
    "aws ecs describe-container-instances --region REGION --cluster CLUSTER "
    "--container-instances CONTAINER_INSTANCE_ARN "
    "--query 'containerInstances[].remainingResources[].[name,integerValue,stringSetValue]'"
)

OFFERED_ATTRIBUTES = (
    "aws ecs describe-container-instances --region REGION --cluster CLUSTER "
    "--container-instances CONTAINER_INSTANCE_ARN --query 'containerInstances[0].attributes[].name'"
)

TARGET_HEALTH = "aws elbv2 describe-target-health --region REGION --target-group-arn TARGET_GROUP_ARN"

# Proves that it is cured.

REGISTERED = "curl -s http://localhost:51678/v1/metadata answers with the cluster and a ContainerInstanceArn."

CONNECTED = (
    "aws ecs describe-container-instances --region REGION --cluster CLUSTER "
    "--container-instances CONTAINER_INSTANCE_ARN --query 'containerInstances[0].agentConnected' prints true."
)

ENDPOINT_ANSWERS = (
    "curl -sS -o /dev/null -w '%{http_code}\\n' --max-time 5 https://ecs.REGION.amazonaws.com/ "
    "prints an HTTP status, whichever."
)

PLACED = 'The newest service event says "has started", and no new "unable to place a task" follows.'

TASK_RUNS = "A new task of the same definition reaches RUNNING and stays there."
