"""The watch over AWS calls sees what it is there to see: in this process, and in those that tests start."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import KEYS, only_reading, run, undeclared
from ecsdoctor.model.reading import Missing
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.live.aws import LiveAws, Patience


def test_call_of_another_process_is_seen(moto: str, calls: Path) -> None:
    before = calls.stat().st_size
    env = {**KEYS, "AWS_ENDPOINT_URL": moto, "AWS_REGION": "us-east-1"}
    assert run("instance", "i-0123456789abcdef0", env=env).code == 3
    assert "ec2:DescribeInstances" in calls.read_text()[before:].split()


def test_call_of_this_process_is_seen(moto: str, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": moto}.items():
        monkeypatch.setenv(name, value)
    before = calls.stat().st_size
    live = LiveAws("us-east-1", "", Patience(attempts=1))
    question = AwsQuestion("", "", "iam", "get-role", '[{"RoleName": "nobody"}]', "us-east-1")
    with pytest.raises(Missing):
        live.answer(question)
    assert calls.read_text()[before:].split() == ["iam:GetRole"]


@pytest.mark.parametrize("action", ["ecs:DeleteCluster", "ec2:RunInstances", "iam:PassRole"])
def test_what_writes_or_is_not_declared_would_be_told(action: str) -> None:
    assert undeclared(["ecs:DescribeClusters", action]) == [action]
    assert not only_reading(action)


def test_orders_of_the_fleet_are_declared_and_no_reading() -> None:
    calls_of_fleet = ["ssm:SendCommand", "ssm:GetCommandInvocation"]
    assert undeclared(calls_of_fleet, "fleet") == []
    assert undeclared(calls_of_fleet) != []
    assert not only_reading("ssm:SendCommand")
