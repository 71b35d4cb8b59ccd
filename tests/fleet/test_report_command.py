"""`ecsdoctor fleet report`: files of any origin in, one report about all out, in every format."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List

import jsonschema
import pytest
from fleets import a_diagnosis, a_report, compact, id_of
from prometheus_client.parser import text_string_to_metric_families

from conftest import Ran, run

ROOT = Path(__file__).parent.parent.parent
SCHEMA = json.loads((ROOT / "ecsdoctor" / "report" / "fleet" / "schema.json").read_text())
FORMATS = ("table", "json", "jsonl", "compact", "markdown", "prometheus", "html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 sick with the old agent, 30 healthy, and five files that are no report."""
    here = tmp_path_factory.mktemp("reports")
    for n in range(42):
        ill = n < 12
        text = f"Docker has been down since 03:{n:02} UTC on 10.0.0.{n}."
        rows = [a_diagnosis(explanation=text, severity="critical")] if ill else []
        report = a_report(n, *rows, agent_version="1.61.0" if ill else "1.105.1", availability_zone=f"z-{n % 3}")
        (here / f"{id_of(n)}.json").write_text(json.dumps(report) if n % 2 else compact(report))
    (here / f"{id_of(100)}.txt").write_text(compact(a_report(100, a_diagnosis(explanation="x" * 9_000)))[:2_500])
    (here / f"{id_of(101)}.txt").write_text("sh: 1: ecsdoctor: not found")
    (here / "empty.json").write_text("")
    (here / "binary.json").write_bytes(bytes(range(256)) * 20)
    os.mkfifo(here / f"{id_of(102)}.json")
    (here / "command" / id_of(0) / "awsrunShellScript" / "Diagnose").mkdir(parents=True)
    older = {**a_report(0), "started_at": "2025-01-01T00:00:00Z"}
    (here / "command" / id_of(0) / "awsrunShellScript" / "Diagnose" / "stdout").write_text(compact(older))
    (here / "command" / id_of(0) / "awsrunShellScript" / "Diagnose" / "stderr").write_text("a note")
    return here


def merged(folder: Path, output: str, *more: str) -> Ran:
    return run("fleet", "report", str(folder), "-o", output, *more)


def test_json_keeps_to_the_schema_and_counts_right(folder: Path) -> None:
    ran = merged(folder, "json")
    report = ran.report
    jsonschema.validate(report, SCHEMA)
    assert ran.code == 2
    assert report["counts"]["status"] == {"ok": 30, "warn": 0, "fail": 12, "unknown": 5}
    (cause,) = report["causes"]
    assert cause["count"] == 12 and cause["instances"] == sorted(id_of(n) for n in range(12))
    assert cause["contrast"] == "12 of 12 sick and 0 of 30 healthy run agent 1.61.0."
    assert [w["count"] for w in cause["wordings"]] == [12]
    assert report["summary"] == "12 of 47 instances fail, for 1 cause. 5 could not be told."


def test_what_is_no_report_is_one_line_with_its_reason(folder: Path) -> None:
    rows = {row["id"]: row for row in merged(folder, "json").report["instances"]}
    assert "was cut after 2,500 characters" in rows[id_of(100)]["reason"]
    assert 'begins with "sh: 1: ecsdoctor: not found"' in rows[id_of(101)]["reason"]
    assert "is a FIFO, not a file" in rows[id_of(102)]["reason"]
    assert "printed nothing" in rows["empty.json"]["reason"]
    assert rows["binary.json"]["status"] == "unknown"


def test_the_newest_of_two_reports_counts(folder: Path) -> None:
    rows = {row["id"]: row for row in merged(folder, "json").report["instances"]}
    assert rows[id_of(0)]["status"] == "fail"


@pytest.mark.parametrize("output", FORMATS)
def test_every_format_tells_the_cause(folder: Path, output: str) -> None:
    ran = merged(folder, output)
    assert ran.code == 2 and ran.err == "" and "docker-not-running" in ran.out
    assert "\x1b" not in ran.out


