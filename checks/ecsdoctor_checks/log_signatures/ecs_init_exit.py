"""ecs-init's words on an agent that ended, for logs in which the line with the exit code itself was cut off."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_CRASH_LOOP, AGENT_NOT_RUNNING
from .signature import Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "agent exited with terminal exit code",
        AGENT_NOT_RUNNING,
        "The agent met an error that it takes for final (code 5), and ecs-init does not start it again.",
        "agent exited with terminal exit code: 5",
        remedy=(
            "Remove the cause, which the end of the agent's log names:",
            "sudo tail -n 20 /var/log/ecs/ecs-agent.log",
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "ECS Agent failed to start, retrying in",
        AGENT_CRASH_LOOP,
        "The agent ended with an error, and ecs-init starts it over and over.",
        "ECS Agent failed to start, retrying in 8.7s",
        confidence=Confidence.LIKELY,
    ),
)
