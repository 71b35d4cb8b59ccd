"""The agent's checkpoint: what it will remember of itself when it starts again.

`agent.db` is a bbolt database (agent/data/client.go). Its bucket `metadata` holds JSON strings (`cluster-name`,
`container-instance-arn`, `ec2-instance-id` and more); the other buckets hold tasks, containers, images and
attachments as JSON objects. Older agents kept the same in `ecs_agent_data.json`, which the agent still reads as
long as `agent.db` has no `agent-version` (agent/app/data.go, loadData).
"""

from __future__ import annotations

import errno
import json
import os
from typing import Any, Dict, Mapping, Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, Why, broken
from ...plugin import fact
from ...sources.base import Answer
from ...sources.files import Files
from ..config.ecs_config import EcsConfig
from .bbolt import BoltError, read_buckets
from .summary import summarised

PATH = "/var/lib/ecs/data/agent.db"
LEGACY_PATH = "/var/lib/ecs/data/ecs_agent_data.json"
LIMIT = 64 * 1024 * 1024  # bbolt never shrinks a file; above 16 MiB it grows by 16 MiB at a time
_FALSE = ("0", "f", "F", "FALSE", "false", "False")  # Go's strconv.ParseBool
# Inside the agent's container; /var/lib/ecs/data of the instance is mounted there (ecs-init/docker/docker.go).
_USUAL_DIRECTORIES = ("/data", "/var/lib/ecs/data")
_NAMES = ("cluster-name", "container-instance-arn", "ec2-instance-id", "availability-zone", "agent-version")
_OBJECT_BUCKETS = (b"tasks", b"containers", b"images", b"eniattachments", b"resattachments")


@frozen
class Checkpoint:
    """What was saved last. Texts are empty where nothing is saved: always so before the first registration.

    `damaged` says why the agent cannot load it (all else is then empty); empty when the checkpoint is sound.
    `size` in bytes: bbolt silently makes a new database of a file of 0 bytes. `modified` is a POSIX time.
    """

    path: str
    cluster: str
    container_instance_arn: str
    instance_id: str
    availability_zone: str
    agent_version: str
    task_count: int
    size: int
    modified: Optional[float]
    damaged: str

    @property
    def short_id(self) -> str:
        """The id at the end of the container instance's ARN."""
        return self.container_instance_arn.rsplit("/", 1)[-1]


class _Damage(Exception):
    """Why the agent cannot load a checkpoint, as a clause: "the value of cluster-name is not JSON"."""


def parse_checkpoint(answer: Answer) -> Checkpoint:
    """Parse agent.db; a damaged one is a value, one that was not read whole is Missing (broken).

    Sample:  the bucket `metadata`: {"cluster-name": "\\"prod\\"", "ec2-instance-id": "\\"i-0123456789abcdef0\\""}
    """
    told = summarised(answer.body)
    if told is not None:
        return Checkpoint(**told)
    try:
        buckets = read_buckets(answer.body)
        _check_objects(buckets)
        metadata = buckets.get(b"metadata", {})
        saved = {name: _text(name, metadata[name.encode()]) for name in _NAMES if name.encode() in metadata}
    except (BoltError, _Damage) as damage:
        return _damaged(PATH, answer, str(damage))
    return Checkpoint(
        path=PATH,
        cluster=saved.get("cluster-name", ""),
        container_instance_arn=saved.get("container-instance-arn", ""),
        instance_id=saved.get("ec2-instance-id", ""),
        availability_zone=saved.get("availability-zone", ""),
        agent_version=saved.get("agent-version", ""),
        task_count=len(buckets.get(b"tasks", {})),
        size=_size(answer),
        modified=answer.modified,
        damaged="",
    )


def parse_legacy_checkpoint(answer: Answer) -> Checkpoint:
    """Parse ecs_agent_data.json; damage as in `parse_checkpoint`.

    Sample:  {"Version": 29, "Data": {"Cluster": "prod", "ContainerInstanceArn": "arn:…", "EC2InstanceID": "i-…"}}
    """
    told = summarised(answer.body)
    if told is not None:
        return Checkpoint(**told)
    try:
        body = _json("its content", answer.body)
        if not isinstance(body, dict):
            raise _Damage("its content is not a JSON object")
    except _Damage as damage:
        return _damaged(LEGACY_PATH, answer, str(damage))
    data = body.get("Data")
    data = data if isinstance(data, dict) else {}
    engine = data.get("TaskEngine")
    tasks = engine.get("Tasks") if isinstance(engine, dict) else None
    return Checkpoint(
        path=LEGACY_PATH,
        cluster=str(data.get("Cluster") or ""),
        container_instance_arn=str(data.get("ContainerInstanceArn") or ""),
        instance_id=str(data.get("EC2InstanceID") or ""),
        availability_zone=str(data.get("availabilityZone") or ""),
        agent_version="",
        task_count=len(tasks) if isinstance(tasks, list) else 0,
        size=_size(answer),
        modified=answer.modified,
        damaged="",
    )


