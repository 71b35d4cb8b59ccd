"""The commands. Each one only translates its options; the work is done elsewhere."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from . import options as opt
from .style import FailOn, Format, Style

app = typer.Typer(
    name="ecsdoctor",
    help="Why is this EC2 instance not working in my ECS cluster, and what do I type to fix it?",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from .. import __version__

        typer.echo(f"ecsdoctor {__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def local(
    context: typer.Context,
    output: opt.Output = Format.TABLE,
    output_file: opt.OutputFile = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    timeout: opt.Timeout = None,
    fail_on: opt.FailOnOption = FailOn.WARN,
    verbose: opt.Verbose = False,
    quiet: opt.Quiet = False,
    no_color: opt.NoColor = False,
    region: opt.Region = "",
    profile: opt.Profile = "",
    no_aws: opt.NoAws = False,
    root: opt.Root = "/",
    agent_url: opt.AgentUrl = None,
    docker_host: opt.DockerHost = None,
    version: Annotated[
        Optional[bool], typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = None,
) -> Optional[int]:
    """Diagnose the instance this runs on; with a command, something else."""
    if context.invoked_subcommand is not None:
        return None
    from .commands import diagnose_local

    return diagnose_local(
        opt.Common(Style(output, output_file, verbose, quiet, no_color), select, ignore, timeout, fail_on),
        root=root,
        agent_url=agent_url,
        docker_host=docker_host,
        aws=not no_aws,
        region=region,
        profile=profile,
    )


@app.command()
def replay(
    path: Annotated[str, typer.Argument(help="A snapshot folder.")],
    output: opt.Output = Format.TABLE,
    output_file: opt.OutputFile = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    timeout: opt.Timeout = None,
    fail_on: opt.FailOnOption = FailOn.WARN,
    verbose: opt.Verbose = False,
    quiet: opt.Quiet = False,
    no_color: opt.NoColor = False,
) -> int:
    """Diagnose a snapshot, offline."""
    from .commands import diagnose_recording

    return diagnose_recording(
        path,
        opt.Common(Style(output, output_file, verbose, quiet, no_color), select, ignore, timeout, fail_on),
    )


@app.command()
def demo(
    story: Annotated[Optional[str], typer.Argument(help="A story; without one: the first, and a list.")] = None,
    output: opt.Output = Format.TABLE,
    verbose: opt.Verbose = False,
    no_color: opt.NoColor = False,
    list_: Annotated[bool, typer.Option("--list", help="Only list the stories.")] = False,
) -> int:
    """Replay a built-in recording of a real broken instance: works anywhere, offline."""
    from .demo import run_demo

    return run_demo(story, list_, Style(output, None, verbose, False, no_color))


@app.command()
def checks() -> None:
    """List the checks."""
    from .catalogue import list_checks

    list_checks()


@app.command()
def problems() -> None:
    """List the problems it can name."""
    from .catalogue import list_problems

    list_problems()


@app.command()
def explain(id_: Annotated[str, typer.Argument(metavar="ID", help="A check or a problem.")]) -> None:
    """Explain a check or a problem: what, why, fix, how to confirm. Works offline."""
    from .catalogue import explain as print_explanation

    print_explanation(id_)


@app.command()
def schema() -> None:
    """Print the JSON Schema of `-o json`."""
    from importlib import resources

    typer.echo(resources.files("ecsdoctor.report").joinpath("schema.json").read_text(encoding="utf-8"), nl=False)
