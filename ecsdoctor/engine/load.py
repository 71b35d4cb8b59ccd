"""Load the facts of the house and every plugin of the entry-point group `ecsdoctor.checks`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cache
from types import ModuleType
from typing import Callable, Iterator, List, Optional, Tuple

from .catalogue import CatalogueError
from .entry_points import plugins
from .registry import Fact, PluginError, Registry, register
from .trust import why_untrusted

OWN = "ecsdoctor_checks"
FACTS = "ecsdoctor.facts"
Failed = Callable[[str, str], None]


def load(sources: Tuple[type, ...]) -> Registry:
    """Everything installed. What does not load is noted in `broken` and all else is unharmed."""
    registry = Registry()
    for module in modules_of(FACTS, registry.broken.__setitem__):
        try:
            register(registry, module, FACTS, "ecsdoctor")
        except PluginError as error:
            registry.broken[module.__name__] = str(error)
    for name, package in _trusted(registry):
        load_plugin(registry, name, package)
    registry.drop_unprovided(sources)
    return registry


def _trusted(registry: Registry) -> Iterator[Tuple[str, str]]:
    """Plugins that may be loaded; of the others `broken` tells why. Our own checks are as safe as we are."""
    for name, package in plugins().items():
        reason = why_untrusted(package) if package != OWN else ""
        if reason:
            registry.broken[name] = reason
        else:
            yield name, package


def load_plugin(registry: Registry, name: str, package: str) -> None:
    """Add what a plugin brings, module by module; its problems as a whole or not at all.

    `problems` modules go first: the folder of the module that defines a problem is its category.
    """

    def failed(module: str, reason: str) -> None:
        registry.broken[module.replace(package, name, 1)] = reason

    modules = sorted(modules_of(package, failed), key=lambda m: not m.__name__.endswith(".problems"))
    trial = registry.copy()
    try:
        for module in modules:
            register(trial, module, package, name)
        trial.catalogue.verify()
    except (PluginError, CatalogueError) as error:
        registry.broken[name] = str(error)
        return
    registry.take(trial)


def load_catalogue() -> Registry:
    """Only the problems: their modules are imported without the checks around them, which is quick."""
    registry = Registry()
    for name, package in _trusted(registry):
        for module in modules_of(package, registry.broken.__setitem__, only="problems"):
            register(registry, module, package, name)
    return registry


def load_around(id_: str, sources: Callable[[], Tuple[type, ...]]) -> Registry:
    """One check with the facts behind it, without loading all others; nothing where the check's module has another name.

    A fact stands beside its type, or at least in the same room. Sources are asked for only when there is a check.
    """
    registry = Registry()
    for name, package in _trusted(registry):
        for module in modules_of(package, registry.broken.__setitem__, only=id_.replace("-", "_")):
            register(registry, module, package, name)
    seen = set(sources()) if registry.checks else set()
    todo = [need.type for check in registry.checks.values() for need in check.needs]
    while todo:
        type_ = todo.pop()
        if type_ not in seen:
            seen.add(type_)
            fact = _fact_of(type_, registry)
            todo += [need.type for need in fact.needs] if fact else []
    return registry


def _fact_of(type_: type, registry: Registry) -> Optional[Fact]:
    if type_ not in registry.facts:
        register(registry, sys.modules[type_.__module__], FACTS, "ecsdoctor")
    if type_ not in registry.facts:
        for module in modules_of(type_.__module__.rpartition(".")[0], registry.broken.__setitem__):
            register(registry, module, FACTS, "ecsdoctor")
    return registry.facts.get(type_)


def modules_of(package: str, failed: Failed, only: str = "") -> Iterator[ModuleType]:
    """The package and everything below it, imported, in a stable order; what fails is told and left out.

    With `only`, modules of another name are left alone (packages are entered all the same).
    """
    todo: List[str] = [package]
    while todo:
        name = todo.pop(0)
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:  # whatever a plugin does while it is imported
            failed(name, f"{type(error).__name__}: {error}")
            continue
        yield module
        if hasattr(module, "__path__"):
            below = _below(tuple(module.__path__), name)
            todo += [child for child, has_more in below if has_more or not only or child.endswith("." + only)]


@cache
def _below(path: Tuple[str, ...], name: str) -> Tuple[Tuple[str, bool], ...]:
    """Full names of what is in a package, in order, and whether each is one itself."""
    return tuple(sorted((i.name, i.ispkg) for i in pkgutil.iter_modules(path, name + ".")))
