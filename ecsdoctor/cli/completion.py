"""`completion SHELL`: the script that lets TAB complete commands, options and ids; and what there is to complete."""

from __future__ import annotations

from enum import Enum
from typing import List

import click
import typer

VARIABLE = "_ECSDOCTOR_COMPLETE"


class Shell(str, Enum):
    """Shells that can be served."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def script(shell: Shell) -> str:
    """The script for a shell; it asks `ecsdoctor` itself at every TAB."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell.value)
    assert kind is not None
    command = click.get_current_context().find_root().command
    # Not `source()`, which for bash starts one to learn its version.
    made = kind(command, {}, "ecsdoctor", VARIABLE)
    return made.source_template % made.source_vars()


def print_script(shell: Shell) -> None:
    """Write it to standard output."""
    typer.echo(script(shell))


def explainable(incomplete: str) -> List[str]:
    """Ids of problems and checks."""
    from .catalogue import everything

    registry = everything()
    return sorted(i for i in (*registry.catalogue.problems, *registry.checks) if i.startswith(incomplete))


def selectable(incomplete: str) -> List[str]:
    """Ids of checks, and categories."""
    from .catalogue import everything

    checks = everything().checks
    names = {*checks, *(check.category for check in checks.values())}
    return sorted(name for name in names if name.startswith(incomplete))


def stories(incomplete: str) -> List[str]:
    """Names of the demo's stories."""
    from .demo import known_stories

    return [name for name in known_stories() if name.startswith(incomplete)]
