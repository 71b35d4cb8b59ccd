"""What the service manager says of the units of ecs-init and of Docker."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timezone
from typing import Dict, Optional, Tuple, Type, TypeVar

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ..logs.lines import plausible
from ..numbers import natural

PROPERTIES = (
    "Id,LoadState,ActiveState,SubState,UnitFileState,Result,ExecMainStatus,ExecMainCode,NRestarts,"
    "ActiveEnterTimestamp,InactiveEnterTimestamp,StateChangeTimestamp,FragmentPath,DropInPaths,After,Job"
)
# SUSE's package calls its unit amazon-ecs (packaging/suse/amazon-ecs.service); guides of old call it ecs-agent.
ECS_UNITS = ("ecs", "amazon-ecs", "ecs-agent")
_TIME = regex(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: (UTC|GMT|Z))?")
_LOADED = regex(r"Loaded: ([\w-]+)(?: \(([^;)]*)(?:; ([\w-]+))?)?")
_ACTIVE = regex(r"Active: ([\w-]+)(?: \(([^)]*)\))?(?: since [A-Z][a-z]{2} ([\d: -]{19}(?: UTC)?))?")
_STATUS = regex(r"code=exited, status=(\d+)")
_UPSTART = regex(r"^ecs (start|stop)/([\w-]+)", re.MULTILINE)


@frozen
class Unit:
    """One unit. Texts are systemd's words and empty, numbers and times None, where nobody says.

    `load` loaded, not-found, masked, bad-setting; `active` active, inactive, failed, activating …; `result`
    success, exit-code, start-limit-hit …; `exit_status` of the last main process; `since` the last change of
    state (UTC); `after` the units it waits for; `source` the command that says all this.
    """

    name: str
    load: str = ""
    active: str = ""
    sub: str = ""
    enabled: str = ""
    result: str = ""
    exit_status: Optional[int] = None
    restarts: Optional[int] = None
    active_since: Optional[datetime] = None
    inactive_since: Optional[datetime] = None
    path: str = ""
    drop_ins: Tuple[str, ...] = ()
    after: Tuple[str, ...] = ()
    job: bool = False
    source: str = ""

    @property
    def there(self) -> bool:
        """Whether somebody says something of the unit other than that it does not exist."""
        return bool(self.load or self.active) and not self.nowhere

    @property
    def nowhere(self) -> bool:
        """Whether systemd knows no such unit."""
        return self.load == "not-found"

    @property
    def looks(self) -> str:
        """The state in one phrase: `failed (exit-code, status 5), enabled`."""
        details = [self.sub if self.sub not in ("", self.active) else ""]
        if self.result not in ("", "success"):
            details.append(self.result)
        if self.exit_status and self.active != "active":
            details.append(f"status {self.exit_status}")
        inner = ", ".join(filter(None, details))
        state = f"{self.active or self.load} ({inner})" if inner else self.active or self.load
        return ", ".join(filter(None, (state, self.enabled)))


class EcsUnit(Unit):
    """The unit of ecs-init."""


class DockerUnit(Unit):
    """The unit of the Docker daemon."""


U = TypeVar("U", bound=Unit)


def parse_show(kind: Type[U], name: str, text: str) -> U:
    """Parse `systemctl show NAME`; raises Missing (absent) when it says nothing about the unit.

    Sample:  'LoadState=loaded\\nActiveState=failed\\nExecMainStatus=5\\nUnitFileState=enabled\\n…'
    """
    rows = (line.partition("=") for line in text.splitlines())
    values: Dict[str, str] = {key.strip(): value.strip() for key, equals, value in rows if equals}
    if not values.get("LoadState") and not values.get("ActiveState"):
        raise absent(f"systemctl show {name} says nothing about the unit")
    return kind(
        name=values.get("Id") or f"{name}.service",
        load=values.get("LoadState", ""),
        active=values.get("ActiveState", ""),
        sub=values.get("SubState", ""),
        enabled=values.get("UnitFileState", ""),
        result=values.get("Result", ""),
        exit_status=_number(values.get("ExecMainStatus", "")),
        restarts=_number(values.get("NRestarts", "")),
        active_since=parse_unit_time(values.get("ActiveEnterTimestamp", "")),
        inactive_since=parse_unit_time(values.get("InactiveEnterTimestamp", "")),
        path=values.get("FragmentPath", ""),
        drop_ins=tuple(values.get("DropInPaths", "").split()),
        after=tuple(values.get("After", "").split()),
        job=values.get("Job", "0") not in ("", "0"),
        source=f"systemctl show {name}",
    )


def parse_status(kind: Type[U], name: str, text: str) -> U:
    """Parse `systemctl status NAME` as people paste it; raises Missing (absent) when it is something else.

    Sample:  '● ecs.service - …\\n   Loaded: loaded (/usr/lib/…/ecs.service; enabled)\\n   Active: inactive (dead)'
    """
    if re.search(r"could not be found|No such file|not loaded", text) and "Active: active" not in text:
        return kind(name=f"{name}.service", load="not-found", source=f"systemctl status {name}")
    active, loaded = _ACTIVE.search(text), _LOADED.search(text)
    if active is None:
        raise absent(f"systemctl status {name} names no state")
    sub = (active.group(2) or "").removeprefix("Result: ")
    since = parse_unit_time(active.group(3) or "")
    status = _STATUS.search(text)
    on = active.group(1) in ("active", "reloading")
    return kind(
        name=f"{name}.service",
        load=loaded.group(1) if loaded else "",
        active=active.group(1),
        sub="" if active.group(1) == "failed" else sub,
        enabled=(loaded.group(3) or "") if loaded else "",
        result=sub if active.group(1) == "failed" else "",
        exit_status=_number(status.group(1)) if status else None,
        active_since=since if on else None,
        inactive_since=None if on else since,
        path=(loaded.group(2) or "") if loaded and loaded.group(1) == "loaded" else "",
        source=f"systemctl status {name}",
    )


def parse_is_active(kind: Type[U], name: str, text: str) -> U:
    """Parse `systemctl is-active NAME`: one word; raises Missing (absent)."""
    words = text.split()
    word = words[0] if words else ""
    if word not in ("active", "inactive", "failed", "activating", "deactivating", "reloading", "unknown"):
        raise absent(f"systemctl is-active {name} says no state")
    # systemctl before 235 says `unknown`, newer ones `inactive`, of a unit that does not exist.
    state = "" if word == "unknown" else word
    return kind(name=f"{name}.service", active=state, source=f"systemctl is-active {name}")


def parse_upstart(text: str) -> EcsUnit:
    """Parse Upstart's `status ecs` (Amazon Linux 1): `ecs start/running, process 1822`; raises Missing."""
    match = _UPSTART.search(text)
    if match is None:
        raise absent("status ecs names no state")
    goal, state = match.groups()
    active = "active" if (goal, state) == ("start", "running") else "inactive" if goal == "stop" else "activating"
    return EcsUnit(name="ecs", load="loaded", active=active, sub=state, source="status ecs")


