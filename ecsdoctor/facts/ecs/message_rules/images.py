"""Images that cannot be pulled or do not fit the instance: CannotPull… in all its forms."""

from __future__ import annotations

import re
from typing import Optional

from ....model.regex import regex
from ...failures import Doing, How, classify
from .rules import Chosen, Values, rule

_PULL = regex(
    r"CannotPull|pull(?:ing|ed)?\b|image|registry|manifest|/v[12]/|docker\.io|\.ecr\.|ecr\."
    r"|ref(?:erence)? ",
    re.IGNORECASE,
)
_NETWORK = {
    How.NAME_NOT_FOUND: ("image-pull-dns-failure", "The name of the registry {host|in the image} does not resolve"),
    How.RESOLVER_FAILED: (
        "image-pull-dns-failure",
        "The resolver does not answer for the registry {host|of the image}",
    ),
    How.UNREACHABLE: ("image-pull-no-route", "There is no route to the registry {host|of the image}"),
    How.TIMED_OUT: (
        "image-pull-no-route",
        "The registry {host|of the image} does not answer: the connection times out",
    ),
    How.UNANSWERED: ("image-pull-no-route", "The registry {host|of the image} does not answer in time"),
    How.REFUSED: ("image-pull-no-route", "The registry {host|of the image} refuses the connection"),
    How.RESET: ("image-pull-no-route", "The connection to the registry {host|of the image} is cut"),
    How.TLS_TIMED_OUT: ("image-pull-no-route", "TLS with the registry {host|of the image} does not come about"),
    How.TLS_UNTRUSTED: (
        "tls-untrusted-ca",
        "The certificate of the registry {host|of the image} is not trusted by Docker",
    ),
    How.TLS_EXPIRED: (
        "tls-certificate-expired",
        "The certificate of the registry {host|of the image} is not valid now",
    ),
    How.TLS_WRONG_HOST: ("tls-wrong-host", "The certificate that {host|the registry} shows is for another host"),
    How.PROXY_UNREACHABLE: ("proxy-unreachable", "The proxy that Docker pulls through cannot be reached"),
    How.PROXY_REFUSED: ("proxy-refuses", "The proxy refuses to connect Docker with the registry"),
    How.PROXY_AUTHENTICATION: (
        "proxy-authentication-required",
        "The proxy that Docker pulls through demands authentication",
    ),
}
_IMAGE = r"[\"'“]?(?P<image>[\w.:/@-]+?)[\"'”]?"
_EXISTS = "aws ecr describe-images --repository-name REPOSITORY --image-ids imageTag=TAG"
_WAY = (
    "For ECR: a NAT gateway, or VPC endpoints ecr.api and ecr.dkr, and the S3 gateway endpoint for the layers",
    "From the instance: curl -sS -o /dev/null -w '%{http_code}\\n' https://{host|REGISTRY}/v2/",
)


def registry_of(image: str) -> str:
    """The registry host that an image name carries; empty when Docker Hub is asked."""
    first, slash, _ = image.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else ""


def _network(values: Values, text: str) -> Optional[Chosen]:
    """Failures of the way to the registry, by the shared mechanism for error texts."""
    if not _PULL.search(text):
        return None
    failure = classify(text, Doing.PULL)
    if failure is None or failure.how not in _NETWORK:
        return None
    if failure.doing not in (Doing.PULL, Doing.OTHER, Doing.DOCKER):
        return None
    if failure.host:
        values["host"] = failure.host
    return _NETWORK[failure.how]


def _refused(values: Values, text: str) -> Optional[Chosen]:
    """A repository that the registry does not show: private, absent, or asked for at the wrong registry."""
    image = values.get("image", "").rstrip(".:,")
    if not image:
        return "image-pull-access-denied"
    if registry_of(image):
        return "image-not-found" if re.search(r"not found|does not exist(?! or)", text) else "image-pull-access-denied"
    if "/" not in image or image.startswith("library/"):
        return (
            "image-registry-missing",
            "The image name {image} has no registry in it, so Docker Hub was asked, which does not have it",
        )
    return (
        "image-pull-access-denied",
        "Docker Hub does not give out {image}: it is private, does not exist, or should have its registry in the name",
    )


