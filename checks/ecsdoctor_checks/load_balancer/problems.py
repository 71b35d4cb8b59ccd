"""What can be wrong with the load balancer."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import TARGET_HEALTH

TARGET_UNHEALTHY = Problem(
    id="target-unhealthy",
    severity=Severity.ERROR,
    title="Load balancer targets are unhealthy",
    meaning=(
        'The event says "Task failed ELB health checks" or that a target is unhealthy; DescribeTargetHealth '
        "gives a reason such as Target.Timeout or Target.ResponseCodeMismatch."
    ),
    why="ECS stops the tasks and starts others, again and again, and the deployment does not finish.",
    fix=(
        "Read the reason:",
        TARGET_HEALTH,
        (
            "Time-outs point to security groups or a program that does not listen, codes to the path of the "
            "check, both soon after the start to a grace period that is too short."
        ),
    ),
    confirm='All targets are "healthy", and the event "has reached a steady state" appears.',
    leads_to=("deployment-stuck", "service-under-desired-count"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",),
)

HEALTH_CHECK_MISCONFIGURED = Problem(
    id="health-check-misconfigured",
    severity=Severity.ERROR,
    title="The balancer's health check asks the wrong port, path or protocol",
    meaning=(
        "The check asks for something that the program does not answer with the expected code: another path, "
        "HTTP in place of HTTPS, a fixed port with dynamic ports, a redirect or a login page."
    ),
    why="Healthy tasks are taken for sick and are replaced.",
    fix=(
        "Ask the task as the balancer does, from an instance of the VPC:",
        "curl -sS -o /dev/null -w '%{http_code}\\n' --max-time 5 http://TASK_ADDRESS:PORT/PATH",
        "Set path and codes to what the program answers; the port should be traffic-port:",
        (
            "aws elbv2 modify-target-group --region REGION --target-group-arn TARGET_GROUP_ARN "
            "--health-check-path /PATH --health-check-port traffic-port --matcher HttpCode=200-399"
        ),
    ),
    confirm='All targets become "healthy" and stay so.',
    leads_to=("target-unhealthy",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",),
)

TARGET_GROUP_NOT_ATTACHED = Problem(
    id="target-group-not-attached",
    severity=Severity.ERROR,
    title="The target group is not attached to a load balancer",
    meaning=(
        'No listener or rule of a balancer forwards to the target group; ECS answers "The target group … '
        'does not have an associated load balancer".'
    ),
    why='The service cannot be created, or its targets stay "unused" and get no traffic.',
    fix=(
        "Let a listener forward to it:",
        (
            "aws elbv2 create-listener --region REGION --load-balancer-arn LOAD_BALANCER_ARN --protocol HTTP "
            "--port 80 --default-actions Type=forward,TargetGroupArn=TARGET_GROUP_ARN"
        ),
        "In a template make the service depend on the listener or rule.",
    ),
    confirm="aws elbv2 describe-target-groups shows the balancer in LoadBalancerArns of the group.",
    leads_to=("service-cannot-place-task", "target-unhealthy"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",),
)

LOAD_BALANCER_TYPE_CONFUSED = Problem(
    id="load-balancer-type-confused",
    severity=Severity.ERROR,
    title="A load balancer is configured as one of another kind",
    meaning=(
        "The service names an application or network balancer by loadBalancerName, which is for classic "
        "ones, or gives a target group where a classic one is meant."
    ),
    why="ECS refuses the service, or nothing is ever registered with the balancer.",
    fix=(
        (
            "For application and network balancers give the target group, container and port, and no "
            "balancer name; this starts a new deployment:"
        ),
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --load-balancers "
            "targetGroupArn=TARGET_GROUP_ARN,containerName=CONTAINER,containerPort=PORT"
        ),
    ),
    confirm="aws ecs describe-services shows the target group under loadBalancers.",
    leads_to=("service-configuration-invalid",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",),
)

TARGET_PORT_BLOCKED = Problem(
    id="target-port-blocked",
    severity=Severity.ERROR,
    title="The balancer cannot reach the task's port",
    meaning=(
        "The security group of the instances (or of the tasks, in awsvpc mode) does not admit the balancer "
        "on the port in use; with dynamic ports that is 32768 to 65535. The reason is Target.Timeout."
    ),
    why="All targets are unhealthy although the program answers locally.",
    fix=(
        "Let the balancer in:",
        (
            "aws ec2 authorize-security-group-ingress --region REGION --group-id INSTANCE_SECURITY_GROUP_ID "
            "--ip-permissions "
            "'IpProtocol=tcp,FromPort=32768,ToPort=65535,UserIdGroupPairs=[{GroupId=BALANCER_SECURITY_GROUP_ID}]'"
        ),
        "In awsvpc mode open only the container port, in the security group of the tasks.",
    ),
    confirm='All targets become "healthy".',
    leads_to=("target-unhealthy",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",),
)

HEALTH_CHECK_GRACE_TOO_SHORT = Problem(
    id="health-check-grace-too-short",
    severity=Severity.WARNING,
    title="Tasks are killed before they are ready",
    meaning=(
        "The program needs longer to start than the balancer's check and the grace period of the service "
        'allow: "Task failed ELB health checks" soon after each start.'
    ),
    why="No task ever gets ready, and the deployment turns in a circle.",
    fix=(
        "Give it the time it needs, in seconds:",
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE "
            "--health-check-grace-period-seconds 120"
        ),
    ),
    confirm='A task outlives its start, and its target becomes "healthy".',
    leads_to=("target-unhealthy",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",),
)
