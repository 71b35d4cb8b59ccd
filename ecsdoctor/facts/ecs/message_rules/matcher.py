"""Recognise a text: the first rule that knows it, narrow rules before wide ones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterator, Optional, Tuple

from ....model.regex import regex
from .capacity import RULES as CAPACITY
from .definition import RULES as DEFINITION
from .deployment import RULES as DEPLOYMENT
from .general import RULES as GENERAL
from .host import RULES as HOST
from .images import RULES as IMAGES
from .load_balancer import RULES as LOAD_BALANCER
from .logs import RULES as LOGS
from .placement import RULES as PLACEMENT
from .roles import RULES as ROLES
from .rules import Rule, Told
from .secrets import RULES as SECRETS
from .service import RULES as SERVICE
from .start import RULES as START
from .volumes import RULES as VOLUMES

MAX_TEXT = 8192
MAX_BREAKS = 12
RULES: Tuple[Rule, ...] = (
    *PLACEMENT,
    *ROLES,
    *DEPLOYMENT,
    *CAPACITY,
    *LOAD_BALANCER,
    *SERVICE,
    *DEFINITION,
    *SECRETS,
    *LOGS,
    *IMAGES,
    *VOLUMES,
    *START,
    *HOST,
    *GENERAL,
)
_BENIGN = regex(
    r"has reached a steady state|has started \d+ tasks?|registered \d+ (targets|instances) in"
    r"|(deployment|has) (?!not\b|n[o']t\b)\S* ?(completed|begun draining connections)|has stopped \d+ running tasks?"
    r"|Scaling activity initiated by|Service scheduler initiated|Task stopped by user|UserInitiated|StopTask"
    r"|TaskStoppedBeforePullBegin|is (not )?AZ balanced|Spot (Task|interruption)|SpotInterruption"
    r"|(SERVICE|TASKSET|CAPACITY_PROVIDER)_STEADY_STATE|SERVICE_DESIRED_COUNT_UPDATED"
    r"|SERVICE_DEPLOYMENT_(IN_PROGRESS|COMPLETED)",
    re.IGNORECASE,
)
_CONTINUED = regex(r"^(\s|caused by|status code|(?!\w+=)[a-z(),.;:])")
# The AWS SDK for Go chains errors so: `send request failed\ncaused by: Post https://…`.
_CAUSE = regex(r"\n\s{0,80}(?=caused by:|status code:|For verbose messaging)")
_WRAP = 60


@lru_cache(maxsize=4096)
def recognise(text: str) -> Optional[Told]:
    """What one message stands for; None when it is no known failure."""
    clean = plain(text)[:MAX_TEXT]
    told = (rule.tell(clean) for rule in RULES)
    return next((t for t in told if t is not None), None)


def plain(text: str) -> str:
    """The text without the escapes that JSON or a shell put into it, a cause on the line of what it caused."""
    text = _CAUSE.sub(" ", text)
    text = text.replace('\\"', '"').replace("\\n", " ").replace("\\t", " ").replace("\\/", "/")
    # A terminal breaks a message anywhere; many lines are a log, of which each line speaks for itself.
    return " ".join(text.split()) if text.count("\n") < MAX_BREAKS else text


def is_benign(text: str) -> bool:
    """Whether a message tells of everyday life: a steady state, a scale-in, a deployment, a person's stop."""
    return bool(_BENIGN.search(text))


def paragraphs(text: str) -> Iterator[Tuple[int, str]]:
    """Messages of a pasted text with the number of their first line; wrapped lines are joined."""
    pending, start, last = "", 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()[:MAX_TEXT]
        joins = bool(pending) and bool(_CONTINUED.match(line)) and (len(last) >= _WRAP or line.startswith("caused"))
        if joins and len(pending) < MAX_TEXT:
            pending, last = f"{pending} {line.strip()}", line
            continue
        if pending.strip():
            yield start, pending
        pending, start, last = line, number, line
    if pending.strip():
        yield start, pending
