"""Containers that do not start, do not stay, or are stopped: agent, Docker and stopped reasons."""

from __future__ import annotations

from typing import Optional

from .rules import Chosen, Values, rule

_NAMED = r"(?:[\"'\\]{0,3}(?P<command>[^\"'\\]+?)[\"'\\]{0,3})"
_EXITS = {
    "1": "an error of the application",
    "2": "wrong use of a command",
    "125": "Docker could not run the container",
    "134": "the program aborted itself (SIGABRT)",
    "137": "it was killed (SIGKILL): by its memory limit, by a failed health check, or because it did not stop in time",
    "139": "the program crashed (SIGSEGV): a fault in it or in a native library, or a wrong architecture",
    "143": "it was asked to stop (SIGTERM)",
    "255": "an error of the application",
    "3221225477": "the program crashed (access violation)",
}


def exit_meaning(code: int) -> str:
    """What an exit code of a container usually means."""
    return _EXITS.get(str(code), f"signal {code - 128} ended it" if 128 < code < 160 else "an error of the application")


def _by_code(values: Values, text: str) -> Optional[Chosen]:
    code = values.get("code", "")
    if not code:
        return "container-exits"
    if code in ("0", "143"):
        return None
    values["code"] = code
    if code in ("126", "127"):
        return "container-command-not-found", "The container's command cannot be run: it ended with code {code}"
    return "container-exits", f"An essential container ended with code {code}: {exit_meaning(int(code))}"


# What a service's container that ended without an error is told as; nobody else prints it.
SERVICE_ENDED = "Essential container of a service ended by itself with exit code 0"

