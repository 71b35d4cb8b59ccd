"""`demo`: replay a built-in recording."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Dict, Optional

import typer

from .commands import diagnose_recording
from .errors import UsageError
from .options import Common
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
    code = diagnose_recording(str(folder() / name / "snapshot"), Common(style, fail_on=FailOn.NEVER, site=False))
    if story is None and style.format.value == "table":
        typer.echo("\nThis was a recording of a real instance. Other stories: ecsdoctor demo STORY")
        list_stories(stories)
    return code


def folder() -> Path:
    """Where the stories lie once installed; raises UsageError when the installation lacks them."""
    spec = importlib.util.find_spec("ecsdoctor_stories")
    if spec is None or not spec.origin:
        raise UsageError("this installation has no demo stories")
    return Path(spec.origin).parent


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
