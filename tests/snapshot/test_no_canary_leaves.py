"""Canaries of every kind in every source: none leaves, in any format, snapshot, message or traceback."""

from __future__ import annotations

import io
import json
import re
import shutil
import tarfile
import time
import uuid
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
from recording import packed
from shapes import SHAPES, UUID_SHAPES

from conftest import run
from ecsdoctor.cli.opening import opened
from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.cli.show import as_text
from ecsdoctor.cli.style import Format, Style
from ecsdoctor.model.report import Report

STORY = Path(__file__).parent.parent.parent / "fixtures/stories/cluster-not-found/snapshot"
_CANARY = re.compile(r"q7canary\w*?Zk9")
_SLOTS_OF_PEOPLE = ("commands/error.txt", "aws/ecs/run-task.json", "root/var/log/cloud-init-output.log")


class Aviary:
    """Makes canaries, each one different."""

    def __init__(self) -> None:
        self.count = 0
        self.ids: List[str] = []

    def texts(self) -> Iterator[str]:
        """Every shape with a canary of its own in it."""
        for shape in SHAPES.values():
            self.count += 1
            yield shape % f"q7canary{self.count:05d}Zk9"
        for shape in UUID_SHAPES.values():
            self.ids.append(str(uuid.uuid4()))
            yield shape % self.ids[-1]

    def seen_in(self, text: str) -> List[str]:
        """Canaries that have escaped."""
        return sorted({*_CANARY.findall(text), *(id_ for id_ in self.ids if id_ in text)})


def as_lines(body: str, birds: Aviary) -> str:
    """Behind what is there, as lines of their own and within lines of a log."""
    logged = [
        f"level=error time=2026-11-23T03:19:{n % 60:02d}Z msg={json.dumps(text)} error={json.dumps(text)}"
        for n, text in enumerate(birds.texts())
    ]
    return "\n".join([body.rstrip("\n"), *birds.texts(), *logged, ""])


def as_json(body: str, birds: Aviary) -> str:
    """Inside the JSON that is there, as texts and as objects; around anything else."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return as_lines(body, birds)
    texts = list(birds.texts())
    inner: Dict[str, Any] = {"reason": texts, "Env": texts, "password": "q7canaryplainZk9", "message": " ".join(texts)}
    if isinstance(parsed, dict):
        return json.dumps({**parsed, **inner, "Config": {**(parsed.get("Config") or {}), "Env": texts}})
    return json.dumps([*(parsed if isinstance(parsed, list) else []), inner])


def planted(folder: Path, slots: List[str], change: Callable[[str, Aviary], str], birds: Aviary) -> None:
    """Put canaries into the file of every question."""
    for slot in slots:
        file = folder / slot
        if slot.endswith("/") or slot == "snapshot.json" or file.is_dir() or len(slot) > 200:
            continue
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            body = file.read_bytes() if file.exists() else b""
        except OSError:
            continue
        if b"\x00" not in body:
            text = body.decode("utf-8", "replace") or ("{}" if slot.endswith(".json") else "")
            file.write_text(change(text, birds))


@pytest.fixture(params=[as_lines, as_json], ids=["as lines", "in JSON"])
def nest(request: Any, tmp_path: Path) -> Iterator[tuple[Path, Aviary]]:
    """A recorded instance whose every answer is full of canaries."""
    folder, birds = tmp_path / "snapshot", Aviary()
    shutil.copytree(STORY, folder)
    with opened(str(folder)) as recording:
        examine(recording.scope, recording.asker, Selection(), 30, time.monotonic())
        slots = sorted({row.question for row in recording.asker.ledger()} | set(_SLOTS_OF_PEOPLE))
    assert len(slots) > 50
    planted(folder, slots, request.param, birds)
    yield folder, birds


def texts_of(report: Report) -> Iterator[str]:
    """The report in every format, short and verbose."""
    for format_ in Format:
        for verbose in (False, True):
            yield as_text(report, Style(format_, verbose=verbose), io.StringIO())


def test_no_canary_leaves_in_any_format_or_in_a_snapshot(nest: tuple[Path, Aviary]) -> None:
    folder, birds = nest
    with opened(str(folder)) as recording:
        report = examine(recording.scope, recording.asker, Selection(), 30, time.monotonic())
        archive = packed(recording.asker, recording.scope)
    for text in texts_of(report):
        assert birds.seen_in(text) == []
    assert "REDACTED-" in "".join(texts_of(report)), "nothing was quoted: this test shows nothing"
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            source = tar.extractfile(member)
            assert source is not None
            body = source.read().decode("utf-8", "replace")
            assert birds.seen_in(body + json.dumps(body) + member.name) == [], member.name


def test_no_canary_leaves_a_real_process(nest: tuple[Path, Aviary]) -> None:
    folder, birds = nest
    for arguments in (["-o", "json"], ["--verbose"], ["--select", "no-such-check"]):
        ran = run("replay", str(folder), *arguments, env={"ECSDOCTOR_DEBUG": "1"})
        assert birds.seen_in(ran.out + ran.err) == []


def test_internal_error_and_its_traceback_are_clean(tmp_path: Path) -> None:
    """A fault whose message quotes a secret, as errors of HTTP libraries do."""
    script = tmp_path / "fault.py"
    script.write_text(
        "import sys, ecsdoctor.cli.run as run\n"
        "def fault(*_, **__):\n"
        "    raise RuntimeError('proxy http://bob:q7canary1Zk9@proxy:3128 \\x1b[31m DB_PASSWORD=q7canary2Zk9')\n"
        "run.load = fault\n"
        "sys.argv = ['ecsdoctor', 'replay', %r]\n"
        "from ecsdoctor.cli.main import main\n"
        "main()\n" % str(STORY)
    )
    ran = run_script(script)
    assert ran.returncode == 70
    assert "Traceback" in ran.stderr
    assert "Zk9" not in ran.stderr.replace("raise RuntimeError('proxy http://bob:q7canary1Zk9", "")
    assert "\x1b" not in ran.stderr


def run_script(script: Path) -> Any:
    """Run a Python file with our packages in reach."""
    import os
    import subprocess
    import sys

    root = Path(__file__).parent.parent.parent
    env = {**os.environ, "PYTHONPATH": f"{root}:{root / 'checks'}", "ECSDOCTOR_DEBUG": "1"}
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=env, timeout=60)
