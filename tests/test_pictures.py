"""Pictures of whole runs: recordings and a made-up cluster, through every gate to the page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from cluster_calls import World, examined

from conftest import run
from ecsdoctor.report.html import render
from ecsdoctor.report.json_report import as_dict
from replaying import replay

STORIES = Path(__file__).parent.parent / "fixtures" / "stories"


def kinds(report: Dict[str, Any]) -> Dict[str, str]:
    """The stations of the first way with their states."""
    return {hop["kind"]: hop["state"] for hop in report["paths"][0]["hops"]}


def test_a_recording_without_a_route_is_blocked_at_the_route() -> None:
    report = replay(STORIES / "no-route" / "snapshot")
    assert kinds(report) == {"agent": "open", "name": "open", "host route": "blocked", "TCP": "unknown",
                             "TLS": "unknown", "HTTP": "unknown", "ECS": "unknown"}  # fmt: skip
    assert [event["kind"] for event in report["timeline"]] == ["start", "failure"]
    assert {"group": "Configuration", "name": "/etc/ecs/ecs.config:1", "value": "ECS_CLUSTER=prod"} in report["facts"]


@pytest.mark.parametrize("story", ["access-denied", "cluster-not-found", "clock-skew"])
def test_where_ecs_answers_the_way_is_open_whatever_it_says(story: str) -> None:
    assert set(kinds(replay(STORIES / story / "snapshot")).values()) == {"open"}


@pytest.mark.parametrize("story", ["healthy", "docker-not-running", "stale-checkpoint"])
def test_no_way_is_drawn_as_closed_where_nobody_says_so(story: str) -> None:
    assert "blocked" not in {path["state"] for path in replay(STORIES / story / "snapshot").get("paths", ())}


def test_a_page_of_an_instance_is_small_and_the_table_has_the_same_way() -> None:
    page = run("demo", "no-route", "-o", "html").out
    assert len(page.encode()) < 300 * 1024 and page.startswith("<!DOCTYPE html>")
    words = " ".join(run("demo", "no-route").out.split())
    assert "path agent → name ok → host route ✗ no route" in words


def test_secrets_of_the_configuration_stay_out(tmp_path: Path) -> None:
    folder = tmp_path / "root" / "etc" / "ecs"
    folder.mkdir(parents=True)
    secret = "correct-horse-battery-staple"
    (folder / "ecs.config").write_text(
        f'ECS_CLUSTER=prod\nECS_ENGINE_AUTH_TYPE=docker\nECS_ENGINE_AUTH_DATA={{"r.example.com":{{"username":"u",'
        f'"password":"{secret}"}}}}\nHTTPS_PROXY=http://user:{secret}@proxy:3128\nMY={"x" * 400}{secret}\n'
    )
    ran = run("replay", str(tmp_path), "-o", "html")
    assert secret not in ran.out and "ECS_CLUSTER=prod" in ran.out and "characters, not shown" in ran.out
    assert secret not in run("replay", str(tmp_path), "-o", "json").out


def test_a_cluster_of_a_thousand() -> None:
    report = examined(World(1000, 30))
    rows = as_dict(report)
    assert rows["members"]["counts"] == {"missing": 30, "healthy": 970}
    assert {m["causes"][0] for m in rows["members"]["rows"][:30]} == {
        "imds-disabled", "security-group-egress-blocked", "no-route-to-ecs"}  # fmt: skip
    blocked = {path["subject"]: path for path in rows["paths"] if path["state"] == "blocked"}
    assert len(blocked) == 2 and set(blocked) <= set(report.diagnoses[1].subjects + report.diagnoses[2].subjects)
    contrast = {c["problem"]: c["rows"][0] for c in rows["contrasts"]}
    assert contrast["no-route-to-ecs"] == {
        "trait": "subnet", "value": "subnet-dark", "sick": 10, "of_sick": 10, "healthy": 0, "of_healthy": 970}  # fmt: skip
    assert len(render(report).encode()) < 3 * 1024 * 1024
