"""Tables of known messages: each row knows its sample, none knows a healthy log, and searching takes its time."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import List, Tuple

import pytest

from ecsdoctor import Status
from ecsdoctor.facts.logs.agent import parse_agent_log
from ecsdoctor.facts.logs.lines import LogLine, parse_log
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.log_signatures import ecs_init, ecs_init_exit, ecs_init_image, kernel, start_order, systemd
from ecsdoctor_checks.log_signatures.agent_log_names_no_failure import TABLE, agent_log_names_no_failure
from ecsdoctor_checks.log_signatures.matcher import findings, hits
from ecsdoctor_checks.log_signatures.signature import Signature

SOURCES = Path(__file__).parent.parent.parent / "fixtures" / "sources" / "agent-log"
HEALTHY = ("healthy", "healthy-json", "restarted", "under-ecs-init", "ecs-init")
TABLES = {
    "agent": TABLE,
    "ecs-init": (*ecs_init.ROWS, *ecs_init_image.ROWS, *ecs_init_exit.ROWS),
    "systemd": systemd.ROWS,
    "kernel": kernel.ROWS,
    "start": start_order.ROWS,
}
ROWS: List[Tuple[str, Signature]] = [(name, row) for name, table in TABLES.items() for row in table]
AT = datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc)


def lines(*texts: str) -> List[LogLine]:
    return [LogLine("/log", n, AT, "error", text, text) for n, text in enumerate(texts, 1)]


def problems(texts: List[LogLine], table: Tuple[Signature, ...]) -> List[str]:
    return [hit.row.problem.id for hit in hits(texts, table) if hit.row.problem]


@pytest.mark.parametrize(
    ("name", "row"), [(n, r) for n, r in ROWS if r.problem], ids=lambda x: getattr(x, "literal", x)
)
def test_each_row_knows_its_sample(name: str, row: Signature) -> None:
    assert problems(lines(*[row.sample] * row.times), (row,)) == [row.problem.id if row.problem else ""]
    # Within its table another row may stand before it, but never one that calls the line harmless.
    assert problems(lines(*[row.sample] * row.times), TABLES[name])


@pytest.mark.parametrize(
    ("name", "row"), [(n, r) for n, r in ROWS if r.problem], ids=lambda x: getattr(x, "literal", x)
)
def test_each_text_can_be_filled(name: str, row: Signature) -> None:
    (finding,) = findings(lines(*[row.sample] * row.times), (row,))
    assert "{" not in finding.text
    assert finding.evidence[0].excerpt


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_logs_are_left_alone(name: str) -> None:
    log = list(parse_log(name, (SOURCES / f"{name}.log").read_text()))
    for table in TABLES.values():
        assert problems(log, table) == []


RECORDED = sorted(SOURCES.parent.parent.glob("scenarios/recorded-healthy-*/snapshot/root/var/log/ecs/*.log*"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda p: f"{p.parents[5].name}/{p.name}")
def test_recordings_of_healthy_agents_are_left_alone(path: Path) -> None:
    log = list(parse_log(path.name, path.read_text(errors="replace")))
    for table in TABLES.values():
        assert problems(log, table) == []


FORMATS = {
    "text": "2019-11-23T03:00:00Z [ERROR] {}",
    "logfmt": "level=error time=2026-11-23T03:00:00Z msg={} module=agent.go",
    "json": '{{"level":"error","time":"2026-11-23T03:00:00Z","msg":{},"module":"agent.go"}}',
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "row", [r for n, r in ROWS if n in ("agent", "ecs-init") and r.problem], ids=lambda r: r.literal
)
def test_each_row_knows_its_sample_in_every_format(row: Signature, form: str) -> None:
    text = row.sample if form == "text" else json.dumps(row.sample)
    log = list(parse_log("/log", "\n".join([FORMATS[form].format(text)] * row.times)))
    assert problems(log, (row,)) == [row.problem.id if row.problem else ""]


def test_noise_is_known_before_anything_else() -> None:
    rows = (TABLE[0], Signature("fetch user data", TABLE[-1].problem, "x", "x"))
    assert problems(lines("Unable to fetch user data: EC2MetadataError"), rows) == []


def test_a_later_success_withdraws_a_message() -> None:
    failed = "Error reading cfg json data error=unexpected end"
    success = "Registered container instance with cluster!"
    assert problems(lines(failed), TABLE) == ["config-json-file-invalid"]
    assert problems(lines(failed, success), TABLE) == []
    assert problems(lines(success, failed), TABLE) == ["config-json-file-invalid"]


def test_a_message_that_repeats_is_told_once() -> None:
    (hit,) = hits(lines(*["Malformed auth data for registry https://index.docker.io/v1/"] * 50), TABLE)
    assert (hit.count, hit.line.number, hit.first.number) == (50, 50, 1)


ATTACKS = (
    "Error performing action 'append' for iptables route" + " raw output" * 1000,
    "saved cluster '" * 300,
    "Error performing action '" * 200,
    "Ignoring invalid environment assignment " * 120,
    "Dependency failed for " * 250,
    "timed out waiting for eni device" + " " * 4000,
    "Data mismatch; saved cluster '" + "a" * 4000,
    "Error reading cfg json data" + "\\" * 4000,
    "ip6tables " * 400,
    "listen tcp :" + "1" * 4000,
)


def test_searching_is_linear_in_the_length_of_the_log() -> None:
    def seconds(times: int) -> float:
        log = lines(*ATTACKS * times)
        begin = time.process_time()
        for table in TABLES.values():
            list(hits(log, table))
        return time.process_time() - begin

    seconds(1)  # compiles the patterns
    short, long = seconds(20), seconds(80)
    assert long < 8 * short + 0.05
    assert long < 5.0


def _log(*starts: Tuple[str, ...]) -> str:
    head = 'level=info time=2026-11-23T03:00:00Z msg="Starting Amazon ECS Agent" version="1.105.1"'
    rows: List[str] = []
    for messages in starts:
        rows += [head, *messages]
    return "\n".join(rows)


BAD = 'level=critical time=2026-11-23T03:00:01Z msg="Error loading config" error="Missing required fields: AWSRegion"'
GOOD = 'level=info time=2026-11-23T03:00:02Z msg="Registered container instance with cluster!"'
BEGUN = 'level=info time=2026-11-23T03:00:00Z msg="Loading configuration"'


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (((BEGUN, BAD),), [Status.FAIL]),
        (((BEGUN, BAD), (BEGUN,)), [Status.FAIL]),
        (((BEGUN, BAD), (BEGUN, GOOD)), [Status.OK]),
        (((BEGUN, BAD), (BEGUN,), (BEGUN,)), [Status.UNKNOWN]),
        (((BEGUN, GOOD),), [Status.OK]),
        (((BEGUN,),), [Status.UNKNOWN]),
    ],
    ids=[
        "the last start failed",
        "the last start has only begun: the one before counts",
        "the last start succeeded",
        "what failed two undecided starts ago is history",
        "success",
        "nothing is decided yet",
    ],
)
def test_only_the_start_that_speaks_about_now_counts(
    starts: Tuple[Tuple[str, ...], ...], expected: List[Status]
) -> None:
    log = parse_agent_log("/log", Answer(_log(*starts).encode()))
    assert [f.status for f in agent_log_names_no_failure(log)] == expected
