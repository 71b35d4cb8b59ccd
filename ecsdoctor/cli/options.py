"""The options that commands share, each defined once."""

from __future__ import annotations

from typing import Annotated, List, Optional

import typer

from ..model.frozen import frozen
from .completion import selectable
from .number import Number
from .style import FailOn, Format, Style

Output = Annotated[
    Format,
    typer.Option("-o", "--output", metavar="FORMAT", help=f"How to print it: {', '.join(f.value for f in Format)}."),
]
OutputFile = Annotated[Optional[str], typer.Option("--output-file", metavar="FILE", help="Write the report there.")]
Select = Annotated[
    Optional[List[str]],
    typer.Option("--select", metavar="ID", help="Only this check or category.", autocompletion=selectable),
]
Ignore = Annotated[
    Optional[List[str]],
    typer.Option("--ignore", metavar="ID", help="Not this check or category.", autocompletion=selectable),
]
Timeout = Annotated[
    Optional[float],
    typer.Option("--timeout", click_type=Number(1, 3600), metavar="SECONDS", help="Seconds for the whole run."),
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 0 below this.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show every check and every reason.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing; the exit code tells.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour (also: NO_COLOR).")]
Region = Annotated[str, typer.Option("--region", help="AWS region.")]
Profile = Annotated[str, typer.Option("--profile", help="AWS profile.")]
NoAws = Annotated[bool, typer.Option("--no-aws", help="Ask no AWS API.")]
Root = Annotated[str, typer.Option("--root", metavar="DIR", help="Read instance files below DIR.")]
AgentUrl = Annotated[
    Optional[str],
    typer.Option("--agent-url", envvar="ECSDOCTOR_AGENT_URL", help="Where the agent answers."),
]
DockerHost = Annotated[Optional[str], typer.Option("--docker-host", help="Where Docker answers.")]


@frozen
class Common:
    """What all diagnosing commands share. `site`: whether the site's ecsdoctor.toml counts."""

    style: Style
    select: Optional[List[str]] = None
    ignore: Optional[List[str]] = None
    timeout: Optional[float] = None
    fail_on: FailOn = FailOn.WARN
    site: bool = True
