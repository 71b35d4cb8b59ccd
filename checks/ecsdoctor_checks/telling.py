"""Turn what texts say into findings: the sentence, how often and since when, the newest text as evidence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Problem, Reading, found, ok
from ecsdoctor.facts.ecs.message_rules.matcher import plain
from ecsdoctor.facts.ecs.messages import Origin, steady_since
from ecsdoctor.facts.ecs.services import Service, Services
from ecsdoctor.facts.ecs.statements import Statement, Statements

MAX_EXCERPT = 360


def tell(statements: Statements, services: Reading[Services], *problems: Problem) -> Iterator[Finding]:
    """A finding for every current statement of the given problems."""
    known: Dict[str, Problem] = {p.id: p for p in problems}
    for statement in statements.of(*known):
        yield finding(statement, services, known[statement.problem])


def finding(statement: Statement, services: Reading[Services], problem: Problem) -> Finding:
    """One statement as a finding."""
    return found(
        problem,
        explain(statement),
        evidence=proof(statement),
        remedy=[_named(line, statement, services) for line in statement.told.remedy],
        confidence=statement.told.confidence,
        subject=statement.subject,
    )


def explain(statement: Statement) -> str:
    """The sentence with whom it is about, how often and since when."""
    message = statement.message
    about = [f'service "{message.subject}"'] if message.origin is Origin.EVENT and message.subject else []
    about += [message.who] if message.who else []
    where = f" ({', '.join(about)})" if about else ""
    return f"{statement.told.sentence.rstrip('.')}{where}. {_when(statement)}".strip()


def _when(statement: Statement) -> str:
    last, first, count = statement.message.at, statement.first, statement.count
    if last is None:
        return f"Said {count} times." if count > 1 else ""
    if count > 1 and first is not None and first != last:
        return f"Said {count} times since {moment(first)}, last at {moment(last)}."
    return f"Said at {moment(last)}."


def moment(at: datetime) -> str:
    """`2026-05-01 02:11 UTC`."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def count(number: Optional[int], noun: str, many: str = "") -> str:
    """`1 task`, `3 tasks`; `many` for nouns with a plural of their own."""
    return f"{number or 0} " + (noun if number == 1 else many or f"{noun}s")


def span(age: timedelta) -> str:
    """`40 s`, `12 min`, `3 h`, `5 days`."""
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((172800, "days"), (7200, "h"), (120, "min")):
        if seconds >= size:
            return f"{seconds // {'days': 86400, 'h': 3600, 'min': 60}[unit]} {unit}"
    return f"{seconds} s"


def proof(statement: Statement) -> Evidence:
    """The newest text that says it."""
    text = " ".join(plain(statement.message.text).split())
    excerpt = text if len(text) <= MAX_EXCERPT else text[: MAX_EXCERPT - 1] + "…"
    return Evidence(statement.message.place, excerpt, statement.message.at)


def service_of(services: Reading[Services], name: str) -> Optional[Service]:
    """The service of a name, or the only one there is."""
    if not isinstance(services, Got):
        return None
    all_ = services.value.services
    return next((s for s in all_ if s.name == name), all_[0] if len(all_) == 1 else None)


def _named(line: str, statement: Statement, services: Reading[Services]) -> str:
    """A command with the names of this target where they are known."""
    return with_names(line, service_of(services, statement.subject))


def with_names(line: str, service: Optional[Service]) -> str:
    """Put the cluster, service and task definition of a service into a command's blanks."""
    if service is None:
        return line
    definition = service.task_definition.rsplit("/", 1)[-1]
    names: Sequence[Tuple[str, str]] = (
        ("CLUSTER", service.cluster),
        ("SERVICE", service.name),
        ("--task-definition TASK", f"--task-definition {definition}" if definition else ""),
    )
    for blank, name in names:
        if name:
            pattern = rf"\b{blank}\b" if blank.isupper() else blank
            line = re.sub(pattern, name.replace("\\", ""), line)
    return line


def silence(services: Reading[Services], findings: List[Finding], what: str) -> Iterator[Finding]:
    """After what was found: ok where services run what they should, nothing to say where none was seen."""
    yield from findings
    if findings:
        return
    if not isinstance(services, Got):
        raise NotApplicable(f"nothing tells of services or tasks here ({services.detail})")
    well = [s for s in services.value.services if s.running and (s.complete or steady_since(s)[0])]
    if well:
        yield ok(f"{what}: {len(well)} of {len(services.value.services)} services run what they should")
