"""Every check is shown finding something and passing, and every problem is shown being named, by a story.

The table fixtures/proofs.json is written by `python tests/prove.py`; tests/test_scenarios.py holds the stories to it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registries import builtin

ROOT = Path(__file__).parent.parent
PROOFS = json.loads((ROOT / "fixtures" / "proofs.json").read_text())

REMOTE = "tests/live/test_remote_instance.py"
CLUSTER = "tests/live/test_cluster.py"
PROBES = "tests/checks/test_probe_checks.py"
SERVICES = "tests/checks/test_service_level_checks.py"
# What a story cannot show, the test that shows it, and the word to look for there: such checks ask several services of
# AWS from outside, a network or a clock.
ELSEWHERE = {
    "agents-of-the-cluster-are-connected": (CLUSTER, "agent-disconnected"),
    "capacity-providers-are-attached": (CLUSTER, "capacity-provider-misconfigured"),
    "instances-hold-what-tasks-may-take": ("tests/facts/test_service_needs.py", "instances_hold_what_tasks_may_take"),
    "lifecycle-hooks-let-instances-pass": (CLUSTER, "lifecycle-hook-stuck"),
    "capacity-providers-are-usable": (CLUSTER, "capacity-provider-misconfigured"),
    "clock-agrees": (PROBES, "clock_agrees"),
    "console-names-no-failure": (REMOTE, "test_console_shows_a_kernel_panic"),
    "endpoint-reachable": ("tests/live/test_broken_machine.py", "endpoint-reachable"),
    "instance-role-is-attached": (REMOTE, "instance-role-missing"),
    "instance-role-trusts-ec2": (REMOTE, "instance-role-trust-wrong"),
    "instance-takes-tasks": (REMOTE, "instance-draining"),
    "instances-are-in-the-cluster": (CLUSTER, "agent-not-registered"),
    "instances-of-the-cluster-take-tasks": (CLUSTER, "instance-draining"),
    "ipv4-has-a-way-out": (REMOTE, "ipv6-only-no-ipv4-egress"),
    "launch-image-has-an-agent": (REMOTE, "ami-not-ecs-optimized"),
    "launch-leaves-no-default-cluster": (REMOTE, "user-data-does-not-set-cluster"),
    "metadata-tokens-suit-the-agent": (REMOTE, "imds-v2-unsupported-by-agent"),
    "no-ghosts-remain-in-the-cluster": (CLUSTER, "ghost-container-instance"),
    "no-older-registration-remains": (REMOTE, "ghost-container-instance"),
    "public-address-fits": (PROBES, "public_address_fits"),
    "role-may-keep-its-session": (REMOTE, "instance-role-poll-denied"),
    "role-may-register": (REMOTE, "role-may-register"),
    "role-may-report-state": (REMOTE, "instance-role-submit-denied"),
    "role-may-send-telemetry": (REMOTE, "instance-role-telemetry-denied"),
    "signed-call-accepted": ("tests/live/test_instance.py", "signed-call-accepted"),
    "tasks-reach-what-they-need": (REMOTE, "the endpoint that its tasks need for it"),
    "tasks-leave-stopping": ("tests/live/worlds_of_services.py", "docker-cannot-stop-container"),
    "user-data-is-its-templates": (REMOTE, "user-data-is-its-templates"),
    "waivers-are-current": ("tests/checks/test_house_rules_checks.py", "waivers_are_current"),
}
PASSES_ELSEWHERE = {
    **ELSEWHERE,
    "auto-scaling-groups-want-instances": (SERVICES, "auto_scaling_groups_want_instances"),
    "health-check-grace-is-enough": (SERVICES, "health_check_grace_is_enough"),
    "running-image-is-the-tagged-one": (SERVICES, "running_image_is_the_tagged_one"),
}
# A refused start is all that it can see: that nothing was refused proves no start.
NEVER_OK = {"recorded-start-succeeded"}
# Only the run from outside sees all clusters, and only a house has rules of its own.
NAMED_ELSEWHERE = {
    "lifecycle-hook-stuck": (CLUSTER, "lifecycle-hook-stuck"),
    "registered-in-another-cluster": (REMOTE, "registered-in-another-cluster"),
    "waiver-expired": ("tests/checks/test_house_rules_checks.py", "waivers_are_current"),
}


@pytest.mark.parametrize("check", sorted(builtin().checks))
def test_a_story_shows_the_check_finding_something(check: str) -> None:
    row = PROOFS["checks"].get(check, {})
    assert "finds" in row or check in ELSEWHERE, "write a story, then run: python tests/prove.py"
    assert "finds" not in row or check not in ELSEWHERE, "the exception is not needed any more"


@pytest.mark.parametrize("check", sorted(set(builtin().checks) - NEVER_OK))
def test_a_story_shows_the_check_passing(check: str) -> None:
    row = PROOFS["checks"].get(check, {})
    assert "passes" in row or check in PASSES_ELSEWHERE, "write a healthy story, then run: python tests/prove.py"


@pytest.mark.parametrize("problem", sorted(builtin().catalogue.problems))
def test_a_story_names_the_problem(problem: str) -> None:
    assert problem in PROOFS["problems"] or problem in NAMED_ELSEWHERE, "write a story, then run: python tests/prove.py"


def test_every_proof_is_there() -> None:
    stories = {place for row in PROOFS["checks"].values() for place in row.values()} | set(PROOFS["problems"].values())
    assert [s for s in stories if not (ROOT / "fixtures" / s / "expected.json").is_file()] == []


@pytest.mark.parametrize(
    ("place", "word"), sorted({*ELSEWHERE.values(), *PASSES_ELSEWHERE.values(), *NAMED_ELSEWHERE.values()})
)
def test_what_is_shown_elsewhere_is_shown_there(place: str, word: str) -> None:
    assert word in (ROOT / place).read_text()
