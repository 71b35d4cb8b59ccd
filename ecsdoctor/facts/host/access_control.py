"""Mandatory access control of the host: SELinux and AppArmor."""

from __future__ import annotations

from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Missing
from ...plugin import fact
from ...sources.files import Files
from ..presence import surely_absent

SELINUX = "/sys/fs/selinux/enforce"
APPARMOR = "/sys/module/apparmor/parameters/enabled"


@frozen
class AccessControl:
    """None means that it is not known; a kernel without the feature is False."""

    selinux_enforcing: Optional[bool]
    apparmor: Optional[bool]


def _switch(files: Files, path: str, on: str) -> Optional[bool]:
    try:
        return files.read(path).text.strip() == on
    except Missing as missing:
        return False if surely_absent(missing) else None


@fact()
def access_control(files: Files) -> AccessControl:
    """Read `1` for enforcing and `Y` for enabled."""
    return AccessControl(_switch(files, SELINUX, "1"), _switch(files, APPARMOR, "Y"))
