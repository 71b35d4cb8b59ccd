"""Are the cluster's container instances sound, by what ECS knows of them?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.container_instances import ContainerInstance, ContainerInstances

from ..capacity.problems import INSTANCE_DRAINING
from ..docker.problems import DOCKER_UNRESPONSIVE
from ..placement.problems import ENI_TRUNKING_NOT_EFFECTIVE, REGISTERED_RESOURCES_STALE


@check()
def container_instances_are_sound(instances: ContainerInstances) -> Iterator[Finding]:
    """The cluster's container instances are sound by what ECS knows of them.

    What it checks:   registrations that failed for the trunk interface, the agent's own check of Docker, and
                      resources that are held although no task is there.
    Why it matters:   such an instance is in the list and takes no tasks, or tasks do not start there.
    How to fix:       statusReason tells why the trunk interface could not be had; Docker may need a restart.
    How to confirm:   aws ecs describe-container-instances --include CONTAINER_INSTANCE_HEALTH shows ACTIVE and OK.
    """
    if not instances.instances:
        raise NotApplicable("there are no container instances")
    for instance in instances.instances:
        if instance.status == "REGISTRATION_FAILED":
            yield _no_trunk(instance)
        elif instance.health == "IMPAIRED":
            text = f"The agent on {instance.label} reports that Docker's runtime check fails."
            evidence = Evidence(instance.place, "healthStatus IMPAIRED")
            yield found(
                DOCKER_UNRESPONSIVE, text, evidence=evidence, confidence=Confidence.LIKELY, subject=instance.label
            )
        elif instance.status == "DRAINING" and not instance.running and not instance.pending:
            yield _drained(instance)
        elif _stale(instance):
            yield _held(instance)
        else:
            yield ok(instance.status or "listed", subject=instance.label)


def _stale(instance: ContainerInstance) -> bool:
    """Whether memory or ports are taken on an instance that runs nothing."""
    if instance.running != 0 or instance.pending != 0:
        return False
    left, all_ = instance.remaining, instance.registered
    memory = left.memory is not None and all_.memory is not None and left.memory < all_.memory
    return memory or bool(all_.tells_ports and left.tcp - all_.tcp)


def _drained(instance: ContainerInstance) -> Finding:
    text = f"{instance.label} is draining and has no task left: it gets no new ones."
    evidence = Evidence(instance.place, f"status DRAINING {instance.status_reason}".strip())
    return found(INSTANCE_DRAINING, text, evidence=evidence, confidence=Confidence.LIKELY, subject=instance.label)


def _held(instance: ContainerInstance) -> Finding:
    left, all_ = instance.remaining, instance.registered
    text = (
        f"{instance.label} runs no task, yet {left.memory} of {all_.memory} MiB are left and "
        f"{len(left.tcp - all_.tcp)} ports are taken: resources of tasks that are gone are still counted."
    )
    evidence = Evidence(instance.place, "runningTasksCount 0, remainingResources below registeredResources")
    return found(
        REGISTERED_RESOURCES_STALE, text, evidence=evidence, confidence=Confidence.LIKELY, subject=instance.label
    )


def _no_trunk(instance: ContainerInstance) -> Finding:
    why = f": {instance.status_reason.rstrip('.')}" if instance.status_reason else ""
    text = f"The registration of {instance.label} failed because its trunk network interface could not be set up{why}."
    evidence = Evidence(instance.place, f"REGISTRATION_FAILED {instance.status_reason}".strip())
    return found(ENI_TRUNKING_NOT_EFFECTIVE, text, evidence=evidence, subject=instance.label)
