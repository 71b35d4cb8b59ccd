"""Load the facts of the house and every plugin of the entry-point group `ecsdoctor.checks`."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Callable, Iterator, List, Tuple

from .catalogue import Catalogue, CatalogueError
from .entry_points import plugins
from .registry import PluginError, Registry, register
from .trust import why_untrusted

OWN = "ecsdoctor_checks"
Failed = Callable[[str, str], None]


def load(sources: Tuple[type, ...]) -> Registry:
    """Everything installed. What does not load is noted in `broken` and all else is unharmed."""
    registry = Registry()
    for module in modules_of("ecsdoctor.facts", registry.broken.__setitem__):
        try:
            register(registry, module, "ecsdoctor.facts", "ecsdoctor")
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


def load_catalogue() -> Catalogue:
    """Only the problems: their modules are imported without the checks around them, which is quick."""
    registry = Registry()
    for name, package in _trusted(registry):
        for module in modules_of(package, registry.broken.__setitem__, only="problems"):
            register(registry, module, package, name)
    return registry.catalogue


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
            below = pkgutil.iter_modules(module.__path__, name + ".")
            todo += sorted(i.name for i in below if i.ispkg or not only or i.name.endswith("." + only))
