"""`-o emf` against the rules of CloudWatch's embedded metric format."""

from __future__ import annotations

import json

import jsonschema
import pytest
from reports import endless_report, hostile_report, waived_report
from test_table import a_report

from ecsdoctor.report import emf

NAME = {"type": "string", "minLength": 1, "maxLength": 1024}
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
SCHEMA = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer", "minimum": 1_600_000_000_000},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "additionalProperties": False,
                        "properties": {
                            "Namespace": {"type": "string", "pattern": "^[0-9A-Za-z._/#-]{1,256}$"},
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {"type": "array", "maxItems": 30, "items": {**NAME, "maxLength": 250}},
                            },
                            "Metrics": {
                                "type": "array",
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "additionalProperties": False,
                                    "properties": {"Name": NAME, "Unit": {"enum": ["Seconds", "Count"]}},
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}


@pytest.mark.parametrize("make", [a_report, hostile_report, waived_report, lambda: endless_report(40)])
def test_one_line_by_the_rules(make) -> None:  # type: ignore[no-untyped-def]
    text = emf.render(make())
    assert text.count("\n") == 1 and text.isascii() and len(text) < 256 * 1024
    row = json.loads(text)
    jsonschema.validate(row, SCHEMA)
    for directive in row["_aws"]["CloudWatchMetrics"]:
        for key in [key for keys in directive["Dimensions"] for key in keys]:
            value = row[key]
            assert value.strip() and value.isascii() and value.isprintable() and len(value) <= 1024
            assert not value.startswith(":")
        for metric in directive["Metrics"]:
            assert isinstance(row[metric["Name"]], (int, float))


def test_a_target_without_names_has_an_empty_dimension_set() -> None:
    from dataclasses import replace

    row = json.loads(emf.render(replace(a_report(), target={"kind": "instance", "cluster": None})))
    assert row["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[]]
