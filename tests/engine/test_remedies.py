"""What is known of the target stands in the commands; what may be wrong or hostile does not."""

from __future__ import annotations

import pytest

from ecsdoctor.engine.remedies import with_names
from ecsdoctor.model.finding import Confidence
from ecsdoctor.model.problem import Problem, Severity
from ecsdoctor.model.report import Diagnosis

TARGET = {"region": "us-east-1", "instance_id": "i-0123456789abcdef0", "cluster": "prod"}


def remedy(step: str, problem: str = "instance-role-missing", **target: str) -> str:
    what = Problem(problem, Severity.ERROR, "t", "m", "w", (), "c")
    diagnosis = Diagnosis(what, "iam", Severity.ERROR, "e", (), (), (step,), (), Confidence.CERTAIN)
    return with_names(diagnosis, {**TARGET, **target}).remedy[0]


def test_region_and_instance_are_filled_in() -> None:
    step = remedy("aws ec2 describe-instances --region REGION --instance-ids INSTANCE_ID")
    assert step == "aws ec2 describe-instances --region us-east-1 --instance-ids i-0123456789abcdef0"


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("sudo sh -c 'echo AWS_DEFAULT_REGION=REGION >> /etc/ecs/ecs.config'", "region-unknown"),
        ("echo AWS_DEFAULT_REGION=REGION", "instance-role-missing"),
        ("aws ecs list-clusters --region REGION", "region-mismatch"),
        ("aws iam add-role-to-instance-profile --role-name ROLE", "instance-role-missing"),
    ],
)
def test_what_is_asked_for_stays_a_question(step: str, problem: str) -> None:
    assert remedy(step, problem) == step


@pytest.mark.parametrize("region", ["", "us-east-1; reboot", "$(reboot)", "us-east-1\nreboot"])
def test_a_hostile_region_gets_into_no_command(region: str) -> None:
    assert remedy("aws ecs list-clusters --region REGION", region=region).endswith("--region REGION")
