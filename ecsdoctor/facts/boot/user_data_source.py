"""Where user data is read: the metadata service, cloud-init's copies of it, or EC2 from outside."""

from __future__ import annotations

from typing import List, Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, Why, absent
from ...plugin import fact
from ...sources.files import Files
from ...sources.http import Imds
from ..ec2.user_data_attribute import InstanceUserData
from ..inflate import LIMIT
from .shell.values import UNKNOWN
from .user_data import UserData, parse_user_data
from .user_data_forms import Form
from .user_data_parts import Part, make_part

STORED = "/var/lib/cloud/instance/user-data.txt"
SCRIPTS = "/var/lib/cloud/instance/scripts"
MAX_SCRIPTS = 20


@fact(deadline=4.0)
def user_data(imds: Imds, files: Files, stored: Reading[InstanceUserData]) -> UserData:
    """Ask the metadata service, else read what cloud-init has kept of it: the text, or only the scripts.

    From outside it is what EC2 stores.
    """
    if isinstance(stored, Got):
        return _from_ec2(stored.value)
    try:
        return _from_instance(imds, files)
    except NotApplicable:
        raise stored from None


def _from_ec2(stored: InstanceUserData) -> UserData:
    if stored.body is None:
        raise NotApplicable(f"user data: {stored.why_not}")
    return parse_user_data(stored.body)


def _from_instance(imds: Imds, files: Files) -> UserData:
    first: Optional[Missing] = None
    for read in (_from_imds, _from_file, _from_scripts):
        try:
            found = read(imds, files)
        except Missing as missing:
            first = first or missing
            continue
        if found.parts or found.faults:
            return found
        first = first or absent("the instance has no user data")
    assert first is not None
    raise Missing(first.why, f"user data: {first.detail}", first.cure)


def _from_imds(imds: Imds, files: Files) -> UserData:
    return parse_user_data(imds.read("user-data").body)


def _from_file(imds: Imds, files: Files) -> UserData:
    return parse_user_data(files.read(STORED).body, STORED)


def _from_scripts(imds: Imds, files: Files) -> UserData:
    """The scripts that cloud-init made of user data, each as a part of its own."""
    parts: List[Part] = []
    for name in files.names(SCRIPTS)[:MAX_SCRIPTS]:
        path = f"{SCRIPTS}/{name}"
        try:
            body = files.read(path).body
        except Missing as missing:
            if missing.why is Why.DENIED:
                raise
            continue
        text = body[:LIMIT].decode("utf-8", "replace").replace(UNKNOWN, "")
        parts.append(make_part(Form.SHELL, name, path, text, stored=True))
    return UserData(SCRIPTS, tuple(parts), (), any(p.concerns_ecs for p in parts), partial=True)


@frozen
class FirstUserData:
    """The user data that cloud-init ran: later changes of user data are not run by themselves."""

    user_data: UserData


@fact(deadline=4.0)
def first_user_data(files: Files) -> FirstUserData:
    """Read the copy that cloud-init has kept."""
    found = parse_user_data(files.read(STORED).body, STORED)
    if not found.parts and not found.faults:
        raise absent(f"{STORED} is empty")
    return FirstUserData(found)
