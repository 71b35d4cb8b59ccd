"""The moment that a recording without a date of its own speaks of: the newest time in its logs.

Only times at which something was logged count: certificates and credentials name times that are still to come.
"""

from __future__ import annotations

from datetime import datetime
from typing import Callable, Iterable, Iterator, Optional

from ...model.reading import Missing
from ...model.regex import regex
from .kernel import parse_dmesg
from .lines import newest, parse_log
from .system import PATHS, parse_system_log

# Read in turn until one tells; the agent's own log speaks of the agent.
LOGS = ("/var/log/ecs/ecs-agent.log", "/var/log/ecs/ecs-init.log", *PATHS, "/var/log/docker", "/var/log/cloud-init.log")
_COMMANDS = regex(r"(?:sudo-)?(?:journal|journalctl|systemctl-status|dmesg|docker-logs)\b.*\.(?:txt|log)")
_MAX_TEXT = 512 * 1024
_MAX_FILES = 12


def moment(read: Callable[[str], str], commands: Iterable[str], today: datetime) -> Optional[datetime]:
    """The newest time of the first log that has one; `read` takes a path in the recording and raises Missing."""
    names = [name for name in commands if _COMMANDS.fullmatch(name)][:_MAX_FILES]
    for path in (*(f"root{log}" for log in LOGS), *(f"commands/{name}" for name in names)):
        try:
            text = read(path)[-_MAX_TEXT:]
        except Missing:
            continue
        at = max(_times(text, today), default=None)
        if at is not None:
            return at
    return None


def _times(text: str, today: datetime) -> Iterator[datetime]:
    """Times of lines in each of the forms that logs have, none of them later than today."""
    own = newest(parse_log("", text))
    found = [own] if own else [entry.line.at for entry in parse_system_log("", text, today)]
    if not any(found):
        try:
            found = [line.at for line in parse_dmesg(text, None)]
        except Missing:
            return
    yield from (at for at in found if at is not None and at <= today)
