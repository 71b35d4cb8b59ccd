"""The worlds: name → (problem, words that must be told, sick form, healthy twin)."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Tuple

from service_worlds import ECR, REGION, ServiceWorld, ago

Form = Callable[[ServiceWorld], None]
WORLDS: Dict[str, Tuple[str, str, Form, Form]] = {}
TRUST_EC2 = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
NO_ROOM = "was unable to place a task because no container instance met all of its requirements."


def world(name: str, problem: str, shown: str) -> Callable[[Callable[[ServiceWorld, bool], None]], None]:
    """One function builds both forms; the flag says whether it is the sick one."""

    def keep(build: Callable[[ServiceWorld, bool], None]) -> None:
        WORLDS[name] = (problem, shown, lambda w: build(w, True), lambda w: build(w, False))

    return keep


def placed(name: str, problem: str, shown: str) -> Callable[[Callable[[ServiceWorld, bool], None]], None]:
    """A world in which a task waits for an instance."""

    def keep(build: Callable[[ServiceWorld, bool], None]) -> None:
        def both(w: ServiceWorld, sick: bool) -> None:
            build(w, sick)
            if sick:
                w.short(NO_ROOM)

        world(name, problem, shown)(both)

    return keep


# Placement.


@placed("memory", "insufficient-memory", "the largest offers 3700 MiB")
def memory(w: ServiceWorld, sick: bool) -> None:
    w.container["memory"] = 60000 if sick else 512


@placed("cpu", "insufficient-cpu", "of 2048 CPU units")
def cpu(w: ServiceWorld, sick: bool) -> None:
    w.container["cpu"] = 4096 if sick else 256


@placed("port taken", "host-port-in-use", "8080/tcp is taken")
def port_taken(w: ServiceWorld, sick: bool) -> None:
    w.container["portMappings"] = [{"containerPort": 80, "hostPort": 8080}]
    w.ports = [*w.ports, "8080"] if sick else w.ports


@placed("port reserved by the agent", "host-port-reserved", "51678")
def port_reserved_by_the_agent(w: ServiceWorld, sick: bool) -> None:
    w.container["portMappings"] = [{"containerPort": 80, "hostPort": 51678 if sick else 51681}]


@placed("logging driver", "missing-attribute-logging-driver", "logging-driver.gelf")
def logging_driver(w: ServiceWorld, sick: bool) -> None:
    name = "com.amazonaws.ecs.capability.logging-driver.gelf"
    w.defined["requiresAttributes"] = [{"name": name}]
    w.attributes.update({} if sick else {name: ""})


@placed("task role capability", "missing-attribute-task-iam-role", "task-iam-role")
def task_role_capability(w: ServiceWorld, sick: bool) -> None:
    name = "com.amazonaws.ecs.capability.task-iam-role"
    w.defined["requiresAttributes"] = [{"name": name}]
    w.attributes.update({} if sick else {name: ""})


@placed("memberOf", "placement-constraint-unsatisfied", "does not meet attribute:shelf == a")
def memberof(w: ServiceWorld, sick: bool) -> None:
    w.answered["placementConstraints"] = [{"type": "memberOf", "expression": "attribute:shelf == a"}]
    w.attributes["shelf"] = "b" if sick else "a"


@placed("distinct instances", "placement-constraint-unsatisfied", "distinctInstance")
def distinct_instances(w: ServiceWorld, sick: bool) -> None:
    w.answered["placementConstraints"] = [{"type": "distinctInstance"}] if sick else []
    w.task()


@placed("agent disconnected", "placement-agent-disconnected", "not connected")
def agent_disconnected(w: ServiceWorld, sick: bool) -> None:
    w.instance["agentConnected"] = not sick


@placed("draining", "instance-draining", "draining")
def draining(w: ServiceWorld, sick: bool) -> None:
    w.instance["status"] = "DRAINING" if sick else "ACTIVE"


@placed("interfaces used up", "eni-limit-reached", "carries 2 awsvpc tasks")
def interfaces_used_up(w: ServiceWorld, sick: bool) -> None:
    w.awsvpc(w.subnets[0])
    for _number in range(2 if sick else 1):
        w.task(attachments=[{"type": "ElasticNetworkInterface", "status": "ATTACHED"}])


@placed("subnets elsewhere", "awsvpc-subnet-zone-mismatch", f"it is in {REGION}a")
def subnets_elsewhere(w: ServiceWorld, sick: bool) -> None:
    w.awsvpc(w.subnets[1] if sick else w.subnets[0])


@placed("architecture", "missing-attribute", "its architecture is x86_64")
def architecture(w: ServiceWorld, sick: bool) -> None:
    w.defined["runtimePlatform"] = {"cpuArchitecture": "ARM64" if sick else "X86_64"}


@placed("operating system", "missing-attribute", "the task is for windows")
def operating_system(w: ServiceWorld, sick: bool) -> None:
    w.defined["runtimePlatform"] = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" if sick else "LINUX"}


@placed("gpu", "gpu-not-available", "GPUs left")
def gpu(w: ServiceWorld, sick: bool) -> None:
    w.container["resourceRequirements"] = [{"type": "GPU", "value": "1"}] if sick else []


# Images and repositories.


def pushed(w: ServiceWorld, tag: str, manifest: Any = None) -> None:
    """A repository `web` with one image."""
    w.aws["ecr"].create_repository(repositoryName="web")
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    body = manifest or {
        "schemaVersion": 2,
        "mediaType": kind,
        "config": {"size": 1, "digest": "sha256:" + 64 * "a"},
        "layers": [],
    }
    w.aws["ecr"].put_image(repositoryName="web", imageTag=tag, imageManifest=json.dumps(body))


@world("tag missing", "image-not-found", "has no image :7")
def tag_missing(w: ServiceWorld, sick: bool) -> None:
    w.container["image"] = f"{ECR}/web:7"
    pushed(w, "6" if sick else "7")
    if sick:
        w.short("(task 1) failed to start.")


@world("tag expired by a lifecycle policy", "image-not-found", "lifecycle policy expires tagged images beyond 3")
def tag_expired_by_a_lifecycle_policy(w: ServiceWorld, sick: bool) -> None:
    w.container["image"] = f"{ECR}/web:7"
    pushed(w, "9" if sick else "7")
    picked = {"tagStatus": "tagged", "tagPrefixList": ["v"], "countType": "imageCountMoreThan", "countNumber": 3}
    rule = {"rulePriority": 1, "selection": picked, "action": {"type": "expire"}}
    w.aws["ecr"].put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=json.dumps({"rules": [rule]}))
    if sick:
        w.short()


@world("repository missing", "image-not-found", 'The repository "wbe"')
def repository_missing(w: ServiceWorld, sick: bool) -> None:
    pushed(w, "7")
    w.container["image"] = f"{ECR}/{'wbe' if sick else 'web'}:7"
    if sick:
        w.short()


@world("tag pushed again", "image-tag-moved", "The tag was pushed again")
def tag_pushed_again(w: ServiceWorld, sick: bool) -> None:
    pushed(w, "7")
    image = f"{ECR}/web:7"
    w.container["image"] = image
    now = w.aws["ecr"].describe_images(repositoryName="web")["imageDetails"][0]["imageDigest"]
    digest = "sha256:" + 64 * "1" if sick else now
    w.task(containers=[{"name": "web", "lastStatus": "RUNNING", "image": image, "imageDigest": digest}])


@world("platforms of the image", "image-architecture-mismatch", "is built for arm64")
def platforms_of_the_image(w: ServiceWorld, sick: bool) -> None:
    kind = "application/vnd.docker.distribution.manifest.list.v2+json"
    one = {
        "digest": "sha256:" + 64 * "a",
        "size": 1,
        "platform": {"architecture": "arm64" if sick else "amd64", "os": "linux"},
    }
    w.container["image"] = f"{ECR}/web:7"
    pushed(w, "7", {"schemaVersion": 2, "mediaType": kind, "manifests": [one]})
    if sick:
        w.short()


# Load balancers.


@world("target type against network mode", "service-configuration-invalid", "has target type ip")
def target_type_against_network_mode(w: ServiceWorld, sick: bool) -> None:
    w.balanced("ip" if sick else "instance")
    w.admit(32768, 65535)


@world("container that is not there", "service-configuration-invalid", 'registers container "wbe"')
def container_that_is_not_there(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(32768, 65535)
    named = w.service.pop("loadBalancers")
    w.answered["loadBalancers"] = [{**named[0], "containerName": "wbe" if sick else "web"}]


@world("group without listener", "target-group-not-attached", "belongs to no load balancer")
def group_without_listener(w: ServiceWorld, sick: bool) -> None:
    w.balanced(attached=not sick)
    w.admit(32768, 65535)


@world("dynamic ports closed", "target-port-blocked", "the dynamic ports 32768-65535")
def dynamic_ports_closed(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(80 if sick else 32768, 80 if sick else 65535)
    w.health = ("initial", "Elb.RegistrationInProgress", "") if sick else w.health


@world("port of awsvpc tasks closed", "target-port-blocked", "port 8080")
def port_of_awsvpc_tasks_closed(w: ServiceWorld, sick: bool) -> None:
    w.container["portMappings"] = [{"containerPort": 8080}]
    w.awsvpc(w.subnets[0])
    w.balanced("ip", 8080)
    w.admit(80 if sick else 8080, 81 if sick else 8080)
    w.health = ("initial", "Elb.RegistrationInProgress", "") if sick else w.health


@world("targets time out", "target-port-blocked", "do not answer the load balancer in time")
def targets_time_out(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(32768, 65535)
    w.health = ("unhealthy", "Target.Timeout", "Request timed out") if sick else ("healthy", "", "")


@world("zone not enabled", "target-unhealthy", f"{REGION}a, {REGION}b")
def zone_not_enabled(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(32768, 65535)
    text = "Target is in an Availability Zone that is not enabled for the load balancer"
    w.health = ("unused", "Target.NotInUse", text) if sick else ("healthy", "", "")


@world("wrong path", "health-check-misconfigured", "[404]")
def wrong_path(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(32768, 65535)
    text = "Health checks failed with these codes: [404]"
    w.health = ("unhealthy", "Target.ResponseCodeMismatch", text) if sick else ("healthy", "", "")


@world("fixed health check port", "health-check-misconfigured", "asks port 8080")
def fixed_health_check_port(w: ServiceWorld, sick: bool) -> None:
    w.balanced(HealthCheckPort="8080" if sick else "traffic-port")
    w.admit(32768, 65535)


@world("application balancer named as a Classic one", "load-balancer-type-confused", "which is of the kind application")
def application_balancer_named_as_a_classic_one(w: ServiceWorld, sick: bool) -> None:
    if sick:
        w.aws["elbv2"].create_load_balancer(Name="old", Subnets=w.subnets)
    else:
        listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
        w.aws["elb"].create_load_balancer(LoadBalancerName="old", Listeners=[listener], Subnets=w.subnets)
    w.answered["loadBalancers"] = [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}]


@world("service-linked role missing", "service-linked-role-missing", "AWSServiceRoleForECS")
def service_linked_role_missing(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(32768, 65535)
    if sick:
        w.has_role = False
        w.short()


@world("killed before it is ready", "target-unhealthy", "failed ELB health checks")
def killed_before_it_is_ready(w: ServiceWorld, sick: bool) -> None:
    w.balanced()
    w.admit(32768, 65535)
    w.answered["healthCheckGracePeriodSeconds"] = 10
    if sick:
        reason = "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x:1:targetgroup/web/1)"
        w.task(
            "STOPPED", stoppedReason=reason, stopCode="ServiceSchedulerInitiated", startedAt=ago(3), stoppedAt=ago(2)
        )
    else:
        w.task()


# Deployments.


@world("percentages deadlock", "deployment-percent-deadlock", "minimumHealthyPercent 100")
def percentages_deadlock(w: ServiceWorld, sick: bool) -> None:
    w.answered["deploymentConfiguration"] = {"minimumHealthyPercent": 100 if sick else 50, "maximumPercent": 100}
    w.rollout()


@world("fixed port and one instance", "static-host-port-blocks-rollout", "fixed host port 8080")
def fixed_port_and_one_instance(w: ServiceWorld, sick: bool) -> None:
    w.container["portMappings"] = [{"containerPort": 80, "hostPort": 8080}]
    w.answered["deploymentConfiguration"] = {"minimumHealthyPercent": 100 if sick else 0, "maximumPercent": 200}
    w.rollout()


@world("no room beside the old tasks", "no-headroom-for-rollout", "not enough memory")
def no_room_beside_the_old_tasks(w: ServiceWorld, sick: bool) -> None:
    w.rollout()
    near = "The closest matching container-instance 1 has insufficient memory available."
    w.say(*([f"{NO_ROOM} {near}"] if sick else ["has started 1 tasks: (task 1)."]))


@world("circuit breaker", "circuit-breaker-triggered", "tasks failed to start")
def circuit_breaker(w: ServiceWorld, sick: bool) -> None:
    if sick:
        w.rollout("FAILED", rolloutStateReason="ECS deployment circuit breaker: tasks failed to start.")
    else:
        w.rollout("IN_PROGRESS")


@world("rollout that does not finish", "deployment-stuck", "ended oddly")
def rollout_that_does_not_finish(w: ServiceWorld, sick: bool) -> None:
    w.rollout(minutes=90 if sick else 5, running=1)
    if sick:
        reason = "ended oddly"
        w.task("STOPPED", stoppedReason="it ended", containers=[{"name": "web", "reason": reason}], stoppedAt=ago(3))


@world("tasks that stay pending", "task-stuck-pending", "PENDING")
def tasks_that_stay_pending(w: ServiceWorld, sick: bool) -> None:
    w.task("PENDING", minutes=50 if sick else 2)


@world("tasks that do not stop", "docker-cannot-stop-container", "do not stop")
def tasks_that_do_not_stop(w: ServiceWorld, sick: bool) -> None:
    w.task("STOPPING", desiredStatus="STOPPED", stoppingAt=ago(50 if sick else 1))


@world("throttled", "api-throttled", "throttles")
def throttled(w: ServiceWorld, sick: bool) -> None:
    w.say("operations are being throttled on ELB. Will try again later." if sick else "has reached a steady state.")


# Logs, secrets, roles.


@world("log group missing", "log-group-missing", '"/ecs/web"')
def log_group_missing(w: ServiceWorld, sick: bool) -> None:
    w.aws["logs"].create_log_group(logGroupName="/ecs/web-old" if sick else "/ecs/web")
    options = {"awslogs-group": "/ecs/web", "awslogs-region": REGION}
    w.container["logConfiguration"] = {"logDriver": "awslogs", "options": options}
    if sick:
        w.short()


@world("log group that the driver makes", "log-permission-denied", "logs:CreateLogGroup")
def log_group_that_the_driver_makes(w: ServiceWorld, sick: bool) -> None:
    options = {"awslogs-group": "/ecs/web", "awslogs-region": REGION, "awslogs-create-group": "true"}
    w.container["logConfiguration"] = {"logDriver": "awslogs", "options": options}
    w.definition["executionRoleArn"] = w.role()
    w.front.simulate = {"logs:CreateLogGroup": "implicitDeny"} if sick else {}
    if sick:
        w.short()


@world("secret missing", "secret-unavailable", "there is no such secret")
def secret_missing(w: ServiceWorld, sick: bool) -> None:
    made = w.aws["secretsmanager"].create_secret(Name="db", SecretString="x")["ARN"]
    w.container["secrets"] = [{"name": "DB", "valueFrom": made.replace("db-", "bd-") if sick else f"{made}:password::"}]
    if sick:
        w.short()


@world("parameter missing", "secret-unavailable", "there is no such parameter")
def parameter_missing(w: ServiceWorld, sick: bool) -> None:
    w.aws["ssm"].put_parameter(Name="/prod/db", Value="x", Type="String")
    w.container["secrets"] = [{"name": "DB", "valueFrom": "/prod/bd" if sick else "/prod/db"}]
    if sick:
        w.short()


@world("secret that may not be read", "secret-unavailable", "secretsmanager:GetSecretValue")
def secret_that_may_not_be_read(w: ServiceWorld, sick: bool) -> None:
    made = w.aws["secretsmanager"].create_secret(Name="db", SecretString="x")["ARN"]
    w.container["secrets"] = [{"name": "DB", "valueFrom": made}]
    w.definition["executionRoleArn"] = w.role()
    w.front.simulate = {"secretsmanager:GetSecretValue": "implicitDeny"} if sick else {}
    if sick:
        w.short()


@world("execution role may not pull", "execution-role-permission-missing", "ecr:BatchGetImage")
def execution_role_may_not_pull(w: ServiceWorld, sick: bool) -> None:
    pushed(w, "7")
    w.container["image"] = f"{ECR}/web:7"
    w.definition["executionRoleArn"] = w.role()
    w.front.simulate = {"ecr:BatchGetImage": "explicitDeny"} if sick else {}
    if sick:
        w.short()


@world("role missing", "task-role-unusable", "does not exist")
def role_missing(w: ServiceWorld, sick: bool) -> None:
    arn = w.role()
    w.definition["taskRoleArn"] = arn.replace("role/exec", "role/gone") if sick else arn
    if sick:
        w.short()


@world("role that trusts EC2 only", "task-role-unusable", "does not trust")
def role_that_trusts_ec_only(w: ServiceWorld, sick: bool) -> None:
    arn = w.role("plain", TRUST_EC2) if sick else w.role("plain")
    w.definition["taskRoleArn"] = arn
    if sick:
        w.short()
