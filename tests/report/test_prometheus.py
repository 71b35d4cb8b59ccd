"""`-o prometheus` through the parser of prometheus_client."""

from __future__ import annotations

import re
from typing import Dict

import pytest
from prometheus_client.parser import text_string_to_metric_families
from reports import endless_report, hostile_report, waived_report
from test_table import a_report

from ecsdoctor.model.report import Report
from ecsdoctor.report import prometheus

LABELS = {
    "ecsdoctor_status": {"status"},
    "ecsdoctor_checks": {"status"},
    "ecsdoctor_diagnoses": {"severity"},
    "ecsdoctor_diagnosis": {"problem", "category", "severity"},
    "ecsdoctor_waived_diagnosis": {"problem", "category", "severity"},
    "ecsdoctor_info": {"version", "kind", "instance_id", "cluster", "service", "region", "agent_version"},
    "ecsdoctor_last_run_timestamp_seconds": set(),
    "ecsdoctor_run_duration_seconds": set(),
}


def samples(report: Report) -> Dict[str, list]:
    families = list(text_string_to_metric_families(prometheus.render(report)))
    assert len({family.name for family in families}) == len(families)
    assert all(family.documentation and family.type == "gauge" for family in families)
    return {family.name: family.samples for family in families}


@pytest.mark.parametrize("make", [a_report, hostile_report, waived_report, lambda: endless_report(40)])
def test_names_and_labels_are_these_and_no_others(make) -> None:  # type: ignore[no-untyped-def]
    for name, rows in samples(make()).items():
        for row in rows:
            assert row.name == name and set(row.labels) == LABELS[name]
            assert row.timestamp is None, "the textfile collector refuses samples with a time"
    assert set(samples(make())) == set(LABELS)


def test_values() -> None:
    found = samples(a_report())
    assert {row.labels["status"]: row.value for row in found["ecsdoctor_status"]} == {
        "ok": 0, "warn": 0, "fail": 1, "unknown": 0,
    }  # fmt: skip
    assert found["ecsdoctor_last_run_timestamp_seconds"][0].value == a_report().started_at.timestamp() + 1.3
    assert [row.labels["problem"] for row in found["ecsdoctor_diagnosis"]] == ["cluster-not-found"]
    assert sum(row.value for row in found["ecsdoctor_checks"]) == len(a_report().checks)


def test_hostile_text_ends_no_label() -> None:
    info = samples(hostile_report())["ecsdoctor_info"][0]
    assert info.labels["instance_id"].startswith("\\x1b[31mred\\x07 a|b 'c' \"d\" \\ ")


@pytest.mark.parametrize("make", [a_report, hostile_report, waived_report, lambda: endless_report(40)])
def test_what_promtool_would_complain_of(make) -> None:  # type: ignore[no-untyped-def]
    """`promtool check metrics`: help for each, base units, no `_total` on a gauge, no series twice, one final newline."""
    text = prometheus.render(make())
    assert text.endswith("\n") and not text.endswith("\n\n")
    series = [line.rsplit(" ", 1)[0] for line in text.splitlines() if not line.startswith("#")]
    assert len(set(series)) == len(series)
    for family in text_string_to_metric_families(text):
        assert re.fullmatch(r"ecsdoctor(_[a-z]+)+", family.name)
        assert not family.name.endswith(("_total", "_count", "_sum", "_bucket", "_milliseconds", "_minutes"))
        assert family.name.split("_")[-1] not in ("gauge", "metric")
        assert not family.documentation.startswith(family.name)
