"""Words and commands that the checks of the configuration share."""

from __future__ import annotations

from typing import Optional, Tuple

from ecsdoctor import Evidence, Got, Missing, NotApplicable, Reading, Severity, regex
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import MAIN, Assignment, ConfigFile, EcsConfig
from ecsdoctor.facts.config.variables import VARIABLES
from ecsdoctor.facts.presence import surely_absent

RESTART = "sudo systemctl restart ecs"
HIDDEN = "[not shown]"
_USER_INFO = regex(r"(://|^)[^/@\s]+@")
_HARMLESS = regex(r"[\w:/.,@%+-]+")  # safe in single quotes and in a sed program
_INVISIBLE = {
    "\ufeff": "<BOM>",
    "\u200b": "<zero-width space>",
    "\u200e": "<direction mark>",
    "\u00a0": "<no-break space>",
    "\x00": "<NUL>",
    "\r": "<CR>",
    "\ufffd": "<?>",
}


def visible(text: str) -> str:
    """A text with its invisible characters named, cut to what fits a line."""
    shown = "".join(_INVISIBLE.get(letter, letter) for letter in text)
    return shown if len(shown) <= 200 else shown[:197] + "…"


def shown(assignment: Assignment) -> str:
    """A line as evidence: secrets and the user part of a proxy's address left out."""
    name = assignment.name
    words = name.strip().split() or [""]
    plain = next((w for w in (name, words[-1].upper()) if w in VARIABLES), "")
    if plain and VARIABLES[plain].secret:
        return f"{visible(name)}={HIDDEN}"
    if words[-1].lower().endswith("_proxy"):
        return visible(f"{name}={without_user(assignment.value)}")
    return visible(assignment.text)


def without_user(address: str) -> str:
    """A proxy's address without user and password."""
    return _USER_INFO.sub(lambda m: m.group(1) + "[not shown]@", address)


def line_evidence(assignment: Assignment) -> Evidence:
    """One line of a config file as evidence."""
    return Evidence(assignment.place, shown(assignment))


def readable(config: EcsConfig) -> Tuple[ConfigFile, ...]:
    """The files that can be judged; raises the reason where there is none, NotApplicable where none exists."""
    files = config.files()
    if not files and isinstance(config.main, Missing):
        if surely_absent(config.main):
            raise NotApplicable("there is no ecs.config (see ecs-config-is-present)")
        raise config.main
    return files


def registered(joined: Reading[JoinedCluster]) -> bool:
    """Whether the agent is in a cluster now, so that whatever is odd has not stopped it."""
    return isinstance(joined, Got) and joined.value.registered


def weight(severity: Severity, joined: Reading[JoinedCluster]) -> Severity:
    """A fault that has not kept the agent from registering waits for its next start: a warning."""
    return Severity.WARNING if registered(joined) and severity.rank < Severity.WARNING.rank else severity


def next_start(joined: Reading[JoinedCluster]) -> str:
    """The sentence that explains why an agent with a fatal setting runs all the same."""
    if not registered(joined):
        return ""
    return " The agent is registered now, so it read something else when it started: this counts at its next start."


def set_variable(path: str, name: str, value: str) -> str:
    """A command that writes one variable, replacing its last spelling; words where the value needs care."""
    if not _HARMLESS.fullmatch(value):
        return f"Write this line into {path}:  {name}={value}"
    return f"sudo sed -i 's|^[[:space:]]*{name}=.*|{name}={value}|' {path}"


def add_variable(name: str, value: str, path: str = MAIN) -> str:
    """A command that appends a line; the file may lack its last newline, and glued lines are one value."""
    return f"printf '\\n%s\\n' '{name}={value}' | sudo tee -a {path}"


def edit(path: str, line: Optional[int] = None) -> str:
    """Open the file at the line."""
    return f"sudo vi +{line} {path}" if line else f"sudo vi {path}"


def join_other_cluster(command: str, joined: Reading[JoinedCluster]) -> Tuple[str, ...]:
    """Steps that write the cluster's name; a registered agent has saved the old one and would refuse the new."""
    if not registered(joined):
        return (command, RESTART)
    name = joined.value.short_name if isinstance(joined, Got) else ""
    return (
        f'The agent has saved "{name or "its cluster"}" in its checkpoint and exits (code 5) when the name changes. '
        "Putting the checkpoint aside makes it forget the tasks it runs: do this on an instance without tasks.",
        "sudo systemctl stop ecs",
        command,
        "sudo mv /var/lib/ecs/data/agent.db /var/lib/ecs/data/agent.db.old",
        "sudo systemctl start ecs",
    )
