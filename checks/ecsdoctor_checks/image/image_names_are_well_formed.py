"""Are image names well formed, and do they carry their registry?"""

from __future__ import annotations

import re
from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, regex
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_definition import TaskDefinitions

from ..telling import silence, tell
from .problems import IMAGE_NAME_INVALID, IMAGE_REGISTRY_MISSING

_PROTOCOL = regex(r"^\w+://")
# What templates leave behind when nobody fills them in.
_PLACEHOLDER = regex(
    r"[<>{}$\s]|\b(?:ACCOUNT_?ID|YOUR[-_]\w+|REPLACE[-_]?ME|CHANGE[-_]?ME|aws_account_id)\b", re.IGNORECASE
)


@check()
def image_names_are_well_formed(
    statements: Statements, services: Reading[Services], definitions: Reading[TaskDefinitions]
) -> Iterator[Finding]:
    """Image names are well formed and carry their registry.

    What it checks:   image names of task definitions, errors that tell of a name Docker cannot read, and of
                      a bare name that Docker Hub was asked for.
    Why it matters:   a name with http://, a placeholder or without its registry can never be pulled.
    How to fix:       write REGISTRY/REPOSITORY:TAG in the task definition, and register a new revision.
    How to confirm:   docker pull NAME on an instance fetches the image.
    """
    findings: List[Finding] = list(tell(statements, services, IMAGE_NAME_INVALID, IMAGE_REGISTRY_MISSING))
    for definition in definitions.value.definitions if isinstance(definitions, Got) else ():
        for container in definition.containers:
            fault = _fault(container.image)
            if fault:
                text = f'The image of container "{container.name}" is "{container.image}": {fault}.'
                findings.append(
                    found(
                        IMAGE_NAME_INVALID, text, evidence=Evidence(definition.place, f'"image": "{container.image}"')
                    )
                )
    yield from silence(services, findings, "images are pulled")


def _fault(image: str) -> str:
    if _PROTOCOL.search(image):
        return "a name begins with the registry's host, without a protocol"
    if _PLACEHOLDER.search(image):
        return "a placeholder was left in it"
    return ""
