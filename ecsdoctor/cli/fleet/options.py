"""The options that commands of `fleet` share."""

from __future__ import annotations

from typing import Annotated, List, Optional

import typer

from ...fleet.names import NAME
from ..style import Format

FORMATS = (Format.TABLE, Format.JSON, Format.JSONL, Format.COMPACT, Format.MARKDOWN, Format.PROMETHEUS, Format.HTML)
Output = Annotated[
    Format,
    typer.Option("-o", "--output", metavar="FORMAT", help=f"How to print it: {', '.join(f.value for f in FORMATS)}."),
]
Cluster = Annotated[
    str, typer.Option("--cluster", metavar="NAME", help="Its instances, and those that should be in it.")
]
Tag = Annotated[str, typer.Option("--tag", metavar="NAME=VALUE", help="Running instances with this tag.")]
Instances = Annotated[Optional[List[str]], typer.Option("--instance", metavar="ID", help="This instance (repeatable).")]
Document = Annotated[str, typer.Option("--document", metavar="NAME", help="The SSM document that is installed.")]
DEFAULT_DOCUMENT = NAME
Timeout = Annotated[Optional[float], typer.Option("--timeout", min=1, max=3600, help="Seconds for everything (300).")]
Compliance = Annotated[bool, typer.Option("--compliance", help="Also tell SSM Compliance (Custom:ECSDoctor).")]
InstanceTimeout = Annotated[
    int, typer.Option("--instance-timeout", min=1, max=999, help="Seconds for the diagnosis on each instance.")
]
