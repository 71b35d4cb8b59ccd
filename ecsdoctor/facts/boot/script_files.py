"""Files that a boot script writes, as far as they concern the agent."""

from __future__ import annotations

import re
from typing import Iterator, List, Sequence, Tuple

from ...model.regex import regex
from .action import Action, Does
from .shell.command import Command
from .shell.output import called, input_of, output_of
from .shell.values import UNKNOWN

CONFIG = "/etc/ecs/ecs.config"
VENDOR_CONFIG = "/var/lib/ecs/ecs.config"
_OURS = (CONFIG, VENDOR_CONFIG, "/etc/ecs", "/etc/ecs/", "/etc/ecs/.")
# Where people write the agent's settings by mistake, and the units whose order they change.
_LIKE_CONFIG = regex(r"ecs[^/]{0,200}conf|/etc/ecs/|/etc/(?:default|sysconfig)/ecs\b|ECSAgent")
_UNIT_FILE = regex(r"/(?:amazon-)?ecs\.service|cloud-final")
_SETTING = regex(r"^ *(?:export )?ECS_[A-Z_]+=", re.MULTILINE)
_COPIES = ("cp", "mv", "install", "ln", "rsync", "curl", "wget", "aws", "scp", "gsutil", "s5cmd", "dd")
_EDITORS = ("sed", "perl", "awk", "gawk", "ed", "crudini", "ex")


def file_actions(command: Command, excerpt: str) -> Iterator[Action]:
    """Writes of one command: redirections, tee, copies, edits in place, removal."""
    words, _ = called(command.words)
    name = words[0] if words else ""

    def action(does: Does, target: str, text: str) -> Action:
        return Action(does, command.line, excerpt, command.sure, target, text)

    if any(_UNIT_FILE.search(w) for w in (*words, *(r.target for r in command.redirects), command.stdin or "")):
        if name not in ("cat", "systemctl", "grep", "ls", "echo") or command.redirects:
            yield action(Does.UNIT_FILE, "", "")
            return
    for target, appends in _targets(command, words):
        text = _text(command, name)
        if concerns(target, text):
            yield action(Does.APPEND if appends else Does.WRITE, target, text)
    if name in _EDITORS and any(concerns(w, "") for w in words[1:]):
        target = next(w for w in words[1:] if concerns(w, ""))
        yield action(Does.EDIT, target, "\n".join(_edits(words)))
    elif name in _COPIES and _copied_to(name, words):
        yield action(Does.WRITE, CONFIG, UNKNOWN + "\n")
    elif name in ("rm", "unlink", "truncate") and CONFIG in words:
        yield action(Does.WRITE, CONFIG, "")


def concerns(path: str, text: str) -> bool:
    """Whether a file is one of the agent's, or is written as if it were."""
    if path.startswith("/dev/") or path.startswith("/var/log/"):
        return False
    return path in _OURS or bool(_LIKE_CONFIG.search(path) or (UNKNOWN not in path and _SETTING.search(text)))


def _targets(command: Command, words: Sequence[str]) -> List[Tuple[str, bool]]:
    """Files that get what the command prints, and whether it is appended."""
    found = [
        (r.target, r.sign in (">>", "&>>"))
        for r in command.redirects
        if r.sign in (">", ">>", ">|", "&>", "&>>") and r.file in ("", "1")
    ]
    if words and words[0] == "tee":
        appends = any(re.fullmatch(r"-\w*a\w*|--append", w) for w in words[1:])
        found += [(w, appends) for w in words[1:] if not w.startswith("-")]
    return found


def _text(command: Command, name: str) -> str:
    return input_of(command) if name == "tee" else output_of(command)


def _copied_to(name: str, words: Sequence[str]) -> bool:
    """Whether a program copies something to ecs.config: as its last word, or after an option for output."""
    if name in ("curl", "wget", "dd"):
        return any(w in (CONFIG, f"of={CONFIG}") or w.endswith(f"-O{CONFIG}") for w in words)
    plain = [w for w in words[1:] if not w.startswith("-")]
    if name == "aws":
        return plain[:1] in (["s3"], ["s3api"]) and any(w in _OURS for w in plain[2:])
    return len(plain) > 1 and plain[-1] in _OURS


def _edits(words: Sequence[str]) -> Iterator[str]:
    """What `s/old/new/`, `a text`, `i text` and `c text` of sed put into the file."""
    for word in words[1:]:
        if len(word) > 2 and word[0] == "s" and not word[1].isalnum():
            parts = re.split(r"(?<!\\)" + re.escape(word[1]), word)
            if len(parts) > 2:
                yield parts[2]
        match = re.match(r"^(?:\d+|\$|/[^/]*/)?\s*[aic]\s*\\?\s*(ECS_.*)$", word)
        if match:
            yield match.group(1)
