"""The app with just the command that is called: typer makes all of them anew at every start, a fifth of `explain`."""

from __future__ import annotations

from typing import Sequence

import typer


def narrowed(app: typer.Typer, arguments: Sequence[str]) -> typer.Typer:
    """The same app; only the command that its arguments begin with is left in it. Whatever begins otherwise needs all."""
    word = arguments[0] if arguments else ""
    commands = [one for one in app.registered_commands if word in (one.name, _spoken(one))]
    if commands:
        app.registered_commands = commands
        app.registered_groups = []
    return app


def _spoken(command: typer.models.CommandInfo) -> str:
    """The name that typer gives a command after its function."""
    return command.callback.__name__.replace("_", "-") if command.callback else ""
