"""The agent and its checkpoint (agent/app/data.go, agent/data, agent/statemanager)."""

from __future__ import annotations

from typing import Tuple

from ..agent.problems import GHOST_CONTAINER_INSTANCE, INSTANCE_TYPE_CHANGED
from ..checkpoint.problems import CHECKPOINT_CLUSTER_MISMATCH, CHECKPOINT_UNREADABLE, DATA_DIRECTORY_NOT_WRITABLE
from ..config.problems import CONFIG_VALUE_INVALID
from .signature import REGISTERED, Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "Data mismatch; saved cluster",
        CHECKPOINT_CLUSTER_MISMATCH,
        'The checkpoint belongs to cluster "{saved}", and the configuration says "{configured}": the agent ends with '
        "code 5 until one of the two is changed.",
        "Data mismatch; saved cluster 'prod' does not match configured cluster 'staging'. Perhaps you want to delete",
        pattern=r"saved cluster '(?P<saved>[^']{0,300})' does not match configured cluster "
        r"'(?P<configured>[^']{0,300})'",
        until=REGISTERED,
    ),
    Signature(
        "failed to load previous data from",
        CHECKPOINT_UNREADABLE,
        "The agent cannot load its checkpoint and ends: {why}",
        "Error loading previously saved state error=failed to load previous data from BoltDB: invalid database",
        pattern=r"failed to load previous data from (?P<why>.{0,300})",
        until=REGISTERED,
    ),
    Signature(
        "Error loading previously saved state",
        CHECKPOINT_UNREADABLE,
        "The agent cannot load its checkpoint and ends: {why}",
        "Error loading previously saved state: unexpected end of JSON input",
        pattern=r"Error loading previously saved state\W{0,4}(?:error=|err=)?(?P<why>.{0,300})",
        until=REGISTERED,
    ),
    Signature(
        "Could not unmarshal existing state; corrupted data?",
        CHECKPOINT_UNREADABLE,
        "The saved state of the agent is damaged.",
        "Could not unmarshal existing state; corrupted data?",
        until=REGISTERED,
    ),
    Signature(
        "Unsupported data format: Version",
        CHECKPOINT_UNREADABLE,
        "A newer agent wrote the checkpoint than the one that runs now, which cannot read it.",
        "Unsupported data format: Version 31 not 29",
        until=REGISTERED,
    ),
    Signature(
        "TaskCPUMemLimits setting is incompatible with old state",
        CONFIG_VALUE_INVALID,
        "ECS_ENABLE_TASK_CPU_MEM_LIMIT was switched on while the checkpoint holds tasks that were started without "
        "it; the agent ends.",
        "unable to load old tasks because TaskCPUMemLimits setting is incompatible with old state",
        until=REGISTERED,
    ),
    Signature(
        "is not a valid directory",
        DATA_DIRECTORY_NOT_WRITABLE,
        "The data directory of the agent, {path}, is not there.",
        "Error creating data client error=/data is not a valid directory",
        pattern=r"(?P<path>/[\w./-]{0,200}) is not a valid directory",
        until=REGISTERED,
    ),
    Signature(
        "Error creating data client",
        CHECKPOINT_UNREADABLE,
        "The agent cannot open its checkpoint and ends: {why}",
        "Error creating data client error=invalid database",
        pattern=r"Error creating data client\W{0,4}(?:error=|err=)?"
        r"(?P<why>.{0,100}(?:invalid database|version mismatch|checksum error|too small|unexpected fault|cannot open))",
        until=REGISTERED,
    ),
    Signature(
        "Failed to save agent metadata to disk",
        DATA_DIRECTORY_NOT_WRITABLE,
        "The agent cannot write its checkpoint.",
        "Failed to save agent metadata to disk",
    ),
    Signature(
        "Checkpointing not enabled; a new container instance will be created",
        GHOST_CONTAINER_INSTANCE,
        "Checkpoints are switched off, so every start of the agent registers this machine anew and leaves the older "
        "entry behind.",
        "Checkpointing not enabled; a new container instance will be created each time the agent is run",
    ),
    Signature(
        "The current instance type does not match the registered instance type",
        INSTANCE_TYPE_CHANGED,
        "The instance has another type now than when it was registered, and ECS does not take it back under its old "
        "entry.",
        "The current instance type does not match the registered instance type. Please revert the instance type change",
        until=REGISTERED,
    ),
)
