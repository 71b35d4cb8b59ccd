"""`ecsdoctor cluster` and `service` over real HTTP: moto, behind a front that plays what moto lacks.

The front (aws_front.py, ClusterFront) answers in the shapes of the API where moto cannot: agentConnected false,
counts of services that run too few tasks, failed scaling activities, a filter of DescribeInstances, refusals.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Callable

import pytest
from cluster_worlds import CLUSTER, GROUP, ClusterFront, ClusterWorld, all_run, changed, check, look, problems
from worlds import clients

from conftest import KEYS, run
from ecsdoctor.model.finding import Status

pytest_plugins = ("cluster_fixtures",)


def test_healthy_cluster_is_silent(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 4)
    world.service(2)
    front.log.clear()
    report = look(monkeypatch, url)
    assert problems(report) == []
    assert report.status is Status.OK
    assert check(report, "cluster-exists").status is Status.OK
    assert check(report, "services-run-desired-count").status is Status.OK
    assert check(report, "instances-are-in-the-cluster").status is Status.OK
    assert check(report, "capacity-providers-are-usable").status is Status.OK
    assert len(front.log) <= 45
    assert report.target["kind"] == "cluster"


def test_missing_cluster_is_named_with_its_likeness(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clients(url)["ecs"].create_cluster(clusterName="prod")
    report = look(monkeypatch, url, cluster="prodd")
    assert problems(report)[0] == ("cluster-not-found", 0)
    assert '"prodd" does not exist in us-east-1' in report.diagnoses[0].explanation
    assert 'Did you mean "prod"?' in report.diagnoses[0].explanation
    assert report.diagnoses[0].remedy[0] == "ecsdoctor cluster prod --region us-east-1"


def test_empty_cluster_without_services_is_no_fault(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clients(url)["ecs"].create_cluster(clusterName=CLUSTER)
    assert problems(look(monkeypatch, url)) == []


def test_service_without_any_instance(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 0)
    world.service(2)
    front.rewrite["ecs:DescribeServices"] = changed(_none_run)
    front.rewrite["ecs:DescribeClusters"] = changed(lambda b: b["clusters"][0].update(activeServicesCount=1))
    report = look(monkeypatch, url)
    assert problems(report)[0][0] == "autoscaling-group-empty"
    assert "cluster-has-no-instances" in report.diagnoses[0].explains
    assert report.status is Status.FAIL


def _none_run(body: Any) -> None:
    for service in body["services"]:
        service.update(runningCount=0, pendingCount=0, events=[])
        for deployment in service["deployments"]:
            deployment.update(runningCount=0, pendingCount=0)


def test_missing_instance_without_visible_cause(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 3, registered=2)
    report = look(monkeypatch, url)
    assert problems(report) == [("agent-not-registered", 1)]
    assert report.diagnoses[0].subjects == (world.ids[2],)
    assert "a capacity provider of the cluster uses it" in report.diagnoses[0].explanation


def test_instance_that_was_just_launched_is_not_judged(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ClusterWorld(url, 3, registered=2)
    report = look(monkeypatch, url, later=timedelta(0))
    assert problems(report) == []
    assert check(report, "instances-are-in-the-cluster").status is Status.UNKNOWN


def test_group_that_only_its_template_ties_to_the_cluster(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ClusterWorld(url, 2, registered=0, provider=False)
    report = look(monkeypatch, url)
    assert ("agent-not-registered", 2) in problems(report)
    assert "user data" in report.diagnoses[0].explanation


def test_instance_of_no_group_whose_user_data_names_the_cluster(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 2)
    lonely = world.ec2.run_instances(
        ImageId=world.image, MinCount=1, MaxCount=1, SubnetId=world.subnet, IamInstanceProfile={"Name": "ecsInstanceRole"},
        UserData=f"#!/bin/bash\necho ECS_CLUSTER={CLUSTER} >> /etc/ecs/ecs.config\n",
    )["Instances"][0]["InstanceId"]  # fmt: skip
    report = look(monkeypatch, url)
    assert [d.subjects for d in report.diagnoses] == [(lonely,)]


def test_disconnected_agent_is_named(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 3)
    front.rewrite["ecs:DescribeContainerInstances"] = changed(
        lambda b: [r.update(agentConnected=r["ec2InstanceId"] != world.ids[0]) for r in b["containerInstances"]]
    )
    report = look(monkeypatch, url)
    assert problems(report) == [("agent-disconnected", 1)]
    assert report.diagnoses[0].subjects == (world.ids[0],)


def test_registration_of_a_terminated_instance_is_a_ghost(
    url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = ClusterWorld(url, 3)
    gone = "i-0ffffffffffffffff"
    front.rewrite["ecs:DescribeContainerInstances"] = changed(
        lambda b: [
            r.update(ec2InstanceId=gone, agentConnected=False)
            for r in b["containerInstances"]
            if r["ec2InstanceId"] == world.ids[0]
        ]
    )
    world.scaling.detach_instances(
        InstanceIds=[world.ids[0]], AutoScalingGroupName=GROUP, ShouldDecrementDesiredCapacity=True
    )
    world.ec2.terminate_instances(InstanceIds=[world.ids[0]])
    report = look(monkeypatch, url)
    assert problems(report) == [("ghost-container-instance", 1)]
    assert report.status is Status.WARN


def test_instance_left_draining(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 3)
    arn = world.ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"][0]
    world.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[arn], status="DRAINING")
    assert problems(look(monkeypatch, url)) == [("instance-draining", 1)]


def test_service_under_its_desired_count(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 2)
    world.service(2)
    world.service(1, "api")
    event = (
        "(service web) was unable to place a task because no container instance met all of its requirements. The "
        "closest matching (container-instance 0123) has insufficient memory available."
    )

    def short(body: Any) -> None:
        all_run(body)
        for service in body["services"]:
            if service["serviceName"] == "web":
                _none_run({"services": [service]})
                service["events"] = [{"id": "1", "createdAt": 1790000000.0, "message": event}]

    front.rewrite["ecs:DescribeServices"] = changed(short)
    report = look(monkeypatch, url)
    assert "insufficient-memory" in [p for p, _ in problems(report)]
    assert "service-under-desired-count" not in [p for p, _ in problems(report)][:1]
    only = look(monkeypatch, url, kind="service", service="api")
    assert problems(only) == []
    assert only.status is Status.OK


def test_unknown_service_leaves_the_verdict_open(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ClusterWorld(url, 1)
    report = look(monkeypatch, url, kind="service", service="nothing")
    assert report.status is Status.UNKNOWN
    assert 'has no service "nothing"' in report.summary


def test_unprotected_group_of_a_protecting_provider(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 2)
    world.scaling.update_auto_scaling_group(AutoScalingGroupName=GROUP, NewInstancesProtectedFromScaleIn=False)
    report = look(monkeypatch, url)
    assert problems(report) == [("capacity-provider-misconfigured", 1)]
    assert "--new-instances-protected-from-scale-in" in report.diagnoses[0].remedy[0]


def test_lost_tag_of_managed_scaling(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 2)
    tag = {"ResourceId": GROUP, "ResourceType": "auto-scaling-group", "Key": "AmazonECSManaged"}
    world.scaling.delete_tags(Tags=[tag])
    report = look(monkeypatch, url)
    assert problems(report) == [("capacity-provider-misconfigured", 1)]
    assert report.status is Status.WARN


def test_suspended_launch(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 2)
    world.scaling.suspend_processes(AutoScalingGroupName=GROUP, ScalingProcesses=["Launch"])
    report = look(monkeypatch, url)
    assert problems(report)[0][0] == "capacity-provider-misconfigured"
    assert "resume-processes" in report.diagnoses[0].remedy[0]


ACTIVITY = """<DescribeScalingActivitiesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
<DescribeScalingActivitiesResult><Activities><member><ActivityId>a</ActivityId>
<AutoScalingGroupName>ecs-group</AutoScalingGroupName><StatusCode>Failed</StatusCode><Progress>100</Progress>
<StartTime>2026-11-23T08:00:00Z</StartTime><Cause>At 2026-11-23T08:00:00Z an instance was started.</Cause>
<Description>Launching a new EC2 instance.  Status Reason: x</Description>
<StatusMessage>You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket
that the specified instance type belongs to. Launching EC2 instance failed.</StatusMessage></member></Activities>
</DescribeScalingActivitiesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
</DescribeScalingActivitiesResponse>"""


def test_failed_launches_name_their_reason(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    ClusterWorld(url, 1)
    front.rewrite["autoscaling:DescribeScalingActivities"] = lambda _: ACTIVITY
    assert problems(look(monkeypatch, url)) == [("vcpu-quota-exceeded", 0)]


def test_command_line_takes_an_arn_and_refuses_nonsense(url: str) -> None:
    clients(url)["ecs"].create_cluster(clusterName=CLUSTER)
    env = {**KEYS, "AWS_ENDPOINT_URL": url}
    ran = run("cluster", f"arn:aws:ecs:us-east-1:123456789012:cluster/{CLUSTER}", "-o", "json", env=env)
    assert ran.code == 0, ran.out + ran.err
    assert (ran.report["target"]["cluster"], ran.report["target"]["region"]) == (CLUSTER, "us-east-1")
    assert run("service", "web", "--region", "us-east-1", env=env).code == 64
    assert run("cluster", "a/b", "--region", "us-east-1", env=env).code == 64


def _lifecycle(id_: str, state: str) -> Callable[[str], str]:
    """The state of one member in an answer of DescribeAutoScalingGroups; fields of a member come in any order."""

    def rewrite(text: str) -> str:
        parts = text.split("<member>")
        return "<member>".join(
            p.replace("<LifecycleState>InService", f"<LifecycleState>{state}") if id_ in p else p for p in parts
        )

    return rewrite


def test_launch_hook_that_nobody_completes(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 3)
    world.hook("warm-up", "LAUNCHING")
    front.rewrite["autoscaling:DescribeAutoScalingGroups"] = _lifecycle(world.ids[1], "Pending:Wait")
    report = look(monkeypatch, url)
    assert problems(report) == [("lifecycle-hook-stuck", 1)]
    assert report.diagnoses[0].subjects == (world.ids[1],)
    assert "--lifecycle-hook-name warm-up" in " ".join(report.diagnoses[0].remedy)
    assert problems(look(monkeypatch, url, later=timedelta(minutes=10))) == []


LEAVING = """<DescribeScalingActivitiesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
<DescribeScalingActivitiesResult><Activities><member><ActivityId>a</ActivityId>
<AutoScalingGroupName>ecs-group</AutoScalingGroupName><StatusCode>MidTerminatingLifecycleAction</StatusCode>
<Progress>60</Progress><StartTime>{}</StartTime><Cause>At …</Cause>
<Description>Terminating EC2 instance: {}</Description></member></Activities>
</DescribeScalingActivitiesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
</DescribeScalingActivitiesResponse>"""


def test_instance_that_drains_for_hours(url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 3)
    world.hook("ecs-managed-draining-termination-hook", "TERMINATING")
    arns = world.ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    rows = world.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)["containerInstances"]
    leaving = rows[0]["ec2InstanceId"]
    world.ecs.update_container_instances_state(
        cluster=CLUSTER, containerInstances=[rows[0]["containerInstanceArn"]], status="DRAINING"
    )
    front.rewrite["autoscaling:DescribeAutoScalingGroups"] = _lifecycle(leaving, "Terminating:Wait")
    front.rewrite["autoscaling:DescribeScalingActivities"] = lambda _: LEAVING.format(started, leaving)
    front.rewrite["ecs:DescribeContainerInstances"] = changed(
        lambda b: [r.update(runningTasksCount=2) for r in b["containerInstances"] if r["status"] == "DRAINING"]
    )
    started = (datetime.now(timezone.utc) - timedelta(hours=5)).isoformat()
    report = look(monkeypatch, url)
    assert problems(report) == [("instance-draining", 1)]
    assert "still drains: 2 tasks run there" in report.diagnoses[0].explanation
    started = datetime.now(timezone.utc).isoformat()
    assert problems(look(monkeypatch, url)) == []


def test_stopped_instance_of_a_warm_pool_is_at_rest(
    url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = ClusterWorld(url, 3)
    resting = world.ids[0]
    world.scaling.detach_instances(
        InstanceIds=[resting], AutoScalingGroupName=GROUP, ShouldDecrementDesiredCapacity=True
    )
    world.ec2.create_tags(Resources=[resting], Tags=[{"Key": "aws:autoscaling:groupName", "Value": GROUP}])
    world.ec2.stop_instances(InstanceIds=[resting])
    front.rewrite["ecs:DescribeContainerInstances"] = changed(
        lambda b: [r.update(agentConnected=r["ec2InstanceId"] != resting) for r in b["containerInstances"]]
    )
    assert problems(look(monkeypatch, url)) != []
    pool = "<WarmPoolConfiguration><PoolState>Stopped</PoolState></WarmPoolConfiguration><AutoScalingGroupName>"
    front.rewrite["autoscaling:DescribeAutoScalingGroups"] = lambda text: text.replace(
        "<AutoScalingGroupName>", pool, 1
    )
    report = look(monkeypatch, url)
    assert problems(report) == []
    assert "1 rest in a warm pool" in check(report, "agents-of-the-cluster-are-connected").findings[0].text


def test_capacity_provider_that_was_never_attached(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 2, provider=False)
    world.provide(world.scaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]["AutoScalingGroupARN"])
    report = look(monkeypatch, url)
    assert problems(report) == [("capacity-provider-misconfigured", 1)]
    assert report.status is Status.WARN
    assert 'is not attached to "prod"' in report.diagnoses[0].explanation


def test_group_short_of_instances_because_launch_is_suspended(
    url: str, front: ClusterFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = ClusterWorld(url, 2, provider=False)
    world.scaling.suspend_processes(AutoScalingGroupName=GROUP, ScalingProcesses=["Launch"])
    assert problems(look(monkeypatch, url)) == []
    front.rewrite["autoscaling:DescribeAutoScalingGroups"] = lambda text: text.replace(
        "<DesiredCapacity>2", "<DesiredCapacity>3"
    )
    report = look(monkeypatch, url)
    assert problems(report) == [("autoscaling-group-empty", 0)]
    assert "wants 3 instances and has 2" in report.diagnoses[0].explanation


def test_missing_instances_registered_in_a_cluster_of_a_similar_name(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 3, registered=2)
    world.ecs.create_cluster(clusterName="prod-old")
    world.register(world.ids[2], "prod-old")
    report = look(monkeypatch, url)
    assert problems(report) == [("registered-in-another-cluster", 1)]
    assert 'registered in "prod-old"' in report.diagnoses[0].explanation


def test_cluster_of_another_region_and_of_another_case(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clients(url, "eu-west-1")["ecs"].create_cluster(clusterName="Prod")
    clients(url)["ecs"].create_cluster(clusterName="PROD")
    report = look(monkeypatch, url, cluster="Prod")
    assert problems(report) == [("cluster-not-found", 0)]
    assert 'Did you mean "PROD"?' in report.diagnoses[0].explanation
    assert "exists in eu-west-1" in report.diagnoses[0].explanation


def test_deleted_cluster(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ClusterWorld(url, 0)
    world.ecs.delete_cluster(cluster=CLUSTER)
    report = look(monkeypatch, url)
    assert problems(report)[0] == ("cluster-inactive", 0), problems(report)
