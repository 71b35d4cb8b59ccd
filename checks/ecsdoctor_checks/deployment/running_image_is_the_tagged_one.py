"""Do all tasks of a service run the same image for one tag?"""

from __future__ import annotations

from typing import Dict, Iterator, List, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.ecs.ecr_images import SOURCE, EcrImages
from ecsdoctor.facts.ecs.tasks import Task, TaskContainer, Tasks

from .problems import IMAGE_TAG_MOVED


@check()
def running_image_is_the_tagged_one(tasks: Tasks, registry: Reading[EcrImages]) -> Iterator[Finding]:
    """Running tasks of one image tag run the same image.

    What it checks:   the digests of running containers that name the same image and tag, and the digest that
                      the tag means now in ECR.
    Why it matters:   the tag was pushed again: tasks that start later run something else than the old ones,
                      and with ECS_IMAGE_PULL_BEHAVIOR=prefer-cached each instance keeps what it has.
    How to fix:       aws ecs update-service --force-new-deployment, and a new tag for every build.
    How to confirm:   aws ecs describe-tasks … imageDigest is the same for all.
    """
    seen: Dict[Tuple[str, str], Dict[str, List[Tuple[Task, TaskContainer]]]] = {}
    for task in tasks.tasks:
        for container in task.containers if not task.over else ():
            if container.digest and container.image and "@" not in container.image:
                group = seen.setdefault((task.subject, container.image), {})
                group.setdefault(container.digest, []).append((task, container))
    for (subject, image), digests in seen.items():
        now = registry.value.of(image) if isinstance(registry, Got) else ""
        if len(digests) > 1:
            yield _moved(subject, image, digests)
        elif now and now not in digests:
            yield _behind(subject, image, digests, now)
        else:
            yield ok(f"{image} is {next(iter(digests))[:19]}", subject=subject)


def _moved(subject: str, image: str, digests: Dict[str, List[Tuple[Task, TaskContainer]]]) -> Finding:
    counts = ", ".join(f"{len(rows)} run {digest[:19]}" for digest, rows in digests.items())
    text = (
        f'Tasks of "{subject}" run different images under the same name "{image}": {counts}. The tag was pushed again.'
    )
    evidence = [Evidence(rows[0][0].place, f"imageDigest {digest}") for digest, rows in digests.items()]
    return found(IMAGE_TAG_MOVED, text, evidence=evidence, subject=subject)


def _behind(subject: str, image: str, digests: Dict[str, List[Tuple[Task, TaskContainer]]], now: str) -> Finding:
    (digest, rows), *_ = digests.items()
    text = (
        f'Tasks of "{subject}" run {digest[:19]} of "{image}"; the tag means {now[:19]} now. The tag was pushed again.'
    )
    evidence = [Evidence(rows[0][0].place, f"imageDigest {digest}"), Evidence(SOURCE, f"{image} is {now}")]
    return found(IMAGE_TAG_MOVED, text, evidence=evidence, subject=subject)