def test_table_is_calm_and_eighty_columns_wide(folder: Path) -> None:
    text = merged(folder, "table").out
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "FAIL  12 of 47 instances fail, for 1 cause. 5 could not be told." in text
    assert "1  docker-not-running · 12 instances" in text
    assert "12 of 12 sick and 0 of 30 healthy run agent 1.61.0." in text
    assert "Could not be told: 5" in text and "fix        sudo systemctl start docker" in text


def test_metrics_have_few_series(folder: Path) -> None:
    families = {f.name: f for f in text_string_to_metric_families(merged(folder, "prometheus").out)}
    (sample,) = families["ecsdoctor_fleet_cause_instances"].samples
    assert sample.value == 12 and sample.labels == {
        "problem": "docker-not-running", "category": "docker", "severity": "critical"
    }  # fmt: skip
    assert "i-0" not in merged(folder, "prometheus").out


def test_one_line_of_json(folder: Path) -> None:
    (line,) = merged(folder, "jsonl").out.splitlines()
    jsonschema.validate(json.loads(line), SCHEMA)


def test_compact_of_a_fleet_keeps_its_limit(tmp_path: Path) -> None:
    hostile = "Größe \N{PILE OF POO} \x1b[31m " * 200
    for n in range(300):
        rows = [
            a_diagnosis(f"problem-{n % 90}", explanation=hostile, title=hostile, remedy=[hostile]) for _ in range(2)
        ]
        text = json.dumps(a_report(n, *rows, image_id=hostile[:200])) if n % 3 else "{" + hostile
        (tmp_path / f"{id_of(n)}.json").write_text(text)
    out = merged(tmp_path, "compact").out
    assert len(out) <= 24_000 and out.isascii()
    first, second, nothing = out.split("\n")
    assert first.startswith("FAIL 200 of 300 instances fail") and len(first) <= 2_500 and nothing == ""
    row: Dict[str, Any] = json.loads(second)
    jsonschema.validate(row, SCHEMA)
    assert len(row["causes"]) + row["left_out"]["causes"] == row["counts"]["causes"] == 60


def test_secrets_in_reports_of_others_do_not_come_out(tmp_path: Path) -> None:
    secret = "AKIAIOSFODNN7EXAMPL1"
    rows = [a_diagnosis(explanation=f"The key {secret} is refused.", remedy=[f"export AWS_ACCESS_KEY_ID={secret}"])]
    (tmp_path / "a.json").write_text(json.dumps(a_report(1, *rows, cluster=secret)))
    for output in FORMATS:
        assert secret not in merged(tmp_path, output).out


def test_all_well(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.json").write_text(json.dumps(a_report(n)))
    ran = merged(tmp_path, "table")
    assert ran.code == 0 and "OK  All 3 instances are well." in ran.out and "Could not" not in ran.out


def unreadable(folder: Path) -> List[str]:
    return ["fleet", "report", str(folder / "nothing.json")]


def test_bad_usage(folder: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (unreadable(folder), "there is no such file"),
        (["fleet", "report", str(tmp_path)], "there is no report"),
        (["fleet", "report", str(folder), "-o", "nagios"], "a fleet is printed as table, json"),
        (["schema", "galaxy"], "there is no schema"),
    ):
        ran = run(*arguments)
        assert ran.code == 64 and words in ran.err and ran.err.count("\n") == 1, ran.err


def test_schema_command() -> None:
    assert json.loads(run("schema", "fleet").out) == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_page_shows_every_instance_and_what_sets_the_sick_apart(folder: Path) -> None:
    page = merged(folder, "html").out
    assert page.count('class="tile fail"') == 12 + 1 and page.count('class="tile ok"') == 30 + 1  # and the legend
    assert "12 of 12" in page and "0 of 30" in page and "1.61.0" in page
    assert "<script>" not in page and "sudo systemctl start docker" in page
