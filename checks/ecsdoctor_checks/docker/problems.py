"""What can be wrong with the Docker daemon."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import REGISTERED, RESTART_AGENT, RESTART_DOCKER

DOCKER_NOT_RUNNING = Problem(
    id="docker-not-running",
    severity=Severity.CRITICAL,
    title="The Docker daemon does not run",
    meaning=(
        'docker.service is failed or inactive, or its socket is stale: "Cannot connect to the Docker '
        'daemon". On Amazon Linux the ecs unit then fails in ExecStartPre and systemd tries again every 10 '
        "seconds, with nothing in ecs-agent.log."
    ),
    why="Without Docker there is no agent and there are no tasks.",
    fix=(
        "Read why it does not run:",
        "sudo journalctl -u docker --no-pager -n 30",
        "Remove the cause, often /etc/docker/daemon.json, a full disk or a storage driver, then:",
        "sudo systemctl enable --now docker",
        RESTART_AGENT,
    ),
    confirm="sudo docker info answers, and port 51678 answers.",
    leads_to=("agent-not-running", "agent-crash-loop"),
)

DOCKER_SOCKET_DENIED = Problem(
    id="docker-socket-denied",
    severity=Severity.CRITICAL,
    title="The agent may not use the Docker socket",
    meaning=(
        'Opening /var/run/docker.sock ends with "permission denied" or "no such file", because of rights, '
        "SELinux, user namespaces, rootless Docker or a wrong DOCKER_HOST. ecs-init honours only values that "
        "begin with unix://."
    ),
    why="The agent cannot reach Docker and ends again and again.",
    fix=(
        "Look at the socket and the setting:",
        "sudo ls -lZ /var/run/docker.sock",
        "sudo grep -n DOCKER_HOST /etc/ecs/ecs.config",
        "Correct DOCKER_HOST to the path of the socket, or remove the line; then:",
        RESTART_AGENT,
    ),
    confirm="sudo docker ps --filter name=ecs-agent shows the container as Up.",
    leads_to=("agent-crash-loop", "agent-not-running"),
)

DOCKER_API_INCOMPATIBLE = Problem(
    id="docker-api-incompatible",
    severity=Severity.CRITICAL,
    title="Docker's API range and the agent's do not meet",
    meaning=(
        "The agent needs at least API 1.21 and speaks at most 1.44; the daemon offers only older or only "
        'newer versions, or something else answers on its socket: "client version … is too old. Minimum '
        'supported API version is …", "Required minimum docker API version".'
    ),
    why="The agent or ecs-init finds no version in common and ends.",
    fix=(
        "See what the daemon offers:",
        ("sudo docker version --format '{{.Server.Version}} API {{.Server.MinAPIVersion}} to {{.Server.APIVersion}}'"),
        "Update ecs-init, or use the Docker version of the ECS-optimized AMI:",
        "sudo yum update -y ecs-init",
        (
            "A daemon can be told to accept older clients with this line in /etc/docker/daemon.json: "
            '"min-api-version": "1.24".'
        ),
        *RESTART_DOCKER,
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-running", "agent-crash-loop"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-update.html",),
)

DOCKER_NOT_READY_AT_START = Problem(
    id="docker-not-ready-at-start",
    severity=Severity.CRITICAL,
    title="Docker was not ready when the agent started",
    meaning=(
        'ecs-init could not ping Docker: "Error connecting to docker, backing off". It tries five times '
        "within about 20 seconds and then exits with 255; systemd starts it again after 10 seconds."
    ),
    why=(
        'Usually it heals by itself. If the start limit of systemd is reached ("Start request repeated too '
        'quickly"), the unit stays down.'
    ),
    fix=(
        "Check that Docker is up now, then start the agent:",
        "systemctl is-active docker",
        "sudo systemctl reset-failed ecs",
        RESTART_AGENT,
        ("If Docker is slow at each boot, look at its journal: large layers, a slow disk or many old containers."),
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-not-running",
        "agent-crash-loop",
    ),
)

DOCKER_UNRESPONSIVE = Problem(
    id="docker-unresponsive",
    severity=Severity.ERROR,
    title="Docker does not answer in time",
    meaning=(
        'The daemon accepts connections but calls take minutes: DockerTimeoutError, "Could not transition '
        'to", CannotInspectContainerError. The disk is slow (burst credits of the volume), the machine is '
        "overloaded, or the daemon hangs."
    ),
    why="Tasks stay PENDING or stop late, and ECS may report the instance as IMPAIRED.",
    fix=(
        "See whether it answers, and how busy the disk is:",
        "sudo timeout 20 docker ps",
        "sudo iostat -x 1 3",
        "Move to a gp3 volume with more throughput or a larger instance. If the daemon hangs, restart it.",
        *RESTART_DOCKER,
    ),
    confirm="sudo timeout 5 docker ps answers at once, and tasks start again.",
    leads_to=(
        "task-stuck-pending",
        "agent-disconnected",
        "task-failed-to-start",
    ),
)

DOCKER_STORAGE_BROKEN = Problem(
    id="docker-storage-broken",
    severity=Severity.CRITICAL,
    title="Docker's storage driver does not work",
    meaning=(
        "Docker cannot use its storage: the thin pool of devicemapper is missing or damaged, or data-root "
        'holds data of another driver. Its journal says "error initializing graphdriver" or "failed to '
        'register layer".'
    ),
    why="Docker does not start, or containers and images cannot be created.",
    fix=(
        "See the driver and the message:",
        "sudo docker info --format '{{.Driver}} {{.DockerRootDir}}'",
        "sudo journalctl -u docker --no-pager -n 30",
        (
            "Best replace the instance by one of a current ECS-optimized AMI, which uses overlay2. The next "
            "commands repair in place; all containers, images and Docker volumes of this instance are out of "
            "use afterwards:"
        ),
        "sudo systemctl stop docker && sudo mv /var/lib/docker /var/lib/docker.old",
        "sudo systemctl start docker && sudo systemctl start ecs",
    ),
    confirm='sudo docker info prints "Storage Driver: overlay2", and tasks start.',
    leads_to=(
        "agent-not-running",
        "task-failed-to-start",
        "docker-not-running",
    ),
)

DOCKER_STORAGE_FULL = Problem(
    id="docker-storage-full",
    severity=Severity.ERROR,
    title="Docker's storage is full",
    meaning=(
        'The file system of data-root (/var/lib/docker) or the thin pool has no room: "no space left on '
        'device", "failed to register layer". Images, container logs and volumes fill it.'
    ),
    why="Images cannot be pulled, containers cannot start, and the agent may fail to save its state.",
    fix=(
        "See what fills it:",
        "df -h /var/lib/docker",
        "sudo docker system df",
        (
            "The next command deletes all images that no container uses; they are pulled again when needed, "
            "those of the agent itself are loaded when it starts."
        ),
        "sudo docker image prune -a -f",
        RESTART_AGENT,
        ("Enlarge the volume in the launch template, and limit logs with max-size in the log options of the tasks."),
    ),
    confirm="df -h /var/lib/docker shows free space, and the next task starts.",
    leads_to=("image-pull-failed", "task-stuck-pending", "task-failed-to-start"),
)

DOCKER_CONFIGURATION_INVALID = Problem(
    id="docker-configuration-invalid",
    severity=Severity.ERROR,
    title="Docker's configuration breaks the agent or its tasks",
    meaning=(
        "/etc/docker/daemon.json or a drop-in of docker.service has an error or a setting that the agent "
        "cannot live with: broken JSON, a default runtime that is missing, iptables or bridge switched off, "
        "userns-remap, a proxy without exceptions."
    ),
    why="Docker does not start, the agent container is refused, or tasks have no network or credentials.",
    fix=(
        "Check the file and what is in effect:",
        "sudo python3 -m json.tool /etc/docker/daemon.json",
        "systemctl cat docker",
        "Remove or correct the setting that the message names, then restart Docker.",
        *RESTART_DOCKER,
    ),
    confirm="sudo docker info shows the corrected setting, and port 51678 answers.",
    leads_to=(
        "agent-container-create-failed",
        "agent-not-running",
        "task-failed-to-start",
        "docker-not-running",
    ),
)

DOCKER_CANNOT_STOP_CONTAINER = Problem(
    id="docker-cannot-stop-container",
    severity=Severity.ERROR,
    title="Docker cannot stop an old container",
    meaning=(
        "A container does not end when Docker stops or kills it: CannotStopContainerError, or the process "
        "waits in the kernel for a disk. The agent keeps the resources of its task reserved until then."
    ),
    why="New tasks that need the same ports or memory stay PENDING behind it.",
    fix=(
        "Find it and try once more by hand; the process gets no chance to finish its work:",
        "sudo docker ps --filter label=com.amazonaws.ecs.task-arn",
        "sudo docker kill CONTAINER_ID",
        "If that hangs too, restart Docker.",
        *RESTART_DOCKER,
        "A process in state D ends only with its disk or file system, or with a reboot.",
    ),
    confirm="The container is gone from docker ps, and the waiting tasks start.",
    leads_to=(
        "task-stuck-pending",
        "task-failed-to-start",
    ),
)
