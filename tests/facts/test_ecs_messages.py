"""What texts of ECS, Docker and tools are recognised as, and what is everyday life."""

from __future__ import annotations

from pathlib import Path
from typing import List, Optional, Tuple

import pytest

from ecsdoctor.facts.ecs.message_rules import is_benign, recognise
from ecsdoctor.facts.ecs.message_rules.matcher import RULES, paragraphs
from ecsdoctor.facts.ecs.message_rules.rules import fill

TABLE = Path(__file__).parent.parent.parent / "fixtures" / "sources" / "ecs-messages" / "texts.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
TEXTS: List[Tuple[Optional[str], str]] = [(None if p == "-" else p, text) for p, text in ROWS]


@pytest.mark.parametrize(("problem", "text"), TEXTS, ids=[f"{p}: {t[:60]}" for p, t in TEXTS])
def test_text_is_recognised(problem: Optional[str], text: str) -> None:
    told = recognise(text)
    assert (told.problem if told else None) == problem


@pytest.mark.parametrize(("problem", "text"), [row for row in TEXTS if row[0]], ids=lambda v: str(v)[:50])
def test_sentence_and_remedy_are_filled_in(problem: str, text: str) -> None:
    told = recognise(text)
    assert told is not None and told.sentence
    for line in (told.sentence, *told.remedy):
        assert "{" not in line.replace("%{http_code}", "").replace("'{", "") or "containerDefinitions" in line, line


@pytest.mark.parametrize(
    "text",
    [
        "(service shop) has reached a steady state.",
        "(service shop) has started 2 tasks: (task 1) (task 2).",
        "(service shop) has stopped 1 running tasks: (task 1).",
        "(service shop) registered 1 targets in (target-group arn:aws:elasticloadbalancing:r:1:targetgroup/a/b)",
        "Scaling activity initiated by (deployment ecs-svc/1)",
        "Task stopped by user",
        "Your Spot Task was interrupted.",
    ],
)
def test_everyday_life_is_known(text: str) -> None:
    assert is_benign(text)


def test_values_are_taken_from_the_text() -> None:
    told = recognise("(service shop) (port 32770) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:"
                     "123456789012:targetgroup/shop/0123456789abcdef) due to (reason Request timed out)")  # fmt: skip
    assert told is not None and told.values["port"] == "32770"
    missing = recognise("Container instance 1 missing attributes: com.amazonaws.ecs.capability.logging-driver.gelf")
    assert missing is not None and '"com.amazonaws.ecs.capability.logging-driver.gelf"' in missing.sentence


def test_escapes_of_json_do_not_matter() -> None:
    told = recognise('The closest matching container-instance 1 encountered error \\"RESOURCE:ENI\\".')
    assert told is not None and told.problem == "eni-limit-reached"


def test_wrapped_lines_are_one_paragraph_and_new_messages_are_not() -> None:
    text = (
        "An error occurred (InvalidParameterException) when calling the CreateService operation: Unable to assume\n"
        "the service linked role. Please verify that the ECS service linked role exists.\n"
        "\n"
        "level=info msg=first\n"
        "level=info msg=second\n"
    )
    found = list(paragraphs(text))
    assert [number for number, _ in found] == [1, 4, 5]
    assert "assume the service linked role" in found[0][1]


def test_fill_quotes_names_and_not_numbers() -> None:
    assert fill("port {port|?} of {name|the task}", {"port": "80"}) == "port 80 of the task"
    assert fill("of {name|the task}", {"name": "web"}) == 'of "web"'


def test_every_problem_of_the_texts_is_told_by_a_check() -> None:
    checks = Path(__file__).parent.parent.parent / "checks" / "ecsdoctor_checks"
    sources = [f.read_text() for f in checks.rglob("*.py") if "telling import" in f.read_text()]
    for problem in {p for p, _ in TEXTS if p} | {r.problem for r in RULES if isinstance(r.problem, str)}:
        constant = problem.upper().replace("-", "_")
        assert any(constant in source for source in sources), f"nobody tells {problem}"
