"""Which operating system the instance runs."""

from __future__ import annotations

import re
from typing import Dict

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..ec2.image import ImageSystem

# os-release(5): the second is where distributions keep it, the first a link to it.
PATHS = ("/etc/os-release", "/usr/lib/os-release")
_LSB = regex(r"^(Distributor ID|Description|Release|Codename):\s*(.*)$", re.MULTILINE)


@frozen
class OsRelease:
    """`id` is `amzn`, `debian`, `ubuntu`, `rhel`, `sles`, `bottlerocket` …; fields are empty where unnamed.

    `place` is the file or command that says so, `like` the words of ID_LIKE.
    """

    id: str
    version_id: str
    pretty_name: str
    like: str = ""
    variant: str = ""
    place: str = PATHS[0]

    @property
    def amazon_linux(self) -> bool:
        """Whether this is Amazon Linux of any age."""
        return self.id == "amzn"

    @property
    def debian_family(self) -> bool:
        """Whether packages are .deb files: there ecs-init's unit restarts whatever the exit code."""
        return self.id in ("debian", "ubuntu") or "debian" in self.like.split()

    @property
    def suse_family(self) -> bool:
        """Whether ecs-init's unit is called amazon-ecs and never restarts by itself."""
        return self.id.startswith(("sles", "opensuse")) or "suse" in self.like.split()


def parse_os_release(text: str, place: str = PATHS[0]) -> OsRelease:
    """Parse os-release(5); raises Missing (absent) when it names no system.

    Sample:  'NAME="Amazon Linux"\\nVERSION="2023"\\nID="amzn"\\nVERSION_ID="2023"\\n…'
    """
    values: Dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            values[name] = value.strip("\"'")
    if not values.get("ID") and not values.get("NAME"):
        raise absent(f"{place} names no operating system")
    return OsRelease(
        id=values.get("ID", "").lower(),
        version_id=values.get("VERSION_ID", ""),
        pretty_name=values.get("PRETTY_NAME") or values.get("NAME", ""),
        like=values.get("ID_LIKE", "").lower(),
        variant=values.get("VARIANT_ID", ""),
        place=place,
    )


def parse_lsb_release(text: str) -> OsRelease:
    """Parse what `lsb_release -a` prints; raises Missing (absent)."""
    values = {name: value.strip() for name, value in _LSB.findall(text)}
    if not values.get("Distributor ID"):
        raise absent("lsb_release names no operating system")
    return OsRelease(
        id=values["Distributor ID"].lower(),
        version_id=values.get("Release", ""),
        pretty_name=values.get("Description", ""),
        place="lsb_release -a",
    )


@fact(deadline=4.0)
def os_release(files: Files, commands: Commands, image: Reading[ImageSystem]) -> OsRelease:
    """Read os-release, and where there is none, ask lsb_release. From outside the image's name has to tell."""
    try:
        return _on_the_instance(files, commands)
    except NotApplicable:
        if isinstance(image, Missing):
            raise image from None
        named = image.value
        return OsRelease(named.id, named.version, named.name, place=named.place)


def _on_the_instance(files: Files, commands: Commands) -> OsRelease:
    first = absent("no os-release")
    for path in PATHS:
        try:
            return parse_os_release(files.read(path).text, path)
        except Missing as missing:
            first = missing if path == PATHS[0] else first
    try:
        return parse_lsb_release(commands.run("lsb_release", "-a"))
    except Missing:
        raise first from None
