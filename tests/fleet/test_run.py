"""`fleet run` and `fleet collect` over HTTP: moto's EC2, ECS, SSM and S3, with agents played before it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any, Dict, Iterator, List

import jsonschema
import pytest
from cluster_worlds import ClusterWorld
from fleets import a_diagnosis, a_report, compact
from servers import http
from ssm_front import Agent, SsmFront
from test_report_command import SCHEMA
from worlds import REGION, clients

from conftest import KEYS, Ran, environment, run

pytestmark = pytest.mark.mode("fleet")
TAG = [{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": "web"}]}]


@pytest.fixture(scope="module")
def world(moto: str) -> Iterator[Any]:
    """Seven instances with a tag, in moto, behind the front; module-wide: no test changes them."""
    front = SsmFront(moto)
    ec2 = clients(moto)["ec2"]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=7, MaxCount=7, InstanceType="t3.micro", TagSpecifications=TAG)
    with http(front) as url:
        front.url = url  # type: ignore[attr-defined]
        front.ids = sorted(i["InstanceId"] for i in made["Instances"])  # type: ignore[attr-defined]
        yield front


@pytest.fixture(autouse=True)
def clear(world: Any) -> None:
    world.clear()
    world.log.clear()
    for id_ in world.ids:
        world.agents[id_] = Agent(compact(own(id_)))


def own(id_: str, *diagnoses: Dict[str, Any], **target: str) -> Dict[str, Any]:
    report = a_report(1, *diagnoses, **target)
    report["target"]["instance_id"] = id_
    return report


def variables(world: Any) -> Dict[str, str]:
    return {**KEYS, "AWS_ENDPOINT_URL": world.url}


def fleet(world: Any, command: str, *args: str) -> Ran:
    return run("fleet", command, "--region", REGION, *args, env=variables(world))


def by_id(report: Dict[str, Any]) -> Dict[str, Dict[str, Any]]:
    return {row["id"]: row for row in report["instances"]}


def named(world: Any) -> List[str]:
    return [word for id_ in world.ids for word in ("--instance", id_)]


def test_a_tag_is_one_command_and_causes_come_back_grouped(world: Any) -> None:
    for id_ in world.ids[:3]:
        world.agents[id_] = Agent(compact(own(id_, a_diagnosis(), agent_version="1.61.0")), after=1.0)
    ran = fleet(world, "run", "--tag", "team=web", "-o", "json")
    report = ran.report
    jsonschema.validate(report, SCHEMA)
    assert ran.code == 2 and ran.err == ""
    assert [(c["problem"], c["instances"]) for c in report["causes"]] == [("docker-not-running", world.ids[:3])]
    assert report["command_ids"] == list(world.commands) and len(world.commands) == 1
    (command,) = world.commands.values()
    assert command.request["Targets"] == [{"Key": "tag:team", "Values": ["web"]}]
    assert command.request["MaxErrors"] == "100%" and command.request["DocumentName"] == "ECSDoctor-Diagnose"
    assert by_id(report)[world.ids[5]]["traits"]["type"] == ["t3.micro"]
    assert report["target"] == {"kind": "fleet", "cluster": None, "tag": "team=web", "region": REGION}


def test_an_answer_that_is_none_harms_only_its_line(world: Any) -> None:
    ids = world.ids
    whole = compact(own(ids[1], a_diagnosis(explanation="x" * 40_000)))
    world.agents[ids[0]].output = ""
    world.agents[ids[0]].stderr = "ecsdoctor: the file from S3 has the sha256 0, not 1: it is not run"
    world.agents[ids[0]].status, world.agents[ids[0]].code = "Failed", 1
    world.agents[ids[1]].output = whole
    world.agents[ids[2]].output = compact(own(ids[3]))
    world.agents[ids[3]].output = whole[:2_500] + "\n---Output truncated---"
    world.agents[ids[4]] = Agent("", status="TimedOut", details="ExecutionTimedOut", code=-1)
    world.agents[ids[5]].status = "Failed"  # the step before has failed, ours has not
    rows = by_id(fleet(world, "run", *named(world), "-o", "json").report)
    assert 'standard error: "ecsdoctor: the file from S3 has the sha256 0' in rows[ids[0]]["reason"]
    assert "was cut after 24,000 characters" in rows[ids[1]]["reason"]
    assert f"about another instance, {ids[3]}" in rows[ids[2]]["reason"]
    assert "was cut after 2,523 characters" in rows[ids[3]]["reason"]
    assert "SSM ended the step after its time was over; it printed nothing" == rows[ids[4]]["reason"]
    assert [rows[id_]["status"] for id_ in ids] == ["unknown"] * 5 + ["ok"] * 2


def test_what_was_cut_is_read_from_s3(world: Any, moto: str) -> None:
    import boto3

    s3 = boto3.client("s3", region_name=REGION, endpoint_url=moto, aws_access_key_id="x", aws_secret_access_key="y")
    s3.create_bucket(Bucket="out.puts")
    id_, other = world.ids[:2]
    report = own(id_, a_diagnosis(explanation="x" * 30_000))
    s3.put_object(Bucket="out.puts", Key="fleet/1/stdout", Body=json.dumps(report).encode())
    world.agents[id_] = Agent(json.dumps(report), url=f"https://s3.{REGION}.amazonaws.com/out.puts/fleet/1/stdout")
    world.agents[other] = Agent(json.dumps(report), url=f"https://s3.{REGION}.amazonaws.com/out.puts/fleet/2/stdout")
    ran = fleet(world, "run", "--tag", "team=web", "-o", "json", "--s3-uri", "s3://out.puts/fleet", "--full")
    rows = by_id(ran.report)
    assert rows[id_]["status"] == "fail", rows[id_].get("reason")
    assert "the whole is not to be had at s3://out.puts/fleet/2/stdout" in rows[other]["reason"]
    (command,) = world.commands.values()
    assert command.request["OutputS3BucketName"] == "out.puts" and command.request["Parameters"] == {"Output": ["json"]}


def test_what_ssm_does_not_reach_is_looked_at_from_outside(world: Any) -> None:
    ids = world.ids
    del world.agents[ids[0]]
    world.agents[ids[1]].ping = "ConnectionLost"
    world.agents[ids[2]].platform = "Windows"
    world.agents[ids[3]] = Agent("", status="TimedOut", details="Delivery Timed Out")
    ran = fleet(world, "run", *named(world), "-o", "json")
    rows = by_id(ran.report)
    assert {id_: row["how"] for id_, row in rows.items()} == {
        **dict.fromkeys(ids[:4], "outside"), **dict.fromkeys(ids[4:], "ssm")
    }  # fmt: skip
    assert "SSM does not know it" in rows[ids[0]]["reason"] and "lost the connection" in rows[ids[1]]["reason"]
    assert "it runs Windows" in rows[ids[2]]["reason"] and "could not deliver" in rows[ids[3]]["reason"]
    assert any(row["problems"] for row in rows.values()), "nothing was found from outside"
    assert {row["like"] for row in rows.values() if "like" in row} <= set(ids[:4])
    assert all(set(c.ids) == set(ids[3:]) for c in world.commands.values())
    assert "Looked at from outside only" in fleet(world, "run", *named(world)).out


def test_throttling_is_waited_for(world: Any) -> None:
    world.busy = {"ssm:SendCommand": 1, "ssm:ListCommandInvocations": 1, "ssm:GetCommandInvocation": 1}
    ran = fleet(world, "run", *named(world), "-o", "json")
    assert ran.code == 0 and len(world.commands) == 1 and ran.report["counts"]["status"]["ok"] == 7


def test_time_is_over_for_one_of_them(world: Any) -> None:
    slow = world.ids[0]
    world.agents[slow].after = 60
    ran = fleet(world, "run", "--tag", "team=web", "-o", "json", "--timeout", "8")
    assert ran.seconds < 8 + 1 + 3  # the interpreter starts on a busy machine
    assert ran.code == 3
    (unknown,) = [row for row in ran.report["instances"] if row["status"] == "unknown"]
    assert unknown["id"] == slow and "no answer in time; SSM says" in unknown["reason"]
    (command,) = world.commands
    assert f"ecsdoctor fleet collect {command} --tag 'team=web' --region {REGION}" in ran.report["notes"][0]
    world.agents[slow].after = 0
    later = fleet(world, "collect", command, "-o", "json")
    assert later.code == 0 and later.report["counts"]["status"]["ok"] == 7 and len(world.commands) == 1
    assert by_id(later.report)[slow]["traits"]["type"] == ["t3.micro"]


def test_dry_run_sends_nothing(world: Any) -> None:
    del world.agents[world.ids[0]]
    ran = fleet(world, "run", *named(world), "--dry-run", "--max-concurrency", "10%")
    (request,) = ran.report["would_send"]
    assert ran.code == 0 and request["InstanceIds"] == world.ids[1:] and request["MaxConcurrency"] == "10%"
    assert list(ran.report["would_look_at_from_outside"]) == [world.ids[0]]
    assert "ssm:SendCommand" not in world.log and not world.commands


def test_refusals_are_told_and_nothing_is_claimed(world: Any) -> None:
    world.denied = {"ssm:SendCommand"}
    ran = fleet(world, "run", "--tag", "team=web", "-o", "json")
    assert ran.code == 3 and ran.report["counts"]["status"]["unknown"] == 7
    assert any("needs ssm:SendCommand" in note for note in ran.report["notes"])
    world.denied = {"ec2:DescribeInstances"}
    ran = fleet(world, "run", "--tag", "team=web", "-o", "json")
    assert ran.code == 3 and any("needs ec2:DescribeInstances" in note for note in ran.report["notes"])


def test_ctrl_c_says_how_to_go_on(world: Any) -> None:
    for agent in world.agents.values():
        agent.after = 60
    command = [sys.executable, "-m", "ecsdoctor", "fleet", "run", "--region", REGION, "--tag", "team=web"]
    process = subprocess.Popen(
        command, env=environment(variables(world)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(200):
        if "ssm:ListCommandInvocations" in world.log:
            break
        time.sleep(0.1)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    (id_,) = world.commands
    assert process.returncode == 130 and out == ""
    assert f"ecsdoctor fleet collect {id_} --tag 'team=web' --region {REGION}" in err
    assert f"aws ssm cancel-command --command-id {id_}" in err


def test_a_cluster_and_who_is_missing_from_it(moto: str, world: Any) -> None:
    cluster = ClusterWorld(moto, 3, registered=2)
    for id_ in cluster.ids[:2]:
        world.agents[id_] = Agent(compact(own(id_)))
    rows = by_id(fleet(world, "run", "--cluster", "prod", "-o", "json").report)
    assert {id_: row["how"] for id_, row in rows.items()} == {
        cluster.ids[0]: "ssm", cluster.ids[1]: "ssm", cluster.ids[2]: "outside"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "name the instances by one of"),
        (["run", "--cluster", "a", "--tag", "b=c"], "name the instances by one of"),
        (["run", "--tag", "web"], "write NAME=VALUE"),
        (["run", "--instance", "web-1"], "is no id of an EC2 instance"),
        (["run", "--tag", "a=b", "--s3-uri", "bucket"], "is no place in S3"),
        (["run", "--tag", "a=b", "--full"], "--full needs --s3-uri"),
        (["run", "--tag", "a=b", "--max-errors", "some"], "is not what SSM takes"),
        (["run", "--tag", "a=b", "-o", "junit"], "a fleet is printed as"),
        (["collect", "yesterday"], "is no id of a command"),
    ],
)
def test_bad_usage(world: Any, arguments: List[str], words: str) -> None:
    ran = fleet(world, *arguments)
    assert ran.code == 64 and words in ran.err and not world.log
