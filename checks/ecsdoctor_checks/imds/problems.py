"""What can be wrong with instance metadata."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import ASK_METADATA, REGISTERED, RESTART_AGENT

REGION_UNKNOWN = Problem(
    id="region-unknown",
    severity=Severity.CRITICAL,
    title="The agent cannot find out its region",
    meaning=(
        "AWS_DEFAULT_REGION is not set and the identity document of instance metadata cannot be read: "
        '"Unable to communicate with EC2 Metadata service to infer region", "Missing required fields: '
        'AWSRegion".'
    ),
    why=("The configuration is fatal without a region: the agent ends with code 1 and is started again without end."),
    fix=(
        "Repair the way to instance metadata, which gives credentials too. To name the region meanwhile:",
        "sudo sh -c 'printf \"\\nAWS_DEFAULT_REGION=REGION\\n\" >> /etc/ecs/ecs.config'",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-crash-loop",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

IMDS_UNREACHABLE = Problem(
    id="imds-unreachable",
    severity=Severity.CRITICAL,
    title="Instance metadata cannot be reached",
    meaning=(
        "Connections to 169.254.169.254 time out or are refused on the host: a firewall rule, a missing "
        "link-local route, a container network or a proxy is in the way."
    ),
    why=(
        "Without it there is no region, no credentials and no instance id; the agent ends with code 1 and is "
        "started again without end."
    ),
    fix=(
        "Ask by hand, without any proxy:",
        ASK_METADATA,
        "Look for rules and routes that catch the address:",
        "sudo iptables -S | grep 169.254.169.254",
        "ip route get 169.254.169.254",
        "Remove the rule that drops it for root or for the host, or the route that leads it elsewhere.",
    ),
    confirm="The curl command of the fix prints the instance id.",
    leads_to=("region-unknown", "credentials-unavailable"),
    refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",),
)

IMDS_DISABLED = Problem(
    id="imds-disabled",
    severity=Severity.CRITICAL,
    title="Instance metadata is switched off",
    meaning=('HttpEndpoint is "disabled" in the metadata options of the instance; every request is answered with 403.'),
    why="The agent gets no region, credentials or instance id and cannot register.",
    fix=(
        "Switch it on; it takes effect at once, without a reboot:",
        ("aws ec2 modify-instance-metadata-options --region REGION --instance-id INSTANCE_ID --http-endpoint enabled"),
        "Set the same in the launch template for new instances.",
    ),
    confirm=REGISTERED,
    leads_to=("region-unknown", "credentials-unavailable"),
    refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",),
)

IMDS_HOP_LIMIT = Problem(
    id="imds-hop-limit",
    severity=Severity.CRITICAL,
    title="The answer to the metadata token does not reach the agent",
    meaning=(
        "The hop limit is 1 and the agent stands behind a bridge or another namespace, so that the answer to "
        "the token request is dropped and the request times out. Under ecs-init the agent uses the host's "
        "network and 1 is enough."
    ),
    why="The agent gets neither region nor credentials.",
    fix=(
        "Allow one hop more; it takes effect at once:",
        (
            "aws ec2 modify-instance-metadata-options --region REGION --instance-id INSTANCE_ID "
            "--http-put-response-hop-limit 2"
        ),
        "Or run the agent with the network of the host, as ecs-init does.",
    ),
    confirm=REGISTERED,
    leads_to=("imds-unreachable", "region-unknown", "credentials-unavailable"),
    refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",),
)

IMDS_V2_UNSUPPORTED_BY_AGENT = Problem(
    id="imds-v2-unsupported-by-agent",
    severity=Severity.CRITICAL,
    title="The instance demands metadata tokens that this agent cannot use",
    meaning=(
        'HttpTokens is "required", and the agent is so old that it asks without a token and gets 401. '
        "Support came with 1.36."
    ),
    why="The agent gets neither region nor credentials and cannot register.",
    fix=(
        "Best launch a newer AMI, or update the package:",
        "sudo yum update -y ecs-init",
        RESTART_AGENT,
        ("Until then tokens can be made optional, which also lets every program on the instance do without them:"),
        ("aws ec2 modify-instance-metadata-options --region REGION --instance-id INSTANCE_ID --http-tokens optional"),
    ),
    confirm=REGISTERED,
    leads_to=("region-unknown", "credentials-unavailable"),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-update.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    ),
)

TASK_CREDENTIALS_ENDPOINT_UNREACHABLE = Problem(
    id="task-credentials-endpoint-unreachable",
    severity=Severity.ERROR,
    title="Containers cannot reach the credentials endpoint",
    meaning=(
        "Requests of containers to 169.254.170.2 do not arrive at the agent's port 51679: the redirect in "
        "iptables or net.ipv4.conf.all.route_localnet=1 is gone, the INPUT chain drops them, or a proxy "
        "catches them. ecs-init sets both rule and sysctl when the unit starts."
    ),
    why="Programs in tasks find no credentials for their task role, and the awslogs driver may fail as well.",
    fix=(
        "Look at the rules and the sysctl:",
        "sudo iptables -t nat -S | grep 169.254.170.2",
        "cat /proc/sys/net/ipv4/conf/all/route_localnet",
        "Starting the unit sets them again; containers go on:",
        RESTART_AGENT,
        (
            "Order firewall scripts before ecs, allow docker0 to reach 51679, and add 169.254.170.2 to "
            "NO_PROXY of the containers."
        ),
    ),
    confirm=(
        "In a container with a task role, curl 169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI answers "
        "with credentials."
    ),
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",),
)

IMDS_BLOCKED_FOR_CONTAINERS = Problem(
    id="imds-blocked-for-containers",
    severity=Severity.WARNING,
    title="Containers that rely on instance metadata are blocked from it",
    meaning=(
        "The hop limit of 1, a rule in iptables or ECS_AWSVPC_BLOCK_IMDS keeps containers in bridge or "
        "awsvpc mode from 169.254.169.254. That is a common protection, not a fault in itself."
    ),
    why="Programs in those containers that take region or credentials from metadata fail at their start.",
    fix=(
        ("Better give the task a task role and set AWS_REGION in its environment. If the program must ask metadata:"),
        (
            "aws ec2 modify-instance-metadata-options --region REGION --instance-id INSTANCE_ID "
            "--http-put-response-hop-limit 2"
        ),
        "The containers can then use the role of the instance; weigh that.",
    ),
    confirm="The program in the container starts and finds region and credentials.",
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",),
)
