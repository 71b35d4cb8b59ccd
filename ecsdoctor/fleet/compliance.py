"""A report as items of SSM Compliance. One call replaces the whole set of this type, so healed problems disappear.

Limits of PutComplianceItems ("AWS Systems Manager API Reference"): an id of 100 characters, a title of 500, details of
64 and 4,096; the number of items is kept far below what is allowed, because people read them.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Dict, List, Mapping

from ..model.finding import Status
from .names import COMPLIANCE_TYPE

MOST = 50
VERDICT = "ecsdoctor"
_SEVERITIES = {"critical": "CRITICAL", "error": "HIGH", "warning": "MEDIUM", "info": "INFORMATIONAL"}
_OF_VERDICT = {Status.FAIL.value: "HIGH", Status.WARN.value: "MEDIUM"}


def items(report: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The verdict, which is there also when all is well, and each root cause. What could not be told is no compliance."""
    status = report["status"]
    verdict = _item(
        VERDICT,
        str(report.get("summary") or status),
        _OF_VERDICT.get(status, "UNSPECIFIED"),
        status == Status.OK.value,
        {"Status": status, "Version": str(report["tool"].get("version") or "")},
    )
    rows = [verdict]
    for number, row in enumerate(report["diagnoses"][:MOST]):
        title = str(row.get("explanation") or row.get("title") or row["problem"])
        details = {"Confidence": row["confidence"], "Fix": "\n".join(map(str, row.get("remedy") or ()))}
        id_ = f"{row['problem'][:90]}-{number}"
        rows.append(_item(id_, title, _SEVERITIES[row["severity"]], row["severity"] == "info", details))
    return rows


def _item(id_: str, title: str, severity: str, compliant: bool, details: Mapping[str, str]) -> Dict[str, Any]:
    return {
        "Id": id_[:100],
        "Title": " ".join(title.split())[:500],
        "Severity": severity,
        "Status": "COMPLIANT" if compliant else "NON_COMPLIANT",
        "Details": {key: value[:4_096] for key, value in details.items() if value},
    }


def request(report: Mapping[str, Any], instance_id: str, at: Any) -> Dict[str, Any]:
    """Parameters of PutComplianceItems; `at` is when the report began."""
    rows = items(report)
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
    return {
        "ResourceId": instance_id,
        "ResourceType": "ManagedInstance",
        "ComplianceType": COMPLIANCE_TYPE,
        "ExecutionSummary": {"ExecutionTime": at, "ExecutionType": "Command"},
        "Items": rows,
        "ItemContentHash": digest,
    }
