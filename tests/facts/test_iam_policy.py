"""The small policy evaluator: what it is sure of, and what it leaves open."""

from __future__ import annotations

from typing import Any, Dict, Optional

import pytest

from ecsdoctor.facts.ec2.needs import NEEDED, Place, requests
from ecsdoctor.facts.ec2.permissions import by_documents
from ecsdoctor.facts.ec2.policy import Outcome, Request, decide, parse_document, trusts
from ecsdoctor.facts.ec2.role_policies import RolePolicies
from ecsdoctor.facts.ec2.simulation import parse_simulation
from ecsdoctor.model.reading import denied

CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/prod"
PLACE = Place("aws", "us-east-1", "123456789012", "prod")
ALLOW: Dict[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def doc(*statements: Dict[str, Any]) -> Any:
    return parse_document("the policy", {"Version": "2012-10-17", "Statement": list(statements)})


def outcome(*statements: Dict[str, Any], boundary: Optional[Any] = None, **more: Any) -> Outcome:
    values = {"action": "ecs:RegisterContainerInstance", "resource": CLUSTER, "context": {"ecs:cluster": CLUSTER}}
    return decide([doc(*statements)], Request(**{**values, **more}), boundary).outcome


CASES = {
    "everything": ([ALLOW], Outcome.ALLOWED),
    "no statement": ([], Outcome.NOT_ALLOWED),
    "the action by name": ([{**ALLOW, "Action": "ecs:RegisterContainerInstance"}], Outcome.ALLOWED),
    "in other letters": ([{**ALLOW, "Action": "ECS:registercontainerinstance"}], Outcome.ALLOWED),
    "a wildcard in the middle": ([{**ALLOW, "Action": "ecs:Register*Instance"}], Outcome.ALLOWED),
    "another action": ([{**ALLOW, "Action": ["ecs:Poll", "ec2:*"]}], Outcome.NOT_ALLOWED),
    "all but another": ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], Outcome.ALLOWED),
    "all but this": ([{"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}], Outcome.NOT_ALLOWED),
    "its cluster": ([{**ALLOW, "Resource": CLUSTER}], Outcome.ALLOWED),
    "clusters by wildcard": ([{**ALLOW, "Resource": "arn:aws:ecs:*:*:cluster/*"}], Outcome.ALLOWED),
    "another cluster": ([{**ALLOW, "Resource": CLUSTER + "d"}], Outcome.NOT_ALLOWED),
    "denied for all": ([ALLOW, {**ALLOW, "Effect": "Deny"}], Outcome.FORBIDDEN),
    "another thing denied": ([ALLOW, {**ALLOW, "Effect": "Deny", "Action": "s3:*"}], Outcome.ALLOWED),
    "condition on the cluster that holds": (
        [{**ALLOW, "Condition": {"ArnEquals": {"ecs:cluster": CLUSTER}}}],
        Outcome.ALLOWED,
    ),
    "condition on another cluster": (
        [{**ALLOW, "Condition": {"ArnLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/dev"}}}],
        Outcome.NOT_ALLOWED,
    ),
    "negated condition": (
        [{**ALLOW, "Condition": {"StringNotEquals": {"ecs:cluster": CLUSTER}}}],
        Outcome.NOT_ALLOWED,
    ),
    "condition that nobody can see": (
        [{**ALLOW, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}],
        Outcome.DEPENDS,
    ),
    "a certain allow beside it": (
        [{**ALLOW, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, ALLOW],
        Outcome.ALLOWED,
    ),
    "a conditional deny": (
        [ALLOW, {**ALLOW, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}}],
        Outcome.DEPENDS,
    ),
    "a policy variable": ([{**ALLOW, "Resource": "arn:aws:ecs:*:*:cluster/${aws:PrincipalTag/team}"}], Outcome.DEPENDS),
    "one statement without a list": ([{**ALLOW}], Outcome.ALLOWED),
}


@pytest.mark.parametrize(("statements", "expected"), CASES.values(), ids=CASES.keys())
def test_identity_policies(statements: Any, expected: Outcome) -> None:
    assert outcome(*statements) is expected


def test_boundary_limits_and_does_not_grant() -> None:
    assert outcome(ALLOW, boundary=doc({**ALLOW, "Action": "ec2:*"})) is Outcome.NOT_ALLOWED
    assert outcome(boundary=doc(ALLOW)) is Outcome.NOT_ALLOWED
    assert outcome(ALLOW, boundary=doc(ALLOW)) is Outcome.ALLOWED
    assert outcome(ALLOW, boundary=doc(ALLOW, {**ALLOW, "Effect": "Deny"})) is Outcome.FORBIDDEN


def test_unknown_resource_is_decided_only_by_a_star() -> None:
    assert outcome(ALLOW, resource="") is Outcome.ALLOWED
    assert outcome({**ALLOW, "Resource": CLUSTER}, resource="") is Outcome.DEPENDS


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", Outcome.ALLOWED),
        ({"AWS": "*"}, Outcome.ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:role/r"}, Outcome.ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:root"}, Outcome.ALLOWED),
        ({"AWS": "123456789012"}, Outcome.ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:role/other"}, Outcome.NOT_ALLOWED),
        ({"Service": "ecs.amazonaws.com"}, Outcome.NOT_ALLOWED),
    ],
    ids=str,
)
def test_endpoint_policies_name_principals(principal: Any, expected: Outcome) -> None:
    role = "arn:aws:iam::123456789012:role/r"
    assert outcome({**ALLOW, "Principal": principal}, principal=role) is expected


