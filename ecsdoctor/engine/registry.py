"""Find facts, checks and problems in installed plugins, and refuse what does not fit together."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any, Callable, Dict, Set, Tuple, Union, get_args, get_origin

from ..model.frozen import frozen
from ..model.problem import Problem
from ..model.reading import Got, Missing
from ..plugin import CHECK_MARK, FACT_MARK, CheckMark, FactMark
from .catalogue import Catalogue


class PluginError(Exception):
    """A plugin breaks a rule of the house; the text says which and where."""


@frozen
class Need:
    """One parameter: the type asked for, and whether the function can live with its being Missing."""

    name: str
    type: Any
    optional: bool


@frozen
class Fact:
    """A function that finds out one type."""

    type: Any
    function: Callable[..., Any]
    needs: Tuple[Need, ...]
    mark: FactMark


@frozen
class Check:
    """A function of facts that yields findings."""

    id: str
    category: str
    title: str
    doc: str
    function: Callable[..., Any]
    needs: Tuple[Need, ...]
    mark: CheckMark
    plugin: str


@dataclass
class Registry:
    """Everything that was found; `broken` holds plugins that could not be loaded, with the reason."""

    facts: Dict[Any, Fact] = field(default_factory=dict)
    checks: Dict[str, Check] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)
    broken: Dict[str, str] = field(default_factory=dict)

    def add_fact(self, function: Callable[..., Any]) -> None:
        """Register the way to know a type; a second way for the same type is refused."""
        type_ = hint_of(function, "return")
        if type_ is None:
            raise PluginError(f"fact {_where(function)} has no return type")
        if type_ in self.facts and self.facts[type_].function is not function:
            raise PluginError(f"two facts give {type_.__name__}: {_where(function)} and another")
        self.facts[type_] = Fact(type_, function, needs_of(function), getattr(function, FACT_MARK))

    def add_check(self, function: Callable[..., Any], category: str, plugin: str) -> None:
        """Register a check under its function's name."""
        id_ = function.__name__.replace("_", "-")
        doc = inspect.cleandoc(function.__doc__ or "")
        if not doc:
            raise PluginError(f"check {_where(function)} has no docstring")
        if id_ in self.checks and self.checks[id_].function is not function:
            raise PluginError(f"two checks are called {id_}")
        title = doc.splitlines()[0].strip().rstrip(".")
        self.checks[id_] = Check(
            id_,
            category,
            title,
            doc,
            function,
            needs_of(function),
            getattr(function, CHECK_MARK),
            plugin,
        )

    def copy(self) -> Registry:
        """A registry to try something on."""
        return Registry(dict(self.facts), dict(self.checks), self.catalogue.copy(), self.broken)

    def take(self, other: Registry) -> None:
        """Become what the trial has become."""
        self.facts, self.checks, self.catalogue = other.facts, other.checks, other.catalogue

    def drop_unprovided(self, sources: Tuple[type, ...]) -> None:
        """Take out facts and checks with a parameter that nobody gives, and say so in `broken`."""
        while True:
            known = set(self.facts) | set(sources)
            facts = {t: f for t, f in self.facts.items() if not self._strange(f.function, f.needs, known)}
            checks = {i: c for i, c in self.checks.items() if not self._strange(c.function, c.needs, known)}
            if len(facts) == len(self.facts) and len(checks) == len(self.checks):
                return
            self.facts, self.checks = facts, checks

    def _strange(self, function: Callable[..., Any], needs: Tuple[Need, ...], known: Set[Any]) -> bool:
        strange = [need for need in needs if need.type not in known]
        for need in strange:
            asked = getattr(need.type, "__name__", str(need.type))
            self.broken[_where(function)] = f"asks for {asked}, which no fact gives"
        return bool(strange)


def hint_of(function: Callable[..., Any], name: str) -> Any:
    """The type of one parameter, or of "return"; None where there is none.

    What `typing.get_type_hints` does, but only for what is asked, and a plain name is looked up without a parser: this
    is done a thousand times at every start. Raises PluginError when a name in it means nothing at run time.
    """
    hint = function.__annotations__.get(name)
    if not isinstance(hint, str):
        return hint
    known = function.__globals__
    if isinstance(known.get(hint), type):
        return known[hint]
    try:
        return eval(hint, known)
    except Exception as error:  # a name behind TYPE_CHECKING, `X | None` on 3.9
        raise PluginError(f"signature of {_where(function)}: {type(error).__name__}: {error}") from error


def needs_of(function: Callable[..., Any]) -> Tuple[Need, ...]:
    """The parameters of a function as needs; `Reading[X]` is an optional X."""
    needs = []
    for name in inspect.signature(function).parameters:
        hint = hint_of(function, name)
        if hint is None:
            raise PluginError(f"parameter {name} of {_where(function)} has no type")
        needs.append(_need(name, hint))
    return tuple(needs)


def _need(name: str, hint: Any) -> Need:
    if get_origin(hint) is Union:
        args = get_args(hint)
        if Missing in args:
            inner = next(a for a in args if get_origin(a) is Got)
            return Need(name, get_args(inner)[0], True)
    return Need(name, hint, False)


def _where(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def register(registry: Registry, module: ModuleType, package: str, plugin: str) -> None:
    """Register every fact, check and problem that a module defines (not what it imports).

    Raises PluginError or CatalogueError.
    """
    category = _category(module.__name__, package)
    for value in list(vars(module).values()):
        if isinstance(value, Problem):
            registry.catalogue.add(value, category)
        elif isinstance(value, FunctionType) and value.__module__ == module.__name__:
            if hasattr(value, FACT_MARK):
                registry.add_fact(value)
            if hasattr(value, CHECK_MARK):
                registry.add_check(value, category, plugin)


def _category(module: str, package: str) -> str:
    """The first folder below the package (`ecsdoctor_checks.user_data.header` → `user-data`)."""
    below = module[len(package) :].strip(".").split(".")
    return (below[0] or package).replace("_", "-")
