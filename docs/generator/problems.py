"""docs/problems.md: every problem that can be named, by category."""

from __future__ import annotations

from itertools import groupby
from typing import Iterator, Sequence

from ecsdoctor.model.problem import Problem
from ecsdoctor.report.markdown import fence, prose
from ecsdoctor.report.table import is_command

from .builtin import MADE, cell, registry


def page() -> str:
    """The page."""
    catalogue = registry().catalogue
    problems = sorted(catalogue.problems.values(), key=lambda p: (catalogue.categories[p.id], p.id))
    lines = ["# Problems", "", MADE, ""]
    lines += [
        f"{len(problems)} problems. `ecsdoctor explain ID` prints the same, offline. Reports give the commands with"
    ]
    lines += ["the values of the machine; here they stand with placeholders in capitals.", ""]
    lines += ["| category | problem | severity | what it is |", "|---|---|---|---|"]
    for p in problems:
        category = catalogue.categories[p.id]
        lines.append(f"| {category} | [{p.id}](#{p.id}) | {p.severity.value} | {cell(prose(p.title))} |")
    for category, group in groupby(problems, key=lambda p: catalogue.categories[p.id]):
        lines += ["", f"## {category}"]
        for problem in group:
            lines += ["", *_section(problem, problems)]
    return "\n".join(lines) + "\n"


def _section(problem: Problem, problems: Sequence[Problem]) -> Iterator[str]:
    yield from (f"### {problem.id}", "", f"{prose(problem.title)} ({problem.severity.value}).", "")
    yield from (prose(problem.meaning), "", f"**Why it matters.** {prose(problem.why)}", "", "**How to fix**", "")
    for step in problem.fix:
        yield from (fence(step, "sh") if is_command(step) else prose(step), "")
    yield f"**How to confirm.** {prose(problem.confirm)}"
    causes = [p.id for p in problems if problem.id in p.leads_to]
    for label, ids in (("Leads to", problem.leads_to), ("Can be caused by", causes)):
        if ids:
            yield from ("", f"**{label}:** " + ", ".join(f"[{id_}](#{id_})" for id_ in ids))
    if problem.refs:
        yield from ("", "**Read more:** " + ", ".join(f"<{ref}>" for ref in problem.refs))
