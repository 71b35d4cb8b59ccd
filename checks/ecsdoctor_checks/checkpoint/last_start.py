"""What the agent's last starts, and the agent itself, say about the checkpoint."""

from __future__ import annotations

from typing import Optional, Pattern

from ecsdoctor import Evidence, Got, Reading, regex
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.logs.agent import AgentLog, Run
from ecsdoctor.facts.logs.lines import LogLine

# "Data mismatch; saved cluster 'prod' does not match configured cluster 'staging'." (agent/app/agent.go:83);
# before 2015 without the two names.
WRONG_CLUSTER = regex(r"saved cluster\b.* does not match configured cluster(?: '(?P<configured>[^']*)')?")
UNREADABLE = regex(
    r"failed to load previous data from|Error loading previously saved state|Could not unmarshal existing state"
    r"|Error creating data client.*(invalid database|version mismatch|checksum error|too small)"
)
_LOADED = (
    "Restored from checkpoint file",
    "Cluster was successfully restored",
    "Restored cluster",
    "Restored state",
)
# Where systemd restarts the agent for ever, the newest run may not have come to its end yet.
_RUNS = 3


def refusal(log: Reading[AgentLog], pattern: Pattern[str]) -> Optional[LogLine]:
    """The line with which the agent refused its checkpoint, unless a later start got past that point."""
    if not isinstance(log, Got):
        return None
    for run in reversed(log.value.runs[-_RUNS:]):
        line = next((x for x in reversed(run.lines) if pattern.search(x.text)), None)
        if line is not None or got_past(run):
            return line
    return None


def got_past(run: Run) -> bool:
    """Whether a start came through the checkpoint: it was loaded, or the agent registered or connected."""
    if run.registered or run.connected:
        return True
    return any(mark in line.text for line in run.lines for mark in _LOADED)


def accepted(agent: Reading[AgentMetadata], log: Reading[AgentLog]) -> bool:
    """Whether the agent's last start came through the checkpoint, by the agent's own word."""
    return registered_now(agent) or (isinstance(log, Got) and got_past(log.value.last))


def registered_now(agent: Reading[AgentMetadata]) -> bool:
    """Whether the running agent names its container instance."""
    return isinstance(agent, Got) and bool(agent.value.arn)


def quoted(line: LogLine) -> Evidence:
    """A line of the log as evidence."""
    return Evidence(line.place, line.text[:300], line.at)
