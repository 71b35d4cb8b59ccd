"""The commands. Each one only translates its options; the work is done elsewhere."""

# No `from __future__ import annotations` here: on Python 3.9 typer does not see the options in annotations that are
# texts (typer.utils.get_params_from_function evaluates them from 3.10 on).

from typing import Annotated, Optional

import typer

from . import options as opt
from .completion import Shell, explainable, stories
from .fleet import options as fleet_options
from .fleet.app import app as fleet
from .group import Group
from .number import Number
from .style import FailOn, Format, Style

app = typer.Typer(
    name="ecsdoctor",
    cls=Group,
    help="Why is this EC2 instance not working in my ECS cluster, and what do I type to fix it?",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(fleet)


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
def instance(
    instance_id: Annotated[str, typer.Argument(metavar="INSTANCE_ID", help="An EC2 instance, i-….")],
    cluster: Annotated[str, typer.Option("--cluster", help="The cluster where it should be.")] = "",
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
) -> int:
    """Diagnose one instance from outside, through AWS APIs alone."""
    from .remote import diagnose_instance

    return diagnose_instance(
        instance_id,
        opt.Common(Style(output, output_file, verbose, quiet, no_color), select, ignore, timeout, fail_on),
        cluster=cluster,
        region=region,
        profile=profile,
    )


@app.command()
def cluster(
    named: Annotated[str, typer.Argument(metavar="NAME|ARN", help="An ECS cluster.")],
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
) -> int:
    """Diagnose a cluster: instances that should be in it, services, tasks, capacity."""
    from .cluster import diagnose_cluster

    return diagnose_cluster(
        named,
        opt.Common(Style(output, output_file, verbose, quiet, no_color), select, ignore, timeout, fail_on),
        region=region,
        profile=profile,
    )


@app.command()
def service(
    named: Annotated[str, typer.Argument(metavar="CLUSTER/NAME", help="A service, or its ARN.")],
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
) -> int:
    """Diagnose one service of a cluster, and what it needs."""
    from .cluster import diagnose_service

    return diagnose_service(
        named,
        opt.Common(Style(output, output_file, verbose, quiet, no_color), select, ignore, timeout, fail_on),
        region=region,
        profile=profile,
    )


@app.command()
def replay(
    path: Annotated[str, typer.Argument(help="A snapshot, an archive, a mounted root volume.")],
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
def snapshot(
    file: Annotated[
        Optional[str], typer.Option("-o", "--output-file", metavar="FILE", help="The archive; - for stdout.")
    ] = None,
    max_size: Annotated[
        float, typer.Option("--max-size", click_type=Number(0.1, 1000), metavar="MB", help="Logs are cut to fit.")
    ] = 10,
    instance: Annotated[str, typer.Option("--instance", metavar="ID", help="Another instance, through AWS APIs.")] = "",
    cluster: Annotated[str, typer.Option("--cluster", metavar="NAME", help="A cluster, through AWS APIs.")] = "",
    timeout: opt.Timeout = None,
    quiet: opt.Quiet = False,
    region: opt.Region = "",
    profile: opt.Profile = "",
    no_aws: opt.NoAws = False,
    root: opt.Root = "/",
    agent_url: opt.AgentUrl = None,
    docker_host: opt.DockerHost = None,
) -> int:
    """Record every raw answer, without secrets, into one archive that `replay` reads."""
    from .snapshot import record_local, record_remote

    if instance or cluster:
        named = {"instance": instance, "cluster": cluster, "region": region, "profile": profile}
        return record_remote(file, max_size, timeout, quiet, **named)
    return record_local(
        file,
        max_size,
        timeout,
        quiet,
        root=root,
        agent_url=agent_url,
        docker_host=docker_host,
        aws=not no_aws,
        region=region,
        profile=profile,
    )


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A JSON report, a snapshot or an archive.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The same, later or of another machine.")],
    output: opt.Output = Format.TABLE,
    no_color: opt.NoColor = False,
) -> int:
    """Compare two reports or snapshots: new, gone and unchanged problems. Exit 0 when equal, 1 when not."""
    from .diff import compare

    return compare(before, after, Style(output, None, False, False, no_color))


@app.command()
def demo(
    story: Annotated[
        Optional[str], typer.Argument(help="A story; without one: the first, and a list.", autocompletion=stories)
    ] = None,
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
def explain(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A check or a problem.", autocompletion=explainable)],
) -> None:
    """Explain a check or a problem: what, why, fix, how to confirm. Works offline."""
    from .catalogue import explain as print_explanation

    print_explanation(id_)


@app.command()
def policy(
    mode: Annotated[
        str, typer.Argument(metavar="[MODE]", help="local, instance, cluster, fleet, fleet-install, …")
    ] = "local",
) -> int:
    """Print the least-privilege IAM policy (JSON) for a mode, from the code itself."""
    from .policy import print_policy

    return print_policy(mode)


@app.command("ssm-document")
def ssm_document(
    s3_uri: Annotated[
        Optional[str], typer.Option("--s3-uri", metavar="S3URI", help="The one file; without it, what is installed.")
    ] = None,
    sha256: Annotated[Optional[str], typer.Option("--sha256", metavar="HEX", help="That the file must have.")] = None,
    file: Annotated[
        Optional[str], typer.Option("--file", metavar="FILE", help="The file itself, to take the sha256 of.")
    ] = None,
    compliance: fleet_options.Compliance = False,
    instance_timeout: fleet_options.InstanceTimeout = 30,
    region: opt.Region = "",
) -> None:
    """Print the SSM command document that runs ecsdoctor on instances; `fleet install` makes it."""
    from .fleet.paper import print_document

    print_document(s3_uri, sha256, file, compliance, instance_timeout, region)


@app.command()
def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")]) -> None:
    """Print the script that completes ecsdoctor's words in a shell."""
    from .completion import print_script

    print_script(shell)


@app.command()
def new(
    place: Annotated[str, typer.Argument(metavar="CATEGORY/NAME", help="What is true when all is well.")],
    problem: Annotated[str, typer.Option("--problem", metavar="ID", help="The problem that it finds.")] = "",
) -> None:
    """Begin a check, with its test and its scenario, in a checkout of ecsdoctor."""
    from .new import scaffold

    scaffold(place, problem)


@app.command()
def schema(
    of: Annotated[str, typer.Argument(metavar="[report|fleet]", help="About one target, or about many.")] = "report",
) -> None:
    """Print the JSON Schema of `-o json`."""
    from .catalogue import print_schema

    print_schema(of)
