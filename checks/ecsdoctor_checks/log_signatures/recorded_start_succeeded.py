"""Did a start of the agent's service that somebody recorded succeed?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, check, unknown
from ecsdoctor.facts.agent.start_orders import StartOrders

from . import start_order
from .matcher import findings


@check()
def recorded_start_succeeded(orders: StartOrders) -> Iterator[Finding]:
    """A recorded start of the agent's service was not refused.

    What it checks:   what `systemctl start ecs`, `service ecs start` or `start ecs` printed, where a person put
                      that into the recording.
    Why it matters:   the refusal of a missing, masked or failing unit stands only there.
    How to fix:       what the finding names.
    How to confirm:   `systemctl is-active ecs` prints active.
    """
    told = list(findings(orders.lines, start_order.ROWS))
    yield from told
    if not told:
        yield unknown("what was recorded of a start names no refusal")
