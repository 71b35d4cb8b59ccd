"""Texts of the logs collector in the form in which our own questions would have them."""

from __future__ import annotations

import re
from typing import Callable

from ..model.regex import regex

# The collector blacks out this one value by emptying it, which would look like a mistake of its owner.
_EMPTIED = regex(r"^([ \t]*ECS_ENGINE_AUTH_DATA=)[ \t\r]*$", re.MULTILINE)
_MOUNT = regex(r"^(\S+) on (/.*?) type (\S+) \((.*)\)$", re.MULTILINE)
_RPM = regex(r"^(?:amazon-)?ecs-init-\d\S*$", re.MULTILINE)
_DPKG = regex(r"^ii\s+amazon-ecs-init(?::\w+)?\s+(\S+)", re.MULTILINE)
_JOURNAL_LINE = regex(
    r"^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ ([^\s\[:]+)(?:\[\d+\])?: (.*)$"
)
_MODE = regex(r"^[ \t]*(Enforcing|Permissive|Disabled)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def ecs_config(text: str) -> str:
    """ecs.config with what was blacked out marked as such."""
    return _EMPTIED.sub(r"\1{REDACTED}", text)


def mounts_of(text: str) -> str:
    """`mount` prints `device on /path type kind (options)`; /proc/mounts has `device /path kind options 0 0`."""
    rows = []
    for match in _MOUNT.finditer(text):
        device, path, kind, options = match.groups()
        rows.append(f"{device} {path.replace(' ', chr(92) + '040')} {kind} {options} 0 0\n")
    return "".join(rows)


def df_of(text: str) -> str:
    """The table of `df -h` that follows in the same file."""
    start = text.find("\nFilesystem")
    return text[start + 1 :] if start >= 0 else ""


def netstat_of(text: str) -> str:
    """`netstat -plant`, if it lists anything (it may not be installed)."""
    return text if "LISTEN" in text else ""


def selinux_of(text: str) -> str:
    """`1` for enforcing, as the kernel says it."""
    match = _MODE.search(text)
    return ("1" if match.group(1).lower() == "enforcing" else "0") if match else ""


def agent_package(text: str) -> str:
    """The line of ecs-init among all packages, as `rpm -q` prints it."""
    rpm = _RPM.search(text)
    if rpm:
        return rpm.group() + "\n"
    package = _DPKG.search(text)
    return f"amazon-ecs-init-{package.group(1)}\n" if package else ""


def journal_of(*units: str) -> Callable[[str], str]:
    """The lines of some units in the whole journal: their programs', and systemd's about them."""
    names = re.compile("|".join(rf"\b{re.escape(unit)}\.service\b" for unit in units))

    def chosen(text: str) -> str:
        kept = []
        for line in text.split("\n"):
            match = _JOURNAL_LINE.match(line[:4096])
            if match and (match.group(1) in units or (match.group(1) == "systemd" and names.search(match.group(2)))):
                kept.append(line)
        return "\n".join([*kept, ""]) if kept else ""

    return chosen
