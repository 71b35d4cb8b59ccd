"""On a healthy instance every check of Docker and the host says ok, having seen it."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

import pytest

from replaying import replay

SNAPSHOT = Path(__file__).parents[2] / "fixtures" / "scenarios" / "host-and-docker-healthy" / "snapshot"
CHECKS = (
    "access-control-allows-agent",
    "cgroups-supported",
    "clock-is-kept",
    "connection-table-has-room",
    "container-memory-limits-suffice",
    "data-directory-writable",
    "disks-have-room",
    "docker-answers-in-time",
    "docker-api-meets-agent",
    "docker-configuration-valid",
    "docker-daemon-runs",
    "docker-forwards-packets",
    "docker-networks-apart",
    "docker-proxy-spares-credentials",
    "docker-ready-for-agent",
    "docker-socket-usable",
    "docker-stops-containers",
    "docker-storage-has-room",
    "docker-storage-works",
    "file-descriptors-left",
    "file-systems-writable",
    "host-firewall-lets-agent-work",
    "image-made-for-ecs",
    "inodes-left",
    "interfaces-managed-by-ecs",
    "localhost-resolves",
    "log-directory-writable",
    "memory-suffices",
    "metadata-routed",
    "os-supported",
    "resolver-fits-network",
    "route-to-ecs",
    "task-credentials-redirected",
    "volumes-mount",
)


@pytest.fixture(scope="module")
def statuses() -> Dict[str, str]:
    """Status of every check on the healthy instance."""
    return {check["id"]: check["status"] for check in replay(SNAPSHOT)["checks"]}


@pytest.mark.parametrize("id_", CHECKS)
def test_check_is_ok(statuses: Dict[str, str], id_: str) -> None:
    assert statuses[id_] == "ok"


def test_gpus_are_asked_for_only_where_they_are_wanted(statuses: Dict[str, str]) -> None:
    assert statuses["gpus-visible"] == "not-applicable"