def _damaged(path: str, answer: Answer, reason: str) -> Checkpoint:
    if answer.truncated:
        raise broken(f"{path} is larger than {LIMIT >> 20} MiB and was not read whole")
    return Checkpoint(path, "", "", "", "", "", 0, _size(answer), answer.modified, reason)


def _size(answer: Answer) -> int:
    return len(answer.body) if answer.size is None else answer.size


def _json(what: str, value: bytes) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise _Damage(f"{what} is not JSON") from None


def _text(name: str, value: bytes) -> str:
    text = _json(f"the value of its {name}", value)
    if not isinstance(text, str):
        raise _Damage(f"the value of its {name} is not a JSON string")
    return text.encode("utf-8", "replace").decode()  # JSON may hold half a surrogate pair


def _check_objects(buckets: Mapping[bytes, Mapping[bytes, bytes]]) -> None:
    """What the agent stumbles over (agent/engine/data.go, LoadState): no JSON, a container without its task."""
    objects = {bucket: _objects(bucket, buckets.get(bucket, {})) for bucket in _OBJECT_BUCKETS}
    tasks = {_arn(task, "Arn") for task in objects[b"tasks"].values()}
    for name, saved in objects[b"containers"].items():
        arn = _arn(_field(saved, "Container"), "taskARN")
        # A task without an Arn, or a container without one, would be a form that is not known here.
        if arn and "" not in tasks and arn not in tasks:
            raise _Damage(f"the task {arn!a} of its container {name} is not saved")


def _objects(bucket: bytes, entries: Mapping[bytes, bytes]) -> Dict[str, Any]:
    named = {ascii(key.decode("utf-8", "replace")): value for key, value in entries.items()}
    return {name: _json(f"the entry {name} of its bucket {bucket.decode()}", v) for name, v in named.items()}


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _arn(value: Any, name: str) -> str:
    found = _field(value, name)
    return found if isinstance(found, str) else ""


@fact(deadline=4.0)
def checkpoint(files: Files, config: Reading[EcsConfig]) -> Checkpoint:
    """Read agent.db, or the older file where agent.db is not in use yet.

    Not applicable where there is no checkpoint: before the agent's first start, or when it is switched off.
    """
    if isinstance(config, Got):
        _refuse_if_elsewhere(config.value)
    try:
        current = parse_checkpoint(files.read(PATH, LIMIT))
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise Missing(missing.why, f"{PATH}: {missing.detail}", missing.cure) from None
        return _legacy_alone(files, missing)
    if current.damaged or current.agent_version:
        return current
    try:
        return parse_legacy_checkpoint(files.read(LEGACY_PATH, LIMIT))
    except Missing:
        return current


def _legacy_alone(files: Files, no_current: Missing) -> Checkpoint:
    try:
        return parse_legacy_checkpoint(files.read(LEGACY_PATH, LIMIT))
    except Missing as missing:
        # Only the words of the operating system prove that there is no file; "not in this snapshot" does not.
        if no_current.detail == missing.detail == os.strerror(errno.ENOENT):
            raise NotApplicable("the agent has no checkpoint: it registers anew when it starts") from None
        raise Missing(missing.why, f"{PATH}: {missing.detail}", missing.cure) from None


def _refuse_if_elsewhere(config: EcsConfig) -> None:
    """ECS_CHECKPOINT=false switches checkpoints off; another ECS_DATADIR keeps them where we cannot see them."""
    switch, directory = config.last("ECS_CHECKPOINT"), config.last("ECS_DATADIR")
    if switch is not None and switch.value.strip() in _FALSE:
        raise NotApplicable(f"checkpoints are switched off ({switch.text} in {switch.place})")
    if directory is not None and directory.value.rstrip("/") not in _USUAL_DIRECTORIES:
        raise NotApplicable(f"the agent keeps its data elsewhere ({directory.text} in {directory.place})")