TRUST: Dict[str, Any] = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([TRUST], True),
        ([{**TRUST, "Principal": {"Service": ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]}}], True),
        ([{**TRUST, "Principal": {"Service": "ec2.amazonaws.com.cn"}}], True),
        ([{**TRUST, "Principal": {"Service": "ecs-tasks.amazonaws.com"}}], False),
        ([{**TRUST, "Principal": {"Service": "ec2fleet.amazonaws.com"}}], False),
        ([{**TRUST, "Action": "sts:TagSession"}], False),
        ([{**TRUST, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}], None),
        ([TRUST, {**TRUST, "Effect": "Deny"}], False),
        ([], False),
    ],
)
def test_trust(statements: Any, expected: Optional[bool]) -> None:
    assert trusts(doc(*statements), "ec2.amazonaws.com") is expected


def test_every_need_is_met_by_what_the_managed_policy_holds() -> None:
    managed = {
        **ALLOW,
        "Action": ["ecs:DiscoverPollEndpoint", "ecs:Poll", "ecs:RegisterContainerInstance",
                   "ecs:StartTelemetrySession", "ecs:Submit*"],
    }  # fmt: skip
    found = by_documents(RolePolicies((doc(managed),), None, ()), requests(PLACE, "arn:aws:iam::1:role/r"))
    assert set(found) == set(NEEDED)
    assert all(p.allowed and p.sure for p in found.values())


def test_poll_is_decided_on_the_container_instance_not_on_the_cluster() -> None:
    found = by_documents(RolePolicies((doc({**ALLOW, "Resource": CLUSTER}),), None, ()), requests(PLACE, ""))
    assert found["ecs:RegisterContainerInstance"].allowed is True
    assert found["ecs:Poll"].allowed is False


def test_document_that_was_not_read_leaves_it_open() -> None:
    policies = RolePolicies((doc(),), None, (denied("iam:GetPolicy is not allowed", "needs iam:GetPolicy"),))
    found = by_documents(policies, requests(PLACE, ""))
    assert found["ecs:Poll"].allowed is None
    assert "needs iam:GetPolicy" in found["ecs:Poll"].why


def test_simulation() -> None:
    row = {"EvalActionName": "ecs:Poll", "EvalDecision": "implicitDeny", "EvalResourceName": "*"}
    limited = {**row, "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": False}}
    open_ = {**row, "MissingContextValues": ["aws:SourceVpce"]}
    sure, bounded, unsure = (
        parse_simulation({"EvaluationResults": [r]}).permissions["ecs:Poll"] for r in (row, limited, open_)
    )
    assert (sure.allowed, sure.sure) == (False, True)
    assert "permissions boundary" in bounded.why
    assert (unsure.allowed, unsure.sure) == (False, False)
