"""`fleet comply`: on the instance, after the diagnosis, tell SSM Compliance. Run by the document with --compliance."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from ...fleet.compliance import request
from ...fleet.observation import INSTANCE_ID
from ...fleet.outputs import LARGEST, NoReport, report_in
from ...model.reading import Missing
from ...sources.live.aws_calls import LiveCalls
from ..discretion import clean
from ..errors import UsageError

REFUSED = 3


def comply(path: str, region: str, profile: str) -> int:
    """Put the items of a report, from a file or (`-`) standard input. 3: AWS refused, and why."""
    try:
        body = sys.stdin.buffer.read(LARGEST) if path == "-" else _file(path)
        report = report_in(clean(body.decode("utf-8", "replace")))
    except NoReport as reason:
        raise UsageError(f"{path}: {reason}") from reason
    target = report["target"]
    id_ = str(target.get("instance_id") or "")
    if not INSTANCE_ID.fullmatch(id_):
        raise UsageError(f"{path}: the report does not say which instance it is about")
    calls = LiveCalls(region or str(target.get("region") or ""), profile, "fleet-compliance")
    try:
        calls.order("ssm", "put-compliance-items", request(report, id_, _moment(report.get("started_at"))))
    except Missing as missing:
        print(f"SSM Compliance was not told: {missing}.", file=sys.stderr)
        return REFUSED
    print(f"SSM Compliance was told about {id_}.", file=sys.stderr)
    return 0


def _file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


def _moment(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return datetime.now(timezone.utc)