def parse_unit_time(text: str) -> Optional[datetime]:
    """`Mon 2026-11-23 03:18:02 UTC` in UTC; None for a time of another zone, `n/a` or nothing."""
    match = _TIME.search(text)
    if match is None or (not match.group(2) and re.search(r"\d [A-Z]{3,5}$", text.strip())):
        return None
    try:
        return plausible(datetime.strptime(match.group(1), "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc))
    except ValueError:
        return None


_PARSERS = {"show": parse_show, "status": parse_status, "is-active": parse_is_active}


def _number(text: str) -> Optional[int]:
    return natural(text) if len(text) < 10 else None


def _unit(commands: Commands, kind: Type[U], name: str) -> U:
    """Ask in several ways, the most telling first; the later ones serve pasted output."""
    show = ("--no-pager", f"--property={PROPERTIES}")
    status = ("--no-pager", "--lines=0")
    first: Optional[Missing] = None
    for verb, spelling, extra in (
        ("show", name, show),
        ("status", name, status),
        ("show", f"{name}.service", show),
        ("status", f"{name}.service", status),
        ("is-active", name, ()),
    ):
        try:
            return _PARSERS[verb](kind, name, commands.run("systemctl", verb, spelling, extra=extra))
        except Missing as missing:
            if missing.why is Why.TIMED_OUT:  # a hanging systemd hangs for every question
                raise
            first = first or missing
    assert first is not None
    raise first


@fact(deadline=8.0)
def ecs_unit(commands: Commands) -> EcsUnit:
    """Ask systemd for the unit under each of its names, then Upstart."""
    nowhere: Optional[EcsUnit] = None
    first: Optional[Missing] = None
    for name in ECS_UNITS:
        try:
            unit = _unit(commands, EcsUnit, name)
            if not unit.nowhere:
                return _with_enabled(commands, unit, name)
            nowhere = nowhere or unit
        except Missing as missing:
            if missing.why is Why.TIMED_OUT:
                raise
            first = first or missing
    try:
        return parse_upstart(commands.run("status", "ecs"))
    except Missing:
        if nowhere is not None:
            return nowhere
        assert first is not None
        raise first from None


def _with_enabled(commands: Commands, unit: EcsUnit, name: str) -> EcsUnit:
    if unit.enabled:
        return unit
    try:
        word = commands.run("systemctl", "is-enabled", name).strip()
    except Missing:
        return unit
    return replace(unit, enabled=word) if re.fullmatch(r"[a-z-]{4,20}", word) else unit


@fact(deadline=6.0)
def docker_unit(commands: Commands) -> DockerUnit:
    """Ask systemd for docker.service."""
    return _unit(commands, DockerUnit, "docker")
