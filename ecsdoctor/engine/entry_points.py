"""Which plugins are installed, read from what installers write down.

`importlib.metadata` would do, but it imports the parsers of e-mail, CSV and INI files and opens what every installed
distribution says of itself: a third of `ecsdoctor explain`. It is asked only about what is not a folder, as a zip file.
"""

from __future__ import annotations

import os
import sys
import zipimport
from typing import Dict, Iterator, Tuple

GROUP = "ecsdoctor.checks"
LISTED = "EGG-INFO/entry_points.txt"
_SUFFIXES = (".dist-info", ".egg-info")
Found = Tuple[str, str, str]


def plugins() -> Dict[str, str]:
    """Plugin name → module, from installed distributions; the first of a name wins.

    Our own distribution goes first, so that a stranger who repeats a name is the one that is refused.
    """
    rows = [row for place in dict.fromkeys(sys.path) for row in _in_place(place or ".")]
    rows.sort(key=lambda row: (row[0] != "ecsdoctor", row[1]))
    found: Dict[str, str] = {}
    for _, name, module in rows:
        found.setdefault(name, module)
    return found


def _in_place(place: str) -> Iterator[Found]:
    """Distribution, entry point, module."""
    if os.path.isfile(place):
        yield from _in_archive(place)
        return
    try:
        names = sorted(name for name in os.listdir(place) if name.endswith(_SUFFIXES))
    except OSError:
        return
    for name in names:
        try:
            with open(os.path.join(place, name, "entry_points.txt"), encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue  # it has none, or is a single file as of old
        for entry, module in declared(text):
            yield name.partition("-")[0].partition(".")[0].lower(), entry, module


def _in_archive(place: str) -> Iterator[Found]:
    """What the one-file program writes down of itself where zipped eggs do, or the metadata of another archive."""
    try:
        listed = zipimport.zipimporter(place).get_data(LISTED).decode()
    except (zipimport.ZipImportError, OSError):
        listed = ""
    if listed:
        yield from (("ecsdoctor", name, module) for name, module in declared(listed))
        return
    from importlib import metadata

    for distribution in metadata.distributions(path=[place]):
        for entry in distribution.entry_points:
            if entry.group == GROUP:
                yield distribution.metadata["Name"].lower(), entry.name, entry.value


def declared(text: str) -> Iterator[Tuple[str, str]]:
    """Name and module of each of our entry points (packaging.python.org: entry points specification).

    >>> list(declared("[console_scripts]\\na = b:c\\n[ecsdoctor.checks]\\nacme = acme.rules\\n"))
    [('acme', 'acme.rules')]
    """
    if GROUP not in text:
        return
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == GROUP and "=" in line and line[0] not in "#;":
            name, _, module = line.partition("=")
            yield name.strip(), module.partition("[")[0].strip()
