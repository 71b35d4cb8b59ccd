"""The commands of `ecsdoctor fleet`. Each one only translates its options."""

# No `from __future__ import annotations` here, for the reason that cli/app.py gives.

from typing import Annotated, List, Optional

import typer

from .. import options as opt
from ..group import Group
from ..style import FailOn, Format, Style
from . import options as own
from .forms import Paper

app = typer.Typer(
    name="fleet",
    cls=Group,
    help="Many instances through SSM Run Command, told by root cause.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def run(
    cluster: own.Cluster = "",
    tag: own.Tag = "",
    instance: own.Instances = None,
    document: own.Document = own.DEFAULT_DOCUMENT,
    s3_uri: Annotated[
        Optional[str], typer.Option("--s3-uri", metavar="S3URI", help="Where SSM stores whole outputs.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Whole JSON reports, by way of --s3-uri.")] = False,
    max_concurrency: Annotated[
        str, typer.Option("--max-concurrency", metavar="N|N%", help="Instances at once.")
    ] = "50",
    max_errors: Annotated[
        str, typer.Option("--max-errors", metavar="N|N%", help="After more failures SSM sends to no further ones.")
    ] = "100%",
    instance_timeout: Annotated[
        Optional[int], typer.Option("--instance-timeout", min=1, max=999, help="Seconds on each instance (30).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be sent, as JSON.")] = False,
    output: own.Output = Format.TABLE,
    output_file: opt.OutputFile = None,
    timeout: own.Timeout = None,
    fail_on: opt.FailOnOption = FailOn.WARN,
    verbose: opt.Verbose = False,
    quiet: opt.Quiet = False,
    no_color: opt.NoColor = False,
    region: opt.Region = "",
    profile: opt.Profile = "",
) -> int:
    """Diagnose many instances: SSM runs ecsdoctor there; what SSM does not reach is looked at from outside."""
    from .roster import Wanted
    from .run import run_fleet

    style = Style(output, output_file, verbose, quiet, no_color)
    return run_fleet(
        Wanted(cluster, tag, tuple(instance or ()), region, profile),
        opt.Common(style, timeout=timeout, fail_on=fail_on),
        document=document,
        s3_uri=s3_uri,
        full=full,
        max_concurrency=max_concurrency,
        max_errors=max_errors,
        instance_timeout=instance_timeout,
        dry=dry_run,
    )


@app.command()
def collect(
    command_ids: Annotated[List[str], typer.Argument(metavar="COMMAND_ID...", help="What `fleet run` printed.")],
    cluster: own.Cluster = "",
    tag: own.Tag = "",
    instance: own.Instances = None,
    output: own.Output = Format.TABLE,
    output_file: opt.OutputFile = None,
    timeout: own.Timeout = None,
    fail_on: opt.FailOnOption = FailOn.WARN,
    verbose: opt.Verbose = False,
    quiet: opt.Quiet = False,
    no_color: opt.NoColor = False,
    region: opt.Region = "",
    profile: opt.Profile = "",
) -> int:
    """Pick up results later. With --cluster, --tag or --instance also those that nothing could be sent to."""
    from .roster import Wanted
    from .run import collect as pick_up

    style = Style(output, output_file, verbose, quiet, no_color)
    wanted = Wanted(cluster, tag, tuple(instance or ()), region, profile)
    return pick_up(command_ids, wanted, opt.Common(style, timeout=timeout, fail_on=fail_on))


@app.command()
def report(
    paths: Annotated[List[str], typer.Argument(metavar="DIR|FILE...", help="Reports: json, jsonl, compact.")],
    output: own.Output = Format.TABLE,
    output_file: opt.OutputFile = None,
    fail_on: opt.FailOnOption = FailOn.WARN,
    verbose: opt.Verbose = False,
    quiet: opt.Quiet = False,
    no_color: opt.NoColor = False,
) -> int:
    """Merge reports gathered by any other means: from S3, by Ansible, by hand."""
    from .report import merge_files

    return merge_files(paths, opt.Common(Style(output, output_file, verbose, quiet, no_color), fail_on=fail_on))


@app.command()
def install(
    document: own.Document = own.DEFAULT_DOCUMENT,
    s3_uri: Annotated[
        Optional[str], typer.Option("--s3-uri", metavar="S3URI", help="Put the one file there; instances fetch it.")
    ] = None,
    file: Annotated[Optional[str], typer.Option("--file", metavar="FILE", help="The one file, ecsdoctor.pyz.")] = None,
    compliance: own.Compliance = False,
    instance_timeout: own.InstanceTimeout = 30,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only name the changes.")] = False,
    region: opt.Region = "",
    profile: opt.Profile = "",
) -> int:
    """Create or update the SSM document (and put the one file into S3): names every change and asks first."""
    from .install import install as make

    return make(
        document=document,
        s3_uri=s3_uri,
        file=file,
        compliance=compliance,
        instance_timeout=instance_timeout,
        yes=yes,
        dry=dry_run,
        region=region,
        profile=profile,
    )


@app.command()
def schedule(
    s3_uri: Annotated[str, typer.Option("--s3-uri", metavar="S3URI", help="Where State Manager stores reports.")],
    every: Annotated[str, typer.Option("--every", metavar="HOURS", help="As 6h.")] = "6h",
    tag: own.Tag = "",
    instance: own.Instances = None,
    document: own.Document = own.DEFAULT_DOCUMENT,
    form: Annotated[Paper, typer.Option("--as", help="For the AWS CLI, or a template.")] = Paper.JSON,
    region: opt.Region = "",
) -> None:
    """Print the association that runs it every few hours: by tag, by id, or on every managed instance."""
    from .paper import print_association
    from .roster import Wanted

    print_association(Wanted("", tag, tuple(instance or ()), region), document, every, s3_uri, form)


@app.command()
def comply(
    report: Annotated[str, typer.Argument(metavar="FILE|-", help="A report of this instance.")] = "-",
    region: opt.Region = "",
    profile: opt.Profile = "",
) -> int:
    """Tell SSM Compliance what a report says; the document of `install --compliance` does so on each instance."""
    from .comply import comply as put

    return put(report, region, profile)