RULES = (
    rule(
        "container-exits",
        SERVICE_ENDED,
        "An essential container ended by itself without an error (code 0), but a service wants it to run on: its "
        "program is done, or went into the background",
        "Let the program run in the foreground; what ends by itself is for aws ecs run-task, not for a service",
        likely=True,
    ),
    rule(
        "container-memory-limit-too-low",
        r"OutOfMemoryError|Container killed due to memory usage|died due to OOM|container init was OOM-killed"
        r"|OOM ?killed(?!\W{1,4}false)|memory cgroup out of memory",
        "A container was killed because it reached its memory limit",
        "Raise memory in the task definition, or memoryReservation with a higher hard limit; what it used last: "
        "docker stats --no-stream",
    ),
    rule(
        "host-memory-exhausted",
        r"(?:fork/exec|runc|containerd-shim|OCI runtime|Cannot(?:Start"
        r"|Create)ContainerError).{0,200}(?:cannot allocate memory|out of memory)"
        r"|failed to start shim.{0,120}memory",
        "The instance has no memory left to start a container",
        "free -m; docker stats --no-stream",
    ),
    rule(
        "host-port-in-use",
        r"port is already allocated|address already in use|Bind for \S+:(?P<port>\d+) failed",
        "The host port {port|that the container needs} is already in use on the instance",
        "sudo ss -ltnp",
    ),
    rule(
        "docker-configuration-invalid",
        r"driver failed programming external connectivity|iptables.{0,80}No chain/target/match"
        r"|could not find bridge|bridge \w+ failed|failed to create endpoint \S+ on network"
        r"|network sandbox (?:join|delete)?.{0,40}fail|cgroup mountpoint does not exist|failed to allocate gateway"
        r"|unknown or invalid runtime name",
        "Docker cannot set up what the container needs on this instance (network rules or runtime)",
        "sudo systemctl restart docker && sudo systemctl restart ecs    # running tasks are stopped",
        likely=True,
    ),
    rule(
        "mandatory-access-control-denies",
        r"attr/keycreate: permission denied|apparmor.{0,80}(?:fail|denied|not)|SELinux.{0,80}den(?:y|ied)",
        "SELinux or AppArmor keeps the container from starting",
        likely=True,
    ),
    rule(
        "container-health-check-failing",
        r"failed container health ?checks|health ?check.{0,160}(?:not found|no such file|executable file)"
        r"|(?:curl|wget): (?:command )?not found|\bUp [^\n(]{1,30}\(unhealthy\)"
        r"|[\"']?Status[\"']?: [\"']unhealthy[\"']",
        "The container's own health check fails",
        "Run it by hand: docker exec CONTAINER COMMAND; the tools it calls (curl, wget) must be in the image",
    ),
    rule(
        "container-command-not-found",
        rf"executable file not found in|exec: {_NAMED}:? (?:stat .{{0,80}}: )?(?:no such file|permission denied"
        rf"|not found|executable|is a directory)|exec user process caused:? \"?(?:no such file|permission denied)"
        r"|(?:OCI runtime|starting container process|runc).{0,200}(?:no such file or directory"
        r"|permission denied|not a directory)|exec /\S+: no such file"
        r"|container command '?(?P<name>\S+?)'? not found|/bin/(?:ba)?sh: \S+ (?:\S+ )?not found"
        r"|unable to start container process: exec",
        "The container's command cannot be run: {command|it is not in the image or not executable}",
        'Write the command as a list, one word an element: ["echo", "hi"] and not ["echo hi"]; look inside: '
        "docker run --rm -it --entrypoint sh IMAGE",
    ),
    rule(
        "container-dependency-unmet",
        r"TaskDependencyError|dependsOn|depend\w* (?:container|condition|graph).{0,120}(?:not|never|fail|exit"
        r"|stop|timed? ?out|unmet)|dependency (?:container )?\S* ?(?:did not|never|has not|was not|not)\b"
        r"|(?:did not|never) (?:reach|become|report)\w* (?:the )?(?:state )?(?:HEALTHY|SUCCESS|COMPLETE|START)"
        r"|container .{0,80}(?:HEALTHY|SUCCESS|COMPLETE) .{0,60}(?:timed? ?out|not met|cannot be)"
        r"|Cannot link to|Could not get container for|resolve container ordering",
        "A container waits for another one that does not get ready (dependsOn)",
        "aws ecs describe-task-definition --task-definition TASK --query "
        "'taskDefinition.containerDefinitions[].[name,dependsOn]'",
    ),
    rule(
        "docker-cannot-stop-container",
        r"CannotStopContainerError|could not (?:kill|stop) container|Could not transition to stopped; timed out"
        r"|tried to kill container, but did not receive an exit event",
        "Docker cannot stop a container on the instance",
        "docker ps; sudo systemctl restart docker && sudo systemctl restart ecs    # running tasks are stopped",
    ),
    rule(
        "docker-unresponsive",
        r"DockerTimeoutError(?!: Could not transition)|ContainerRuntimeTimeoutError"
        r"|Could not transition to (?P<state>\w+); timed out after waiting (?P<wait>[\w.]+)"
        r"|TaskStateError: Agent could not progress"
        r"|Cannot(?:Start|Create|Inspect|Describe|List|Remove)\w*Error:.{0,200}(?:deadline exceeded|timed? ?out"
        r"|Cannot connect to the Docker daemon)|CannotInspectContainerError|CannotDescribeContainerError"
        r"|CannotListContainersError|CannotListPluginsError|CannotGetDockerclientError"
        r"|error during connect: .{0,200}docker\.sock.{0,200}(?:EOF|broken pipe|reset by peer|timeout)"
        r"|(?:Post|Get|Put|Delete) \S*(?:docker\.sock|unix\.sock)\S*.{0,40}(?:EOF|broken pipe|reset by peer)",
        "Docker on the instance does not answer in time (waited {wait|too long})",
        "How loaded are disk and memory? iostat -x 5 3; docker info",
        "More patience: ECS_CONTAINER_START_TIMEOUT and ECS_CONTAINER_CREATE_TIMEOUT in /etc/ecs/ecs.config",
    ),
    rule(
        "task-attachment-failed",
        r"Unexpected EC2 error while attempting(?:.{0,300}(?P<code>Insufficient\w+|\w+LimitExceeded))?"
        r"|(?:Timeout waiting).{0,120}(?:network interface"
        r"|ENI)\b(?:.{0,160}(?P<code>Insufficient\w+|\w+LimitExceeded))?|network interface (?:provisioning"
        r"|attachment|creation).{0,60}(?:fail|timed? ?out|error)"
        r"|InsufficientFreeAddressesInSubnet|insufficient free (?:IP )?addresses|ContainerNetworkingError"
        r"|CNI .{0,40}(?:fail|error)|plugin type=\"?(?:vpc|ecs)-\w+|failed to (?:setup"
        r"|set up) (?:the )?(?:task )?network|(?:configure|set ?up) (?:the |an? |regular |branch |trunk )*ENI\b"
        r"|netplugin failed|(?:ENI|eni) .{0,60}(?:attach\w*).{0,40}(?:fail|timed? ?out"
        r"|expired)|timed out waiting for ENI ack|unable to configure pause container namespace|awsvpc.{0,60}failed",
        "The task's network interface cannot be set up ({code|see the message})",
        "aws ec2 describe-subnets --subnet-ids SUBNET --query 'Subnets[].AvailableIpAddressCount'",
    ),
    rule(
        "task-credentials-endpoint-unreachable",
        r"169\.254\.170\.2.{0,160}(?:timeout|timed out|refused|unreachable|no route)|(?:timeout|refused"
        r"|unreachable).{0,80}169\.254\.170\.2",
        "The container cannot reach 169.254.170.2, where its task role's credentials are",
    ),
    rule(
        "imds-blocked-for-containers",
        r"(?:Unable to locate credentials|Could not load credentials from any"
        r"|Unable to load (?:AWS )?credentials).{0,300}(?:169\.254\.169\.254|metadata)",
        "The container relies on instance metadata and gets no answer from it",
        "Give the task a role of its own (taskRoleArn) instead of the instance's",
        likely=True,
    ),
    rule(
        "instance-impaired",
        r"(?:Instance|System) reachability check failed|(?:instance|system) status checks? (?:has |have )?failed"
        r"|Host EC2 \(instance (?P<instance>i-\w+)\) (?:is )?(?P<how>\w+)|underlying (?:infrastructure|hardware"
        r"|host).{0,60}(?:impaired|degraded|unhealthy|failure|retire)|InfrastructureHealth",
        "The EC2 instance {instance|below the task} was stopped, terminated or failed under its tasks",
        "aws ec2 describe-instances --instance-ids {instance|INSTANCE} --query "
        "'Reservations[].Instances[].[State.Name,StateTransitionReason]'",
        likely=True,
    ),
    rule(
        _by_code,
        r"Essential container in task exited(?:.{0,40}ExitCode: (?P<code>\d{1,10}))?|ExitCode: (?P<code>\d{1,10})"
        r"|exit(?:ed)?(?: with)?(?: exit)? ?code:? ?\(?(?P<code>\d{1,10})\b",
        "An essential container of the task ended by itself",
        "What it printed last: docker logs CONTAINER, or the log stream of the task",
        fallback=True,
    ),
    rule(
        "task-failed-to-start",
        r"Task failed to start|TaskFailedToStart|Cannot(?:Start|Create|Remove)ContainerError"
        r"|ContainerVanishedError|ImpossibleStateTransitionError|HostConfigError|DockerClientConfigError"
        r"|ResourceInitializationError|failed to launch a task",
        "A task failed to start",
        "aws ecs describe-tasks --cluster CLUSTER --tasks TASK --query "
        "'tasks[].[stoppedReason,containers[].[name,reason]]'",
        fallback=True,
    ),
)
