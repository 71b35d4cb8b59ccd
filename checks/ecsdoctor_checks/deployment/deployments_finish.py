"""Do deployments finish?"""

from __future__ import annotations

from datetime import timedelta
from typing import Iterator, List, Optional

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.answers import short
from ecsdoctor.facts.ecs.services import Deployment, Service, Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.tasks import Tasks
from ecsdoctor.facts.scope import Scope

from ..telling import moment, silence, tell
from .problems import DEPLOYMENT_STUCK

# A rollout waits for health checks and draining (300 s by default) several times over.
PATIENCE = timedelta(minutes=30)
MAX_CAUSE = 300


@check()
def deployments_finish(
    scope: Scope, statements: Statements, services: Reading[Services], tasks: Reading[Tasks]
) -> Iterator[Finding]:
    """Deployments finish.

    What it checks:   deployments in progress for more than 30 minutes that do not reach their count, failed
                      ones with the reason of their newest stopped task, and what waiting tools print.
    Why it matters:   old and new tasks exist side by side, or the new ones not at all.
    How to fix:       what keeps the new tasks from running is told by the other checks; start there.
    How to confirm:   aws ecs describe-services … one deployment, rolloutState COMPLETED.
    """
    findings: List[Finding] = list(tell(statements, services, DEPLOYMENT_STUCK))
    for service in services.value.services if isinstance(services, Got) else ():
        late = _late(scope, service)
        if late is not None:
            findings.append(_stuck(service, late, cause(late, tasks.value if isinstance(tasks, Got) else None)))
    yield from silence(services, findings, "deployments are done")


def _late(scope: Scope, service: Service) -> Optional[Deployment]:
    """The newest deployment where it has been short of its count for too long, or has failed."""
    primary = service.primary
    if primary is None or primary.desired is None or primary.running is None:
        return None
    if primary.rollout == "FAILED":
        return primary
    reference = max((e.at for e in service.events if e.at is not None), default=scope.now)
    age = max(reference, scope.now) - primary.created if primary.created else None
    # A first deployment that does not come up is a service below its count, which is told as such.
    beside = any(d.status == "ACTIVE" for d in service.deployments)
    unfinished = primary.running < primary.desired and primary.rollout in ("", "IN_PROGRESS") and beside
    return primary if unfinished and age is not None and age > PATIENCE else None


def cause(deployment: Deployment, tasks: Optional[Tasks]) -> str:
    """Why the newest stopped task of the new revision ended; empty when none is known."""
    revision = short(deployment.task_definition)
    over = [t for t in tasks.tasks if t.over and f"{t.family}:{t.revision}" == revision] if tasks else []
    newest = max(over, key=lambda t: t.stopped.timestamp() if t.stopped else 0.0, default=None)
    if newest is None:
        return ""
    inner = next((c.reason or f"exit code {c.exit_code}" for c in newest.containers if c.reason or c.exit_code), "")
    return ": ".join(filter(None, (newest.stopped_reason.rstrip("."), inner)))


def _stuck(service: Service, deployment: Deployment, why: str) -> Finding:
    since = f" since {moment(deployment.created)}" if deployment.created else ""
    text = (
        f'The deployment of "{deployment.task_definition.rsplit("/", 1)[-1]}" to service '
        f'"{service.name}"{since} runs '
        f"{deployment.running} of {deployment.desired} tasks"
    )
    text += f", {deployment.failed} have failed." if deployment.failed else "."
    text += f" Its newest stopped task: {why[:MAX_CAUSE]}." if why else ""
    excerpt = f"{deployment.status} {deployment.rollout} {deployment.rollout_reason}".strip()
    return found(DEPLOYMENT_STUCK, text, evidence=Evidence(service.place, excerpt), subject=service.name)
