"""The agent's registration and what it needs from ECS: lines that carry no error text to be classified."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import (
    AGENT_DISCONNECTED,
    ATTRIBUTE_REJECTED_BY_SERVICE,
    CONTAINER_INSTANCE_INACTIVE,
    TELEMETRY_DISCONNECTED,
)
from ..checkpoint.problems import CHECKPOINT_CLUSTER_MISMATCH, CHECKPOINT_FROM_ANOTHER_INSTANCE
from ..cluster.problems import DEFAULT_CLUSTER_MISSING
from .signature import REGISTERED, Signature

_CONNECTED = "Connected to ACS endpoint"
_TELEMETRY = ("Connected to TCS endpoint", "published instance status")

ROWS: Tuple[Signature, ...] = (
    Signature(
        "registration attempt with invalid attribute(s)",
        ATTRIBUTE_REJECTED_BY_SERVICE,
        "ECS did not take every attribute that the agent sent, and the agent ends.",
        "Instance registration attempt with invalid attribute(s)",
        until=REGISTERED,
    ),
    Signature(
        "Error registering attributes",
        ATTRIBUTE_REJECTED_BY_SERVICE,
        "ECS did not take every attribute that the agent sent{which}, and the agent ends.",
        'Error registering attributes missingAttributes="zone"',
        pattern=r"Error registering attributes(?P<which>.{0,120})",
        until=REGISTERED,
    ),
    Signature(
        "Attribute validation failed",
        ATTRIBUTE_REJECTED_BY_SERVICE,
        "ECS did not take every attribute that the agent sent, and the agent ends.",
        "Attribute validation failed",
        until=REGISTERED,
    ),
    Signature(
        "Could not create cluster",
        DEFAULT_CLUSTER_MISSING,
        "No cluster is configured, so the agent tried to create the cluster default, and could not.",
        "Could not create cluster error=AccessDeniedException",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Error restoring cluster",
        CHECKPOINT_CLUSTER_MISMATCH,
        "The checkpoint belongs to another cluster than the one that is configured, and the agent ends with code 5.",
        "Error restoring cluster",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "does not match current InstanceID",
        CHECKPOINT_FROM_ANOTHER_INSTANCE,
        "The checkpoint was written on {saved}, this is {now}: the image was made of an instance on which the agent "
        "had run. The agent puts it aside and registers anew.",
        "Data mismatch; saved InstanceID 'i-0aaa' does not match current InstanceID 'i-0bbb'. Overwriting old datafile",
        pattern=r"saved InstanceID '(?P<saved>[^']{0,40})' does not match current InstanceID '(?P<now>[^']{0,40})'",
        until=REGISTERED,
    ),
    Signature(
        "Container instance is deregistered",
        CONTAINER_INSTANCE_INACTIVE,
        "ECS has deregistered this container instance; the agent only asks again once an hour and never registers "
        "anew by itself.",
        "Container instance is deregistered, waiting before reconnecting",
        until=(*REGISTERED, _CONNECTED),
    ),
    Signature(
        "nable to discover poll endpoint",
        AGENT_DISCONNECTED,
        "The agent cannot learn from ECS where to connect.",
        "ACS: Unable to discover poll endpoint",
        pattern=r"^(?!.*\btcs: ).*[Uu]nable to discover poll endpoint",
        until=(_CONNECTED,),
        confidence=Confidence.LIKELY,
    ),
    # A session that is lost is opened again within seconds: only what comes back without success tells.
    Signature(
        "lost websocket connection with ECS Telemetry service",
        TELEMETRY_DISCONNECTED,
        "The telemetry session is lost again and again.",
        "lost websocket connection with ECS Telemetry service (TCS)",
        until=_TELEMETRY,
        confidence=Confidence.LIKELY,
        times=3,
    ),
)
