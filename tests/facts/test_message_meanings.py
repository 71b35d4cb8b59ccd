"""Every kind of message that ECS, its agent and Docker are known for, in the shapes in which they arrive.

The texts are made here, from templates with other names each time, and then bent as tools bend them: upper and lower
case, line ends in the middle, the escapes of JSON, a prefix of a CLI, one of the AWS SDKs' envelopes.
"""

from __future__ import annotations

import json
from typing import Callable, Dict, List, Tuple

import pytest

from ecsdoctor.facts.ecs.message_rules import is_benign, recognise

Bend = Callable[[str], str]


def wrapped(text: str) -> str:
    """Broken over lines as an 80 column terminal does."""
    words, lines, line = text.split(" "), [], ""
    for word in words:
        line, full = (word, line) if len(line) + len(word) > 78 else (f"{line} {word}".strip(), "")
        lines += [full] if full else []
    return "\n".join([*lines, line])


BENDS: Dict[str, Bend] = {
    "plain": lambda t: t,
    "wrapped": wrapped,
    "escaped": lambda t: json.dumps(t)[1:-1],
    "quoted": lambda t: f'"{t}"',
    "of Terraform": lambda t: f"│ Error: {t}\n│ \n│   with aws_ecs_service.shop,",
    "of the CLI": lambda t: f"2024-05-01T10:00:00.000000+02:00   {t}   (truncated)",
    "lower case": str.lower,
}
SDK: Dict[str, Bend] = {
    "sdk v1": lambda t: f"{t}\n\tstatus code: 400, request id: 0c1d2e3f-aaaa",
    "sdk v2": lambda t: f"operation error ECS: X, https response error StatusCode: 400, RequestID: 0c1d, api error {t}",
}
PULL = "CannotPullContainerError: Error response from daemon: "
PLACE = "(service kiosk) was unable to place a task because no container instance met all of its requirements. "
NEAR = "The closest matching (container-instance 77aa88bb99cc) "
MEANINGS: List[Tuple[str, str]] = [
    # Names of the agent's errors, with nothing else to go by.
    ("DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s", "docker-unresponsive"),
    ("CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s", "docker-unresponsive"),
    ("CannotDescribeContainerError: the daemon gave nothing", "docker-unresponsive"),
    ("CannotStartContainerError: something odd", "task-failed-to-start"),
    ("OutOfMemoryError: Container killed due to memory usage", "container-memory-limit-too-low"),
    ("CannotGetDockerclientError: 1.17", "docker-unresponsive"),
    ("CannotStopContainerError: tried to kill container, but did not receive an exit event", "docker-cannot-stop-container"),
    ("CannotPullContainerError: something odd", "image-pull-failed"),
    ("CannotPullImageManifestError: something odd", "image-pull-failed"),
    ("CannotPullECRContainerError: something odd", "image-pull-failed"),
    ("CannotPullContainerAuthError: the secret has no password", "secret-unavailable"),
    ("CannotCreateContainerError: something odd", "task-failed-to-start"),
    ("CannotRemoveContainerError: device busy", "task-failed-to-start"),
    ("CannotListContainersError: nothing", "docker-unresponsive"),
    ("CannotCreateVolumeError: nothing", "volume-mount-failed"),
    ("CannotListPluginsError: nothing", "docker-unresponsive"),
    ("ContainerNetworkingError: no address", "task-attachment-failed"),
    ("TaskDependencyError: a circle", "container-dependency-unmet"),
    ("ContainerVanishedError: container has gone", "task-failed-to-start"),
    ("ImpossibleStateTransitionError: from RUNNING to NONE", "task-failed-to-start"),
    ("ResourceInitializationError: something odd", "task-failed-to-start"),
    ("InvalidVolumeError: no such volume", "volume-mount-failed"),
    ("HostConfigError: cannot be made", "task-failed-to-start"),
    ("DockerClientConfigError: cannot be made", "task-failed-to-start"),
    # What stands behind the names.
    ("Could not transition to created; timed out after waiting 4m0s", "docker-unresponsive"),
    (f"{PULL}toomanyrequests: slow down", "image-pull-rate-limited"),
    (f"{PULL}manifest for acme/kiosk:7 not found: manifest unknown", "image-not-found"),
    (f"{PULL}no matching manifest for linux/arm64/v8 in the manifest list entries", "image-architecture-mismatch"),
    (f"{PULL}Head https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/k/manifests/1: no basic auth credentials", "image-pull-access-denied"),
    (f"{PULL}pull access denied for acme/kiosk, repository does not exist or may require docker login", "image-pull-access-denied"),
    (f"{PULL}write /var/lib/docker/tmp/GetImageBlob1: no space left on device", "docker-storage-full"),
    (f"{PULL}failed to register layer: ApplyLayer exit status 1", "image-pull-failed"),
    (f"{PULL}Get https://registry.example.net/v2/: dial tcp 10.1.1.1:443: connect: connection refused", "image-pull-no-route"),
    (f"{PULL}Get https://registry.example.net/v2/: dial tcp 10.1.1.1:443: i/o timeout", "image-pull-no-route"),
    (f"{PULL}Get https://registry.example.net/v2/: dial tcp: lookup registry.example.net: no such host", "image-pull-dns-failure"),
    (f"{PULL}Get https://registry.example.net/v2/: x509: certificate signed by unknown authority", "tls-untrusted-ca"),
    (f"{PULL}Get https://registry.example.net/v2/: net/http: TLS handshake timeout", "image-pull-no-route"),
    ("CannotPullContainerError: context canceled", "image-pull-failed"),
    ("CannotPullContainerError: inactivity time exceeded timeout while pulling image", "image-pull-failed"),
    ("CannotPullContainerError: The task cannot pull acme/k:1 from the registry. There is a connection issue between the "
     "task and the registry. Check your network configuration", "image-pull-no-route"),
    ("CannotPullContainerError: The task can't pull the image. Check whether the image exists", "image-not-found"),
    ("CannotPullContainerError: The task can't pull the image. Check that the role has the permissions to pull images from "
     "the registry", "execution-role-permission-missing"),
    ("TaskStateError: Agent could not progress task's state to stopped", "docker-unresponsive"),
    ("CannotStartContainerError: Bind for 0.0.0.0:8443 failed: port is already allocated", "host-port-in-use"),
    ("standard_init_linux.go:228: exec user process caused: exec format error", "image-architecture-mismatch"),
    ("CannotStartContainerError: OCI runtime create failed: exec: \"/srv/run\": stat /srv/run: no such file or directory", "container-command-not-found"),
    ("could not select device driver \"\" with capabilities: [[gpu]]", "gpu-not-available"),
    ("failed to initialize logging driver: the daemon said no", "task-failed-to-start"),
    ("ResourceInitializationError: unable to pull secrets or registry auth: nothing came", "secret-unavailable"),
    ("ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes", "volume-mount-failed"),
    ("ECS was unable to assume the role 'arn:aws:iam::123456789012:role/kiosk' that was provided for this task", "task-role-unusable"),
    # Stopped reasons.
    ("Essential container in task exited", "container-exits"),
    ("Task failed to start", "task-failed-to-start"),
    ("Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/k/0a)", "target-unhealthy"),
    ("Task failed container health checks", "container-health-check-failing"),
    ("Host EC2 (instance i-0aa0bb0cc0dd0ee0f) terminated", "instance-impaired"),
    ("Container instance deregistration forced by user", "container-instance-inactive"),
    ("Timeout waiting for network interface provisioning to complete", "task-attachment-failed"),
    ("Unexpected EC2 error while attempting to attach network interface to instance", "task-attachment-failed"),
    # Service events.
    (PLACE, "service-cannot-place-task"),
    (f"{PLACE}Reason: No Container Instances were found in your cluster.", "cluster-has-no-instances"),
    (f"{PLACE}{NEAR}has insufficient CPU units available.", "insufficient-cpu"),
    (f"{PLACE}{NEAR}has insufficient memory available.", "insufficient-memory"),
    (f"{PLACE}{NEAR}is already using a port required by your task.", "host-port-in-use"),
    (f"{PLACE}{NEAR}is missing an attribute required by your task.", "missing-attribute"),
    (f"{PLACE}{NEAR}encountered error \"AGENT\".", "placement-agent-disconnected"),
    (f"{PLACE}{NEAR}encountered error \"RESOURCE:ENI\".", "eni-limit-reached"),
    (f"{PLACE}{NEAR}encountered error \"ATTRIBUTE\".", "missing-attribute"),
    (f"{PLACE}{NEAR}encountered error \"RESOURCE:PORTS\".", "host-port-in-use"),
    (f"{PLACE}{NEAR}does not have the agent connected.", "placement-agent-disconnected"),
    (f"{PLACE}{NEAR}doesn't have the agent connected.", "placement-agent-disconnected"),
    (f"{PLACE}(instance does not meet placement constraints)", "placement-constraint-unsatisfied"),
    ("(service kiosk) is unable to consistently start tasks successfully.", "task-failed-to-start"),
    ("(service kiosk) has exceeded the maximum number of failed tasks", "circuit-breaker-triggered"),
    ("(service kiosk) (deployment ecs-svc/77) deployment failed: tasks failed to start.", "circuit-breaker-triggered"),
    ("(service kiosk) was unable to assume role arn:aws:iam::123456789012:role/old", "service-linked-role-missing"),
    ("Unable to launch instances of the capacity provider", "autoscaling-launch-failed"),
    ("(service kiosk) operations are being throttled on ELB. Will try again later.", "api-throttled"),
    ("the ENI quota of the region is used up", "service-quota-reached"),
    # Events of EventBridge.
    ("SERVICE_TASK_START_IMPAIRED", "task-failed-to-start"),
    ("SERVICE_DISCOVERY_INSTANCE_UNHEALTHY", "container-health-check-failing"),
    ("SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED", "placement-constraint-unsatisfied"),
    ("ECS_OPERATION_THROTTLED", "api-throttled"),
    ("SERVICE_TASK_PLACEMENT_FAILURE", "service-cannot-place-task"),
    ("SERVICE_TASK_CONFIGURATION_FAILURE", "task-definition-invalid"),
    ("SERVICE_DEPLOYMENT_FAILED", "circuit-breaker-triggered"),
]  # fmt: skip
API: List[Tuple[str, str]] = [
    ("AGENT", "placement-agent-disconnected"),
    ("INACTIVE", "container-instance-inactive"),
    ("ATTRIBUTE", "missing-attribute"),
    ("RESOURCE:CPU", "insufficient-cpu"),
    ("RESOURCE:MEMORY", "insufficient-memory"),
    ("RESOURCE:PORTS", "host-port-in-use"),
    ("RESOURCE:ENI", "eni-limit-reached"),
    ("RESOURCE:GPU", "gpu-not-available"),
    ("LOCATION", "awsvpc-subnet-zone-mismatch"),
]
CALLS: List[Tuple[str, str]] = [
    ("ClusterNotFoundException: Cluster not found.", "cluster-not-found"),
    ("ThrottlingException: Rate exceeded", "api-throttled"),
    ("LimitExceededException: The limit for services was reached", "service-quota-reached"),
    ("ClientException: Role is not valid", "task-role-unusable"),
    ("InvalidParameterException: No Container Instances were found in your cluster.", "cluster-has-no-instances"),
]
EVERYDAY = (
    "(service kiosk) has reached a steady state.",
    "Scaling activity initiated by (deployment ecs-svc/12)",
    "Your Spot Task was interrupted.",
    "TaskStoppedBeforePullBeginError: Task stopped before image pull could begin for task",
    "SERVICE_STEADY_STATE",
)


