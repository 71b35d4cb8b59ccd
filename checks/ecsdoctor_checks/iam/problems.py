"""What can be wrong with roles and credentials."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import (
    ASK_ROLE,
    ATTACH_INSTANCE_POLICY,
    CONNECTED,
    REGISTERED,
    RESTART_AGENT,
    STOPPED_REASON,
    TASK_RUNS,
)

CREDENTIALS_UNAVAILABLE = Problem(
    id="credentials-unavailable",
    severity=Severity.CRITICAL,
    title="The agent has no usable AWS credentials",
    meaning=(
        "No source gave the agent credentials that AWS accepts: there is no role, metadata serves none, or "
        'they are rejected. The log says "Error getting valid credentials", "no EC2 IMDS role found" or, in '
        'old versions, "NoCredentialProviders".'
    ),
    why=(
        "No call to ECS succeeds; the agent ends with code 1 and is started again without end, while the "
        "unit looks active."
    ),
    fix=(
        "See whether metadata names a role:",
        ASK_ROLE,
        "If it names none, attach an instance profile; the agent finds it within minutes, without a restart:",
        (
            "aws ec2 associate-iam-instance-profile --region REGION --instance-id INSTANCE_ID "
            "--iam-instance-profile Name=PROFILE"
        ),
    ),
    confirm='The log says "Registered container instance with cluster!".',
    leads_to=(
        "agent-not-registered",
        "agent-disconnected",
        "agent-crash-loop",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

INSTANCE_ROLE_MISSING = Problem(
    id="instance-role-missing",
    severity=Severity.CRITICAL,
    title="The instance has no instance profile or role",
    meaning=(
        "EC2 metadata answers 404 for iam/security-credentials/: no instance profile is attached, or it "
        "contains no role."
    ),
    why="The agent has no credentials and cannot register.",
    fix=(
        "Attach a profile whose role has the policy AmazonEC2ContainerServiceforEC2Role:",
        (
            "aws ec2 associate-iam-instance-profile --region REGION --instance-id INSTANCE_ID "
            "--iam-instance-profile Name=PROFILE"
        ),
        "Put the profile into the launch template too. If the profile exists but is empty:",
        "aws iam add-role-to-instance-profile --instance-profile-name PROFILE --role-name ROLE",
    ),
    confirm='The answer of iam/info in instance metadata names the profile and has Code "Success".',
    leads_to=("credentials-unavailable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

INSTANCE_ROLE_TRUST_WRONG = Problem(
    id="instance-role-trust-wrong",
    severity=Severity.CRITICAL,
    title="The instance role does not trust EC2",
    meaning=(
        "The trust policy of the role does not name ec2.amazonaws.com, for instance because it was made for "
        "ecs-tasks or ecs. EC2 cannot assume it, and metadata answers with Code "
        '"AssumeRoleUnauthorizedAccess".'
    ),
    why="No credentials reach the instance although a profile is attached.",
    fix=(
        "Look at the trust policy:",
        "aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument",
        "The next command replaces that trust policy; whoever else it names can no longer assume the role:",
        (
            "aws iam update-assume-role-policy --role-name ROLE --policy-document "
            '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}\''
        ),
    ),
    confirm='The answer of iam/info in instance metadata has Code "Success".',
    leads_to=("credentials-unavailable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

INSTANCE_ROLE_PERMISSION_MISSING = Problem(
    id="instance-role-permission-missing",
    severity=Severity.CRITICAL,
    title="The instance role lacks a permission that registration needs",
    meaning=(
        "ECS answers AccessDeniedException to RegisterContainerInstance, DiscoverPollEndpoint or "
        "CreateCluster. Besides the role's policies a permissions boundary, a service control policy or the "
        "policy of a VPC endpoint can deny; the end of the message says which."
    ),
    why=(
        "Registration fails, the agent ends with code 1 and is started again without end, while the unit looks active."
    ),
    fix=(
        "Read the whole message:",
        "sudo grep -h 'is not authorized to perform' /var/log/ecs/ecs-agent.log | tail -n 3",
        "If the role's own policies lack the action:",
        ATTACH_INSTANCE_POLICY,
        (
            "If the action is ecs:CreateCluster, the agent has no cluster name: set ECS_CLUSTER instead of "
            "giving the permission. The agent tries again by itself."
        ),
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-registered", "agent-crash-loop"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

INSTANCE_ROLE_POLL_DENIED = Problem(
    id="instance-role-poll-denied",
    severity=Severity.ERROR,
    title="The instance role may not keep the control session",
    meaning=(
        "The role lacks ecs:Poll or ecs:DiscoverPollEndpoint, so the instance is registered but its "
        'websocket to ECS is refused. The log says "Unable to discover poll endpoint" or "Failed to connect '
        'to ACS" with AccessDeniedException.'
    ),
    why="agentConnected stays false and ECS places no tasks on the instance.",
    fix=(
        "Give the role the managed policy, or add ecs:Poll and ecs:DiscoverPollEndpoint to your own:",
        ATTACH_INSTANCE_POLICY,
        ("A custom policy for ecs:Poll must allow the ARN of container instances, not only that of the cluster."),
    ),
    confirm=CONNECTED,
    leads_to=("agent-disconnected",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

INSTANCE_ROLE_TELEMETRY_DENIED = Problem(
    id="instance-role-telemetry-denied",
    severity=Severity.WARNING,
    title="The instance role may not send telemetry",
    meaning=(
        "The role lacks ecs:StartTelemetrySession; the telemetry endpoint answers AccessDeniedException. "
        "Registration and tasks are not concerned."
    ),
    why=("CPU and memory metrics and container health stay empty, and scaling that relies on them stands still."),
    fix=(
        "Give the role the managed policy, or add ecs:StartTelemetrySession to your own:",
        ATTACH_INSTANCE_POLICY,
    ),
    confirm='No new "Error connecting to TCS" follows in /var/log/ecs/ecs-agent.log.',
    leads_to=("telemetry-disconnected",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

INSTANCE_ROLE_SUBMIT_DENIED = Problem(
    id="instance-role-submit-denied",
    severity=Severity.ERROR,
    title="The instance role may not report state changes",
    meaning=(
        "ecs:SubmitTaskStateChange, SubmitContainerStateChange or SubmitAttachmentStateChanges is denied. "
        'The log says "Could not submit task state change".'
    ),
    why="Containers start, but ECS never hears of it: tasks stay PENDING and services start more of them.",
    fix=(
        "Give the role the managed policy, or add ecs:Submit* to your own:",
        ATTACH_INSTANCE_POLICY,
    ),
    confirm='New tasks reach RUNNING, and the log has no new "Could not submit".',
    leads_to=("task-stuck-pending",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

CREDENTIALS_EXPIRED = Problem(
    id="credentials-expired",
    severity=Severity.CRITICAL,
    title="The credentials have expired",
    meaning=(
        "ECS answers ExpiredTokenException: the session token is older than its life. Either metadata serves "
        "old keys, the clock is wrong, a copied token stands in a file, or on ECS Anywhere the SSM agent no "
        "longer renews /root/.aws/credentials."
    ),
    why="Every call is refused; the agent ends with code 1 and is started again without end.",
    fix=(
        "Check the clock, and when metadata last renewed the credentials (LastUpdated):",
        "timedatectl",
        ASK_ROLE,
        "Remove copied tokens (AWS_SESSION_TOKEN) from ecs.config; on ECS Anywhere renew the credentials:",
        "sudo systemctl restart amazon-ssm-agent",
        RESTART_AGENT,
    ),
    confirm='The log says "Registered container instance with cluster!" and no new ExpiredTokenException.',
    leads_to=("credentials-unavailable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

CREDENTIALS_INVALID = Problem(
    id="credentials-invalid",
    severity=Severity.CRITICAL,
    title="The credentials are not valid",
    meaning=(
        "AWS does not know the key or its signature: UnrecognizedClientException or "
        "InvalidSignatureException. The key or the role was deleted, belongs to another partition, or a "
        "proxy alters requests."
    ),
    why="Every call is refused; the agent ends with code 1 and is started again without end.",
    fix=(
        "Look for keys that were put on the machine by hand, without printing them:",
        (
            "sudo grep -lE 'AWS_ACCESS_KEY_ID|aws_access_key_id' /etc/ecs/ecs.config /var/lib/ecs/ecs.config "
            "/root/.aws/credentials"
        ),
        (
            "Remove them so that the role of the instance is used; if the role was deleted and made anew, "
            "attach its profile again:"
        ),
        (
            "aws ec2 describe-iam-instance-profile-associations --region REGION --filters "
            "Name=instance-id,Values=INSTANCE_ID"
        ),
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("credentials-unavailable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

CREDENTIALS_SHADOWED = Problem(
    id="credentials-shadowed",
    severity=Severity.CRITICAL,
    title="Static or foreign credentials shadow the instance role",
    meaning=(
        "The agent uses other credentials than those of the role: keys in ecs.config or in a shared file "
        "come first in its chain. On ECS Anywhere a role set by SSM Quick Setup, or an EC2 role, can take "
        'the place of the intended one. The log names the provider after "Successfully got ECS instance '
        'credentials from provider".'
    ),
    why="The agent acts as somebody who may lack the permissions, belong to another account, or expire.",
    fix=(
        "See which provider is in use and where keys are set, without printing them:",
        "sudo grep -h 'credentials from provider' /var/log/ecs/ecs-agent.log | tail -n 1",
        (
            "sudo grep -lE 'AWS_ACCESS_KEY_ID|aws_access_key_id' /etc/ecs/ecs.config /var/lib/ecs/ecs.config "
            "/root/.aws/credentials"
        ),
        "On EC2 remove AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from there, then:",
        RESTART_AGENT,
    ),
    confirm="The log names EC2RoleProvider as the provider of credentials.",
    leads_to=("instance-role-permission-missing", "credentials-invalid"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",),
)

SERVICE_LINKED_ROLE_MISSING = Problem(
    id="service-linked-role-missing",
    severity=Severity.ERROR,
    title="The account has no service-linked role for ECS",
    meaning=(
        "AWSServiceRoleForECS does not exist. ECS creates it with the first cluster only if the caller may "
        'do so; service events then say "was unable to assume role".'
    ),
    why="ECS cannot attach network interfaces or register targets of load balancers for your services.",
    fix=(
        "Create it:",
        "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
    ),
    confirm="aws iam get-role --role-name AWSServiceRoleForECS answers with the role.",
    leads_to=("service-cannot-place-task", "target-unhealthy"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html",),
)

EXECUTION_ROLE_PERMISSION_MISSING = Problem(
    id="execution-role-permission-missing",
    severity=Severity.ERROR,
    title="The task execution role lacks a permission",
    meaning=(
        "The role under which the agent pulls images, writes logs and reads secrets for the task is refused. "
        "stoppedReason names the action, for example ecr:GetAuthorizationToken or logs:CreateLogStream."
    ),
    why="Tasks of this definition stop before they run, on every instance.",
    fix=(
        "Read the action that was refused:",
        STOPPED_REASON,
        "Give the role the managed policy, and add secrets, keys and log groups that it does not cover:",
        (
            "aws iam attach-role-policy --role-name EXECUTION_ROLE --policy-arn "
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("image-pull-failed", "task-failed-to-start"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",),
)

TASK_ROLE_UNUSABLE = Problem(
    id="task-role-unusable",
    severity=Severity.ERROR,
    title="The task role cannot be assumed",
    meaning=(
        "ECS cannot assume the role of the task or the execution role: its trust policy does not name "
        'ecs-tasks.amazonaws.com, it does not exist, or it was created moments ago. The message is "ECS was '
        'unable to assume the role".'
    ),
    why="Tasks do not start, or start without credentials.",
    fix=(
        "Look at the trust policy:",
        "aws iam get-role --role-name TASK_ROLE --query Role.AssumeRolePolicyDocument",
        "The next command replaces that trust policy; whoever else it names can no longer assume the role:",
        (
            "aws iam update-assume-role-policy --role-name TASK_ROLE --policy-document "
            '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}\''
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",),
)
