"""`demo`: replay a built-in recording. The stories are the scenarios that carry a `demo` line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, Optional

import typer

from .commands import diagnose_recording
from .options import Common
from .run import UsageError
from .style import FailOn, Style

FIRST = "cluster-not-found"


def run_demo(story: Optional[str], only_list: bool, style: Style) -> int:
    """Show one story; without a name the classic one, and what else there is."""
    stories = known_stories()
    if only_list:
        list_stories(stories)
        return 0
    name = story or FIRST
    if name not in stories:
        raise UsageError(f"there is no story {name!r}; `ecsdoctor demo --list` names them")
    code = diagnose_recording(str(folder() / name / "snapshot"), Common(style, fail_on=FailOn.NEVER))
    if story is None and style.format.value == "table":
        typer.echo("\nThis was a recording of a real instance. Other stories: ecsdoctor demo STORY")
        list_stories(stories)
    return code


def folder() -> Path:
    """Where the stories lie: in the package when installed, in `fixtures/` in a checkout."""
    here = Path(__file__).resolve().parent.parent
    for place in (here / "stories", here.parent / "fixtures" / "scenarios"):
        if place.is_dir():
            return place
    raise UsageError("this installation has no demo stories")


def known_stories() -> Dict[str, str]:
    """Name → one line."""
    stories = {}
    for file in sorted(folder().glob("*/expected.json")):
        line = json.loads(file.read_text(encoding="utf-8")).get("demo")
        if line:
            stories[file.parent.name] = line
    return stories


def list_stories(stories: Dict[str, str]) -> None:
    """One line a story."""
    width = max(map(len, stories), default=0)
    for name, line in stories.items():
        typer.echo(f"  {name:<{width}}  {line}")
