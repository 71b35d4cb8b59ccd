"""The report for people, from one invented report that holds every status."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from ecsdoctor import Confidence, Evidence, Finding, Problem, Severity, Status, found, ok
from ecsdoctor.model.report import CheckResult, Diagnosis, LedgerEntry, Report, overall
from ecsdoctor.report import table

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 23, 3, 4, 5, tzinfo=timezone.utc)
PROBLEM = Problem(
    "cluster-not-found",
    Severity.CRITICAL,
    "The cluster does not exist",
    "m",
    "w",
    ("Correct the name.", "sudo systemctl restart ecs"),
    "c",
)


def a_check(id_: str, status: Status, *findings: Finding, reason: str = "", vital: bool = False) -> CheckResult:
    return CheckResult(id_, "cluster", f"{id_} is as it should be", status, findings, reason, 0.1, vital)


def a_report(excerpt: str = "ECS_CLUSTER=prodd") -> Report:
    evidence = (
        Evidence("/etc/ecs/ecs.config:1", excerpt),
        Evidence("/var/log/ecs/ecs-agent.log:212", "ClientException: Cluster not found. " + "And so on. " * 30, NOW),
    )
    diagnosis = Diagnosis(
        PROBLEM,
        "cluster",
        Severity.CRITICAL,
        'The agent looks for the cluster "prodd", which does not exist in us-east-1. Did you mean "prod"?',
        ("i-0aaa", "i-0bbb"),
        evidence,
        ("Correct the name in ecs.config, then start the agent again:", "sudo systemctl restart ecs"),
        ("agent-not-registered", "introspection-unreachable"),
        Confidence.LIKELY,
    )
    checks = (
        a_check("cluster-exists", Status.FAIL, found(PROBLEM, "missing")),
        a_check("clock-agrees", Status.OK, ok()),
        a_check("log-quiet", Status.WARN),
        a_check("imds-answers", Status.NOT_APPLICABLE, reason="external"),
        a_check("agent-connected", Status.UNKNOWN, reason="needs ecs:DescribeContainerInstances", vital=True),
        a_check("disk-has-room", Status.UNKNOWN, reason="needs root (run with sudo)"),
        a_check("inodes-left", Status.UNKNOWN, reason="needs root (run with sudo)"),
        a_check("memory-left", Status.UNKNOWN, reason="needs root (run with sudo)"),
    )
    return Report(
        "0.1.0",
        {"kind": "instance", "instance_id": "i-0123456789abcdef0", "region": "us-east-1", "agent_version": "1.105.1"},
        NOW,
        1.3,
        overall(checks),
        'The agent looks for the cluster "prodd", which does not exist in us-east-1.',
        (diagnosis,),
        checks,
        (LedgerEntry("root/etc/ecs/ecs.config", "/etc/ecs/ecs.config", "got"),),
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("plain", {}),
        ("wide", {"width": 100}),
        ("colour", {"colour": True}),
        ("ascii", {"ascii_only": True}),
        ("verbose", {"verbose": True}),
    ],
)
def test_golden(name: str, options: dict) -> None:
    file = GOLDEN / f"{name}.txt"
    text = table.render(a_report(), **options)
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} did not exist: look at it, then commit it")
    assert text == file.read_text(encoding="utf-8")


def test_evidence_cannot_drive_the_terminal() -> None:
    text = table.render(a_report("\x1b[31mred\x07\u202e\r\nfake line"), colour=False)
    assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text
    assert "\\x1b[31mred" in text


def test_lines_fit_but_for_commands() -> None:
    for line in table.render(a_report(), width=80).splitlines():
        assert len(line) <= 80, line


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([Status.OK, Status.FAIL, Status.UNKNOWN], Status.FAIL),
        ([Status.OK, Status.WARN], Status.WARN),
        ([Status.OK, Status.UNKNOWN], Status.OK),
        ([Status.OK, Status.NOT_APPLICABLE], Status.OK),
        ([Status.NOT_APPLICABLE], Status.UNKNOWN),
        ([], Status.UNKNOWN),
    ],
)
def test_overall_status(statuses: list, expected: Status) -> None:
    assert overall(tuple(a_check("x", status) for status in statuses)) is expected


def test_a_vital_unknown_outranks_a_warning() -> None:
    rows = (a_check("a", Status.WARN), a_check("b", Status.UNKNOWN, vital=True), a_check("c", Status.OK))
    assert overall(rows) is Status.UNKNOWN


def test_the_verdict_is_not_said_again() -> None:
    report = a_report()
    flat = " ".join(table.render(report).split())
    assert flat.count(report.summary) == 1
    assert report.diagnoses[0].explanation.startswith(report.summary), "else this proves nothing"


def test_rows_of_what_could_not_be_checked_stay_apart_and_closed_doors_are_told_once() -> None:
    checks = [a_check(f"check-{n}", Status.UNKNOWN, reason=f"file {n}: not in this snapshot") for n in range(4)]
    checks.append(a_check("other", Status.UNKNOWN, reason="a long reason " * 8))
    report = replace(a_report(), checks=tuple(checks))
    lines = table.render(report).split("\n")
    assert "   check-0 and 3 more: not in this snapshot" in lines
    first = next(n for n, line in enumerate(lines) if line.startswith("   other: "))
    assert lines[first + 1].startswith("     a")


def test_a_place_with_two_excerpts_is_named_once() -> None:
    report = a_report()
    long = "word " * 30
    evidence = (Evidence("/var/log/x:7", "first " + long, NOW), Evidence("/var/log/x:7", "second " + long, NOW))
    diagnosis = replace(report.diagnoses[0], evidence=evidence)
    text = table.render(replace(report, diagnoses=(diagnosis,)))
    assert text.count("/var/log/x:7") == 1
    assert "first word" in text and "second word" in text


def test_verbose_stays_within_eighty_columns_with_the_longest_ids_and_titles() -> None:
    checks = tuple(
        replace(a_check(f"a-check-with-an-id-as-long-as-they-come-{n}", status), title="A title that is long " * 3)
        for n, status in enumerate(Status)
    )
    for line in table.render(replace(a_report(), checks=checks), width=80, verbose=True).splitlines():
        assert len(line) <= 80, line
