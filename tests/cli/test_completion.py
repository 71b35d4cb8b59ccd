"""TAB in bash, zsh and fish: the real shells where they are installed, the script's answers everywhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import List

import pytest

from conftest import REPOSITORY, environment, run

BASH = """
source "$1"
COMP_WORDS=("${@:2}"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_ecsdoctor_completion ecsdoctor
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words: str) -> List[str]:
    """What is offered for the last word."""
    variables = {
        "_ECSDOCTOR_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    return [line.split(",", 1)[1] for line in run(env=variables).out.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["ecsdoctor", "repl"], "replay"),
        (["ecsdoctor", "--fail-on", "ne"], "never"),
        (["ecsdoctor", "-o", "nag"], "nagios"),
        (["ecsdoctor", "replay", "--out"], "--output-file"),
        (["ecsdoctor", "explain", "cluster-not-f"], "cluster-not-found"),
        (["ecsdoctor", "explain", "agent-conn"], "agent-connected"),
        (["ecsdoctor", "--select", "user-d"], "user-data"),
        (["ecsdoctor", "demo", "no-rou"], "no-route"),
    ],
    ids=" ".join,
)
def test_what_is_offered(words: List[str], offered: str) -> None:
    assert offered in completed(*words)


@pytest.fixture
def on_path(tmp_path: Path) -> str:
    """A PATH on which `ecsdoctor` is this one."""
    program = tmp_path / "bin" / "ecsdoctor"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m ecsdoctor "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}:{environment()['PATH']}"


def shell(name: str, *arguments: str, path: str) -> str:
    if not shutil.which(name):
        pytest.skip(f"no {name} here")
    variables = {**environment(), "PATH": path, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY}/checks"}
    done = subprocess.run(
        [name, *arguments], capture_output=True, text=True, env=variables, timeout=60, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_bash(tmp_path: Path, on_path: str) -> None:
    script = tmp_path / "script"
    script.write_text(run("completion", "bash").out)
    found = shell("bash", "-c", BASH, "bash", str(script), "ecsdoctor", "demo", "no-r", path=on_path)
    assert found.split() == ["no-role", "no-route"]


# A shell in a pseudo-terminal in which somebody presses TAB; 20 seconds at most.
ZSH = """
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D; echo set'' up"
zpty -r z line '*set up*'
zpty -w -n z $'ecsdoctor demo no-rou\\t'
repeat 200 { sleep 0.1; zpty -r -t z line; out+=$line; [[ $out == *no-route* ]] && break }
print -r -- "$out"
zpty -d z
"""


def test_zsh(tmp_path: Path, on_path: str) -> None:
    script = tmp_path / "functions" / "_ecsdoctor"
    script.parent.mkdir()
    script.write_text(run("completion", "zsh").out)
    assert script.read_text().startswith("#compdef ecsdoctor")
    program = tmp_path / "press.zsh"
    program.write_text(ZSH)
    assert "no-route" in shell("zsh", "-f", str(program), str(script.parent), path=on_path)


def test_fish(tmp_path: Path, on_path: str) -> None:
    script = tmp_path / "ecsdoctor.fish"
    script.write_text(run("completion", "fish").out)
    command = f"source {script}; complete -C 'ecsdoctor demo no-r'"
    assert shell("fish", "--no-config", "-c", command, path=on_path).split() == ["no-role", "no-route"]
