"""The registry of everything built in, loaded once in a test process."""

from __future__ import annotations

from functools import cache

from ecsdoctor.cli.wiring import SOURCES
from ecsdoctor.engine.load import load_plugin, modules_of
from ecsdoctor.engine.registry import Registry, register


@cache
def builtin() -> Registry:
    """Facts and built-in checks, without plugins that happen to be installed."""
    registry = Registry()
    for module in modules_of("ecsdoctor.facts", registry.broken.__setitem__):
        register(registry, module, "ecsdoctor.facts", "ecsdoctor")
    load_plugin(registry, "builtin", "ecsdoctor_checks")
    registry.drop_unprovided(SOURCES)
    return registry
