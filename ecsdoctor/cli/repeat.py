"""--wait and --watch: what they say, and the options themselves, for every command that looks at something alive."""

from __future__ import annotations

from typing import Any, Optional

import click

from ..model.frozen import frozen
from .errors import UsageError
from .number import Number

# An agent that starts well has joined after half a minute; one that waits for ECS to stop throttling takes minutes.
USUAL_WAIT = 300.0
LONGEST = 7 * 86400
_KEY = "ecsdoctor.repeat"


@frozen
class Repeat:
    """How often to look: until the instance has joined (at most `wait` seconds), or every `watch` seconds for ever."""

    wait: Optional[float] = None
    watch: Optional[float] = None


def asked() -> Repeat:
    """What this command line says. Raises UsageError when it says both."""
    context = click.get_current_context(silent=True)
    said = context.meta.get(_KEY, {}) if context else {}
    if len(said) > 1:
        raise UsageError("--wait ends once the instance has joined, --watch never does: give one of them")
    return Repeat(**said)


def wait_option() -> click.Option:
    """`--wait [SECONDS]`."""
    return _option(
        "--wait",
        is_flag=False,
        flag_value=str(int(USUAL_WAIT)),
        metavar="[SECONDS]",
        help=f"Repeat until registered and connected (default {USUAL_WAIT:.0f} s).",
    )


def watch_option() -> click.Option:
    """`--watch SECONDS`."""
    return _option("--watch", metavar="SECONDS", help="Look again and again; print only changes.")


def _option(name: str, **extra: Any) -> click.Option:
    return click.Option(
        [name],
        type=Number(1, LONGEST),
        expose_value=False,
        callback=_remember,
        **extra,
    )


def _remember(context: click.Context, parameter: click.Parameter, value: Optional[float]) -> None:
    if value is not None:
        context.meta.setdefault(_KEY, {})[parameter.name] = value
