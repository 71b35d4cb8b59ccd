"""The kernel's log: only what no check of its own tells better."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_STARVED
from ..network.problems import PACKETS_DROPPED
from .signature import Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "table full, dropping packet",
        PACKETS_DROPPED,
        "The kernel's table of connections is full and it drops packets, of the agent and of the tasks alike.",
        "nf_conntrack: nf_conntrack: table full, dropping packet",
        remedy=(
            "See use and limit:",
            "sudo sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max",
            "Raise the limit now and for the next boot:",
            "sudo sysctl -w net.netfilter.nf_conntrack_max=262144",
            "echo net.netfilter.nf_conntrack_max=262144 | sudo tee /etc/sysctl.d/90-conntrack.conf",
        ),
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "blocked for more than",
        AGENT_STARVED,
        "The kernel reports that the agent waits for the disk for minutes.",
        "INFO: task agent:2213 blocked for more than 120 seconds.",
        pattern=r"INFO: task (?:agent|amazon-ecs-init):\d{1,10} blocked for more than \d{1,6} seconds",
    ),
)
