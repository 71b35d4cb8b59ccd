"""Was the machine image made for ECS?"""

from __future__ import annotations

from typing import Iterator, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.installation import AgentInstallation
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.host.image_purpose import ImagePurpose
from ecsdoctor.facts.host.os_release import OsRelease

from ..signs import only_on_ecs_hosts
from .problems import AMI_NOT_ECS_OPTIMIZED

_TAKE = (
    "Take the id of the ECS-optimized AMI and put it into the launch template:",
    "aws ssm get-parameter --name /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id "
    "--query Parameter.Value --output text",
)


@check()
def image_made_for_ecs(
    host: EcsHost,
    installation: AgentInstallation,
    system: Reading[OsRelease],
    purpose: Reading[ImagePurpose],
    docker: Reading[DockerUnit],
) -> Iterator[Finding]:
    """The machine image is one for ECS, or was prepared for it.

    What it checks:   traces of agent and Docker, and the marks of images made for other purposes.
    Why it matters:   an image for Kubernetes, or a plain one, has no ECS agent and joins no cluster.
    How to fix:       launch from the ECS-optimized AMI, or install ecs-init and Docker on this image.
    How to confirm:   `systemctl cat ecs` shows the unit.
    """
    only_on_ecs_hosts(host)
    if isinstance(system, Got) and _bottlerocket_for_others(system.value):
        yield _finding(
            f"This is Bottlerocket in the variant {system.value.variant}; only variants aws-ecs-* hold the ECS agent.",
            (Evidence(system.value.place, f"VARIANT_ID={system.value.variant}"),),
            Confidence.CERTAIN,
        )
    elif installation.traces:
        yield ok(f"it has {installation.traces[0]}")
    elif isinstance(purpose, Got) and purpose.value.eks:
        yield _finding(
            f"This image was made for EKS ({purpose.value.place} is there), and nothing of an ECS agent is on it.",
            (Evidence(purpose.value.place, purpose.value.excerpt), *_absences(installation)),
            Confidence.CERTAIN,
        )
    elif installation.surely_none and isinstance(docker, Got) and docker.value.load == "not-found":
        yield _finding(
            f"This image has neither Docker nor the ECS agent{_name(system)}.",
            (Evidence(docker.value.source, "docker.service: not-found"), *_absences(installation)),
            Confidence.LIKELY,
        )
    else:
        yield unknown("neither the agent nor marks of another purpose were seen")


def _bottlerocket_for_others(system: OsRelease) -> bool:
    return system.id == "bottlerocket" and bool(system.variant) and "-ecs-" not in system.variant


def _absences(installation: AgentInstallation) -> Tuple[Evidence, ...]:
    return tuple(Evidence("agent", text) for text in installation.absences[:2])


def _name(system: Reading[OsRelease]) -> str:
    return "" if isinstance(system, Missing) or not system.value.pretty_name else f": {system.value.pretty_name}"


def _finding(text: str, proofs: Tuple[Evidence, ...], confidence: Confidence) -> Finding:
    return found(AMI_NOT_ECS_OPTIMIZED, text, evidence=proofs, remedy=_TAKE, confidence=confidence)
