"""Answers of AWS as people paste them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import run
from ecsdoctor.model.reading import Missing, Why
from ecsdoctor.sources.printed import printed

ACTION = "ecs:DescribeClusters"
BODY = {"clusters": [{"clusterName": "prod", "status": "ACTIVE"}], "failures": []}
JSON = json.dumps(BODY, indent=4)


@pytest.mark.parametrize(
    "body",
    [
        JSON.encode(),
        b"\n\n" + JSON.encode() + b"\n",
        b"\xef\xbb\xbf" + JSON.encode(),
        JSON.encode("utf-16"),
        f"$ aws ecs describe-clusters --cluster prod\n{JSON}\n$ ".encode(),
        f"aws ecs describe-clusters --cluster prod\n{JSON}".encode(),
        f"PS C:\\> aws ecs describe-clusters\r\n{JSON}".encode(),
    ],
    ids=["plain", "blank lines", "BOM", "UTF-16", "with its prompt", "with its command", "of PowerShell"],
)
def test_json_is_found(body: bytes) -> None:
    assert printed(body, ACTION) == BODY


TABLE = "-----------------------------\n|     DescribeClusters      |\n+---------------------------+\n"
YAML = "clusters:\n- activeServicesCount: 0\n  clusterName: prod\nfailures: []\n"
TEXT = "CLUSTERS\t0\tarn:aws:ecs:us-east-1:123456789012:cluster/prod\tprod\t0\t0\t0\tACTIVE\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE, "--output table"),
        (YAML, "--output yaml"),
        (TEXT, "--output text"),
        ('["prod"]', "--query"),
        ("", "empty"),
    ]
    + [("{", "not JSON"), ("[" * 100_000, "--query"), ("{" * 100_000, "not JSON"), ("see above", "not JSON")],
    ids=lambda text: text[:12],
)
def test_what_cannot_be_read_says_what_it_is(text: str, words: str) -> None:
    with pytest.raises(Missing, match=words) as told:
        printed(text.encode(), ACTION)
    assert told.value.why is Why.BROKEN


@pytest.mark.parametrize(
    ("code", "why"),
    [("AccessDeniedException", Why.DENIED), ("ClusterNotFoundException", Why.ABSENT), ("ServerException", Why.BROKEN)],
)
def test_error_of_the_command_line_is_a_refusal(code: str, why: Why) -> None:
    text = f"\nAn error occurred ({code}) when calling the DescribeClusters operation: no, not you\n"
    with pytest.raises(Missing) as told:
        printed(text.encode(), ACTION)
    assert told.value.why is why
    assert why is not Why.DENIED or "needs ecs:DescribeClusters" in str(told.value)


@pytest.mark.parametrize(("name", "text"), [("txt", TEXT), ("json", TABLE), ("yaml", YAML)])
def test_replay_tells_of_answers_in_another_format(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "aws/ecs").mkdir(parents=True)
    (tmp_path / f"aws/ecs/describe-clusters.{name}").write_text(text)
    (tmp_path / "aws/ecs/list-clusters.json").write_text("{}")
    notes = run("replay", str(tmp_path), "-o", "json").report["notes"]
    assert [n for n in notes if f"aws/ecs/describe-clusters.{name}" in n and "--output json" in n] and len(notes) == 3


def test_answer_with_another_ending_is_read(tmp_path: Path) -> None:
    (tmp_path / "aws/ecs").mkdir(parents=True)
    (tmp_path / "root/etc/ecs").mkdir(parents=True)
    (tmp_path / "root/etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\nAWS_DEFAULT_REGION=us-east-1\n")
    (tmp_path / "aws/ecs/describe-clusters.txt").write_text(f"$ aws ecs describe-clusters\n{JSON}")
    assert run("replay", str(tmp_path), "-o", "json").check("cluster-exists")["status"] == "ok"