@pytest.mark.parametrize(("text", "problem"), MEANINGS, ids=[t[:40] for t, _ in MEANINGS])
def test_each_meaning_in_every_shape(text: str, problem: str) -> None:
    for name, bend in BENDS.items():
        told = recognise(bend(text))
        assert told is not None and told.problem == problem, (name, told)


@pytest.mark.parametrize(("reason", "problem"), API)
def test_reasons_of_failures(reason: str, problem: str) -> None:
    for text in (reason, f'{NEAR}encountered error "{reason}".', f"{reason}. More of it stands here."):
        told = recognise(text)
        assert told is not None and told.problem == problem, (text, told)


@pytest.mark.parametrize(("text", "problem"), CALLS)
def test_refused_calls_in_the_envelopes_of_the_sdks(text: str, problem: str) -> None:
    for bend in SDK.values():
        told = recognise(bend(text))
        assert told is not None and told.problem == problem, (bend(text), told)


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_life_is_no_failure(text: str) -> None:
    assert is_benign(text)


@pytest.mark.parametrize(("code", "problem"), [(1, "container-exits"), (126, "container-command-not-found"),
    (127, "container-command-not-found"), (137, "container-exits"), (139, "container-exits"), (255, "container-exits")])  # fmt: skip
def test_exit_codes(code: int, problem: str) -> None:
    told = recognise(f"Essential container in task exited, ExitCode: {code}")
    assert told is not None and told.problem == problem
    assert str(code) in told.sentence


def test_codes_of_an_ordered_end_tell_nothing() -> None:
    assert recognise("ExitCode: 143") is None
    assert recognise("ExitCode: 0") is None
