"""Help pages fit a terminal and end with examples that work; colour obeys those who ask for it or against it."""

from __future__ import annotations

import io
import shlex
from pathlib import Path
from typing import Dict

import click
import pytest
import typer

from conftest import run
from ecsdoctor.cli.app import app
from ecsdoctor.cli.examples import EXAMPLES
from ecsdoctor.cli.group import leaves
from ecsdoctor.cli.show import colourful
from ecsdoctor.cli.style import Style

GROUP = typer.main.get_command(app)
assert isinstance(GROUP, click.Group)
COMMANDS = {**GROUP.commands, **dict(leaves(GROUP))}
BROKEN = str(Path(__file__).parent.parent.parent / "fixtures" / "stories" / "cluster-not-found" / "snapshot")


def page(name: str) -> str:
    """The help of a command in a terminal of 80 columns."""
    command = COMMANDS[name] if name else GROUP
    parent = click.Context(GROUP, info_name="ecsdoctor", terminal_width=80)
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80) if name else parent
    return command.get_help(context)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_eighty_columns_and_gives_examples(name: str) -> None:
    assert all(len(line) <= 80 for line in page(name).splitlines()), page(name)
    assert "\n  Examples:\n    " in page(name), f"{name} has no example in cli/examples.py"


def test_the_list_of_commands_cuts_no_sentence() -> None:
    assert "..." not in page("").split("Commands:")[1]


def test_arguments_are_explained() -> None:
    """click 8.5 drops what typer 0.23 says about arguments: setup.cfg keeps it out."""
    assert "A snapshot" in page("replay").split("Arguments:")[1].split("Options:")[0]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples_parse(name: str) -> None:
    if name not in ["", *COMMANDS]:
        pytest.skip("not in this version")
    for line, _ in EXAMPLES[name]:
        words = shlex.split(line.split("|")[0].split(">")[0])
        arguments = words[words.index("ecsdoctor") + 1 :]
        length = len(name.split())
        assert arguments[:length] == name.split()
        command = COMMANDS.get(name or (arguments[0] if arguments else ""))
        given = arguments[max(length, 1) :] if command else arguments
        (command or GROUP).make_context("ecsdoctor", given, resilient_parsing=False)


@pytest.mark.parametrize(
    ("terminal", "variables", "no_color", "expected"),
    [
        (True, {}, False, True),
        (True, {"NO_COLOR": "1"}, False, False),
        (True, {"NO_COLOR": ""}, False, True),
        (True, {"TERM": "dumb"}, False, False),
        (True, {}, True, False),
        (False, {}, False, False),
        (False, {"FORCE_COLOR": "1"}, False, True),
        (False, {"FORCE_COLOR": ""}, False, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        (False, {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour(
    terminal: bool, variables: Dict[str, str], no_color: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: terminal, raising=False)
    assert colourful(Style(no_color=no_color), out) is expected


def test_forced_colour_reaches_a_pipe() -> None:
    assert "\x1b[1;31mFAIL" in run("replay", BROKEN, env={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in run("replay", BROKEN, "--no-color", env={"FORCE_COLOR": "1"}).out


def test_options_have_the_names_that_they_were_given() -> None:
    """On Python 3.9 typer ignores annotations that are texts, as `from __future__ import annotations` makes them."""
    for name in COMMANDS:
        for parameter in COMMANDS[name].params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name} says nothing"
    assert "-o" in next(p.opts for p in GROUP.params if p.name == "output")
