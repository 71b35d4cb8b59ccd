"""What can be wrong with the AMI."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

AMI_NOT_ECS_OPTIMIZED = Problem(
    id="ami-not-ecs-optimized",
    severity=Severity.ERROR,
    title="The AMI has no ECS agent or is unsuitable",
    meaning=(
        "The instance was launched from an image that does not contain Docker and the ECS agent, for example "
        "plain Amazon Linux or Ubuntu."
    ),
    why="It can never register until both are installed.",
    fix=(
        ("Take the id of the current ECS-optimized AMI from the public parameter and put it into the launch template:"),
        (
            "aws ssm get-parameter --region REGION --name "
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id --query Parameter.Value "
            "--output text"
        ),
        "Then replace the instance.",
    ),
    confirm="On the new instance systemctl is-active ecs prints active.",
    leads_to=("agent-not-installed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html",),
)

OS_END_OF_LIFE = Problem(
    id="os-end-of-life",
    severity=Severity.WARNING,
    title="The operating system is out of support",
    meaning=(
        "The instance runs an Amazon Linux whose support has ended or ends soon; new agents, Docker versions "
        "and repairs no longer appear for it."
    ),
    why="Known faults of its agent stay, and newer settings of your account or tasks may not work.",
    fix=(
        "Take the current Amazon Linux 2023 image and put it into the launch template:",
        (
            "aws ssm get-parameter --region REGION --name "
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id --query Parameter.Value "
            "--output text"
        ),
        ("Test user data on it (systemd, dnf, metadata tokens required), then replace the instances one by one."),
    ),
    confirm="cat /etc/os-release on the new instances names Amazon Linux 2023.",
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html",),
)

ARCHITECTURE_MISMATCH = Problem(
    id="architecture-mismatch",
    severity=Severity.ERROR,
    title="Image or package and instance differ in architecture",
    meaning=(
        'A program for x86_64 meets an arm64 machine or the reverse: "exec format error". The AMI, a package '
        "or a container image was chosen for the other one."
    ),
    why="What is concerned never starts: the agent or the containers of a task.",
    fix=(
        "Compare both:",
        "sudo uname -m",
        "sudo docker image inspect IMAGE --format '{{.Os}}/{{.Architecture}}'",
        "Use packages and AMIs for this machine, and build images for both:",
        "docker buildx build --platform linux/amd64,linux/arm64 -t IMAGE --push .",
    ),
    confirm='The program starts without "exec format error".',
    leads_to=("task-failed-to-start", "agent-not-running"),
)
