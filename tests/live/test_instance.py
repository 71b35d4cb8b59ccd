"""The classic path, live: config below a root, agent, metadata service and AWS over real HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Tuple

import boto3
import pytest
from servers import agent, front, http, metadata

from conftest import KEYS, run


def ecs(moto: str, region: str = "us-east-1") -> boto3.client:
    """A real client for building worlds."""
    return boto3.client(
        "ecs",
        region_name=region,
        endpoint_url=moto,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )


def aws(url: str) -> Dict[str, str]:
    """Environment that points the SDK at a server."""
    return {**KEYS, "AWS_ENDPOINT_URL": url}


def test_missing_cluster_is_first_with_near_name_and_other_region(fresh_moto: str, disk: Path) -> None:
    (disk / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prodd\n")
    ecs(fresh_moto).create_cluster(clusterName="prod")
    ecs(fresh_moto, "eu-west-1").create_cluster(clusterName="prodd")
    with http(metadata()) as imds:
        env = {**aws(fresh_moto), "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds}
        ran = run("--root", str(disk), "-o", "json", env=env)
    assert ran.code == 2
    first = ran.report["diagnoses"][0]
    assert first["problem"] == "cluster-not-found"
    assert {"source": "/etc/ecs/ecs.config:1", "excerpt": "ECS_CLUSTER=prodd"} in first["evidence"]
    assert 'Did you mean "prod"?' in first["explanation"]
    assert "eu-west-1" in first["explanation"]
    assert any("ECS_CLUSTER=prod|" in step for step in first["remedy"])


def test_deleted_cluster_is_called_deleted(fresh_moto: str, disk: Path) -> None:
    client = ecs(fresh_moto)
    client.create_cluster(clusterName="prod")
    client.delete_cluster(cluster="prod")
    with http(metadata()) as imds:
        env = {**aws(fresh_moto), "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds}
        ran = run("--root", str(disk), "-o", "json", env=env)
    assert ran.problems[0] in ("cluster-inactive", "cluster-not-found")


@pytest.mark.parametrize("denied", [("DescribeClusters",), ("DescribeClusters", "ListClusters")])
def test_standard_role_cannot_describe_and_the_log_still_tells(
    fresh_moto: str, disk: Path, denied: Tuple[str, ...]
) -> None:
    (disk / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prodd\n")
    (disk / "var/log/ecs").mkdir(parents=True)
    (disk / "var/log/ecs/ecs-agent.log").write_text(
        'level=info time=2026-11-23T03:19:08Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
        'level=error time=2026-11-23T03:19:09Z msg="Error registering container instance" error="operation error '
        "ECS: RegisterContainerInstance, https response error StatusCode: 400, RequestID: x, "
        'ClientException: Cluster not found."\n'
    )
    with http(front(fresh_moto, denied)) as url, http(metadata()) as imds:
        env = {**aws(url), "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds}
        ran = run("--root", str(disk), "-o", "json", env=env)
    assert ran.problems[0] == "cluster-not-found"
    refused = [r for r in ran.report["readings"] if r["question"] == "aws/ecs/describe-clusters.json"]
    assert refused[0]["outcome"] == "denied"
    assert "needs ecs:DescribeClusters" in refused[0]["detail"]
    assert ran.check("signed-call-accepted")["status"] == "ok"


def test_without_log_and_permission_the_existence_is_unknown(fresh_moto: str, disk: Path) -> None:
    with http(front(fresh_moto, ("DescribeClusters", "ListClusters"))) as url, http(metadata()) as imds:
        env = {**aws(url), "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds}
        ran = run("--root", str(disk), "-o", "json", env=env)
    check = ran.check("cluster-exists")
    assert check["status"] == "unknown"
    assert "needs ecs:DescribeClusters" in check["reason"]


def test_other_root_asks_nothing_of_this_machine(disk: Path) -> None:
    ran = run("--root", str(disk), "-o", "json", "--no-aws")
    asked = {r["question"].split("/")[0] for r in ran.report["readings"]}
    assert asked == {"root"}
    assert ran.report["status"] == "unknown" or ran.report["status"] == "warn" or ran.code in (1, 2, 3)


def test_registered_agent_is_found(fresh_moto: str, disk: Path) -> None:
    ecs(fresh_moto).create_cluster(clusterName="prod")
    with http(agent()) as introspection, http(metadata()) as imds:
        env = {**aws(fresh_moto), "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds}
        ran = run("--root", str(disk), "-o", "json", "--agent-url", introspection, env=env)
    assert ran.check("instance-registered")["status"] == "ok"
    assert ran.check("cluster-exists")["status"] == "ok"
    assert ran.report["target"]["instance_id"] == "i-0123456789abcdef0"
    assert ran.report["target"]["agent_version"] == "1.105.1"


@pytest.mark.parametrize("arn", [None, ""], ids=["null ARN", "empty ARN"])
def test_agent_without_arn_is_not_registered(disk: Path, arn: str) -> None:
    with http(agent(arn=arn)) as introspection:
        ran = run("--root", str(disk), "-o", "json", "--no-aws", "--agent-url", introspection)
    assert "agent-not-registered" in ran.problems


def test_machine_that_is_no_instance_says_so() -> None:
    with http(lambda _: (404, b"")) as imds:
        ran = run("--no-aws", env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": imds})
    if "not an EC2 instance" not in ran.out:
        pytest.skip("this machine has traces of ECS")
    assert ran.code == 3
    assert "ecsdoctor demo" in ran.out and "ecsdoctor instance" in ran.out
    assert ran.seconds < 11
