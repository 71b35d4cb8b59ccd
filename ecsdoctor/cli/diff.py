"""`diff`: what changed between two reports or recordings."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, Dict, List, Sequence

from ..report.json_report import as_dict as report_as_dict
from ..report.plain import harmless, to_ascii, wrapped
from ..snapshot.compare import Comparison, Problem, as_dict, compared
from .discretion import clean
from .errors import UsageError
from .opening import opened
from .run import Selection, examine
from .style import Format, Style

REPLAY_SECONDS = 20.0
_LARGEST_REPORT = 64 * 1024 * 1024
WIDTH = 80


def compare(before: str, after: str, style: Style) -> int:
    """Print the comparison; 0 when the two are equal, 1 when not. Raises UsageError for what cannot be read."""
    comparison = compared(report_of(before), report_of(after))
    if style.format is Format.TABLE:
        text = "\n".join(_table(comparison)) + "\n"
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        sys.stdout.write(text if encoding.startswith("utf") else to_ascii(text))
    elif style.format is Format.JSON:
        sys.stdout.write(json.dumps(as_dict(comparison), indent=1) + "\n")
    else:
        raise UsageError(f"diff prints table or json, not {style.format.value}")
    return 0 if comparison.equal else 1


def report_of(path: str) -> Dict[str, Any]:
    """The JSON report in a file, or that of a recording, replayed now."""
    loaded = _loaded(path)
    if loaded is not None:
        return loaded
    with opened(path) as recording:
        report = examine(recording.scope, recording.asker, Selection(), REPLAY_SECONDS, time.monotonic())
    return report_as_dict(report)


def _loaded(path: str) -> Dict[str, Any] | None:
    """The report, if the file holds one; its texts are told again, so they pass the gate again."""
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            body = file.read(_LARGEST_REPORT)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if not body.lstrip()[:1] == b"{":
        return None
    try:
        report = json.loads(clean(body.decode("utf-8", "replace")))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not a report of ecsdoctor: it is not JSON") from error
    if not isinstance(report, dict) or not isinstance(report.get("diagnoses"), list):
        raise UsageError(f"{path}: not a report of ecsdoctor: it has no diagnoses")
    return report


def _table(comparison: Comparison) -> List[str]:
    if comparison.equal:
        count = len(comparison.unchanged)
        same = "no problems in either" if not count else f"the same {count} problem{'s' if count > 1 else ''}"
        lines = [f"Nothing has changed: {same}."]
        return lines + _section("unchanged", comparison.unchanged)
    lines = [f"{comparison.status[0].upper()} → {comparison.status[1].upper()}"]
    lines += _section("new", comparison.new) + _section("gone", comparison.gone)
    lines += _section("unchanged", comparison.unchanged)
    if comparison.facts:
        lines += ["", "changed facts"]
        width = max(len(change.name) for change in comparison.facts)
        for change in comparison.facts:
            values = f"{change.before or 'not known'} → {change.after or 'not known'}"
            lines.append(harmless(f"   {change.name:<{width}}  {values}"))
    return lines


def _section(title: str, problems: Sequence[Problem]) -> List[str]:
    lines: List[str] = ["", title] if problems else []
    for problem in problems:
        about = f" ({', '.join(problem.subjects[:4])})" if problem.subjects else ""
        lines.append(harmless(f"   {problem.id}{about}  {problem.severity}"))
        if title != "unchanged":
            lines += wrapped(problem.explanation.split("\n")[0], WIDTH - 6, "      ")
    return lines
