"""Units, containers, ends and foreign code in a boot script."""

from __future__ import annotations

from typing import Iterator, Optional, Sequence, Tuple

from ...model.regex import regex
from .action import Action, Does
from .shell.command import Command
from .shell.output import called

_UNITS = {"ecs": "ecs", "amazon-ecs": "ecs", "docker": "docker"}
_STARTS = ("start", "restart", "reload-or-restart", "force-reload")
_IMAGE = regex(r"amazon/amazon-ecs-agent|amazon-ecs-agent:|ecs/amazon-ecs-agent")
_FOREIGN = (
    *("ansible", "ansible-pull", "ansible-playbook", "chef-client", "chef-solo", "puppet", "salt-call"),
    *("cfn-init", "eval", "python", "python2", "python3", "perl", "ruby", "node", "make"),
)
_SHELLS = ("sh", "bash", "dash", "zsh", "ksh")


def unit_actions(command: Command, excerpt: str) -> Iterator[Action]:
    """What one command does to units and containers, or to the run of the script itself."""
    words, wrappers = called(command.words)
    if not words:
        return
    line, sure = command.line, command.sure
    free = "--no-block" in words or command.background or bool({"timeout", "systemd-run"} & set(wrappers))
    for tool, verb, unit, starts in _units(words):
        yield Action(Does.UNIT, line, excerpt, sure, unit, "", tool, verb, starts, starts and not free)
    verb = _container(words)
    if verb:
        starts = verb in ("run", *_STARTS)
        yield Action(Does.CONTAINER, line, excerpt, sure, "ecs-agent", "", "docker", verb, starts)
    if command.until and _asks_agent(words):
        yield Action(Does.WAIT, line, excerpt, True, "ecs", "", words[0], "", False, not command.background)
    ending = _ending(words)
    if ending is not None:
        yield Action(ending, command.line, excerpt, command.sure, verb=words[0])
    elif _foreign(words, bool(command.fed_by)):
        yield Action(Does.FOREIGN, command.line, excerpt, command.sure)


def _units(words: Sequence[str]) -> Iterator[Tuple[str, str, str, bool]]:
    """(tool, verb, unit, whether it starts) for each unit of ours that a command names."""
    name, rest = words[0], [w for w in words[1:] if not w.startswith("-")]
    options = [w for w in words[1:] if w.startswith("-")]
    if name == "systemctl" and rest:
        starts = rest[0] in _STARTS or (rest[0] in ("enable", "reenable") and "--now" in options)
        for unit in _known(rest[1:]):
            yield "systemctl", rest[0], unit, starts
    elif name == "service" and len(rest) > 1:
        for unit in _known(rest[:1]):
            yield "service", rest[1], unit, rest[1] in _STARTS
    elif name == "initctl" and len(rest) > 1:
        for unit in _known(rest[1:]):
            yield "upstart", rest[0], unit, rest[0] in _STARTS
    elif name in ("start", "stop", "restart"):
        for unit in _known(rest[:1]):
            yield "upstart", name, unit, name != "stop"


def _known(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        unit = _UNITS.get(name[: -len(".service")] if name.endswith(".service") else name)
        if unit:
            yield unit


def _container(words: Sequence[str]) -> str:
    """What a command does with the agent's container; empty when it is about something else."""
    if words[0] not in ("docker", "podman", "nerdctl"):
        return ""
    rest = [w for w in words[1:] if not w.startswith("-") and w != "container"]
    if not rest:
        return ""
    if rest[0] == "run":
        return "run" if any(_IMAGE.search(w) for w in rest[1:]) else ""
    return rest[0] if "ecs-agent" in rest[1:] else ""


def _asks_agent(words: Sequence[str]) -> bool:
    """Whether a command asks if the agent is there: its port, its unit or its container."""
    if words[0] in ("curl", "wget", "nc") and any("51678" in w for w in words):
        return True
    if words[0] == "systemctl" and words[1:2] in (("is-active",), ("status",)):
        return bool(list(_known([w for w in words[2:] if not w.startswith("-")]))) and "docker" not in words
    return words[0] == "docker" and "ecs-agent" in " ".join(words)


def _ending(words: Sequence[str]) -> Optional[Does]:
    """Whether a command ends the script or the machine's run."""
    if words[0] == "exit":
        return Does.EXIT
    if words[0] in ("reboot", "poweroff", "halt") and "--help" not in words:
        return Does.REBOOT
    if words[0] == "shutdown" and "-c" not in words:
        return Does.REBOOT
    if list(words[:2]) in (["init", "6"], ["init", "0"], ["telinit", "6"]):
        return Does.REBOOT
    if words[0] == "systemctl" and any(w in ("reboot", "poweroff", "halt") for w in words[1:2]):
        return Does.REBOOT
    return None


def _foreign(words: Sequence[str], fed: bool) -> bool:
    """Whether a command runs code that is not in this script."""
    name = words[0]
    if name in _FOREIGN:
        return True
    if name in ("source", "."):
        return not any(w.startswith("/etc/") for w in words[1:])
    if name in _SHELLS:
        return fed or len(words) > 1
    return name.endswith((".sh", ".py", ".pl", ".rb")) or "\x00" in name
