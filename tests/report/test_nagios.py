"""`-o nagios` against the grammar of the Monitoring Plugins guidelines and nagiosplugin's idea of a range."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Dict, Tuple

import pytest
from nagiosplugin import Range
from reports import hostile_report, waived_report
from test_table import a_report

from ecsdoctor.model.finding import Status
from ecsdoctor.model.report import Report, overall
from ecsdoctor.report import nagios

# 'label'=value[UOM];[warn];[crit];[min];[max]
DATUM = re.compile(r"(?P<label>[a-z]+)=(?P<value>[0-9.]+)(?P<unit>s|)(?P<thresholds>(;[0-9.:~@]*){0,4})")
STATES = {"ok": "OK", "warn": "WARNING", "fail": "CRITICAL", "unknown": "UNKNOWN"}


def performance(report: Report) -> Dict[str, Tuple[float, str, str]]:
    """Label → value, range of warning, range of critical."""
    first = nagios.render(report).splitlines()[0]
    assert first.count("|") == 1
    data = {}
    for token in first.split("|")[1].split():
        match = DATUM.fullmatch(token)
        assert match, token
        warn, crit = [*match["thresholds"].split(";"), "", "", ""][1:3]
        data[match["label"]] = (float(match["value"]), warn, crit)
    return data


def state(report: Report) -> str:
    """The state that a monitor would compute from values and ranges."""
    data = performance(report).values()
    if any(crit and not Range(crit).match(value) for value, _, crit in data):
        return "CRITICAL"
    return "WARNING" if any(warn and not Range(warn).match(value) for value, warn, _ in data) else "OK"


@pytest.mark.parametrize("make", [a_report, waived_report])
def test_the_ranges_tell_the_state_of_the_first_line(make) -> None:  # type: ignore[no-untyped-def]
    report = make()
    assert state(report) == STATES[report.status.value]
    assert nagios.render(report).startswith(f"ECSDOCTOR {STATES[report.status.value]} - ")


def test_there_is_one_pipe_whatever_the_text() -> None:
    text = nagios.render(hostile_report())
    assert text.count("|") == 1
    assert performance(hostile_report())["failed"][0] == 1


def test_a_command_with_a_pipe_is_left_out_rather_than_changed() -> None:
    report = a_report()
    diagnosis = replace(report.diagnoses[0], remedy=("journalctl -u ecs | tail", "sudo systemctl restart ecs"))
    text = nagios.render(replace(report, diagnoses=(diagnosis,)))
    assert "journalctl" not in text and "ecsdoctor explain cluster-not-found" in text
    assert "fix: sudo systemctl restart ecs\n" in text


@pytest.mark.parametrize("vital", [True, False])
def test_unknown_is_said_as_the_exit_code_says_it(vital: bool) -> None:
    """3, UNKNOWN: no range can say it, so none may contradict it by a warning or a failure."""
    checks = tuple(check for check in a_report().checks if check.status not in (Status.FAIL, Status.WARN))
    checks = tuple(replace(check, vital=vital and check.status is Status.UNKNOWN) for check in checks)
    report = replace(a_report(), checks=checks, diagnoses=(), status=overall(checks))
    word = "UNKNOWN" if vital else "OK"
    assert nagios.render(report).startswith(f"ECSDOCTOR {word} - ")
    assert state(report) == "OK"
