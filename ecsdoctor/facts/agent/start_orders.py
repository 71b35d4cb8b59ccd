"""What starting the agent's service printed, where a person put that into a recording. We never start anything."""

from __future__ import annotations

from typing import List, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.pasted import Pasted
from ..logs.lines import LogLine, parse_log
from ..scope import Scope

_MAX_FILES = 10
_MAX_TEXT = 64 * 1024
# systemctl-start-ecs.txt, sudo-systemctl-restart-ecs.txt, start-ecs.txt, service-ecs-start.txt
_NAME = regex(
    r"(?:sudo-)?(?:(?:systemctl|initctl|service)-)?(?:[\w.-]{0,40}-)?(?:re)?(?:start|enable)-?[\w.-]{0,40}\.txt"
)


@frozen
class StartOrders:
    """The lines that such commands printed."""

    lines: Tuple[LogLine, ...]


@fact(deadline=3.0)
def start_orders(scope: Scope, pasted: Pasted) -> StartOrders:
    """Read them; only a recording can hold any."""
    if scope.kind != "snapshot":
        raise NotApplicable("only a recording can hold what a person typed")
    try:
        names = [name for name in pasted.names("commands") if _NAME.fullmatch(name) and "ecs" in name]
    except Missing:
        names = []
    lines: List[LogLine] = []
    for name in names[:_MAX_FILES]:
        try:
            text = pasted.read(f"commands/{name}").body[:_MAX_TEXT].decode("utf-8", "replace")
        except Missing:
            continue
        lines += parse_log(f"commands/{name}", text)
    if not lines:
        raise absent("nobody recorded a start of the service")
    return StartOrders(tuple(lines))
