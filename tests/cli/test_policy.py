"""The published permissions: what the code declares, no more, and nothing that writes."""

from __future__ import annotations

import json

import pytest

from conftest import run
from ecsdoctor.cli.policy import actions_for, policy_document
from ecsdoctor.sources.aws_actions import ACTIONS, FLEET_READS, MODES, ORDERS, modes_of
from registries import builtin

DECLARED = {action for fact in builtin().facts.values() for action in fact.mark.actions}
# Names of actions that only read: the agent's own question where to connect, one that asks IAM, one for a manifest.
HARMLESS = ("ecs:DiscoverPollEndpoint", "iam:SimulatePrincipalPolicy", "ecr:BatchGetImage")
READS = ("Describe", "List", "Get")
# The only commands that change anything, and what each may do. A new one is a decision, not an accident.
CHANGING = {
    "fleet": {"ssm:SendCommand"},
    "fleet-install": {
        "s3:PutObject", "ssm:CreateDocument", "ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion",
    },
    "fleet-compliance": {"ssm:PutComplianceItems"},
}  # fmt: skip


def test_facts_declare_what_may_be_called_and_nothing_else() -> None:
    assert set(ACTIONS.values()) >= DECLARED


@pytest.mark.parametrize("action", sorted(set(ACTIONS.values())))
def test_action_only_reads(action: str) -> None:
    assert action in HARMLESS or action.split(":")[1].startswith(READS)
    assert set(modes_of(action)) <= set(MODES) and modes_of(action)


@pytest.mark.parametrize("mode", MODES)
def test_what_changes_something_is_in_the_policy_of_its_command_alone(mode: str) -> None:
    changing = {a for a in actions_for(builtin(), mode) if a not in HARMLESS and not a.split(":")[1].startswith(READS)}
    assert changing == CHANGING.get(mode, set())
    assert {action for action, only in ORDERS.values() if only == mode} == changing


def test_no_fact_can_give_an_order() -> None:
    assert not set(ORDERS) & set(ACTIONS)
    assert not {action for action, _ in ORDERS.values()} & DECLARED


def test_orders_are_bound_to_the_documents_of_this_program() -> None:
    for mode in CHANGING:
        for statement in policy_document(builtin(), mode)["Statement"]:
            sends = {"ssm:SendCommand", "ssm:CreateDocument", "ssm:UpdateDocument"} & set(statement["Action"])
            assert not sends or any("document/ECSDoctor-" in arn for arn in statement["Resource"])
            assert statement["Sid"].isalnum()


def test_fleet_may_ask_what_instance_asks_and_who_belongs_to_a_cluster() -> None:
    fleet = set(actions_for(builtin(), "fleet"))
    assert fleet >= set(actions_for(builtin(), "instance")) | set(FLEET_READS["fleet"])
    assert "autoscaling:DescribeAutoScalingGroups" in fleet and "ecs:DescribeTasks" not in fleet


def test_operation_and_action_are_the_same_word() -> None:
    orders = {operation: action for operation, (action, _) in ORDERS.items()}
    for (_, operation), action in {**ACTIONS, **orders}.items():
        assert operation.replace("-", "") == action.split(":")[1].lower()


def test_what_one_mode_needs_is_in_its_policy_and_not_in_others() -> None:
    local, instance, cluster = (set(actions_for(builtin(), mode)) for mode in ("local", "instance", "cluster"))
    assert "ecs:DiscoverPollEndpoint" in local - instance - cluster
    assert "ec2:DescribeRouteTables" in instance - local
    assert "ecs:DescribeTasks" in cluster - instance - local
    assert instance <= cluster


def test_command_prints_the_document() -> None:
    for arguments, mode in (((), "local"), (("instance",), "instance"), (("cluster",), "cluster")):
        printed = json.loads(run("policy", *arguments).out)
        assert printed["Version"] == "2012-10-17"
        assert set(printed["Statement"][0]["Action"]) >= set(policy_document(builtin(), mode)["Statement"][0]["Action"])
    orders = [s for s in json.loads(run("policy", "fleet").out)["Statement"] if "ssm:SendCommand" in s["Action"]]
    assert orders[0]["Resource"][0] == "arn:aws:ssm:*:*:document/ECSDoctor-*"


def test_mode_that_does_not_exist() -> None:
    ran = run("policy", "everything")
    assert ran.code == 64
    assert "local, instance, cluster, fleet" in ran.err
