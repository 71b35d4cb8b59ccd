"""docs/ecsdoctor.1: the manual page, from the commands themselves."""

from __future__ import annotations

from typing import Collection, Iterator, List, Tuple

import click
import typer

from ecsdoctor import __version__
from ecsdoctor.cli.app import app
from ecsdoctor.cli.examples import lines as examples
from ecsdoctor.cli.group import leaves

SHARED = "The options of the first section hold here too."
EXIT = (
    ("0", "All is well."),
    ("1", "Warnings only."),
    ("2", "Something is wrong."),
    ("3", "It could not be told."),
    ("64", "Bad usage: an unknown option, an unreadable snapshot, a fault in ecsdoctor.toml."),
    ("70", "A fault of ecsdoctor itself."),
)
ENVIRONMENT = (
    ("ECSDOCTOR_CONFIG", "The file of the site, as --config."),
    ("ECSDOCTOR_AGENT_URL", "Where the agent answers, as --agent-url."),
    ("NO_COLOR, FORCE_COLOR", "No colour; colour also in a pipe. NO_COLOR has the last word."),
    ("AWS_*", "As for every AWS SDK, AWS_ENDPOINT_URL and AWS_EC2_METADATA_SERVICE_ENDPOINT included."),
)
FILES = (
    ("/etc/ecsdoctor/ecsdoctor.toml", "Habits and house rules of the site: output, severities, waivers."),
    ("$XDG_CONFIG_HOME/ecsdoctor/ecsdoctor.toml", "The same for one person, where the first does not exist."),
)


def page() -> str:
    """The page in roff (man macros)."""
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group)
    out: List[str] = ['.\\" Made from the code by `make docs`: edit that, not this.']
    out += [f'.TH ECSDOCTOR 1 "" "ecsdoctor {__version__}" "User Commands"']
    out += [".SH NAME", "ecsdoctor \\- why an EC2 instance does not work in its Amazon ECS cluster, and how to fix it"]
    out += [".SH SYNOPSIS", ".nf", _synopsis("", group), *(_synopsis(n, c) for n, c in leaves(group)), ".fi"]
    out += [".SH DESCRIPTION", _text(group.help or "")]
    out += ["Without a command it diagnoses the instance it runs on. It changes nothing, ends on time whatever hangs,"]
    out += ["and what it could not look at is unknown with the reason, never ok.", ".SH OPTIONS", *_options(group, ())]
    out += [".SH COMMANDS"]
    shared = {tuple(parameter.opts) for parameter in group.params}
    for name, command in leaves(group):
        out += [f".SS {_text(name)}", _text(command.help or ""), *_options(command, shared)]
    for title, rows in (("EXIT STATUS", EXIT), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        out += [f".SH {title}", *(x for term, text in rows for x in _entry(term, text))]
    out += [
        ".SH EXAMPLES",
        ".nf",
        *(_text(line) for name in ("", *(n for n, _ in leaves(group))) for line in examples(name)),
        ".fi",
    ]
    return "\n".join(out) + "\n"


def _synopsis(name: str, command: click.Command) -> str:
    arguments = [_metavar(p) for p in command.params if isinstance(p, click.Argument)]
    return _text(" ".join(["ecsdoctor", *filter(None, [name]), "[OPTIONS]", *arguments]))


def _options(command: click.Command, shared: Collection[Tuple[str, ...]]) -> Iterator[str]:
    """What the command takes; options that the page has told already are only referred to."""
    referred = False
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            yield from _entry(_metavar(parameter), getattr(parameter, "help", "") or "")
        elif isinstance(parameter, click.Option) and not parameter.hidden:
            if tuple(parameter.opts) in shared:
                referred = True
            else:
                yield from _entry(_names(parameter), _about(parameter))
    if referred:
        yield from (".PP", SHARED)


def _names(option: click.Option) -> str:
    value = "" if option.is_flag else f" {_metavar(option)}"
    return ", ".join(f"{name}{value}" for name in option.opts)


def _metavar(parameter: click.Parameter) -> str:
    """Without asking click, whose spelling differs between its versions."""
    choices = getattr(parameter.type, "choices", None)
    if parameter.metavar:
        return parameter.metavar
    if choices:
        return "|".join(str(getattr(choice, "value", choice)) for choice in choices)
    if isinstance(parameter, click.Argument):
        name = (parameter.name or "").upper()
        return name if parameter.required else f"[{name}]"
    if parameter.name == "timeout":
        return "SECONDS"
    return "NUMBER" if parameter.type.name.startswith(("float", "int")) else "TEXT"


def _about(option: click.Option) -> str:
    text = option.help or ""
    default = getattr(option.default, "value", option.default)
    return f"{text} Default: {default}." if isinstance(default, (str, float)) and default else text


def _entry(term: str, text: str) -> Iterator[str]:
    yield from (".TP", f".B {_text(term)}", _text(text) or "\\&")


def _text(text: str) -> str:
    """Words for roff: its signs escaped, nothing at the beginning of a line that it takes for a request."""
    flat = " ".join(text.split()) if "\n" in text else text
    safe = flat.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    safe = safe.replace("…", "...").replace("^", "\\(ha").replace("~", "\\(ti")
    return f"\\&{safe}" if safe.startswith(".") else safe
