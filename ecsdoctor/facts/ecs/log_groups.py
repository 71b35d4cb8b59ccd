"""Log groups that containers write to with awslogs: which of them exist in their region."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, rows, text
from ..scope import Scope
from .wanted_tasks import WantedTasks

SOURCE = "logs:DescribeLogGroups"
MAX_GROUPS = 20


@frozen
class LogGroups:
    """(region, name) of what was looked for, by whether it is there."""

    present: FrozenSet[Tuple[str, str]]
    absent: FrozenSet[Tuple[str, str]]


def parse_log_groups(value: Any) -> FrozenSet[str]:
    """Names in the `logGroups` of an answer.

    Sample:  [{"logGroupName": "/ecs/web", "arn": "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/web:*"}]
    """
    return frozenset(text(row, "logGroupName") for row in rows(value))


def wanted_groups(wanted: WantedTasks, region: str) -> Tuple[Tuple[str, str], ...]:
    """(region, name) of the groups that awslogs needs and does not make itself."""
    found = [
        (c.log_region or region, c.log_group)
        for t in wanted.all
        for c in t.containers
        if c.log_driver == "awslogs" and c.log_group and not c.creates_group
    ]
    return tuple(dict.fromkeys(found))


@fact(deadline=10.0, actions=(SOURCE,))
def log_groups(scope: Scope, aws: Aws, wanted: WantedTasks) -> LogGroups:
    """Ask for each group by its name; the answer holds all that begin so."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    sought = wanted_groups(wanted, scope.region)[:MAX_GROUPS]
    if not sought:
        raise NotApplicable("no container writes to a log group that must be there")
    there: Dict[Tuple[str, str], bool] = {}
    refused: List[Missing] = []
    for region, name in sought:
        about = f"{region}-{name.strip('/').replace('/', '-')}"
        try:
            body = aws.call("logs", "describe-log-groups", [{"logGroupNamePrefix": name}], region=region, about=about)
        except Missing as missing:
            refused.append(missing)
            continue
        there[(region, name)] = name in parse_log_groups(body.get("logGroups"))
    if refused and not there:
        raise refused[0]
    return LogGroups(
        frozenset(k for k, known in there.items() if known), frozenset(k for k, known in there.items() if not known)
    )
