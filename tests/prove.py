"""Write fixtures/proofs.json: for each check a story in which it finds something and one in which it is ok.

Run it after adding a check or a story: `python tests/prove.py`. The stories themselves are replayed and compared
by tests/test_scenarios.py, which also holds them to what this table says of them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, List

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "checks"), str(ROOT)]

from replaying import replay  # noqa: E402  (the paths above make a bare `python tests/prove.py` work)

PROOFS = ROOT / "fixtures" / "proofs.json"
Table = Dict[str, Dict[str, str]]


def finds(check: Dict[str, Any]) -> bool:
    """Whether a check of a report names a problem."""
    return any(finding.get("problem") for finding in check["findings"])


def passes(check: Dict[str, Any]) -> bool:
    """Whether it says that all is well, and names nothing."""
    return check["status"] == "ok" and not finds(check)


def named(report: Dict[str, Any]) -> List[str]:
    """Every problem that a report names, as a diagnosis or as a consequence of one."""
    return [p for d in report["diagnoses"] for p in (d["problem"], *d["explains"])]


def prove() -> Dict[str, Any]:
    """Replay every story, and note the first that shows each thing."""
    checks: Table = {}
    problems: Dict[str, str] = {}
    for expected in sorted((ROOT / "fixtures").glob("s*/*/expected.json")):
        story = f"{expected.parent.parent.name}/{expected.parent.name}"
        report = replay(expected.parent / "snapshot")
        for check in report["checks"]:
            row = checks.setdefault(check["id"], {})
            if finds(check):
                row.setdefault("finds", story)
            elif passes(check):
                row.setdefault("passes", story)
        for problem in named(report):
            problems.setdefault(problem, story)
    return {"checks": dict(sorted(checks.items())), "problems": dict(sorted(problems.items()))}


if __name__ == "__main__":
    PROOFS.write_text(json.dumps(prove(), indent=1) + "\n")
