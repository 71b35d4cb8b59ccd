"""The volumes of tasks can be mounted."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..storage.problems import VOLUME_MOUNT_FAILED
from ..telling import silence, tell


@check()
def task_volumes_can_be_mounted(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The volumes of tasks can be mounted.

    What it checks:   errors about EFS, EBS, bind mounts and volume plugins.
    Why it matters:   the container that needs the volume does not start.
    How to fix:       for EFS a mount target in the zone, port 2049 open, DNS in the VPC; for bind mounts the directory.
    How to confirm:   a new task reaches RUNNING.
    """
    findings = list(tell(statements, services, VOLUME_MOUNT_FAILED))
    yield from silence(services, findings, "tasks start")
