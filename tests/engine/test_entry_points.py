"""Installed plugins are found in folders and archives as `importlib.metadata` finds them."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from ecsdoctor.engine.entry_points import declared, plugins

TEXT = """
[console_scripts]
acme = acme.main:run

# our own
[ecsdoctor.checks]
acme = acme.rules
; a remark = of no meaning
spaced   =   acme.more [extra]

[pytest11]
other = acme.other
"""


def test_only_our_section_counts() -> None:
    assert list(declared(TEXT)) == [("acme", "acme.rules"), ("spaced", "acme.more")]
    assert list(declared("[console_scripts]\nx = ecsdoctor.checks:y\n")) == []
    assert list(declared("ecsdoctor.checks")) == []
    assert list(declared("[ecsdoctor.checks]\n=\nno value\n")) == [("", "")]


def test_our_own_goes_first_and_the_first_of_a_name_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, text in (
        ("aaa-1.0.dist-info", "[ecsdoctor.checks]\nbuiltin = aaa\nzzz = aaa.zzz\n"),
        ("ecsdoctor-0.1.dist-info", "[ecsdoctor.checks]\nbuiltin = ours\n"),
        ("old.egg-info", "[ecsdoctor.checks]\nzzz = old\nold = old\n"),
        ("none-1.0.dist-info", None),
    ):
        (tmp_path / folder).mkdir()
        if text is not None:
            (tmp_path / folder / "entry_points.txt").write_text(text)
    (tmp_path / "single.egg-info").write_text("Metadata-Version: 1.0\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "nowhere"), str(tmp_path)])
    assert list(plugins().items()) == [("builtin", "ours"), ("old", "old"), ("zzz", "aaa.zzz")]


def test_a_zip_file_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "program.pyz"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("ecsdoctor-0.1.dist-info/METADATA", "Metadata-Version: 2.1\nName: ecsdoctor\nVersion: 0.1\n")
        file.writestr("ecsdoctor-0.1.dist-info/entry_points.txt", "[ecsdoctor.checks]\nbuiltin = ours\n")
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert plugins() == {"builtin": "ours"}


def test_a_program_in_one_file_lists_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "program"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("EGG-INFO/entry_points.txt", "[ecsdoctor.checks]\nbuiltin = ours\n")
    (tmp_path / "text").write_text("no archive at all")
    monkeypatch.setattr(sys, "path", [str(archive), str(tmp_path / "text")])
    assert plugins() == {"builtin": "ours"}
