"""The published permissions: what the code declares, no more, and nothing that writes."""

from __future__ import annotations

import json

import pytest

from conftest import run
from ecsdoctor.cli.policy import actions_for, policy_document
from ecsdoctor.sources.aws_actions import ACTIONS, MODES, modes_of
from registries import builtin

DECLARED = {action for fact in builtin().facts.values() for action in fact.mark.actions}
# Names of actions that only read; the first is the agent's own question where to connect, the last asks IAM.
HARMLESS = ("ecs:DiscoverPollEndpoint", "iam:SimulatePrincipalPolicy")
READS = ("Describe", "List", "Get")


def test_facts_declare_what_may_be_called_and_nothing_else() -> None:
    assert set(ACTIONS.values()) >= DECLARED


@pytest.mark.parametrize("action", sorted(set(ACTIONS.values())))
def test_action_only_reads(action: str) -> None:
    assert action in HARMLESS or action.split(":")[1].startswith(READS)
    assert set(modes_of(action)) <= set(MODES) and modes_of(action)


def test_operation_and_action_are_the_same_word() -> None:
    for (_, operation), action in ACTIONS.items():
        assert operation.replace("-", "") == action.split(":")[1].lower()


def test_what_one_mode_needs_is_in_its_policy_and_not_in_others() -> None:
    local, instance, cluster = (set(actions_for(builtin(), mode)) for mode in ("local", "instance", "cluster"))
    assert "ecs:DiscoverPollEndpoint" in local - instance - cluster
    assert "ec2:DescribeRouteTables" in instance - local
    assert "ecs:DescribeServices" in cluster - instance - local
    assert instance <= cluster


def test_command_prints_the_document() -> None:
    for arguments, mode in (((), "local"), (("instance",), "instance"), (("cluster",), "cluster")):
        printed = json.loads(run("policy", *arguments).out)
        assert printed["Version"] == "2012-10-17"
        assert set(printed["Statement"][0]["Action"]) >= set(policy_document(builtin(), mode)["Statement"][0]["Action"])


def test_mode_that_does_not_exist() -> None:
    ran = run("policy", "everything")
    assert ran.code == 64
    assert "local, instance, cluster, fleet" in ran.err
