"""What commands share without saying so each: examples below the help; --wait, --watch and --config where they fit."""

from __future__ import annotations

import re
from typing import Any, Iterator, List, Optional, Tuple

import click
from typer.core import TyperGroup

from .examples import lines
from .repeat import wait_option, watch_option
from .site import NAMED

PATHS = ("path", "paths", "before", "after", "root", "output_file", "file")
# The list of commands leaves this many columns of 80 for what each does.
ROOM = 62
# What lives can be watched; what can join a cluster can be waited for ("" = the instance it runs on).
LIVING = ("", "instance", "cluster", "service")
JOINING = ("", "instance")
EXIT_CODES = (
    "Exit codes: 0 ok, 1 warnings only, 2 failures, 3 could not tell, 64 bad usage, 70 a fault of ecsdoctor; "
    "--fail-on moves the line."
)


class Group(TyperGroup):
    """The group of commands; without one it diagnoses this instance."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = self.name == "ecsdoctor"
        if root:
            self.params += _shared("")  # of the group itself: the run on this instance
        self.epilog = f"{_examples('')}\n\n{EXIT_CODES}" if root else _examples(self.name or "")
        for name, command in self.commands.items():
            command.epilog = command.epilog or _examples(name if root else f"{self.name} {name}")
            command.short_help = command.short_help or _short(command.help or "")
            for parameter in command.params:
                if parameter.name in PATHS:
                    parameter.type = click.Path()  # shells complete file names there
            # A fleet's instances have house rules of their own, each its own file.
            if root and any(parameter.name == "fail_on" for parameter in command.params):
                command.params += _shared(name)

    def _main_shell_completion(self, ctx_args: Any, prog_name: str, complete_var: Optional[str] = None) -> None:
        """As click does it: typer's way needs its own option --show-completion."""
        click.Group._main_shell_completion(self, ctx_args, prog_name, complete_var)


def _shared(name: str) -> List[click.Option]:
    """The options that a diagnosing command has besides its own."""
    repeat = [option() for option, names in ((wait_option, JOINING), (watch_option, LIVING)) if name in names]
    return [*repeat, _config()]


def leaves(group: click.Group, prefix: str = "") -> Iterator[Tuple[str, click.Command]]:
    """Every command by its words, as `fleet run`; those that only hold others are left out."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def _config() -> click.Option:
    return click.Option(
        ["--config"],
        metavar="FILE",
        envvar="ECSDOCTOR_CONFIG",
        type=click.Path(),
        expose_value=False,
        callback=_remember,
        help="The site's ecsdoctor.toml in place of the usual one.",
    )


def _remember(context: click.Context, _: click.Parameter, value: Optional[str]) -> None:
    if value is not None:
        context.meta[NAMED] = value


def _short(help_: str) -> str:
    """What the list of commands has room for: the first thing that the help says."""
    sentence = help_.split("\n")[0].split(". ")[0].rstrip(".")
    return sentence if len(sentence) <= ROOM else re.split(r"[:,] ", sentence)[0]


def _examples(name: str) -> str:
    """A block that click does not wrap (\\b)."""
    rows = lines(name)
    return "\b\nExamples:\n" + "\n".join(f"  {row}" for row in rows) if rows else ""
