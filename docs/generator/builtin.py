"""Facts, checks and problems of this repository, without plugins that happen to be installed."""

from __future__ import annotations

from functools import cache

from ecsdoctor.cli.wiring import SOURCES
from ecsdoctor.engine.load import load_plugin, modules_of
from ecsdoctor.engine.registry import Registry, register

MADE = "<!-- Made from the code by `make docs`: edit that, not this. -->"


@cache
def registry() -> Registry:
    """Everything built in; refuses to document half of it."""
    found = Registry()
    for module in modules_of("ecsdoctor.facts", found.broken.__setitem__):
        register(found, module, "ecsdoctor.facts", "ecsdoctor")
    load_plugin(found, "builtin", "ecsdoctor_checks")
    found.drop_unprovided(SOURCES)
    if found.broken:
        raise SystemExit(f"does not load: {found.broken}")
    return found


def cell(text: str) -> str:
    """A text for a cell of a table."""
    return text.replace("|", "\\|")
