"""`demo`: replay a built-in recording."""

from __future__ import annotations

import json
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Dict, Optional

import typer

from .commands import REPLAY_SECONDS, diagnose_recording, finish
from .errors import UsageError
from .options import Common
from .style import FailOn, Style
from .wiring import recorded_asker, recorded_scope

if TYPE_CHECKING:
    from importlib.abc import Traversable

PACKAGE = "ecsdoctor_stories"
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
    code = _shown(shelf() / name / "snapshot", name, Common(style, fail_on=FailOn.NEVER, site=False))
    if story is None and style.format.value == "table":
        typer.echo("\nThis was a recording of a real instance. Other stories: ecsdoctor demo STORY")
        list_stories(stories)
    return code


def _shown(snapshot: Traversable, name: str, common: Common) -> int:
    """From a folder, or from inside the one-file program."""
    if isinstance(snapshot, Path):
        return diagnose_recording(str(snapshot), common)
    from ..sources.live.sdk import own_archive
    from ..sources.zipped import ZippedRecording

    recording = ZippedRecording(own_archive() or "", f"{PACKAGE}/{name}/snapshot")
    scope = recorded_scope(recording, recording.folder)
    return finish(scope, recorded_asker(recording), common, REPLAY_SECONDS, time.monotonic())


def shelf() -> Traversable:
    """Where the stories lie once installed; raises UsageError when the installation lacks them."""
    try:
        return files(PACKAGE)
    except ModuleNotFoundError as error:
        raise UsageError("this installation has no demo stories") from error


def known_stories() -> Dict[str, str]:
    """Name → one line."""
    stories = {}
    for story in sorted(shelf().iterdir(), key=lambda place: place.name):
        line = _told(story)
        if line:
            stories[story.name] = line
    return stories


def _told(story: Traversable) -> str:
    try:
        expected = json.loads((story / "expected.json").read_text(encoding="utf-8"))
    except (OSError, KeyError):  # a module beside the stories; a zip file says KeyError
        return ""
    return str(expected.get("demo") or "")


def list_stories(stories: Dict[str, str]) -> None:
    """One line a story."""
    width = max(map(len, stories), default=0)
    for name, line in stories.items():
        typer.echo(f"  {name:<{width}}  {line}")
