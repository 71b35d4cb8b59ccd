"""What an instance printed, or a file holds: a report of the contract, or the reason why it is none.

Nothing here trusts what it reads: an output may be cut by SSM (2,500 characters in lists, 24,000 in
GetCommandInvocation, with `---Output truncated---` where the SSM Agent cut it), come from something else, or lie about
whose it is.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional

from ..model.finding import Confidence, Status
from ..model.problem import Severity
from ..model.regex import regex
from .observation import PROBLEM_ID

LARGEST = 16 * 1024 * 1024
TRUNCATED = "---Output truncated---"
# How the first line of `-o compact` begins, should the rest be lost.
_VERDICT = regex(r"(OK|WARN|FAIL|UNKNOWN) ")
_VERDICTS = {s.value for s in Status} - {Status.NOT_APPLICABLE.value}
_SEVERITIES = {s.value for s in Severity}
_CONFIDENCES = {c.value for c in Confidence}
_OF_ONE = ("instance", "remote-instance", "snapshot")


class NoReport(Exception):
    """There is no report; the text is the reason for people."""


def report_in(text: str, expected: str = "") -> Dict[str, Any]:
    """The newest report of `-o json`, `jsonl` or `compact` in a text; raises NoReport.

    `expected` is the id of the instance that it must be about.
    """
    if not text.strip():
        raise NoReport("it printed nothing")
    if len(text) > LARGEST:
        raise NoReport(f"the output has more than {LARGEST // 1024 // 1024} MB")
    found = _whole(text) or _last_line(text)
    if found is None:
        raise NoReport(_why_not(text))
    return checked(found, expected)


def checked(row: Mapping[str, Any], expected: str = "") -> Dict[str, Any]:
    """The object, if it keeps to the contract as far as it is used here; raises NoReport."""
    tool, target = row.get("tool"), row.get("target")
    if not isinstance(tool, dict) or tool.get("name") != "ecsdoctor":
        raise NoReport("the output is JSON, but no report of ecsdoctor")
    version = str(row.get("schema_version"))[:20]
    if not version.startswith("1."):
        raise NoReport(f"the report has the schema {version}, and this version reads 1.x")
    if not isinstance(target, dict) or str(row.get("status")) not in _VERDICTS:
        raise NoReport("the report is invalid: it has no target or no status")
    if target.get("kind") not in _OF_ONE:
        raise NoReport(f"the report is about a {str(target.get('kind'))[:40]}, not about one instance")
    told = target.get("instance_id")
    if expected and told and told != expected:
        raise NoReport(f"the report is about another instance, {str(told)[:40]}")
    _check_diagnoses(row.get("diagnoses"))
    return dict(row)


def _check_diagnoses(rows: Any) -> None:
    if not isinstance(rows, list):
        raise NoReport("the report is invalid: it has no diagnoses")
    for row in rows:
        if not isinstance(row, dict) or not PROBLEM_ID.fullmatch(str(row.get("problem"))):
            raise NoReport("the report is invalid: a diagnosis names no problem")
        if str(row.get("severity")) not in _SEVERITIES or str(row.get("confidence")) not in _CONFIDENCES:
            raise NoReport(f"the report is invalid: {row['problem']} has no severity or confidence")


def _whole(text: str) -> Optional[Dict[str, Any]]:
    return _object(text) if text.lstrip()[:1] == "{" else None


def _last_line(text: str) -> Optional[Dict[str, Any]]:
    """Of a file that grows by a line a run, and of compact with noise of the shell around it."""
    lines: List[str] = [line for line in text.splitlines() if line.startswith("{")]
    for line in reversed(lines):
        found = _object(line)
        if found is not None:
            return found
    return None


def _object(text: str) -> Optional[Dict[str, Any]]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None


def _why_not(text: str) -> str:
    cut = f"the output was cut after {len(text):,} characters, inside the report"
    first = next(line for line in text.splitlines() if line.strip())
    if TRUNCATED in text or ("{" in text and '"ecsdoctor"' in text) or (_VERDICT.match(first) and len(text) > 2_000):
        return cut
    return f'the output is no report; it begins with "{" ".join(first.split())[:100]}"'
