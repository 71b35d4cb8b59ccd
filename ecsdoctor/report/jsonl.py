"""`-o jsonl`: the JSON report on one line, for log shippers and files that grow by a line a run.

The object is that of `-o json`, in ASCII; the line ends with a newline and holds no other.
"""

from __future__ import annotations

import json

from ..model.report import Report
from .json_report import as_dict


def render(report: Report) -> str:
    """The report as one line of JSON."""
    return json.dumps(as_dict(report), separators=(",", ":"), ensure_ascii=True) + "\n"
