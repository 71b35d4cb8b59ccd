"""Invented reports of many instances, and fleets with a planted cause among traits that mean nothing."""

from __future__ import annotations

import json
import random
from typing import Any, Dict, List, Sequence

TRAITS = ("agent_version", "image_id", "instance_type", "availability_zone", "subnet_id", "launched")


def id_of(number: int) -> str:
    """The id of an instance."""
    return f"i-{number:017x}"


def a_diagnosis(problem: str = "docker-not-running", **changes: Any) -> Dict[str, Any]:
    """A row of `diagnoses`."""
    return {
        "problem": problem, "category": "docker", "severity": "critical", "title": f"About {problem}",
        "explanation": f"{problem} is what happens here.", "subjects": [],
        "evidence": [{"source": "systemctl status docker", "excerpt": "inactive (dead)", "at": "2026-11-23T03:04:05Z"}],
        "remedy": ["sudo systemctl start docker"], "explains": ["agent-not-running"], "confidence": "certain", "refs": [],
        **changes,
    }  # fmt: skip


def a_report(number: int, *diagnoses: Dict[str, Any], status: str = "", **target: str) -> Dict[str, Any]:
    """A report of one instance; without diagnoses it is well."""
    return {
        "schema_version": "1.2",
        "tool": {"name": "ecsdoctor", "version": "0.1.0"},
        "target": {"kind": "instance", "instance_id": id_of(number), "cluster": "prod", **target},
        "started_at": "2026-11-23T03:04:05Z",
        "duration_seconds": 1.0,
        "status": status or ("fail" if diagnoses else "ok"),
        "summary": diagnoses[0]["explanation"] if diagnoses else "Registered and connected.",
        "diagnoses": list(diagnoses),
        "checks": [],
        "readings": [],
    }


def compact(report: Dict[str, Any]) -> str:
    """As `-o compact` prints it."""
    return f"{report['status'].upper()} {report['target']['instance_id']}: {report['summary']}\n{json.dumps(report)}\n"


def a_fleet(
    seed: int, sick: int, healthy: int, values: int = 4, planted: Sequence[str] = (), purity: float = 1.0
) -> List[Dict[str, Any]]:
    """`sick` instances with one cause and `healthy` ones; each trait has one of `values` values, drawn blindly.

    The sick have the value "planted" of the planted traits, and of the healthy the share 1 - `purity` has it too.
    """
    chance = random.Random(seed)
    rows = []
    for number in range(sick + healthy):
        target = {trait: f"{trait}-{chance.randrange(values)}" for trait in TRAITS}
        ill = number < sick
        target.update({trait: "planted" for trait in planted if ill or chance.random() > purity})
        rows.append(a_report(number, *([a_diagnosis()] if ill else []), **target))
    chance.shuffle(rows)
    return rows


def a_balanced_fleet(sick: int, healthy: int, cards: Sequence[int]) -> List[Dict[str, Any]]:
    """Every trait is dealt round among the sick and among the healthy alike: nothing sets the sick apart."""
    rows = []
    for number in range(sick + healthy):
        place = number if number < sick else number - sick
        target = {trait: f"{trait}-{place % values}" for trait, values in zip(TRAITS, cards)}
        rows.append(a_report(number, *([a_diagnosis()] if number < sick else []), **target))
    return rows
