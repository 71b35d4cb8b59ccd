"""The catalogue of problems: no duplicates, no unknown consequences, no circles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, FrozenSet, List, Set, Tuple

from ..model.problem import Problem


class CatalogueError(Exception):
    """The catalogue contradicts itself; the text names the problems."""


@dataclass
class Catalogue:
    """Problems by id with their category, and what leads to what."""

    problems: Dict[str, Problem] = field(default_factory=dict)
    categories: Dict[str, str] = field(default_factory=dict)
    _reach: Dict[str, FrozenSet[str]] = field(default_factory=dict)

    def add(self, problem: Problem, category: str) -> None:
        """Add a problem. The same object met again (imported elsewhere) is fine; another one is not.

        The category is the folder of the module that defines it, which for an imported problem is met
        under other names too: a `problems` module wins.
        """
        known = self.problems.get(problem.id)
        if known is not None and known is not problem:
            raise CatalogueError(f"two problems are called {problem.id}")
        self.problems[problem.id] = problem
        self.categories.setdefault(problem.id, category)

    def copy(self) -> Catalogue:
        """A catalogue to try something on."""
        return Catalogue(dict(self.problems), dict(self.categories))

    def verify(self) -> None:
        """Raise CatalogueError on an unknown consequence or a circle."""
        for problem in self.problems.values():
            for consequence in problem.leads_to:
                if consequence not in self.problems:
                    raise CatalogueError(f"{problem.id} leads to {consequence}, which nobody defines")
        done: Set[str] = set()
        for id_ in self.problems:
            self._walk(id_, (), done)

    def _walk(self, id_: str, path: Tuple[str, ...], done: Set[str]) -> None:
        if id_ in path:
            circle: List[str] = [*path[path.index(id_) :], id_]
            raise CatalogueError("problems lead to each other in a circle: " + " → ".join(circle))
        if id_ in done:
            return
        for consequence in self.problems[id_].leads_to:
            self._walk(consequence, (*path, id_), done)
        done.add(id_)

    def reach(self, id_: str) -> FrozenSet[str]:
        """Everything that a problem leads to, directly or through others."""
        if id_ not in self._reach:
            direct = self.problems[id_].leads_to if id_ in self.problems else ()
            below = set(direct)
            for consequence in direct:
                below |= self.reach(consequence)
            self._reach[id_] = frozenset(below)
        return self._reach[id_]
