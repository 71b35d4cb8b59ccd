"""The agent's log: runs, rolled files, and what a large log costs."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from ecsdoctor.facts.logs.agent import MAX_EVENTS, MAX_RUNS, AgentLog, agent_log, parse_agent_log
from ecsdoctor.facts.logs.agent_elsewhere import agent_lines
from ecsdoctor.facts.logs.agent_files import rolled
from ecsdoctor.facts.pasted import PastedText, PastedTexts
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import Got, Missing, absent
from ecsdoctor.sources.base import Answer, Asker
from ecsdoctor.sources.commands import Commands
from ecsdoctor.sources.docker import Docker, DockerQuestion
from ecsdoctor.sources.files import FileQuestion, Files, ListingQuestion
from ecsdoctor.sources.live.files import LiveFiles

SCOPE = Scope("snapshot", datetime(2026, 11, 23, 4, 0, tzinfo=timezone.utc))
SOURCES = Path(__file__).parent.parent.parent / "fixtures" / "sources" / "agent-log"
START = (
    'level=info time=2026-11-23T03:{minute:02d}:00Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
    'level=info time=2026-11-23T03:{minute:02d}:00Z msg="Loading configuration"\n'
)
REGISTERED = 'level=info time=2026-11-23T03:00:01Z msg="Registered container instance with cluster!"\n'
DULL = 'level=info time=2026-11-23T03:00:02Z msg="Using more memory than before, all is well" module=stats.go\n'
FAILED = 'level=error time=2026-11-23T03:00:03Z msg="Something went wrong" error="reason {n}"\n'


def parsed(text: str, truncated: bool = False) -> AgentLog:
    return parse_agent_log("/var/log/ecs/ecs-agent.log", Answer(text.encode(), truncated))


def read(root: Path) -> AgentLog:
    """The fact on the files below a root; Docker knows no container."""
    files = LiveFiles(str(root)).answer

    def no_container(_: object) -> Answer:
        raise absent("No such container: ecs-agent")

    asker = Asker({FileQuestion: files, ListingQuestion: files, DockerQuestion: no_container}, absent(""))
    return agent_log(Files(asker), Docker(asker), Commands(asker), SCOPE, absent("nothing pasted"), absent("none"))


def disk(folder: Path, files: Dict[str, str]) -> Path:
    logs = folder / "var" / "log" / "ecs"
    logs.mkdir(parents=True)
    for name, text in files.items():
        (logs / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "runs", "registered"),
    [("healthy", 1, True), ("healthy-json", 1, True), ("restarted", 2, True), ("under-ecs-init", 1, True)],
)
def test_recorded_logs_fall_into_runs(name: str, runs: int, registered: bool) -> None:
    log = parsed((SOURCES / f"{name}.log").read_text())
    assert [run.started for run in log.runs] == [True] * runs
    assert (log.last.registered is not None, log.last.connected is not None) == (registered, registered)
    assert log.version == "1.105.1"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (
            "2018-06-01T10:00:00Z [INFO] Loading configuration\n2018-06-01T10:00:00Z [INFO] Amazon ECS agent Version: 1.20.0",
            1,
        ),
        (
            "2015-04-17T06:11:53Z [INFO] Starting Agent: Amazon ECS Agent - v1.0.0\n2015-04-17T06:11:53Z [INFO] Loading configuration",
            1,
        ),
        (START.format(minute=1) + START.format(minute=2), 2),
        (
            '{"level":"info","time":"2026-11-23T03:00:00Z","msg":"Starting Amazon ECS Agent","version":"1.105.1"}\n'
            * 2,
            2,
        ),
        ("Error loading previously saved state: failed to load", 0),
    ],
    ids=[
        "1.20 begins with its configuration",
        "1.0 names itself first",
        "two starts",
        "two starts in JSON",
        "a lone line",
    ],
)
def test_starts_are_seen_in_every_format(text: str, starts: int) -> None:
    assert parsed(text).starts == starts


def test_an_empty_log_is_absent() -> None:
    with pytest.raises(Missing):
        parsed("\n\n")


def test_only_the_newest_runs_are_kept_and_all_starts_counted() -> None:
    log = parsed("".join(START.format(minute=m % 60) for m in range(MAX_RUNS + 30)))
    assert (len(log.runs), log.starts) == (MAX_RUNS, MAX_RUNS + 30)


def test_a_small_log_keeps_every_line() -> None:
    assert len(parsed(START.format(minute=0) + DULL * 5).last.lines) == 7


def test_a_large_log_keeps_what_matters() -> None:
    text = START.format(minute=0) + REGISTERED + DULL * 5000 + FAILED.format(n=1)
    texts = [line.text for line in parsed(text).last.lines]
    assert len(texts) == 4
    assert texts[-1] == "Something went wrong error=reason 1"


def test_a_continuation_line_stays_with_its_event() -> None:
    text = DULL * 3000 + "2018-11-17T15:33:28Z [ERROR] Could not register: ClientException\n\tstatus code: 400\n" + DULL
    assert parsed(text).last.lines[-1].text == "Could not register: ClientException\n\tstatus code: 400"


def test_a_flood_of_errors_keeps_its_beginning_and_its_end() -> None:
    text = START.format(minute=0) + "".join(FAILED.format(n=n) for n in range(20000))
    lines = parsed(text).last.lines
    assert len(lines) <= MAX_EVENTS
    assert "reason 0" in lines[2].text
    assert "reason 19999" in lines[-1].text


def test_line_numbers_of_a_cut_log_do_not_pretend() -> None:
    log = parsed("…half a line\n" + FAILED.format(n=1), truncated=True)
    assert log.last.lines[0].place == "/var/log/ecs/ecs-agent.log (last 1 MB):1"


@pytest.mark.parametrize(
    ("names", "newest_first"),
    [
        (("ecs-agent.log.2", "ecs-agent.log.10", "ecs-agent.log"), ("ecs-agent.log.10", "ecs-agent.log.2")),
        (
            ("ecs-agent.log.2018-11-17-15", "ecs-agent.log.2018-11-18-02"),
            ("ecs-agent.log.2018-11-18-02", "ecs-agent.log.2018-11-17-15"),
        ),
        (("ecs-agent.log.1", "ecs-agent.log.2018-11-17-15"), ("ecs-agent.log.1", "ecs-agent.log.2018-11-17-15")),
        (("ecs-agent.log.bak", "ecs-init.log.1", "ecs-agent.log.999999999999"), ()),
    ],
    ids=["by size a higher number is newer", "by the hour", "by size is newer than by the hour", "strangers"],
)
def test_rolled_files_are_ordered(names: Tuple[str, ...], newest_first: Tuple[str, ...]) -> None:
    assert rolled(names) == tuple(f"/var/log/ecs/{name}" for name in newest_first)


def test_the_last_start_is_looked_for_in_rolled_files(tmp_path: Path) -> None:
    root = disk(
        tmp_path,
        {
            "ecs-agent.log": FAILED.format(n=9),
            "ecs-agent.log.9": DULL * 10,
            "ecs-agent.log.8": FAILED.format(n=1) + START.format(minute=5) + REGISTERED,
            "ecs-agent.log.7": START.format(minute=1) + REGISTERED,
        },
    )
    log = read(root)
    assert (len(log.runs), log.last.started, log.last.registered is not None) == (1, True, True)
    assert log.last.at is not None and log.last.at.minute == 5
    assert log.last.lines[-1].text.endswith("reason 9")
    assert log.last.lines[0].source == "/var/log/ecs/ecs-agent.log.8"


def test_a_run_that_has_just_begun_is_shown_with_the_one_before(tmp_path: Path) -> None:
    root = disk(
        tmp_path,
        {"ecs-agent.log": START.format(minute=9), "ecs-agent.log.1": START.format(minute=5) + FAILED.format(n=1)},
    )
    assert read(root).runs[0].lines[-1].text.endswith("reason 1")


def test_without_a_current_file_the_newest_rolled_one_speaks(tmp_path: Path) -> None:
    root = disk(tmp_path, {"ecs-agent.log.2018-11-17-15": START.format(minute=1), "ecs-agent.log.2018-11-17-14": DULL})
    assert read(root).source == "/var/log/ecs/ecs-agent.log.2018-11-17-15"


def test_a_log_directory_without_logs_is_absent(tmp_path: Path) -> None:
    with pytest.raises(Missing) as missing:
        read(disk(tmp_path, {}))
    assert missing.value.detail == "/var/log/ecs/ecs-agent.log: No such file or directory"


JOURNAL = (
    "Jul 21 13:53:39 ip-10-0-1-23 kernel: docker0: port 2 entered forwarding state\n"
    "Jul 21 13:53:40 ip-10-0-1-23 docker[99]: 2015-07-21T13:53:40Z [CRITICAL] Error loading config: no region\n"
    'Jul 21 13:53:41 ip-10-0-1-23 amazon-ecs-init[98]: level=info time=2026-11-23T03:00:00Z msg="pre-start"\n'
    'Jul 21 13:53:42 ip-10-0-1-23 dockerd[97]: time="2026-11-23T03:00:00Z" level=error msg="not the agent"\n'
)


def test_the_agents_lines_are_found_in_a_journal() -> None:
    assert [line.strip() for line in agent_lines(JOURNAL).split("\n")] == [
        "",
        "2015-07-21T13:53:40Z [CRITICAL] Error loading config: no region",
        "",
        "",
        "",
    ]


def test_a_pasted_journal_serves_where_there_is_no_log(tmp_path: Path) -> None:
    pasted = Got(PastedTexts((PastedText("commands/journal.txt", JOURNAL),)))
    files = LiveFiles(str(tmp_path)).answer
    asker = Asker({FileQuestion: files, ListingQuestion: files}, absent("not asked"))
    log = agent_log(Files(asker), Docker(asker), Commands(asker), SCOPE, pasted, absent("none"))
    assert [line.place for line in log.lines] == ["commands/journal.txt:2"]


def _flood(folder: Path) -> List[Path]:
    """24 rolled files of 5 MB and a current one; the only start is in the oldest."""
    block = DULL * 40 + FAILED.format(n=1)
    body = block * (5 * 1024 * 1024 // len(block))
    names = {"ecs-agent.log": body, **{f"ecs-agent.log.{n}": body for n in range(2, 25)}}
    root = disk(folder, {"ecs-agent.log.1": START.format(minute=1) + REGISTERED + body, **names})
    return sorted((root / "var" / "log" / "ecs").iterdir())


def test_a_hundred_megabytes_cost_no_more_than_thrice_reading_them(tmp_path: Path) -> None:
    files = _flood(tmp_path)
    begin = time.perf_counter()
    for file in files:  # what grep -c does, in the same process: every byte, line by line
        sum(b"word" in line for line in file.read_bytes().splitlines())
    reading = time.perf_counter() - begin
    begin = time.perf_counter()
    log = read(tmp_path)
    assert time.perf_counter() - begin < 3 * reading
    assert log.last.started and log.last.registered is not None
