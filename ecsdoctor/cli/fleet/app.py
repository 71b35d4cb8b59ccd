"""The commands of `ecsdoctor fleet`. Each one only translates its options."""

# No `from __future__ import annotations` here, for the reason that cli/app.py gives.

from typing import Annotated, List

import typer

from .. import options as opt
from ..group import Group
from ..style import FailOn, Format, Style

app = typer.Typer(
    name="fleet",
    cls=Group,
    help="Many instances through SSM Run Command, told by root cause.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def report(
    paths: Annotated[List[str], typer.Argument(metavar="DIR|FILE...", help="Reports: json, jsonl, compact.")],
    output: opt.Output = Format.TABLE,
    output_file: opt.OutputFile = None,
    fail_on: opt.FailOnOption = FailOn.WARN,
    verbose: opt.Verbose = False,
    quiet: opt.Quiet = False,
    no_color: opt.NoColor = False,
) -> int:
    """Merge reports gathered by any other means: from S3, by Ansible, by hand."""
    from .report import merge_files

    return merge_files(paths, opt.Common(Style(output, output_file, verbose, quiet, no_color), fail_on=fail_on))
