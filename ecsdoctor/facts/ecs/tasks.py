"""Tasks as DescribeTasks tells of them; stopped ones stay visible for about an hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, moment, number, rows, short, text
from ..pasted import PastedTexts
from ..scope import Scope
from .live_names import TASKS_A_CALL, TaskArns, batches

SOURCE = "ecs:DescribeTasks"
_INTERFACE = ("ElasticNetworkInterface", "eni")


@frozen
class TaskContainer:
    """`exit_code` is None while it runs and where it never started; `reason` is the agent's error text."""

    name: str
    status: str
    reason: str
    exit_code: Optional[int]
    health: str
    image: str
    digest: str


@frozen
class Task:
    """One task. Texts are empty where the answer lacks them; `own_interface`: it is attached to one (awsvpc)."""

    id: str
    service: str
    family: str
    revision: str
    status: str
    desired_status: str
    stop_code: str
    stopped_reason: str
    health: str
    instance: str
    containers: Tuple[TaskContainer, ...]
    created: Optional[datetime] = None
    started: Optional[datetime] = None
    stopped: Optional[datetime] = None
    pull_started: Optional[datetime] = None
    own_interface: bool = False

    @property
    def place(self) -> str:
        """Where evidence about it comes from: `ecs:DescribeTasks 4f1c…`."""
        return f"{SOURCE} {self.id[:8]}".strip()

    @property
    def subject(self) -> str:
        """The service it belongs to, else its task definition's family."""
        return self.service or self.family

    @property
    def over(self) -> bool:
        """Whether it stopped, also where a hand-made answer has just the reason."""
        return self.status == "STOPPED" or bool(self.stopped_reason)


@frozen
class Tasks:
    """All tasks that were looked at."""

    tasks: Tuple[Task, ...]


def parse_tasks(value: Any) -> Tasks:
    """The `tasks` of an answer.

    Sample:  [{"taskArn": "arn:…", "lastStatus": "STOPPED", "stoppedReason": "Task failed to start", "containers": […]}]
    """
    return Tasks(tuple(_task(row) for row in rows(value)))


def _task(row: Mapping[str, Any]) -> Task:
    family, _, revision = short(text(row, "taskDefinitionArn")).partition(":")
    group = text(row, "group")
    return Task(
        id=short(text(row, "taskArn")),
        service=group[len("service:") :] if group.startswith("service:") else "",
        family=family,
        revision=revision,
        status=text(row, "lastStatus"),
        desired_status=text(row, "desiredStatus"),
        stop_code=text(row, "stopCode"),
        stopped_reason=text(row, "stoppedReason"),
        health=text(row, "healthStatus"),
        instance=short(text(row, "containerInstanceArn")),
        containers=tuple(_container(r) for r in rows(row.get("containers"))),
        created=moment(row.get("createdAt")),
        started=moment(row.get("startedAt")),
        stopped=moment(row.get("stoppedAt")) or moment(row.get("stoppingAt")),
        pull_started=moment(row.get("pullStartedAt")),
        own_interface=any(text(r, "type") in _INTERFACE for r in rows(row.get("attachments"))),
    )


def _container(row: Mapping[str, Any]) -> TaskContainer:
    return TaskContainer(
        name=text(row, "name"),
        status=text(row, "lastStatus"),
        reason=text(row, "reason"),
        exit_code=number(row, "exitCode"),
        health=text(row, "healthStatus"),
        image=text(row, "image"),
        digest=text(row, "imageDigest"),
    )


@fact(deadline=20.0, actions=("ecs:DescribeTasks",))
def tasks(scope: Scope, aws: Aws, pasted: Reading[PastedTexts], arns: Reading[TaskArns]) -> Tasks:
    """Ask for the running and the lately stopped tasks in scope."""
    asked = batches(scope, arns, "tasks", TASKS_A_CALL)
    return parse_tasks(answer(scope, aws, pasted, "ecs", "describe-tasks", "tasks", asked))
