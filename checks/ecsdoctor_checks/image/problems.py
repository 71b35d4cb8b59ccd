"""What can be wrong with container images."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import STOPPED_REASON, TASK_RUNS

IMAGE_PULL_FAILED = Problem(
    id="image-pull-failed",
    severity=Severity.ERROR,
    title="The container image cannot be pulled",
    meaning=(
        "CannotPullContainerError, CannotPullECRContainerError or a form of them: the name, the credentials, "
        "the way to the registry or the disk is at fault; the rest of the message says which."
    ),
    why="Tasks of this definition stop before they run, at least on this instance.",
    fix=(
        "Read the whole reason:",
        STOPPED_REASON,
        "Try the same pull on the instance; for ECR log in first:",
        (
            "aws ecr get-login-password --region REGION | sudo docker login --username AWS --password-stdin "
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com"
        ),
        "sudo docker pull IMAGE",
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",),
)

IMAGE_NOT_FOUND = Problem(
    id="image-not-found",
    severity=Severity.ERROR,
    title="The image or tag does not exist",
    meaning=(
        'The registry answers "manifest unknown" or "not found": a misspelt name, a tag that was never '
        "pushed or was deleted by a lifecycle policy, or another region or account of ECR."
    ),
    why="No instance can start the task.",
    fix=(
        "List what is there, for ECR:",
        (
            "aws ecr describe-images --region REGION --repository-name REPOSITORY --query "
            "'sort_by(imageDetails,&imagePushedAt)[-10:].imageTags'"
        ),
        "Push the tag, or deploy a revision with one that exists.",
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("image-pull-failed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",),
)

IMAGE_NAME_INVALID = Problem(
    id="image-name-invalid",
    severity=Severity.ERROR,
    title="The image name is malformed",
    meaning=(
        '"invalid reference format": the name has https:// before it, capital letters, a placeholder that '
        "was not filled in, blanks, or a digest without its name."
    ),
    why="Docker refuses the name before it asks any registry.",
    fix=(
        (
            "Write it as REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST, in lower case and without a "
            "protocol, in a new revision:"
        ),
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --task-definition "
            "NEW_TASK_DEFINITION"
        ),
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("image-pull-failed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
)

IMAGE_REGISTRY_MISSING = Problem(
    id="image-registry-missing",
    severity=Severity.ERROR,
    title="The image name lacks its registry, so Docker Hub is asked",
    meaning=(
        'A name without a registry, such as team/app:1, means docker.io/team/app:1. The answer is "pull '
        'access denied … repository does not exist or may require docker login".'
    ),
    why="The image in your own registry is never looked at.",
    fix=(
        "Write the whole name, for ECR:",
        (
            "aws ecr describe-repositories --region REGION --repository-names REPOSITORY --query "
            "'repositories[0].repositoryUri' --output text"
        ),
        "Deploy a revision that uses this name and a tag.",
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("image-pull-failed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",),
)

IMAGE_PULL_ACCESS_DENIED = Problem(
    id="image-pull-access-denied",
    severity=Severity.ERROR,
    title="The registry refuses the pull",
    meaning=(
        '"no basic auth credentials", "pull access denied" or "is not authorized to perform: '
        'ecr:BatchGetImage": no or wrong credentials, a role without ECR permissions, or the policy of the '
        "repository in another account."
    ),
    why="Tasks stop before they run.",
    fix=(
        "For ECR allow the execution role, or the instance role if the task has none:",
        (
            "aws iam attach-role-policy --role-name EXECUTION_ROLE --policy-arn "
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        ),
        (
            "For a repository of another account its policy must allow this account as well. For other "
            "registries use repositoryCredentials in the definition, or ECS_ENGINE_AUTH_DATA on the instance."
        ),
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("image-pull-failed",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    ),
)

IMAGE_PULL_RATE_LIMITED = Problem(
    id="image-pull-rate-limited",
    severity=Severity.ERROR,
    title="The registry limits anonymous pulls",
    meaning=(
        '"toomanyrequests": the registry counts pulls without a login per source address, and all instances '
        "behind one NAT gateway share one."
    ),
    why="Tasks fail to start at random, most of all when many start at once.",
    fix=(
        (
            "Log in through repositoryCredentials, or take the image from ECR through a pull-through cache, "
            "then use that name:"
        ),
        (
            "aws ecr create-pull-through-cache-rule --region REGION --ecr-repository-prefix docker-hub "
            "--upstream-registry-url registry-1.docker.io --credential-arn SECRET_ARN"
        ),
        (
            "Setting ECS_IMAGE_PULL_BEHAVIOR=prefer-cached on the instances saves pulls of images that are "
            "there already."
        ),
    ),
    confirm='A new task starts without "toomanyrequests".',
    leads_to=("image-pull-failed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",),
)

IMAGE_PULL_NO_ROUTE = Problem(
    id="image-pull-no-route",
    severity=Severity.ERROR,
    title="The registry cannot be reached",
    meaning=(
        '"i/o timeout", "request canceled while waiting for connection" or "connection refused" towards the '
        "registry: no NAT or endpoint, a security group, or a proxy that Docker does not know. Layers of ECR "
        "come from S3, so both ways are needed."
    ),
    why="Tasks on this subnet stop before they run.",
    fix=(
        "Try the way from the instance; any HTTP status means that it is open:",
        "curl -sS -o /dev/null -w '%{http_code}\\n' --max-time 5 https://api.ecr.REGION.amazonaws.com/",
        (
            "Add a NAT route, or the endpoints ecr.api, ecr.dkr and the S3 gateway. Behind a proxy, Docker "
            "needs its own drop-in:"
        ),
        "systemctl show docker -p Environment",
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("image-pull-failed",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    ),
)

IMAGE_PULL_DNS_FAILURE = Problem(
    id="image-pull-dns-failure",
    severity=Severity.ERROR,
    title="The registry's name cannot be resolved",
    meaning=(
        '"no such host" or a time-out of the lookup: the name is wrong, the VPC\'s DNS is off, or the '
        "resolver that Docker uses does not answer."
    ),
    why="Tasks stop before they run.",
    fix=(
        "See what the host's resolver says:",
        "curl -sS -o /dev/null -w '%{remote_ip}\\n' --max-time 5 https://api.ecr.REGION.amazonaws.com/",
        "cat /etc/resolv.conf",
        "Correct the name, switch DNS support of the VPC on, or repair the resolver.",
    ),
    confirm="A new task starts without CannotPullContainerError.",
    leads_to=("image-pull-failed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",),
)

IMAGE_ARCHITECTURE_MISMATCH = Problem(
    id="image-architecture-mismatch",
    severity=Severity.ERROR,
    title="The image is built for another architecture",
    meaning=(
        '"no matching manifest for linux/arm64" at the pull, or "exec format error" at the start: the image '
        "has no variant for this machine."
    ),
    why="The container cannot run on these instances.",
    fix=(
        "See what the image offers:",
        "docker manifest inspect IMAGE",
        ("Build it for both, or keep the task on the right machines with runtimePlatform or a placement constraint:"),
        "docker buildx build --platform linux/amd64,linux/arm64 -t IMAGE --push .",
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
)

IMAGE_NEEDS_NEWER_DRIVER = Problem(
    id="image-needs-newer-driver",
    severity=Severity.ERROR,
    title="The image needs a newer GPU driver or kernel than the host has",
    meaning=(
        'The container ends at its start with a message such as "nvidia-container-cli: requirement error: '
        'unsatisfied condition: cuda>=…".'
    ),
    why="The task cannot run on instances of this AMI.",
    fix=(
        "See the driver of the host:",
        "sudo nvidia-smi",
        (
            "Use a newer GPU variant of the ECS-optimized AMI, or an image for the CUDA version that the "
            "driver supports."
        ),
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html",),
)
