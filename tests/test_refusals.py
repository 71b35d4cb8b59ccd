"""Not knowing is never OK: every check under each of the four refusals."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ecsdoctor.cli.wiring import facades
from ecsdoctor.engine.run import run_checks
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.finding import Status
from ecsdoctor.model.reading import Missing, Why
from ecsdoctor.sources.base import Answer, Asker, Question
from registries import builtin


@pytest.mark.parametrize("kind", ["snapshot", "instance"])
@pytest.mark.parametrize("why", list(Why))
def test_no_check_is_ok_when_every_source_refuses(why: Why, kind: str) -> None:
    def refuse(_: Question) -> Answer:
        raise Missing(why, "refused for the test")

    scope = Scope(kind=kind, now=datetime(2026, 11, 23, tzinfo=timezone.utc))
    checks = list(builtin().checks.values())
    outcome = run_checks(builtin(), checks, facades(Asker({Question: refuse}, Missing(why, "")), scope), 20)
    seen = {result.id: result for result in outcome.results}
    assert set(seen) == {check.id for check in checks}
    assert not [id_ for id_, result in seen.items() if result.status is Status.OK]
    for result in seen.values():
        if result.status in (Status.UNKNOWN, Status.NOT_APPLICABLE):
            assert result.reason, f"{result.id} does not say why"
        assert "Error" not in result.reason or "refused" in result.reason, f"{result.id}: {result.reason}"


def test_an_empty_snapshot_accuses_nobody() -> None:
    def refuse(_: Question) -> Answer:
        raise Missing(Why.ABSENT, "not in this snapshot")

    scope = Scope(kind="snapshot", now=datetime(2026, 11, 23, tzinfo=timezone.utc))
    checks = list(builtin().checks.values())
    sources = facades(Asker({Question: refuse}, Missing(Why.ABSENT, "")), scope)
    outcome = run_checks(builtin(), checks, sources, 20)
    assert not [f.problem.id for r in outcome.results for f in r.findings if f.problem]
