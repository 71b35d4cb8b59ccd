"""`checks`, `problems` and `explain`: what the doctor knows, offline."""

from __future__ import annotations

import textwrap
from typing import List, Tuple

import typer

from ..engine.catalogue import Catalogue, CatalogueError
from ..engine.load import load, load_around, load_catalogue
from ..engine.registry import Check, PluginError, Registry
from ..model.problem import Problem
from ..model.regex import regex
from ..model.settings import thresholds
from ..plugin import FactMark
from .errors import UsageError

WIDTH = 80
_HEADING = regex(r"(?:What it checks|Why it matters|How to fix|How to confirm):\s*")


def list_checks() -> None:
    """One line a check, by category."""
    registry = everything()
    for check in sorted(registry.checks.values(), key=lambda c: (c.category, c.id)):
        typer.echo(f"{check.category:<14} {check.id:<44} {check.title}")


def list_problems() -> None:
    """One line a problem, by category."""
    catalogue = everything().catalogue
    rows = sorted(catalogue.problems.values(), key=lambda p: (catalogue.categories[p.id], p.id))
    for problem in rows:
        severity = problem.severity.value
        typer.echo(f"{catalogue.categories[problem.id]:<14} {severity:<9} {problem.id:<40} {problem.title}")


def explain(id_: str) -> None:
    """The page of a check or a problem; raises UsageError with the nearest names."""
    page = _page(id_, load_around(id_, _sources)) or _page(id_, _problems_alone()) or _page(id_, everything())
    if not page:
        import difflib

        registry = everything()
        near = difflib.get_close_matches(id_, [*registry.catalogue.problems, *registry.checks], 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"there is no check or problem {id_!r}{hint}")
    typer.echo("\n".join(page))


def _page(id_: str, registry: Registry) -> List[str]:
    """Empty where nothing is known by that id."""
    if id_ in registry.catalogue.problems:
        return _problem_page(registry.catalogue.problems[id_], registry.catalogue)
    return _check_page(registry.checks[id_], registry) if id_ in registry.checks else []


def _sources() -> Tuple[type, ...]:
    from .wiring import SOURCES

    return SOURCES


def print_schema(of: str) -> None:
    """The JSON Schema of a kind of report; raises UsageError for another word."""
    from importlib import resources

    packages = {"report": "ecsdoctor.report", "fleet": "ecsdoctor.report.fleet"}
    if of not in packages:
        raise UsageError(f"there is no schema {of!r}; there are {', '.join(packages)}")
    typer.echo(resources.files(packages[of]).joinpath("schema.json").read_text(encoding="utf-8"), nl=False)


def everything() -> Registry:
    """All facts, checks and problems that are installed."""
    return load(_sources())


def _problems_alone() -> Registry:
    """The catalogue without the checks; empty when a plugin contradicts another, which the whole load sorts out."""
    try:
        return load_catalogue()
    except (PluginError, CatalogueError):
        return Registry()


def _problem_page(problem: Problem, catalogue: Catalogue) -> List[str]:
    lines = [problem.id, f"{problem.title}.", ""]
    lines.append(f"category {catalogue.categories[problem.id]}, severity {problem.severity.value}")
    lines += ["", "What it means", *_paragraph(problem.meaning)]
    lines += ["", "Why it matters", *_paragraph(problem.why)]
    lines += ["", "How to fix", *[line for step in problem.fix for line in _step(step)]]
    lines += ["", "How to confirm", *_paragraph(problem.confirm)]
    if problem.leads_to:
        lines += ["", "Leads to", *_paragraph(", ".join(problem.leads_to))]
    causes = sorted(p.id for p in catalogue.problems.values() if problem.id in p.leads_to)
    if causes:
        lines += ["", "Can be caused by", *_paragraph(", ".join(causes))]
    if problem.refs:
        lines += ["", "Read more", *[f"  {ref}" for ref in problem.refs]]
    return lines


def _check_page(check: Check, registry: Registry) -> List[str]:
    lines = [check.id, "", *(line for row in check.doc.splitlines() for line in _doc_line(row)), ""]
    lines.append(f"category {check.category}, plugin {check.plugin}, since {check.mark.since}")
    facts, actions = behind(check, registry)
    lines += _hanging(f"looks at {', '.join(facts) or 'nothing'}", "  ")
    if actions:
        lines += _hanging(f"IAM actions: {', '.join(actions)}", "  ")
    lines += [line for name in check.mark.thresholds for line in _threshold(name)]
    if check.mark.vital:
        lines.append("vital: when this is unknown, the whole verdict is unknown")
    return lines


def _doc_line(row: str) -> List[str]:
    """One line of a docstring within the width: its text goes on below its text, as the docstring itself has it."""
    heading = _HEADING.match(row)
    return _hanging(row, " " * len(heading.group() if heading else row[: len(row) - len(row.lstrip())]))


def _hanging(text: str, below: str) -> List[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=below, break_long_words=False, break_on_hyphens=False) or [""]


def _threshold(name: str) -> List[str]:
    """What a site may move, and where."""
    known = {one.name: one for one in thresholds()}
    if name not in known:  # a stranger's check may name what is not ours
        return [f"threshold {name}"]
    one = known[name]
    text = f"threshold {name} = {one.default:g} ([thresholds] in ecsdoctor.toml): {one.meaning}"
    return _hanging(text, "  ")


def behind(check: Check, registry: Registry) -> Tuple[List[str], List[str]]:
    """Names of the facts and IAM actions behind a check."""
    seen: List[str] = []
    actions: List[str] = []
    todo = [n.type for n in check.needs]
    while todo:
        type_ = todo.pop(0)
        if type_.__name__ in seen:
            continue
        seen.append(type_.__name__)
        fact = registry.facts.get(type_)
        if fact is not None:
            mark: FactMark = fact.mark
            actions += [a for a in mark.actions if a not in actions]
            todo += [n.type for n in fact.needs]
    return seen, actions


def _paragraph(text: str) -> List[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _step(step: str) -> List[str]:
    from ..report.table import is_command

    return [f"    {line}" for line in step.split("\n")] if is_command(step) else _paragraph(step)
