"""Has ecs-init an image of the agent to start?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.image_cache import DIRECTORY, AgentCache
from ecsdoctor.facts.failures import How, classify
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.ecs_init import EcsInitLog
from ecsdoctor.facts.logs.lines import LogLine

from .problems import AGENT_IMAGE_UNAVAILABLE
from .words import quoted

_DOWNLOAD = regex(
    r"could not download Amazon (?:Elastic|EC2) Container Ser\w+ Agent: ?(.*)|does not match expected checksum"
)
_LOAD = regex(r"could not load Amazon (?:Elastic|EC2) Container Service Agent (from cache|into Docker)(?:: ?(.*))?")
_NO_IMAGE = regex(r"could not start Agent: .*[Nn]o such image")
_DETAIL = regex(r"Download file \S+ from bucket (\S+) in region (\S+) failed with error")
_WHY = {
    How.NAME_NOT_FOUND: "the name {host} does not exist for the resolver",
    How.RESOLVER_FAILED: "the resolver does not answer for {host}",
    How.ACCESS_DENIED: "S3 refuses access, as a policy of a VPC endpoint for S3 does that forbids other buckets",
    How.TIMED_OUT: "S3 does not answer: there is no way out, or it is blocked",
    How.UNREACHABLE: "there is no route to S3",
    How.REFUSED: "the connection to S3 is refused",
    How.NO_CREDENTIALS: "there are no credentials to ask S3 with",
    How.TLS_UNTRUSTED: "the certificate shown for S3 is not trusted",
    How.PROXY_REFUSED: "the proxy refuses the way to S3",
    How.PROXY_UNREACHABLE: "the proxy cannot be reached",
}


@check()
def agent_image_available(
    init: EcsInitLog,
    container: Reading[AgentContainer],
    cache: Reading[AgentCache],
    system: Reading[OsRelease],
) -> Iterator[Finding]:
    """The image of the agent is there for ecs-init to start.

    What it checks:   what ecs-init.log says of downloading and loading the image since the agent's last
                      successful start, and the image cache in /var/cache/ecs.
    Why it matters:   without an image there is no agent container; ecs-init fails and is started again.
    How to fix:       open the way to S3, or bring the packaged image back with the package.
    How to confirm:   `sudo docker images amazon/amazon-ecs-agent` lists the image.
    """
    lines = _failures(init)
    if lines:
        yield _unavailable(init, lines, cache, system)
    elif isinstance(container, Got) and container.value.running:
        yield ok(f"the container runs from {container.value.image}")
    elif init.started >= 0:
        yield ok("ecs-init has started the agent's container")
    else:
        yield unknown("ecs-init.log tells neither of an image nor of the lack of one")


def _failures(init: EcsInitLog) -> List[LogLine]:
    """Lines that say that there is no image, unless the container was started since."""
    wanted = (_DOWNLOAD, _LOAD, _NO_IMAGE)
    return [line for line in init.standing if any(pattern.search(line.text) for pattern in wanted)]


def _unavailable(
    init: EcsInitLog, lines: List[LogLine], cache: Reading[AgentCache], system: Reading[OsRelease]
) -> Finding:
    detail = next((x for x in reversed(init.standing) if _DETAIL.search(x.text)), None)
    told = next((x for x in reversed(lines) if not _NO_IMAGE.search(x.text)), lines[-1])
    evidence = [quoted(line) for line in dict.fromkeys(filter(None, (detail, told, lines[-1])))]
    cached, cache_evidence = _cached(cache)
    return found(
        AGENT_IMAGE_UNAVAILABLE,
        f"{_sentence(told, detail)}{cached} So there is no image from which to start the agent.",
        evidence=[*evidence, *cache_evidence],
        remedy=_remedy(told, cache, system),
    )


def _sentence(told: LogLine, detail: Optional[LogLine]) -> str:
    load = _LOAD.search(told.text)
    if load:
        return f"ecs-init could not load the image {load.group(1)}: {load.group(2) or 'no reason is given'}."
    if _NO_IMAGE.search(told.text):
        return "Docker does not have the agent's image."
    if "checksum" in told.text:
        return "The image that ecs-init downloaded is damaged: its checksum is another one."
    failure = classify(detail.text if detail else told.text)
    words = _WHY.get(failure.how, "") if failure else ""
    why = words.format(host=failure.host or "of S3") if failure and words else "see the line of the log"
    return f"ecs-init could not download the image from S3: {why}."


def _cached(cache: Reading[AgentCache]) -> Tuple[str, List[Evidence]]:
    if not isinstance(cache, Got):
        return "", []
    excerpt = (
        f"{', '.join(cache.value.names) or 'empty'}; state {cache.value.state or 'not set'}: {cache.value.meaning}"
    )
    said = "" if cache.value.has_image else f" {DIRECTORY} holds no image either."
    return said, [Evidence(DIRECTORY, excerpt)]


def _remedy(told: LogLine, cache: Reading[AgentCache], system: Reading[OsRelease]) -> Tuple[str, ...]:
    start = "sudo systemctl restart ecs"
    if isinstance(cache, Got) and cache.value.has_image and not _LOAD.search(told.text):
        return ("Tell ecs-init to load the image that is in its cache:", f"echo 2 | sudo tee {DIRECTORY}/state", start)
    debian = isinstance(system, Got) and system.value.debian_family
    package = "sudo apt-get install --reinstall -y amazon-ecs-init" if debian else "sudo yum reinstall -y ecs-init"
    return (
        "Either open the way to S3 (bucket amazon-ecs-agent of your region), or bring the packaged image back:",
        package,
        f"echo 2 | sudo tee {DIRECTORY}/state",
        start,
    )
