"""Can the agent load its checkpoint?"""

from __future__ import annotations

import shlex
from typing import Iterator, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.checkpoint.saved_state import Checkpoint
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.logs.agent import AgentLog

from .commands import set_aside
from .last_start import UNREADABLE, accepted, quoted, refusal
from .problems import CHECKPOINT_UNREADABLE


@check()
def checkpoint_is_readable(
    checkpoint: Checkpoint,
    cluster: Reading[ConfiguredCluster],
    agent: Reading[AgentMetadata],
    log: Reading[AgentLog],
) -> Iterator[Finding]:
    """The agent's checkpoint is whole and can be loaded.

    What it checks:   agent.db (or the older ecs_agent_data.json): its header pages and their checksums, every
                      page in use, and that what is saved has the form that the agent expects.
    Why it matters:   the agent ends or crashes at its start when it cannot load its checkpoint. An empty file
                      is harder to notice: the agent makes a new one and registers this machine a second time.
    How to fix:       put the file aside and start the agent: it registers anew and forgets its tasks.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with a ContainerInstanceArn.
    """
    running = accepted(agent, log)
    if not checkpoint.damaged:
        saved = f"registered as {checkpoint.short_id}" if checkpoint.short_id else "no registration saved yet"
        yield ok(f"{checkpoint.path}: {saved}")
    elif checkpoint.size == 0:
        yield _empty(checkpoint, cluster, running)
    elif running:
        yield _maybe_torn(checkpoint)
    else:
        yield _damaged(checkpoint, log)


def _empty(checkpoint: Checkpoint, cluster: Reading[ConfiguredCluster], running: bool) -> Finding:
    name = cluster.value.name if isinstance(cluster, Got) else "default"
    now = "At its next start the agent" if running else "When it starts, the agent"
    return found(
        CHECKPOINT_UNREADABLE,
        f"{checkpoint.path} is empty (0 bytes): what registration and tasks were saved is lost. {now} makes a "
        "new one and registers this machine as another container instance; an older one stays in the cluster "
        "until it is deregistered.",
        evidence=_evidence(checkpoint),
        remedy=(
            "Look for the reason first (a full disk, a hard power-off):",
            "df -h /var/lib/ecs",
            "After the next start, find the container instance that is left behind, and deregister it:",
            f"aws ecs list-container-instances --cluster {shlex.quote(name)} --filter 'agentConnected == false'",
        ),
        severity=Severity.WARNING,
    )


def _maybe_torn(checkpoint: Checkpoint) -> Finding:
    """A file that the agent writes in this moment can look torn without being it."""
    return found(
        CHECKPOINT_UNREADABLE,
        f"The agent runs, but {checkpoint.path} does not look whole: {checkpoint.damaged}. If a second look "
        "says the same, the agent will not come up again after its next stop.",
        evidence=_evidence(checkpoint),
        remedy=(
            "Look again:",
            "sudo ecsdoctor --select checkpoint-is-readable",
            "If it says the same, drain the instance; without the file the agent forgets its tasks. Then:",
            *set_aside(checkpoint),
        ),
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
    )


def _damaged(checkpoint: Checkpoint, log: Reading[AgentLog]) -> Finding:
    line = refusal(log, UNREADABLE)
    return found(
        CHECKPOINT_UNREADABLE,
        f"{checkpoint.path} is damaged: {checkpoint.damaged}. The agent cannot start with it.",
        evidence=_evidence(checkpoint) + ((quoted(line),) if line is not None else ()),
        remedy=(
            "Without the file the agent registers anew; containers of tasks it knew run on unattended. Then:",
            *set_aside(checkpoint),
        ),
        confidence=Confidence.CERTAIN if line is not None else Confidence.LIKELY,
    )


def _evidence(checkpoint: Checkpoint) -> Tuple[Evidence, ...]:
    return (Evidence(checkpoint.path, f"{checkpoint.damaged} (size: {checkpoint.size} bytes)"),)
