"""`ecsdoctor.toml`: where it is looked for, what it changes, and how its faults are told."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any, Dict

import pytest

from conftest import Ran, run
from ecsdoctor import Severity
from ecsdoctor.cli import site_file
from ecsdoctor.cli.errors import UsageError
from ecsdoctor.cli.site_parse import parse
from ecsdoctor.cli.style import FailOn, Format

STORIES = Path(__file__).parent.parent.parent / "fixtures" / "stories"
BROKEN = str(STORIES / "cluster-not-found" / "snapshot")
TODAY = date(2026, 11, 23)
WAIVER = """
[[waivers]]
problem = "{problem}"
reason = "known, see OPS-12"
expires = {expires}
"""


def config(folder: Path, text: str) -> str:
    file = folder / "ecsdoctor.toml"
    file.write_text(text)
    file.chmod(0o644)
    return str(file)


def replay(folder: Path, text: str, *extra: str) -> Ran:
    return run("replay", BROKEN, "--config", config(folder, text), *extra)


def plain() -> Dict[str, Any]:
    return run("replay", BROKEN, "-o", "json").report


def test_everything_it_can_say() -> None:
    site = parse(
        'output = "json"\ntimeout = 20\nfail-on = "fail"\n[severities]\nclock-skew = "warning"\n'
        '[[waivers]]\nproblem = "log-group-missing"\nsubject = "i-0abc"\nreason = "January"\nexpires = 2027-01-31\n'
        '[[waivers]]\nproblem = "clock-skew"\nreason = "lab"\nexpires = "2026-11-22"\n',
        "/etc/x.toml",
        TODAY,
    )
    assert (site.output, site.timeout, site.fail_on) == (Format.JSON, 20.0, FailOn.FAIL)
    assert site.rules.severities == {"clock-skew": Severity.WARNING}
    first, second = site.rules.waivers
    assert (first.problem, first.subject, first.place) == ("log-group-missing", "i-0abc", "/etc/x.toml:7")
    assert site.rules.expired == (second,)


def test_the_last_day_still_counts() -> None:
    site = parse(WAIVER.format(problem="clock-skew", expires="2026-11-23"), "x", TODAY)
    assert not site.rules.expired


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("output = json", "x:1:10: Invalid value"),
        ('output = "xml"', "x:1:1: output is 'xml', not one of table, json"),
        ('a = 1\nouput = "json"', "x:1:1: there is no setting 'a'"),
        ('\n  ouput = "json"', "x:2:3: there is no setting 'ouput'; did you mean 'output'?"),
        ("timeout = 0", "x:1:1: timeout is not a number of seconds from 1 to 3600"),
        ("timeout = true", "x:1:1: timeout"),
        ("timeout = nan", "x:1:1: timeout"),
        ('fail-on = "ever"', "x:1:1: fail-on is 'ever', not one of warn, fail, unknown, never"),
        ('\n[severities]\nclock-skew = "bad"', "x:3:1: clock-skew is 'bad', not one of critical"),
        ("severities = 3", "x:1:1: write severities as a table"),
        ("\n[thresholds]\ndisk-precent = 90", "x:3:1: there is no setting 'disk-precent'; did you mean 'disk-percent'?"),
        ("[thresholds]\n  disk-percent = 101", "x:2:3: disk-percent is not a number (%) from 1 to 100"),
        ('[thresholds]\ndisk-percent = "90"', "x:2:1: disk-percent is not a number"),
        ("[thresholds]\ndisk-percent = true", "x:2:1: disk-percent is not a number"),
        ("[thresholds]\ninodes-free = nan", "x:2:1: inodes-free is not a number"),
        ("[thresholds]\nclock-skew-seconds = 301", "x:2:1: clock-skew-seconds is not a number (s) from 1 to 300"),
        ("thresholds = 3", "x:1:1: write thresholds as a table"),
        ("waivers = 3", "x:1:1: write waivers as [[waivers]]"),
        ('[waivers]\nproblem = "x"', "x:1:1: write waivers as [[waivers]]"),
        ('[[waivers]]\nproblem = "a"\nexpires = 2027-01-01', "x:1:1: the waiver lacks 'reason'"),
        (WAIVER.format(problem="a", expires="2027-02-31"), "x:5:"),
        (WAIVER.format(problem="a", expires='"soon"'), "x:5:1: expires is not a day like 2027-01-31"),
        (WAIVER.format(problem="a", expires="2027-01-31T10:00:00Z"), "x:5:1: expires is not a day"),
        (WAIVER.format(problem="a", expires="2027-01-31") * 2 + " untl = 3", "x:11:2: there is no setting 'untl'"),
        (WAIVER.format(problem=" ", expires="2027-01-31"), "x:3:1: problem is not a text"),
        ('[[waivers]]\nproblem = "a', "x:2:"),
        ("x = " + "[" * 100_000, "x:1:"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(text: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, "x", TODAY)
    assert str(raised.value).startswith(told)
    assert "\n" not in str(raised.value)


def test_a_fault_is_one_line_and_64(tmp_path: Path) -> None:
    ran = replay(tmp_path, 'output = "xml"\n')
    assert ran.code == 64 and ran.out == ""
    assert ran.err == f"ecsdoctor: {tmp_path}/ecsdoctor.toml:1:1: {ran.err.split(': ', 2)[2]}"
    assert run("replay", BROKEN, "--config", str(tmp_path / "none.toml")).code == 64
    assert run("replay", BROKEN, "--config", "/dev/null", "--fail-on", "never").code == 0


def test_a_problem_that_nobody_knows(tmp_path: Path) -> None:
    ran = replay(tmp_path, '[severities]\ncluster-not-fund = "info"\n')
    assert ran.code == 64 and "ecsdoctor.toml:2: there is no problem" in ran.err and "'cluster-not-found'" in ran.err


def test_the_file_gives_the_habits_and_the_command_line_goes_first(tmp_path: Path) -> None:
    text = 'output = "jsonl"\nfail-on = "never"\n'
    ran = replay(tmp_path, text)
    assert ran.code == 0 and json.loads(ran.out)["status"] == "fail" and ran.out.count("\n") == 1
    ran = replay(tmp_path, text, "-o", "nagios", "--fail-on", "warn")
    assert ran.code == 2 and ran.out.startswith("ECSDOCTOR CRITICAL")


def test_search_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "ecsdoctor").mkdir()
    mine = config(tmp_path / "ecsdoctor", "")
    exists = os.path.lexists
    monkeypatch.setattr(os.path, "lexists", lambda path: exists(path) and not path.startswith("/etc/"))
    assert site_file.located(None) == mine
    assert site_file.located("/some/where") == "/some/where"
    assert site_file.located("/dev/null") is None
    monkeypatch.setattr(os.path, "lexists", lambda path: True)
    assert site_file.located(None) == "/etc/ecsdoctor/ecsdoctor.toml"
    assert run("replay", BROKEN, env={"XDG_CONFIG_HOME": str(tmp_path)}).code == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone is that careful")
@pytest.mark.parametrize(("mode", "owner"), [(0o666, 0), (0o664, 0), (0o644, 12345)])
def test_root_refuses_a_file_that_others_may_write(tmp_path: Path, mode: int, owner: int) -> None:
    file = config(tmp_path, 'fail-on = "never"\n')
    os.chmod(file, mode)
    os.chown(file, owner, 0)
    ran = run("replay", BROKEN, "--config", file)
    assert ran.code == 64 and "root does not use it" in ran.err and ran.err.count("\n") == 1
    if owner:
        assert run("replay", BROKEN, "--config", file, env={"SUDO_UID": str(owner)}).code == 0


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a FIFO", "a directory"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, make: Any) -> None:
    make(str(tmp_path / "x.toml"))
    ran = run("replay", BROKEN, "--config", str(tmp_path / "x.toml"), limit=20)
    assert ran.code == 64 and "not a regular file" in ran.err or "directory" in ran.err


def test_a_waiver_takes_the_problem_out_and_shows_it(tmp_path: Path) -> None:
    before = plain()
    ids = [d["problem"] for d in before["diagnoses"]]
    text = "".join(WAIVER.format(problem=id_, expires="2999-01-01") for id_ in ids)
    after = replay(tmp_path, text, "-o", "json").report
    assert not set(ids) & {d["problem"] for d in after["diagnoses"]}
    assert {d["problem"] for d in after["waived"]} == set(ids)
    assert all(d["waiver"]["reason"] == "known, see OPS-12" for d in after["waived"])
    waived = [c for c in after["checks"] if "waived until 2999-01-01" in c["reason"]]
    assert waived and {c["status"] for c in waived} == {"not-applicable"}
    shown = replay(tmp_path, text).out
    assert f"Waived {len(after['waived'])}:" in shown and "known, see OPS-12" in shown


def test_a_waiver_covers_no_consequence(tmp_path: Path) -> None:
    """The symptom that the waived cause explained stands on its own: an alarm is never lost by the way."""
    cause = next(d for d in plain()["diagnoses"] if d["problem"] == "cluster-not-found")
    after = replay(tmp_path, WAIVER.format(problem="cluster-not-found", expires="2999-01-01"), "-o", "json").report
    assert after["status"] == "fail"
    told = {name for d in after["diagnoses"] for name in (d["problem"], *d["explains"])}
    assert set(cause["explains"]) <= told


def test_a_waiver_for_another_subject_covers_nothing(tmp_path: Path) -> None:
    text = WAIVER.format(problem="cluster-not-found", expires="2999-01-01") + 'subject = "i-0other"\n'
    assert replay(tmp_path, text, "-o", "json").report["diagnoses"] == plain()["diagnoses"]


def test_an_expired_waiver_covers_nothing_and_warns(tmp_path: Path) -> None:
    after = replay(tmp_path, WAIVER.format(problem="cluster-not-found", expires="2026-01-01"), "-o", "json").report
    ids = [d["problem"] for d in after["diagnoses"]]
    assert [id_ for id_ in ids if id_ != "waiver-expired"] == [d["problem"] for d in plain()["diagnoses"]]
    told = next(d for d in after["diagnoses"] if d["problem"] == "waiver-expired")
    assert told["severity"] == "warning" and "cluster-not-found" in told["explanation"]
    assert told["evidence"] == [{"source": f"{tmp_path}/ecsdoctor.toml:3", "excerpt": "expires = 2026-01-01"}]


def test_another_severity_makes_another_verdict(tmp_path: Path) -> None:
    ids = {f["problem"] for c in plain()["checks"] for f in c["findings"] if "problem" in f}
    text = "[severities]\n" + "".join(f'{id_} = "warning"\n' for id_ in sorted(ids))
    ran = replay(tmp_path, text, "-o", "json")
    assert ran.report["status"] in ("warn", "unknown")
    assert {d["severity"] for d in ran.report["diagnoses"]} == {"warning"}


def test_the_demo_is_the_same_everywhere(tmp_path: Path) -> None:
    file = config(tmp_path, 'output = "json"\n')
    assert run("demo", env={"ECSDOCTOR_CONFIG": file}).out.startswith("ecsdoctor ")
    assert run("replay", BROKEN, env={"ECSDOCTOR_CONFIG": file}).out.startswith("{")
