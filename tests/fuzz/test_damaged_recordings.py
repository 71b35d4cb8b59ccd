"""Whatever is done to a recording: a valid report in every format, and no exception where a reason should stand."""

from __future__ import annotations

import json
import random
import re
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple

import jsonschema
import pytest
from damage import copied, damage

from ecsdoctor.cli.errors import UsageError
from ecsdoctor.cli.opening import opened
from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.cli.show import as_text
from ecsdoctor.cli.style import Format, Style
from ecsdoctor.model.report import Report
from thorough import THOROUGH

ROOT = Path(__file__).parent.parent.parent
BASES = [
    p for p in sorted((ROOT / "fixtures").glob("*/*/snapshot")) if sum(f.stat().st_size for f in p.rglob("*")) < 1e6
]
SCHEMA = json.loads((ROOT / "ecsdoctor/report/schema.json").read_text())
# `DockerInfo: TypeError: …` of a fact, `the check failed: KeyError: …`, `ValueError: …` of a source.
EXCEPTION = re.compile(
    r"(?:^|: )(?:\w+Error|Exception|StopIteration|AssertionError)\b: |^the check (?:failed|did not end)"
)


def reasons(report: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    """Why something is not known, of checks and of questions."""
    yield from ((check["id"], check["reason"]) for check in report["checks"])
    yield from ((row["question"], row["detail"]) for row in report["readings"])


def rendered(report: Report) -> None:
    """Every format can be made and encoded; those that programs read are what they claim to be."""
    for kind in Format:
        text = as_text(report, Style(format=kind), None)
        body = text.encode("utf-8")
        assert b"\x1b" not in body or kind is Format.TABLE, kind
        if kind is Format.JUNIT:
            ElementTree.fromstring(body)
        if kind is Format.JSON:
            jsonschema.validate(json.loads(body), SCHEMA)


@pytest.mark.parametrize("seed", range(3000 if THOROUGH else 16))
def test_damaged_recording_is_told_calmly(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    folder = tmp_path / "recording"
    copied(dice.choice(BASES), folder, dice.sample(BASES, dice.choice((0, 2, 8))), dice)
    done = damage(folder, dice)
    try:
        with opened(str(folder)) as recording:
            report = examine(recording.scope, recording.asker, Selection(), 60, time.monotonic())
    except UsageError as refused:
        assert len(str(refused).splitlines()) == 1
        return
    rendered(report)
    told = json.loads(as_text(report, Style(format=Format.JSON), None))
    assert [(id_, reason) for id_, reason in reasons(told) if EXCEPTION.search(reason)] == [], done
