"""As root on a production host: plugins of strangers, children, terminal escapes."""

from __future__ import annotations

import io
import json
import os
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from ecsdoctor.cli.show import as_text
from ecsdoctor.cli.style import Format, Style
from ecsdoctor.engine import trust
from ecsdoctor.model.finding import Confidence, Evidence, Finding, Status
from ecsdoctor.model.problem import Problem, Severity
from ecsdoctor.model.report import CheckResult, Diagnosis, LedgerEntry, Report
from ecsdoctor.sources.commands import CommandQuestion
from ecsdoctor.sources.live import commands

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="owners can be changed by root alone")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that would be a plugin, in a folder of root."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    folder = tmp_path / "their_checks"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit('imported')\n")
    return folder


@needs_root
def test_plugin_of_root_is_trusted_without_importing_it(plugin: Path) -> None:
    assert trust.why_untrusted("their_checks.inner") == ""


@needs_root
@pytest.mark.parametrize(
    ("place", "mode", "owner", "words"),
    [
        ("their_checks/__init__.py", 0o666, (0, 0), "everybody may write"),
        ("their_checks/__init__.py", 0o664, (0, 1000), "the group with the id 1000"),
        ("their_checks/__init__.py", 0o644, (1000, 0), "belongs to the user with the id 1000"),
        ("their_checks", 0o777, (0, 0), "everybody may write"),
        (".", 0o777, (0, 0), "everybody may write"),
    ],
)
def test_plugin_that_others_may_write_is_not_loaded(
    plugin: Path, place: str, mode: int, owner: Any, words: str
) -> None:
    path = plugin.parent / place
    os.chown(path, *owner)
    os.chmod(path, mode)
    reason = trust.why_untrusted("their_checks")
    assert reason.startswith("not loaded as root: ") and words in reason and str(path.resolve()) in reason


def test_for_an_ordinary_user_nothing_is_looked_at(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    os.chmod(plugin, 0o777)
    assert trust.why_untrusted("their_checks") == ""


def test_refused_plugin_is_told_as_a_check_that_is_unknown(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecsdoctor.cli.wiring import SOURCES
    from ecsdoctor.engine import load

    os.chmod(plugin, 0o777)
    monkeypatch.setattr(load, "plugins", lambda: {"theirs": "their_checks"})
    assert "everybody may write" in load.load(SOURCES).broken["theirs"]


def test_children_get_a_small_environment_and_a_fixed_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("#!/bin/sh\necho hijacked\n")
    (tmp_path / "env").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("LD_PRELOAD", "/tmp/evil.so")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "q7secretZk9")
    monkeypatch.setenv("BASH_ENV", "/tmp/evil")
    text = commands.answer(CommandQuestion("commands/env.txt", "env", ("env",))).text
    seen = dict(line.split("=", 1) for line in text.splitlines())
    assert seen == commands.ENVIRONMENT
    assert str(tmp_path) not in seen["PATH"]


def test_words_of_a_command_are_no_shell(tmp_path: Path) -> None:
    question = CommandQuestion("commands/x.txt", "echo", ("echo", f"$(touch {tmp_path}/made); `id` | cat"))
    assert commands.answer(question).text.strip() == f"$(touch {tmp_path}/made); `id` | cat"
    assert os.listdir(tmp_path) == []


EVIL = "\x1b]0;pwned\x07\x1b[2J\x1b[31m\x9b5m\u202e\u2066\r\x08<script>alert(1)</script>&\"'\n::error::x\n|cell|`code`"
PROBLEM = Problem("cluster-not-found", Severity.ERROR, "t", "m", "w", ("Fix it.",), "c")


def evil_report() -> Report:
    """Every text of the target is hostile."""
    evidence = Evidence(f"/etc/{EVIL}", EVIL)
    finding = Finding(Status.FAIL, EVIL, PROBLEM, EVIL, (evidence,), (EVIL,), Confidence.CERTAIN, Severity.ERROR)
    return Report(
        version="0.1.0",
        target={"kind": "instance", "instance_id": EVIL, "cluster": EVIL, "region": EVIL, "agent_version": EVIL},
        started_at=datetime(2026, 11, 23, tzinfo=timezone.utc),
        duration_seconds=1.0,
        status=Status.FAIL,
        summary=EVIL,
        diagnoses=(
            Diagnosis(
                PROBLEM, "cluster", Severity.ERROR, EVIL, (EVIL, "b"), (evidence,), (EVIL,), (), Confidence.CERTAIN
            ),
        ),
        checks=(
            CheckResult("a-check", "cluster", "It works", Status.FAIL, (finding,), EVIL, 0.1, True),
            CheckResult("b-check", "cluster", "It works too", Status.UNKNOWN, (), EVIL),
        ),
        readings=(LedgerEntry(f"root/{EVIL}", EVIL, "broken", EVIL),),
        notes=(EVIL,),
    )


@pytest.mark.parametrize("verbose", [False, True], ids=["short", "verbose"])
@pytest.mark.parametrize("format_", list(Format), ids=lambda f: f.value)
def test_nothing_of_the_target_drives_a_terminal_or_a_page(format_: Format, verbose: bool) -> None:
    text = as_text(evil_report(), Style(format_, verbose=verbose), io.StringIO())
    assert not {"\x1b", "\x07", "\x9b", "\x08", "\r"} & set(text)
    if format_.value in ("junit", "html"):
        assert "<script>" not in text
    if format_.value in ("json", "emf"):
        json.loads(text)
    if format_.value == "prometheus":
        assert not [row for row in text.splitlines() if row and not row.startswith(("#", "ecsdoctor"))]
    if format_.value == "nagios":
        assert text.split("\n")[0].count("|") <= 1


def test_temporary_names_cannot_be_foreseen(tmp_path: Path) -> None:
    """Somebody who fills the folder with links meets none of our names."""
    from ecsdoctor.snapshot.private_file import write_private

    for number in (os.getpid(), int(time.time())):
        os.symlink("/etc/passwd", tmp_path / f".ecsdoctor-{number}")
    write_private(str(tmp_path / "a.tar.gz"), b"x")
    assert (tmp_path / "a.tar.gz").read_bytes() == b"x"
