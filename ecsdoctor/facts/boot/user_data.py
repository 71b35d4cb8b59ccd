"""User data: what the instance was told to do at its first boot.

`parse_user_data` takes the bytes as they are, whoever gave them: the metadata service, a file of cloud-init,
DescribeInstanceAttribute or a launch template (both after one base64 decoding).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import List, Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex
from ..inflate import LIMIT, MAGIC, inflated
from .action import Action, Does
from .script_files import CONFIG, VENDOR_CONFIG
from .shell.values import UNKNOWN
from .user_data_forms import Fault, FaultKind, Form, form_of
from .user_data_mime import Archive, is_mime, nearly_mime, parse_mime
from .user_data_parts import CONCERNS_ECS, Part, Setting, make_part

_BASE64 = regex(rb"[A-Za-z0-9+/\s]{16,}(?:={1,2}\s*)?\Z")
_CLUSTER = regex(r"^[ \t]*ECS_CLUSTER=(.*?)[ \t\r]*$", re.MULTILINE)


@frozen
class Step:
    """One action and the part that it stands in."""

    part: Part
    action: Action

    @property
    def place(self) -> str:
        """`user data:3`."""
        return self.part.at(self.action.line)


@frozen
class UserData:
    """`faults` are of the whole; those of its parts stand with them.

    `concerns_ecs`: it speaks of ECS at all. `partial`: only scripts that cloud-init has stored were seen, not
    what they were made from.
    """

    source: str
    parts: Tuple[Part, ...]
    faults: Tuple[Fault, ...] = ()
    concerns_ecs: bool = False
    partial: bool = False

    def steps(self) -> Tuple[Step, ...]:
        """What it says, in the order in which cloud-init does it: hooks and files, then scripts by their name."""
        hooks_first = sorted(self.parts, key=lambda p: p.form is not Form.BOOTHOOK)
        early = [Step(p, a) for p in hooks_first for a in p.early]
        deferred = [Step(p, a) for p in self.parts for a in p.deferred]
        late = [Step(p, a) for p in sorted(self.parts, key=_script_name) for a in p.late]
        return tuple(early + deferred + late)

    @property
    def all_faults(self) -> Tuple[Tuple[str, Fault], ...]:
        """Every fault with the place where it stands."""
        whole = tuple((self.source, f) for f in self.faults)
        return whole + tuple((p.at(f.line), f) for p in self.parts for f in p.faults)

    def done(self) -> Tuple[Step, ...]:
        """The steps that can happen: none of a part with a fault, nothing after an `exit` in the same part."""
        if self.faults:
            return ()
        found: List[Step] = []
        ended = set()
        for step in self.steps():
            if step.part.faults or step.part.name in ended:
                continue
            found.append(step)
            if step.action.does is Does.EXIT and step.action.sure:
                ended.add(step.part.name)
        return tuple(found)

    @property
    def opaque(self) -> bool:
        """Whether it may do more than can be read here."""
        if any(p.opaque for p in self.parts):
            return True
        return any(s.action.does is Does.FOREIGN for s in self.steps())

    @property
    def settings(self) -> Tuple[Setting, ...]:
        """Every place that names the cluster, in the order in which they take effect."""
        own = tuple(p.setting for p in self.parts if p.setting is not None)
        return own + tuple(s for step in self.steps() for s in _settings(step))

    @property
    def cluster(self) -> Optional[Setting]:
        """The setting that is left at the end, if user data sets one; what a later `>` wipes out is gone."""
        left: Optional[Setting] = next((p.setting for p in reversed(self.parts) if p.setting), None)
        for step in self.steps():
            if step.action.does is Does.WRITE and step.action.sure and step.action.target == CONFIG:
                left = None
            left = next(reversed(_settings(step)), left)
        return left

    @property
    def writes_config(self) -> bool:
        """Whether anything in it writes ecs.config, in whatever way."""
        return any(s.action.target in (CONFIG, VENDOR_CONFIG, "/etc/ecs", "/etc/ecs/") for s in self.steps())


def _script_name(part: Part) -> str:
    """cloud-init runs the files of its scripts folder by name; runcmd is one of them."""
    return "runcmd" if part.form is Form.CLOUD_CONFIG else part.name


def _settings(step: Step) -> Tuple[Setting, ...]:
    """Assignments of ECS_CLUSTER in what one action writes to a file that the agent reads."""
    action = step.action
    if action.does not in (Does.WRITE, Does.APPEND, Does.EDIT) or action.target not in (CONFIG, VENDOR_CONFIG):
        return ()
    if action.text.strip() == UNKNOWN:
        return (Setting(None, step.place, action.excerpt, sure=False),)
    sure = action.sure and action.does is not Does.EDIT
    values = [m.group(1) for m in _CLUSTER.finditer(action.text)]
    return tuple(Setting(None if UNKNOWN in v else v, step.place, action.excerpt, sure) for v in values if v)


def parse_user_data(body: bytes, source: str = "user data", stored: bool = False) -> UserData:
    """Read user data of any form; whatever is wrong with it is told as faults, nothing is raised.

    `stored`: a script from cloud-init's own folder, which it has written there to execute it.
    Sample:  b"#!/bin/bash\\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\\n"
    """
    faults: Tuple[Fault, ...] = ()
    plain = inflated(body[:LIMIT])
    if plain.startswith(MAGIC):
        return UserData(source, (), (Fault(FaultKind.COMPRESSION, "its gzip compression is broken"),))
    inner = _twice(plain)
    if inner is not None:
        detail = "it is encoded in base64 twice, so that cloud-init sees letters in place of a header"
        faults, plain = (Fault(FaultKind.BASE64_TWICE, detail),), inflated(inner)
    text = plain.decode("utf-8", "replace").replace(UNKNOWN, "")
    if not text.strip():
        return UserData(source, (), faults)
    concerns = bool(CONCERNS_ECS.search(text))
    if is_mime(text) or nearly_mime(text):
        archive = parse_mime(text) if is_mime(text) else _unmarked(text)
        found = faults + ((archive.fault,) if archive.fault else ())
        many = len(archive.parts) > 1
        parts = tuple(
            make_part(p.form, p.name, f"{source}, part {n} ({p.name})" if many else source, p.text)
            for n, p in enumerate(archive.parts, 1)
        )
        return UserData(source, parts, found, concerns)
    return UserData(source, (make_part(form_of(text), "part-001", source, text, stored),), faults, concerns)


def _unmarked(text: str) -> Archive:
    """MIME without its MIME-Version header: cloud-init does not take it for MIME."""
    detail = 'it lacks the header "MIME-Version: 1.0", so that cloud-init does not see its parts'
    archive = parse_mime("MIME-Version: 1.0\n" + text.lstrip())
    return Archive(archive.parts, Fault(FaultKind.MIME, detail))


def _twice(body: bytes) -> Optional[bytes]:
    """What base64 hides, when it is user data once more; None otherwise."""
    if not _BASE64.match(body):
        return None
    try:
        inner = base64.b64decode(b"".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    text = inner[:4096].decode("utf-8", "replace")
    known = form_of(text) not in (Form.NONE, Form.TOML) or is_mime(text) or inner.startswith(MAGIC)
    return inner if known else None
