"""Texts that a person put into a recording: what a CLI, Terraform or CloudFormation printed, other answers.

Which files are read: `commands/*.txt` except the output of programs that our own facts read and judge by
time (journal, systemctl, dmesg), answers below `aws/` that no fact parses, and logs below /var/log that no
fact parses. All of it is bounded.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, List, Optional, Tuple

from ..model.frozen import frozen
from ..model.reading import Missing, NotApplicable, absent
from ..model.regex import regex
from ..plugin import fact
from ..sources.files import Files
from ..sources.pasted import Pasted
from .scope import Scope

MAX_FILES = 60
MAX_TEXT = 256 * 1024
MAX_LEAVES = 2000
# Our own questions: their facts know how old a line is, which a search for messages does not.
_OWN_COMMANDS = regex(
    r"(journalctl|systemctl|dmesg|iptables|ip6?tables|ip|ss|netstat|ps|df|du|mount|lsblk|uname|free|rpm|dpkg"
    r"|cloud-init|lsb_release|sysctl|timedatectl|chronyc|ntpq|nvidia-smi|getenforce|apparmor_status)\b.*"
)
_PARSED_ANSWERS = {
    "describe-services",
    "describe-tasks",
    "describe-task-definition",
    "describe-clusters",
    "describe-container-instances",
    "describe-scaling-activities",
    "describe-target-health",
    "describe-target-groups",
    "describe-auto-scaling-groups",
    "describe-images",
    "run-task",
    "start-task",
}
_PARSED_LOGS = regex(
    r"(ecs|amazon|audit|journal|messages|syslog|kern|dmesg|cloud-init|secure|auth|boot|cron|yum|dnf|dpkg|apt|sa"
    r"|lastlog|wtmp|btmp|tallylog|faillog|maillog|spooler|chrony|grubby|docker)\b.*"
)


@frozen
class PastedText:
    """One text. `line` counts from 1; in a JSON answer it is 0 and `source` names the file alone."""

    source: str
    text: str
    line: int = 1


@frozen
class PastedTexts:
    """All texts, and what of them is JSON."""

    texts: Tuple[PastedText, ...]
    documents: Tuple[Tuple[str, Any], ...] = ()

    def json_under(self, key: str) -> Optional[Any]:
        """The value of `key` in the first pasted JSON object that has it on top."""
        found = next((d[key] for _, d in self.documents if isinstance(d, dict) and key in d), None)
        if found is None and key == "taskDefinition":  # the definition itself, as it is written into a file
            return next((d for _, d in self.documents if isinstance(d, dict) and "containerDefinitions" in d), None)
        return found


def embedded_json(body: str) -> Optional[Any]:
    """The JSON object in a text, with or without the command line that printed it; None when there is none."""
    start = body.find("{")
    if start < 0 or not body[:start].strip() == "" and not body.lstrip().startswith(("$", "#", "aws ", "+")):
        return None
    try:
        return json.JSONDecoder().raw_decode(body[start:])[0]
    except (ValueError, RecursionError):
        return None


def leaves(value: Any) -> Iterator[str]:
    """Every string in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)


def _commands(pasted: Pasted) -> Iterator[Tuple[str, str]]:
    for name in _names(pasted, "commands"):
        if name.endswith((".txt", ".json", ".log")) and not _OWN_COMMANDS.fullmatch(name):
            yield from _read(pasted, f"commands/{name}")


def _answers(pasted: Pasted) -> Iterator[Tuple[str, str]]:
    for service in _names(pasted, "aws"):
        for name in _names(pasted, f"aws/{service}"):
            if name.rsplit(".", 1)[0] not in _PARSED_ANSWERS:
                yield from _read(pasted, f"aws/{service}/{name}")


def _logs(pasted: Pasted, files: Files) -> Iterator[Tuple[str, str]]:
    try:
        names = files.names("/var/log")
    except (Missing, NotApplicable):
        return
    for name in names:
        if not _PARSED_LOGS.fullmatch(name):
            for slot, body in _read(pasted, f"root/var/log/{name}"):
                yield slot[len("root") :], body


def _container_logs(pasted: Pasted) -> Iterator[Tuple[str, str]]:
    """What containers beside the agent printed, such as the relay of Service Connect."""
    for name in _names(pasted, "docker"):
        if name.startswith("logs-") and name != "logs-ecs-agent.txt":
            yield from _read(pasted, f"docker/{name}")


def _names(pasted: Pasted, folder: str) -> Tuple[str, ...]:
    try:
        return pasted.names(folder)[:MAX_FILES]
    except (Missing, NotApplicable):
        return ()


def _read(pasted: Pasted, slot: str) -> Iterator[Tuple[str, str]]:
    try:
        body = pasted.read(slot).body[:MAX_TEXT]
    except (Missing, NotApplicable):
        return
    if b"\x00" not in body:
        yield slot, body.decode("utf-8", "replace")


@fact(deadline=5.0)
def pasted_texts(scope: Scope, pasted: Pasted, files: Files) -> PastedTexts:
    """Read what is there; only a recording can hold pasted texts."""
    if scope.kind != "snapshot":
        raise NotApplicable("only a recording can hold pasted texts")
    found: List[PastedText] = []
    documents: List[Tuple[str, Any]] = []
    for slot, body in [*_commands(pasted), *_answers(pasted), *_container_logs(pasted), *_logs(pasted, files)][
        :MAX_FILES
    ]:
        document = embedded_json(body)
        if document is None:
            found.append(PastedText(slot, body))
            continue
        documents.append((slot, document))
        found += [PastedText(slot, leaf, 0) for leaf in list(leaves(document))[:MAX_LEAVES]]
    if not found and not documents:
        raise absent("nothing was pasted into this recording")
    return PastedTexts(tuple(found), tuple(documents))
