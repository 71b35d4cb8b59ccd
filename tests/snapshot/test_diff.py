"""Two reports side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import pytest

from conftest import run
from ecsdoctor.snapshot.compare import compared

STORIES = Path(__file__).parent.parent.parent / "fixtures/stories"
BROKEN = STORIES / "cluster-not-found/snapshot"


def report(problems: List[str], **target: Any) -> Dict[str, Any]:
    """A report as far as it matters here."""
    rows = [{"problem": p, "subjects": [], "severity": "error", "explanation": f"{p} is here."} for p in problems]
    status = "fail" if problems else "ok"
    return {"status": status, "target": {"kind": "instance", **target}, "diagnoses": rows}


def test_new_gone_and_unchanged() -> None:
    made = compared(report(["a", "b"]), report(["b", "c"]))
    assert [p.id for p in made.new] == ["c"]
    assert [p.id for p in made.gone] == ["a"]
    assert [p.id for p in made.unchanged] == ["b"]
    assert not made.equal


def test_same_problem_of_another_subject_is_another() -> None:
    before, after = report(["a"]), report(["a"])
    after["diagnoses"][0]["subjects"] = ["i-1"]
    made = compared(before, after)
    assert made.new and made.gone


def test_facts_that_changed() -> None:
    made = compared(
        report([], cluster="prod", agent_version="1.104.0"), report([], cluster="prod", agent_version="1.105.1")
    )
    assert [(c.name, c.before, c.after) for c in made.facts] == [("agent_version", "1.104.0", "1.105.1")]


def test_a_snapshot_equals_the_live_run_it_was_made_from() -> None:
    before, after = report(["a"], cluster="prod"), report(["a"], cluster="prod")
    after["target"]["kind"] = "snapshot"
    assert compared(before, after).equal


@pytest.mark.parametrize("broken", [{}, {"diagnoses": None}, {"diagnoses": [None, {"problem": 3}], "target": []}])
def test_odd_reports_are_compared_as_far_as_they_go(broken: Dict[str, Any]) -> None:
    assert compared(broken, broken).equal


def volume(folder: Path, cluster: str, log: str) -> str:
    """The disk of an instance."""
    for name, text in (("etc/ecs/ecs.config", f"ECS_CLUSTER={cluster}\n"), ("var/log/ecs/ecs-agent.log", log)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    return str(folder)


def test_recordings_are_replayed_and_compared(tmp_path: Path) -> None:
    start = 'level=info time=2026-11-23T03:27:48Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
    failed = (
        'level=error time=2026-11-23T03:27:49Z msg="Error registering" error="ClientException: Cluster not found."\n'
    )
    broken = volume(tmp_path / "broken", "prodd", start + failed)
    repaired = volume(tmp_path / "repaired", "prod", start)
    ran = run("diff", broken, repaired)
    assert ran.code == 1
    assert "gone\n   cluster-not-found" in ran.out
    assert "FAIL →" in ran.out
    made = json.loads(run("diff", broken, repaired, "-o", "json").out)
    assert made["equal"] is False
    assert "cluster-not-found" in [row["problem"] for row in made["gone"]]
    assert "cluster" in [row["fact"] for row in made["facts"]]


def test_equal_is_zero_and_a_report_is_as_good_as_its_snapshot(tmp_path: Path) -> None:
    saved = tmp_path / "report.json"
    saved.write_text(run("replay", str(BROKEN), "-o", "json").out)
    ran = run("diff", str(saved), str(BROKEN))
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing has changed" in ran.out


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"a": 1}', "no report\n", '{"diagnoses": ' + "[" * 100_000], ids=lambda text: text[:10]
)
def test_bad_input_is_one_line_and_64(tmp_path: Path, body: str) -> None:
    (tmp_path / "x").write_text(body)
    ran = run("diff", str(tmp_path / "x"), str(BROKEN))
    assert ran.code == 64
    assert ran.err.startswith("ecsdoctor: ") and ran.err.count("\n") == 1 and ran.out == ""


def test_terminal_escapes_and_secrets_of_a_foreign_report_stay_inside(tmp_path: Path) -> None:
    bad = report(["a\x1b[31m"], cluster="x\x1b]0;title\x07")
    bad["diagnoses"][0]["explanation"] = "proxy http://bob:q7secretZk9@proxy:3128 \x1b[2J"
    for name, body in (("a", bad), ("b", report([]))):
        (tmp_path / name).write_text(json.dumps(body))
    for form in ("table", "json"):
        ran = run("diff", str(tmp_path / "a"), str(tmp_path / "b"), "-o", form)
        assert ran.code == 1
        assert "\x1b" not in ran.out and "q7secret" not in ran.out