RULES = (
    rule(
        "pause-image-missing",
        r"(?:failed to pull image|CannotPull\w*|No such image:?|could not find image"
        r"|unable to inspect image).{0,80}amazon/amazon-ecs-pause",
        "The agent tries to pull its own pause image, which must come with the package and cannot be pulled",
        "sudo systemctl restart ecs    # ecs-init loads the image again",
    ),
    rule(
        "image-pull-rate-limited",
        r"toomanyrequests|pull rate limit|(?:CannotPull|pull|registry|manifest).{0,300}(?:429 Too Many Requests"
        r"|Rate exceeded|too many requests)",
        "The registry limits anonymous pulls from this address, and the limit is reached",
        "Log in to the registry (repositoryCredentials, or ECS_ENGINE_AUTH_DATA), or pull through ECR: "
        "aws ecr create-pull-through-cache-rule --ecr-repository-prefix docker-hub --upstream-registry-url "
        "registry-1.docker.io",
        "Pull less: ECS_IMAGE_PULL_BEHAVIOR=prefer-cached in /etc/ecs/ecs.config",
    ),
    rule(
        "disk-full",
        r"Insufficient space in download directory|No space left on device.{0,80}(?:/var/cache|/var/log|/home"
        r"|/etc| /tmp)|(?:/var/cache|/var/log| /tmp/)\S*.{0,40}No space left on device",
        "A file system of the instance is full",
        "df -h",
        likely=True,
    ),
    rule(
        "docker-storage-full",
        r"no space left on device|thin pool has \d+ free data blocks|dm\.min_free_space"
        r"|not enough (?:free )?(?:disk )?space|disk quota exceeded",
        "There is no space left where Docker keeps images and containers",
        "docker system df; df -h /var/lib/docker",
        "Remove images that no container uses: docker image prune --all --filter until=24h",
        "Let the agent clean up sooner: ECS_IMAGE_CLEANUP_INTERVAL, ECS_NUM_IMAGES_DELETE_PER_CYCLE in "
        "/etc/ecs/ecs.config",
    ),
    rule(
        "architecture-mismatch",
        r"(?:ecs\.service|amazon-ecs-init|amazon-ecs-agent|docker\.service|containerd|dockerd|\bexec /agent\b)"
        r".{0,120}exec format error",
        "A program of the instance itself is built for another architecture",
        "uname -m; rpm -q --queryformat '%{name} %{arch}\\n' ecs-init docker",
    ),
    rule(
        "image-architecture-mismatch",
        r"no matching manifest for (?P<platform>[\w./]+)|exec format error|no match for platform in manifest"
        r"|image .{0,80}platform .{0,80}does not match"
        r"|operating system \S+ cannot be used on this platform"
        r"|does not contain descriptor matching platform '?(?P<platform>[\w/.()-]+)"
        r"|container operating system does not match the host|unsupported platform"
        r"|a Windows version \S+ image is incompatible",
        "The image is not built for the architecture or operating system of the instance ({platform|see the message})",
        "docker manifest inspect IMAGE    # which platforms it has",
        "Build it for both: docker buildx build --platform linux/amd64,linux/arm64 --push -t IMAGE .",
    ),
    rule(
        "image-needs-newer-driver",
        r"unsatisfied condition: (?P<condition>cuda\S+|driver\S+|brand\S+)"
        r"|nvidia-container-cli: requirement error|CUDA driver version is insufficient"
        r"|driver/library version mismatch|NVIDIA driver on your system is too old|update your (?:GPU|NVIDIA) driver",
        "The image needs a newer GPU driver than the instance has ({condition|see the message})",
        "nvidia-smi; then use a newer GPU-optimized AMI or an image for an older CUDA",
    ),
    rule(
        "gpu-not-available",
        r"could not select device driver .{0,40}(?:gpu|nvidia)|nvidia-container-cli: (?:initialization|mount"
        r"|container|device) error|libnvidia-ml\.so|unknown (?:or invalid )?runtime(?: name)?:? nvidia"
        r"|GPU .{0,40}not (?:found|available)",
        "The instance cannot give its GPU to the container: the driver or the container toolkit is missing",
    ),
    rule(
        "image-name-invalid",
        r"invalid reference format|repository name \S* ?(?:must be lowercase|must be canonical|component)"
        r"|invalid (?:repository|image|tag|registry) (?:name|format|endpoint)"
        r"|registryIds|'?repositoryName'? failed to satisfy|(?:failed to|could not"
        r"|error) pars\w* (?:image )?(?:ref(?:erence)?|image)|lookup https?(?: on \S+)?:|https?://https?[:/]"
        r"|invalid hostname|invalid namespace name"
        r"|(?:pull|image|ref|reference|repository|name)[ :=]+[\"']?https?://(?!\S*(?:/v[12]/"
        r"|\.amazonaws\.com/?$)).{0,120}(?:not|invalid|error|fail)"
        r"|unsupported protocol scheme|CannotPull\w*: .{0,80}\bimage [\"']?(?P<image>https?://\S+)",
        "The image name is malformed: {image|see the message}",
        "A name is REGISTRY/REPOSITORY:TAG without http:// and without placeholders, "
        "for example 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.2",
    ),
    rule(
        "image-pull-access-denied",
        r"no basic auth credentials|(?:AccessDenied|not authorized).{0,300}ecr:(?P<action>\w+).{0,300}"
        r"|ecr:(?P<action>\w+).{0,200}(?:explicit deny|repository policy)",
        "The registry refuses the pull: the instance or the task has no valid login for it ({action|no credentials})",
        "Let the execution role (or the instance role) pull: ecr:GetAuthorizationToken, ecr:BatchGetImage, "
        "ecr:GetDownloadUrlForLayer, "
        "and in another account the repository's policy too",
    ),
    rule(
        "execution-role-permission-missing",
        r"verify that the (?:task )?execution role .{0,200}permissions?"
        r"|Check that the role has the permissions to pull images"
        r"|using the task execution role (?P<role>'?arn:\S+?'?)[. ]",
        "The execution role {role|of the task} may not pull the image",
        "aws iam attach-role-policy --role-name {role|EXECUTION_ROLE} --policy-arn "
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    ),
    rule(
        _refused,
        rf"pull access denied for {_IMAGE}(?:,|:| )"
        rf"|repository {_IMAGE} not found: does not exist or no pull access"
        rf"|repository {_IMAGE} (?:does not exist or may require|not found: does not)"
        r"|repository does not exist or may require",
        "The registry refuses the pull of {image|the image}: it does not exist there, or a login is needed",
        "With a registry in front: ACCOUNT.dkr.ecr.REGION.amazonaws.com/{image|IMAGE}",
        "For a private repository: repositoryCredentials in the task definition, or ECS_ENGINE_AUTH_DATA in "
        "/etc/ecs/ecs.config",
        likely=True,
    ),
    rule(
        "image-not-found",
        rf"manifest for {_IMAGE} not found|manifest unknown|MANIFEST_UNKNOWN|name unknown|NAME_UNKNOWN"
        rf"|(?:Error: )?image {_IMAGE} not found"
        rf"|failed to resolve ref(?:erence)? {_IMAGE}: (?:\S+: )?not found|ImageNotFoundException"
        rf"|RepositoryNotFoundException"
        rf"|repository with name '?(?P<repository>[\w/.-]+)'? does not exist|repository {_IMAGE} not found"
        rf"|(?:requested )?image (?:does )?not (?:found|exist)"
        r"|Check whether the image exists|tag \S+ not found|Tag \S+ does not exist"
        r"|API error \(404\)(?!.*(?:container|volume|network|exec:|System error))|No such image"
        r"|digest .{0,90}(?:not found"
        r"|does not exist)|reference does not exist",
        "The image or its tag does not exist in the registry: {image|see the message}",
        _EXISTS,
        "docker pull {image|IMAGE}",
    ),
    rule(
        "image-pull-no-route",
        r"cannot pull \S+ from the registry.{0,200}connection issue"
        r"|connection issue between the task and (?:the registry|Amazon ECR)|Check your network configuration"
        r"|starport-layer-bucket.{0,200}(?:timeout|deadline|reset|EOF|refused|Forbidden|403)",
        "The registry cannot be reached from the instance or the task",
        *_WAY,
    ),
    rule(
        _network,
        r"CannotPull|pull|registry|/v[12]/|docker\.io|\.ecr\.|manifests?/",
        "The registry cannot be reached",
        *_WAY,
        likely=False,
    ),
    rule(
        "image-pull-access-denied",
        r"requested access to the resource is denied|authentication required|Authentication is required"
        r"|(?:CannotPull|pull|/v[12]/|registry|docker login).{0,400}(?:unauthorized|denied|40[13] (?:Forbidden"
        r"|Unauthorized)|HTTP code: 40[13]|status:? 40[13])"
        r"|insufficient_scope|incorrect username or password|no (?:such )?login credentials",
        "The registry refuses the pull: a login is missing or not valid",
        "For a private registry: repositoryCredentials in the task definition, or ECS_ENGINE_AUTH_DATA in "
        "/etc/ecs/ecs.config",
    ),
    rule(
        "image-pull-failed",
        r"inactivity time exceeded timeout while pulling image|CannotPull\w*Error|CannotPullContainer"
        r"|failed to pull (?:and unpack )?image|failed to register layer|error pulling image"
        r"|Error while pulling container",
        "The container image cannot be pulled",
        "docker pull {image|IMAGE}",
        fallback=True,
    ),
)
