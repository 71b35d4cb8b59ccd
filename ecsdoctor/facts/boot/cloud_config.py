"""A #cloud-config document: what it writes and runs, or why cloud-init cannot read it.

cloud-init (modules write_files, bootcmd, runcmd) loads it with PyYAML's safe loader. Here only the tree of nodes
is made: nothing is constructed, and every node knows its line.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Dict, Iterator, List, Optional, Tuple

from ...model.frozen import frozen
from ..inflate import inflated
from .action import Action, Does
from .script_actions import parse_script
from .script_files import concerns
from .shell.values import UNKNOWN

if TYPE_CHECKING:
    from yaml.nodes import Node

LIMIT = 64 * 1024
MAX_ITEMS = 500
MAX_DEPTH = 60


@frozen
class CloudConfig:
    """`early` happens before the scripts of user data (bootcmd, then write_files), `deferred` just before them,
    `late` among them (runcmd).

    `fault` is why cloud-init rejects the document, at `fault_line`; then nothing of it is done.
    """

    early: Tuple[Action, ...] = ()
    deferred: Tuple[Action, ...] = ()
    late: Tuple[Action, ...] = ()
    fault: str = ""
    fault_line: int = 0


def parse_cloud_config(text: str) -> CloudConfig:
    """Read a document; what cloud-init would reject is told as `fault`, never raised."""
    from yaml import BaseLoader, YAMLError, compose
    from yaml.nodes import MappingNode

    if len(text) > LIMIT or _depth(text) > MAX_DEPTH:
        return CloudConfig()  # more than EC2 takes, or a puzzle that takes PyYAML minutes: nothing is said of it
    try:
        root = compose(text, Loader=BaseLoader)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        return CloudConfig(fault=str(problem), fault_line=mark.line + 1 if mark else 1)
    except (RecursionError, ValueError):
        return CloudConfig(fault="it is nested too deeply or holds impossible characters", fault_line=1)
    if root is None:
        return CloudConfig()
    if not isinstance(root, MappingNode):
        return CloudConfig(fault="it is not a mapping of names to values", fault_line=root.start_mark.line + 1)
    keys = _mapping(root)
    files = keys.get("write_files")
    return CloudConfig(
        early=(*_commands(keys.get("bootcmd")), *_files(files, deferred=False)),
        deferred=tuple(_files(files, deferred=True)),
        late=tuple(_commands(keys.get("runcmd"))),
    )


def _depth(text: str) -> int:
    """How deep brackets are nested at most, quotes not considered."""
    deepest = depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _mapping(node: Optional[Node]) -> Dict[str, Node]:
    """The values of a mapping by name; empty for anything else. Of duplicates the last one wins."""
    from yaml.nodes import MappingNode

    if not isinstance(node, MappingNode):
        return {}
    return {k.value: v for k, v in node.value[:MAX_ITEMS] if isinstance(k.value, str)}


def _items(node: Optional[Node]) -> List[Node]:
    from yaml.nodes import SequenceNode

    return list(node.value[:MAX_ITEMS]) if isinstance(node, SequenceNode) else []


def _scalar(node: Optional[Node]) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""


def _files(node: Optional[Node], deferred: bool) -> Iterator[Action]:
    """The files of write_files; those with `defer: true` are written after the packages are installed."""
    for item in _items(node):
        entry = _mapping(item)
        if (_scalar(entry.get("defer")).lower() in ("true", "yes", "on")) is not deferred:
            continue
        path = _scalar(entry.get("path"))
        content = _content(_scalar(entry.get("content")), _scalar(entry.get("encoding")), entry.get("content"))
        if concerns(path, content):
            appends = _scalar(entry.get("append")).lower() in ("true", "yes", "on")
            does = Does.APPEND if appends else Does.WRITE
            yield Action(does, item.start_mark.line + 1, f"write_files: path: {path}", True, path, content)


def _content(text: str, encoding: str, node: Optional[Node]) -> str:
    """The text of a file whose content may be given in base64 or compressed."""
    kinds = set(encoding.lower().replace("base64", "b64").replace("gzip", "gz").split("+"))
    if node is not None and str(node.tag).endswith(":binary"):
        kinds.add("b64")
    try:
        body = base64.b64decode(text) if "b64" in kinds else text.encode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return UNKNOWN
    return inflated(body).decode("utf-8", "replace") if {"b64", "gz"} & kinds else text


def _commands(node: Optional[Node]) -> Iterator[Action]:
    """What bootcmd or runcmd does: lines for the shell, or lists of words that it does not expand."""
    for item in _items(node):
        words = [shlex.quote(_scalar(w)) for w in _items(item)]
        script = " ".join(words) if words else _scalar(item)
        first = item.start_mark.line + (1 if getattr(item, "style", None) in ("|", ">") else 0)
        for action in parse_script(script).actions:
            yield replace(action, line=first + action.line)
