"""Which lines of an agent log are worth parsing: in a log of megabytes nine of ten say that all is well.

A line of level info or debug is dull unless its message begins with one of `MARKERS` or it tells of something
that reached RUNNING; every other line, and every line whose level cannot be told, is kept. The test looks at
raw bytes, so that a dull line costs a microsecond.
"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ...model.regex import regex

STARTS = ("Starting Amazon ECS Agent", "Starting Agent: Amazon ECS Agent", "Loading configuration")
# Messages of level info that tell what the agent has reached or waits for (agent/app/agent.go and others).
MARKERS = (
    *STARTS,
    "ACS WebSocket connection closed",
    "Agent received termination",
    "Agent will terminally exit",
    "Amazon ECS agent Version",
    "Beginning Polling for updates",
    "Checkpointing is enabled",
    "Checkpointing not enabled",
    "Cluster was successfully restored",
    "Connected to ACS endpoint",
    "Connected to TCS endpoint",
    "Container instance is deregistered",
    "DockerGoClient: process within container",
    "ENI state manager: eni not managed",
    "Emitting ENI change event",
    "Could not create cluster",
    "Establishing a Websocket connection",
    "Event stream ContainerChange",
    "Fetching Instance ID Document has been disabled",
    "Instance registration completed",
    "Loading state!",
    "Metrics disabled",
    "NO_PROXY is set",
    "Registered container instance",
    "Registered transformation function",
    "Registered! module",
    "Registering Instance with ECS",
    "Registration completed",
    "Remaining memory",
    "Restored cluster",
    "Restored from checkpoint",
    "Successfully created a cluster",
    "Successfully determined IP",
    "Successfully got ECS instance credentials",
    "Successfully got instance credentials",
    "Unable to fetch user data",
    "Unable to get Docker client for version",
    "Using IPv6-only from",
    "Using cached DiscoverPollEndpoint",
    "Waiting before reconnecting",
    "Waiting for instance to go InService",
    "cloud-init datasource",
)
_KEY = 12
_KEYS = frozenset(m[:_KEY].encode() for m in MARKERS)
_START_KEYS = frozenset(m[:_KEY].encode() for m in STARTS)
# Head of a line of level info or debug in each of the formats of `log_lines`, and how its message begins.
_DULL = regex(
    rb'(?:level=(?:info|debug) time=\S{1,40} msg="'
    rb'|\{"level":"(?:info|debug)","time":"[^"]{1,40}","msg":"'
    rb"|\S{19,35} \[(?:INFO|DEBUG|TRACE)\] "
    rb'|t=\S{1,40} lvl=(?:info|dbug) msg=")(.{0,%d})' % _KEY
)
_MESSAGE = regex(rb'(?:msg=|"msg":)"(.{0,%d})|\] (.{0,%d})' % (_KEY, _KEY))

# Number of the first line, the lines of one event, whether the event may begin a run of the agent.
Event = Tuple[int, List[bytes], bool]


def events(body: bytes, all_of_them: bool) -> Iterator[Event]:
    """Events of a log that are worth parsing, with their line numbers; continuation lines stay with theirs."""
    pending: List[bytes] = []
    first = 0
    begins = False
    kept = False
    head = _DULL.match
    for number, line in enumerate(body.split(b"\n"), 1):
        dull = head(line)
        if dull is None and _continues(line):
            if kept and len(pending) < 50:
                pending.append(line)
            continue
        if pending:
            yield first, pending, begins
            pending = []
        key = dull.group(1) if dull else b""
        if dull and not all_of_them and key not in _KEYS and b"RUNNING" not in line:
            kept = False
            continue
        kept = bool(line.strip())
        if kept:
            pending, first, begins = [line], number, (key or _message(line)) in _START_KEYS
    if pending:
        yield first, pending, begins


def _continues(line: bytes) -> bool:
    """Whether a line belongs to the event before it (`\\tstatus code: 400`, `caused by: …`, a web page)."""
    return line[:1] in (b"\t", b" ", b"<") or line.startswith(b"caused by:")


def _message(line: bytes) -> bytes:
    match = _MESSAGE.search(line[:512])
    return (match.group(1) or match.group(2) or b"") if match else line[:_KEY]
