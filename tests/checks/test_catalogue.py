"""The catalogue of problems keeps its promises to a tired reader."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Iterator

import pytest

import ecsdoctor_checks
from ecsdoctor import Problem
from ecsdoctor.engine.catalogue import Catalogue
from ecsdoctor.engine.load import load_plugin
from ecsdoctor.engine.registry import Registry
from ecsdoctor.report.table import is_command

# A command that takes something away → what the sentence before it must say.
TAKES_AWAY = {
    "agent.db": r"forget|deletes",
    "restart docker": r"stops every container",
    "docker kill": r"no chance",
    "docker rm -f": r"ends that agent only",
    "/var/lib/docker.old": r"out of use",
    "image prune": r"deletes",
    "vacuum": r"deleted",
    "deregister-container-instance": r"given up",
    "update-assume-role-policy": r"replaces",
    "put-cluster-capacity-providers": r"replaces",
    "force-new-deployment": r"replaces",
    "stop-instances": r"lost",
    "reboot": r"tasks stop|runs again",
}
PLACEHOLDER = re.compile(r"\b(TODO|FIXME|TBD|XXX)\b|<[A-Z][A-Z_-]+>")
QUOTED = re.compile(r'"[^"]*"')


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    registry = Registry()
    load_plugin(registry, "builtin", "ecsdoctor_checks")
    assert "builtin" not in registry.broken, registry.broken
    return registry.catalogue


@pytest.fixture(scope="module")
def problems(catalogue: Catalogue) -> list[Problem]:
    return list(catalogue.problems.values())


def test_the_built_in_catalogue_is_there_without_circles_or_unknown_consequences(
    catalogue: Catalogue,
) -> None:
    assert len(catalogue.problems) >= 200
    catalogue.verify()


def test_nothing_leads_to_the_same_thing_twice(problems: list[Problem]) -> None:
    assert [p.id for p in problems if len(set(p.leads_to)) != len(p.leads_to)] == []


def test_ids_are_kebab_case(problems: list[Problem]) -> None:
    assert [p.id for p in problems if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", p.id)] == []


def test_constants_are_named_after_their_ids_and_live_in_the_folder_of_their_category(
    catalogue: Catalogue,
) -> None:
    wrong = []
    for folder, name, problem in constants():
        expected = (problem.id.upper().replace("-", "_"), catalogue.categories[problem.id])
        if (name, folder.replace("_", "-")) != expected:
            wrong.append(name)
    assert wrong == []


def test_titles_are_one_short_statement(problems: list[Problem]) -> None:
    assert [p.title for p in problems if len(p.title) > 80 or p.title.endswith(".") or "\n" in p.title] == []


def test_no_two_problems_have_one_title(problems: list[Problem]) -> None:
    assert len({p.title.lower() for p in problems}) == len(problems)


def test_texts_are_whole_sentences(problems: list[Problem]) -> None:
    texts = [text for p in problems for text in (p.meaning, p.why, p.confirm)]
    assert [t for t in texts if not t.strip() or not t.endswith((".", '."', '"'))] == []


def test_every_problem_says_how_to_fix_it(problems: list[Problem]) -> None:
    assert [p.id for p in problems if not p.fix or any(not step.strip() for step in p.fix)] == []


def test_a_step_is_either_a_command_or_a_sentence(problems: list[Problem]) -> None:
    steps = [step for p in problems for step in p.fix]
    assert [s for s in steps if is_command(s) == is_sentence(s)] == []


def test_a_colon_announces_something_to_paste(problems: list[Problem]) -> None:
    wrong = [
        step
        for p in problems
        for step, following in zip(p.fix, (*p.fix[1:], ""))
        if step.endswith(":") and not (is_command(following) or "The next" in following or "A restart" in following)
    ]
    assert wrong == []


def test_a_command_that_takes_something_away_is_announced(problems: list[Problem]) -> None:
    assert [wrong for p in problems for wrong in unannounced(p)] == []


def test_no_step_enables_the_agent_in_a_way_that_hangs_user_data(problems: list[Problem]) -> None:
    assert [s for p in problems for s in p.fix if "enable --now ecs" in s] == []


def test_nothing_is_left_to_be_written(problems: list[Problem]) -> None:
    assert [text for p in problems for text in all_texts(p) if PLACEHOLDER.search(text)] == []


def test_the_tone_is_calm(problems: list[Problem]) -> None:
    texts = [text for p in problems for text in (p.title, p.meaning, p.why)]
    assert [t for t in texts if "!" in QUOTED.sub("", t).replace("#!", "")] == []


def test_references_are_official_documentation(problems: list[Problem]) -> None:
    page = re.compile(r"https://docs\.aws\.amazon\.com/[A-Za-z0-9/_-]+\.html")
    assert [p.id for p in problems if len(p.refs) > 2 or not all(page.fullmatch(ref) for ref in p.refs)] == []


def is_sentence(step: str) -> bool:
    """A capital first, a full stop or colon last."""
    return step[:1].isupper() and step.endswith((".", ":"))


def all_texts(problem: Problem) -> tuple[str, ...]:
    """Everything of a problem that a reader sees."""
    return (problem.title, problem.meaning, problem.why, *problem.fix, problem.confirm)


def unannounced(problem: Problem) -> Iterator[str]:
    """The commands whose loss no sentence before them names."""
    sentence = ""
    for step in problem.fix:
        if not is_command(step):
            sentence = step
            continue
        for fragment, saying in TAKES_AWAY.items():
            if fragment in step and not re.search(saying, sentence):
                yield f"{problem.id}: {step}"


def constants() -> Iterator[tuple[str, str, Problem]]:
    """Folder, name and value of each problem where it is defined."""
    for info in pkgutil.walk_packages(ecsdoctor_checks.__path__, "ecsdoctor_checks."):
        if info.name.endswith(".problems"):
            found: dict[str, object] = vars(importlib.import_module(info.name))
            for name, value in found.items():
                if isinstance(value, Problem):
                    yield info.name.split(".")[1], name, value
