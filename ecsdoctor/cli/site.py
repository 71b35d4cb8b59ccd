"""`ecsdoctor.toml`: the habits and house rules of a site.

    output = "json"            # as -o
    timeout = 20               # as --timeout
    fail-on = "fail"           # as --fail-on

    [severities]               # other weights for problems
    clock-skew = "warning"

    [thresholds]               # from where on a measure is worth a word
    disk-percent = 90

    [[waivers]]                # what is accepted, until when, and why
    problem = "log-group-missing"
    subject = "i-0123456789abcdef0"      # optional: only there
    reason = "the group comes with the January release, see OPS-12"
    expires = 2027-01-31       # the last day on which it counts

Read from --config FILE, else /etc/ecsdoctor/ecsdoctor.toml, else $XDG_CONFIG_HOME/ecsdoctor/ecsdoctor.toml (default
~/.config): the first that exists, and no other. What the command line says goes before what the file says.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Optional, Tuple

import click

from ..model.house_rules import NO_RULES, HouseRules
from .options import Common
from .site_file import located, read

if TYPE_CHECKING:
    from .site_parse import Site

# Where the group keeps what --config said.
NAMED = "ecsdoctor.config"


def settled(common: Common) -> Tuple[Common, HouseRules]:
    """The options, completed from the file where the command line left them open, and the house rules."""
    site = _site(_named()) if common.site else None
    if site is None:
        return common, NO_RULES
    style = common.style
    if site.output and left_open("output"):
        style = replace(style, format=site.output)
    fail_on = site.fail_on if site.fail_on and left_open("fail_on") else common.fail_on
    return replace(common, style=style, timeout=common.timeout or site.timeout, fail_on=fail_on), site.rules


def _site(named: Optional[str]) -> Optional[Site]:
    path = located(named)
    if path is None:
        return None
    from .site_parse import parse

    return parse(read(path), path, datetime.now(timezone.utc).date())


def _named() -> Optional[str]:
    context = click.get_current_context(silent=True)
    return context.meta.get(NAMED) if context else None


def left_open(parameter: str) -> bool:
    """Whether an option of this command was left to its default."""
    from click.core import ParameterSource

    context = click.get_current_context(silent=True)
    return context is not None and context.get_parameter_source(parameter) is ParameterSource.DEFAULT
