"""One part of user data: what it does, what it sets, and why it is not done."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex
from .action import Action, excerpt
from .cloud_config import parse_cloud_config
from .powershell import LOOKS_LIKE, parse_powershell
from .script_actions import parse_script
from .user_data_forms import Fault, FaultKind, Form, header_fault, shell_fault

CONCERNS_ECS = regex(r"ECS_[A-Z]|/etc/ecs\b|ecs\.config|ECSAgent|ECSTools|settings\.ecs|ecs-agent|\becs\b", re.I)
_SHELLS = ("sh", "bash", "dash", "ksh", "zsh")
_JINJA = regex(r"\{\{[^}\n]{0,500}\}\}|\{%[^%\n]{0,500}%\}")
_TOML_CLUSTER = regex(r"^\s*(?:settings\.ecs\.)?cluster\s*=\s*(.*?)\s*(?:#.*)?$")


@frozen
class Setting:
    """A place that names the cluster. `value` is None where only the running machine knows it."""

    value: Optional[str]
    place: str
    excerpt: str
    sure: bool = True


@frozen
class Part:
    """`early` is done before the scripts of all parts, `deferred` just before them, `late` with them.

    `setting` is the cluster that the part names by itself, not through a file. `opaque`: it may do anything
    (an include, a part handler, another language).
    """

    form: Form
    name: str
    place: str
    text: str
    early: Tuple[Action, ...] = ()
    deferred: Tuple[Action, ...] = ()
    late: Tuple[Action, ...] = ()
    setting: Optional[Setting] = None
    faults: Tuple[Fault, ...] = ()
    stops_on_error: bool = False
    opaque: bool = False

    @property
    def concerns_ecs(self) -> bool:
        """Whether it speaks of ECS at all."""
        return bool(CONCERNS_ECS.search(self.text))

    def at(self, line: int) -> str:
        """`user data:3`."""
        return f"{self.place}:{line}"


def make_part(form: Form, name: str, place: str, text: str, stored: bool = False) -> Part:
    """Read one part; `stored` is a script that cloud-init has written to its folder."""
    part = Part(form, name, place, text)
    if form is Form.SHELL:
        return _shell(part, stored)
    if form is Form.BOOTHOOK:
        return replace(part, early=parse_script(text).actions)
    if form is Form.CLOUD_CONFIG:
        return _cloud_config(part)
    if form is Form.WINDOWS:
        return _windows(part)
    if form is Form.JSON:
        return _json(part)
    if form is Form.TOML:
        return _toml(part)
    if form is Form.NONE:
        return _headless(part)
    return replace(part, opaque=form is not Form.OTHER)


def _shell(part: Part, stored: bool) -> Part:
    fault = shell_fault(part.text, stored)
    interpreter = part.text.lstrip().split("\n", 1)[0]
    words = [w.rsplit("/", 1)[-1] for w in interpreter[2:].split()]
    if words and not set(words[:2]) & set(_SHELLS):
        return replace(part, opaque=True, faults=(fault,) if fault else ())
    script = parse_script(part.text)
    return replace(part, late=script.actions, stops_on_error=script.stops_on_error, faults=(fault,) if fault else ())


def _cloud_config(part: Part) -> Part:
    config = parse_cloud_config(_JINJA.sub("x", part.text) if "template: jinja" in part.text[:64] else part.text)
    faults: Tuple[Fault, ...] = ()
    if config.fault:
        line = config.fault_line
        faults = (Fault(FaultKind.YAML, config.fault, line, excerpt(part.text.split("\n"), line)),)
    return replace(part, early=config.early, deferred=config.deferred, late=config.late, faults=faults)


def _windows(part: Part) -> Part:
    script = parse_powershell(part.text)
    lines = part.text.split("\n")
    low = part.text.lower()
    faults = [
        Fault(FaultKind.TAG, f"<{tag}> is never closed by </{tag}>")
        for tag in ("powershell", "script")
        if f"<{tag}>" in low and f"</{tag}>" not in low
    ]
    if script.open_quote is not None and "<script" not in low:
        line = script.open_quote
        shown = lines[line - 1] if LOOKS_LIKE.search(lines[line - 1]) else ""
        faults.append(Fault(FaultKind.QUOTE, "a quote is never closed", line, excerpt([shown], 1)))
    named = script.cluster is not None or script.initializes
    line = script.cluster_line
    setting = Setting(script.cluster, part.at(line), excerpt(lines, line)) if named else None
    return replace(part, faults=tuple(faults), setting=setting)


def _json(part: Part) -> Part:
    """The agent itself reads {"ECSAgentConfiguration": {"Cluster": …}} (agent/config/config.go:495)."""
    try:
        body = json.loads(part.text)
    except (ValueError, RecursionError) as error:
        fault = Fault(FaultKind.JSON, f"it is not valid JSON ({str(error)[:80]})")
        return replace(part, faults=(fault,))
    inner = body.get("ECSAgentConfiguration") if isinstance(body, dict) else None
    cluster = inner.get("Cluster") if isinstance(inner, dict) else None
    if isinstance(cluster, str) and cluster:
        return replace(part, setting=Setting(cluster, part.place, f'"Cluster": "{cluster}"'))
    return part


def _toml(part: Part) -> Part:
    """Bottlerocket's settings; only [settings.ecs] matters here."""
    table = ""
    lines = part.text.split("\n")
    for number, line in enumerate(lines, 1):
        heading = re.match(r"\s*\[+\s*([^\]]*?)\s*\]+", line)
        table = heading.group(1).replace('"', "") if heading else table
        found = _TOML_CLUSTER.match(line)
        if not found or not (table == "settings.ecs" or line.lstrip().startswith("settings.ecs.")):
            continue
        value = found.group(1)
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            return replace(part, setting=Setting(value.strip("\"'"), part.at(number), line.strip()))
        fault = Fault(FaultKind.TOML, "a TOML string needs quotes", number, excerpt(lines, number))
        return replace(part, faults=(fault,))
    return part


def _headless(part: Part) -> Part:
    """Text without a header: read as what it was probably meant to be, and marked as not done."""
    if LOOKS_LIKE.search(part.text):
        read = _windows(part)
        detail = "it is PowerShell without the tags <powershell> and </powershell> round it"
        line = next(n for n, text in enumerate(part.text.split("\n"), 1) if text.strip())
        fault = Fault(FaultKind.TAG, detail, line, "")
        return replace(read, form=Form.WINDOWS, faults=(*read.faults, fault))
    script = parse_script(part.text)
    return replace(part, late=script.actions, faults=(header_fault(part.text),))
