"""What can be wrong with the agent."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import (
    ATTACH_INSTANCE_POLICY,
    CONNECTED,
    ENABLE_AGENT,
    REGISTER_ANEW,
    REGISTERED,
    RESTART_AGENT,
    RESTART_DOCKER,
    SET_CLUSTER,
)

AGENT_NOT_REGISTERED = Problem(
    id="agent-not-registered",
    severity=Severity.CRITICAL,
    title="The instance is not registered in its cluster",
    meaning=(
        "ECS knows no active container instance for this EC2 instance: the agent never got through "
        "RegisterContainerInstance. Port 51678 refuses connections meanwhile, because the agent opens it "
        "only after registration."
    ),
    why=(
        "Until the instance is registered, ECS places no task on it, and capacity providers may launch more "
        "instances that fail in the same way."
    ),
    fix=(
        "Look for the reason in the last errors of the agent and of ecs-init:",
        (
            "sudo grep -hiE 'level=(error|critical)|\\[(error|critical)\\]' /var/log/ecs/ecs-agent.log "
            "/var/log/ecs/ecs-init.log | tail -n 20"
        ),
        "Remove the cause that they name, then start the agent again:",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("cluster-has-no-instances", "service-cannot-place-task", "introspection-unreachable"),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-introspection.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-logs-collector.html",
    ),
)

AGENT_DISCONNECTED = Problem(
    id="agent-disconnected",
    severity=Severity.ERROR,
    title="The control plane has lost the agent",
    meaning=(
        "The container instance is registered, but DescribeContainerInstances reports agentConnected as "
        "false: the agent's websocket to the control plane (ACS) is down or does not stay open. Breaks of a "
        "few seconds about every 30 minutes are normal."
    ),
    why=(
        "Running tasks go on, but the instance gets no new tasks and no orders to stop, and what ECS shows "
        "of it grows stale."
    ),
    fix=(
        "Look for the reason in the agent's log:",
        ("sudo grep -hE 'ACS|websocket|poll endpoint|DiscoverPollEndpoint' /var/log/ecs/ecs-agent.log | tail -n 20"),
        "If the agent is down or hangs, restart it; running tasks are not touched:",
        RESTART_AGENT,
    ),
    confirm=CONNECTED,
    leads_to=("service-cannot-place-task",),
)

AGENT_CRASH_LOOP = Problem(
    id="agent-crash-loop",
    severity=Severity.CRITICAL,
    title="The agent starts and exits over and over",
    meaning=(
        "The agent ends with code 1 or 2 and ecs-init starts it again by itself, after half a second at "
        'first and every 15 seconds later, for ever. The unit shows "active (running)" all the while; '
        'ecs-init.log repeats "Agent exited with code 1".'
    ),
    why=(
        "The agent never stays up long enough to register or to hold its session, and the state of the unit hides it."
    ),
    fix=(
        "Read why the last run ended:",
        "sudo tail -n 40 /var/log/ecs/ecs-agent.log",
        "If that file is old or empty, ask Docker for the output of the last run:",
        "sudo docker logs --tail 40 ecs-agent",
        ("Remove the cause; the next attempt follows within 15 seconds and reads ecs.config anew. To try at once:"),
        RESTART_AGENT,
    ),
    confirm='No new "Agent exited with code" follows in /var/log/ecs/ecs-init.log, and port 51678 answers.',
    leads_to=("agent-not-registered",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-logs-collector.html",),
)

AGENT_NOT_RUNNING = Problem(
    id="agent-not-running",
    severity=Severity.CRITICAL,
    title="The agent does not run",
    meaning=(
        'The ecs unit is failed, inactive or disabled, or there is no running container "ecs-agent". After '
        "exit code 5 the units of Amazon Linux and of the rpm packages stay down; the deb unit is started "
        "again every 10 seconds."
    ),
    why=("Without the agent the instance registers nowhere, gets no tasks, and its running tasks are not watched."),
    fix=(
        "See how the unit and the agent ended:",
        "systemctl status ecs --no-pager --lines 20",
        "sudo tail -n 20 /var/log/ecs/ecs-init.log",
        "Remove the cause that these lines name, then enable and start the agent:",
        ENABLE_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-registered", "introspection-unreachable", "agent-disconnected"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-logs-collector.html",),
)

INTROSPECTION_UNREACHABLE = Problem(
    id="introspection-unreachable",
    severity=Severity.WARNING,
    title="The introspection endpoint does not answer",
    meaning=(
        "http://localhost:51678/v1/metadata gives no answer. A refused connection while the ecs-agent "
        "container runs means that the agent has not registered yet; a time-out points to an overloaded "
        "host, a firewall or another program on the port."
    ),
    why=("Scripts and the container's health check cannot ask the agent for its state. By itself this stops no task."),
    fix=(
        "Ask once by hand, without any proxy:",
        "curl -sS --noproxy '*' --max-time 5 http://localhost:51678/v1/metadata",
        "If the connection is refused, find out why the agent has not registered:",
        "sudo tail -n 40 /var/log/ecs/ecs-agent.log",
        "If it times out, see which program holds the port:",
        "sudo ss -ltnp 'sport = :51678'",
    ),
    confirm=REGISTERED,
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-introspection.html",),
)

TELEMETRY_DISCONNECTED = Problem(
    id="telemetry-disconnected",
    severity=Severity.WARNING,
    title="The telemetry session is refused or does not open",
    meaning=(
        "The agent cannot open its telemetry session (TCS): StartTelemetrySession is denied or the ecs-t "
        'endpoint cannot be reached. The log says "Error connecting to TCS" or "lost websocket connection '
        'with ECS Telemetry service (TCS)".'
    ),
    why=(
        "CPU and memory metrics and container health are missing, so scaling that relies on them stands "
        "still. Tasks are still placed."
    ),
    fix=(
        "Allow ecs:StartTelemetrySession to the instance role; the managed policy contains it:",
        ATTACH_INSTANCE_POLICY,
        (
            "In a VPC without a way to the internet, add the endpoint com.amazonaws.REGION.ecs-telemetry "
            "with private DNS and a security group that admits port 443 from the instances."
        ),
    ),
    confirm=(
        'No new "Error connecting to TCS" follows in /var/log/ecs/ecs-agent.log, and the service\'s CPU '
        "metric shows new points."
    ),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
    ),
)

AGENT_NOT_INSTALLED = Problem(
    id="agent-not-installed",
    severity=Severity.CRITICAL,
    title="The ECS agent is not installed",
    meaning=(
        "There is neither an ecs unit nor ecs-init nor an agent container on this machine, usually because "
        "the AMI is not an ECS-optimized one."
    ),
    why="Nothing can register this instance, whatever its network and permissions are.",
    fix=(
        ("Best launch the instance from an ECS-optimized AMI. To install the agent here, on Amazon Linux 2023:"),
        "sudo dnf install -y ecs-init",
        "On Amazon Linux 2:",
        "sudo amazon-linux-extras install -y ecs",
        "Name the cluster and start the agent:",
        SET_CLUSTER,
        ENABLE_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-running",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-install.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html",
    ),
)

AGENT_UNIT_DISABLED = Problem(
    id="agent-unit-disabled",
    severity=Severity.CRITICAL,
    title="The ecs unit is not enabled or was stopped",
    meaning=(
        "The unit is not started at boot, is masked, or was stopped by hand. An exit with code 0 (after "
        "SIGTERM) leaves it stopped too, as does code 5 on Amazon Linux and with the rpm packages."
    ),
    why=(
        'Nothing starts the agent again: not time, not repair of the former cause, and without "enabled" not '
        "even a reboot."
    ),
    fix=(
        "Undo a mask if there is one:",
        "sudo systemctl unmask ecs",
        ENABLE_AGENT,
    ),
    confirm=("systemctl is-enabled ecs prints enabled, systemctl is-active ecs prints active, and port 51678 answers."),
    leads_to=("agent-not-running",),
)

AGENT_IMAGE_UNAVAILABLE = Problem(
    id="agent-image-unavailable",
    severity=Severity.CRITICAL,
    title="ecs-init cannot get the agent image",
    meaning=(
        "ecs-init has no agent image to start: the tar file in /var/cache/ecs is missing or damaged, or the "
        'download from S3 failed. ecs-init.log says "could not download Amazon Elastic Container Service '
        'Agent" or "could not load Amazon Elastic Container Service Agent".'
    ),
    why=(
        "No agent container can be created; ecs-init exits with 255 and systemd tries again every 10 "
        "seconds, with the same result."
    ),
    fix=(
        "See whether the packaged image is still there and the disk has room:",
        "sudo ls -l /var/cache/ecs",
        "df -h /var/cache/ecs /var/lib/docker",
        "If ecs-agent.tar is there, tell ecs-init to load it anew; if not, bring it back with the package:",
        "echo 2 | sudo tee /var/cache/ecs/state",
        "sudo yum reinstall -y ecs-init",
        RESTART_AGENT,
    ),
    confirm="sudo docker images amazon/amazon-ecs-agent lists the image, and port 51678 answers.",
    leads_to=("agent-not-running",),
)

AGENT_CONTAINER_CREATE_FAILED = Problem(
    id="agent-container-create-failed",
    severity=Severity.CRITICAL,
    title="Docker refuses to create or start the agent container",
    meaning=(
        'ecs-init asked Docker for the container "ecs-agent" and was refused. ecs-init.log says "could not '
        'start Agent" with Docker\'s reason, for example "invalid environment variable: =", an unknown '
        "AppArmor profile, log option or runtime."
    ),
    why=(
        "ecs-init exits with 255 and systemd tries again every 10 seconds; nothing new appears in "
        "ecs-agent.log, which may mislead."
    ),
    fix=(
        "Read Docker's reason:",
        "sudo grep -h 'could not start Agent' /var/log/ecs/ecs-init.log | tail -n 3",
        ("Correct what it names in /etc/ecs/ecs.config, /var/lib/ecs/ecs.config or /etc/docker/daemon.json, then:"),
        RESTART_AGENT,
    ),
    confirm="sudo docker ps --filter name=ecs-agent shows the container as Up, and port 51678 answers.",
    leads_to=("agent-not-running",),
)

AGENT_VERSION_OUTDATED = Problem(
    id="agent-version-outdated",
    severity=Severity.ERROR,
    title="The agent is too old for what is asked of it",
    meaning=(
        "The running version has a known fault or lacks support that a newer one brings, for example "
        'metadata tokens, cgroup v2, newer Docker API versions, or the creation of the cluster "default" '
        "(broken before 1.96)."
    ),
    why="The fault comes back on every start and on every instance of the same AMI until the agent is newer.",
    fix=(
        ("Best replace the instance by one of the newest ECS-optimized AMI. To update in place, on Amazon Linux 2023:"),
        "sudo dnf upgrade -y --releasever=latest ecs-init",
        "On Amazon Linux 2:",
        "sudo yum update -y ecs-init",
        RESTART_AGENT,
    ),
    confirm="The Version in the answer of curl -s http://localhost:51678/v1/metadata is the new one.",
    leads_to=("agent-disconnected", "agent-not-registered"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-update.html",),
)

AGENT_DUPLICATE = Problem(
    id="agent-duplicate",
    severity=Severity.ERROR,
    title="Two agents run on one instance",
    meaning=(
        "A second agent, often a container started by hand beside that of ecs-init, uses the same data "
        "directory or ports. The later one waits silently for the lock on agent.db right after reading its "
        "configuration, or fails on ports 51678 and 51679."
    ),
    why=(
        "The waiting agent never registers and logs nothing that says why; two agents also undo each other's "
        "work on tasks."
    ),
    fix=(
        "Find both; the one that belongs to the unit is named ecs-agent:",
        "sudo docker ps --no-trunc --format '{{.ID}} {{.Names}} {{.Image}} {{.Command}}'",
        "Removing the other agent's container ends that agent only; the containers of tasks go on:",
        "sudo docker rm -f CONTAINER_ID",
        RESTART_AGENT,
    ),
    confirm="Only one agent is left in the list of docker ps, and port 51678 answers.",
    leads_to=("agent-not-registered",),
)

AGENT_PORT_IN_USE = Problem(
    id="agent-port-in-use",
    severity=Severity.ERROR,
    title="A port of the agent is taken by another program",
    meaning=(
        "Another program or a container listens on 51678 (introspection) or 51679 (task credentials and "
        'metadata). The log says "Error running introspection endpoint" or "Error running task api".'
    ),
    why=(
        "Without 51679 containers get no credentials for their task roles; without 51678 nobody can ask the "
        "agent. The instance still registers."
    ),
    fix=(
        "See who holds the ports:",
        "sudo ss -ltnp '( sport = :51678 or sport = :51679 )'",
        (
            "Stop that program or give it another port; if it is a task, keep 51678 and 51679 in "
            "ECS_RESERVED_PORTS so that ECS does not place it again. The agent tries anew by itself within a "
            "minute."
        ),
    ),
    confirm="sudo ss -ltnp shows only the agent on 51678 and 51679.",
    leads_to=("introspection-unreachable", "task-credentials-endpoint-unreachable"),
)

AGENT_STARVED = Problem(
    id="agent-starved",
    severity=Severity.ERROR,
    title="The instance is too overloaded for the agent to do its work",
    meaning=(
        "CPU, memory or disk are so busy that the agent misses its heartbeats and Docker's answers come "
        'late. The log shows closed ACS connections, "context deadline exceeded" or Docker time-outs.'
    ),
    why="ECS takes the instance for disconnected although it runs, and tasks start or stop minutes late.",
    fix=(
        "See what uses the machine; on burstable types and gp2 volumes look at the credit balance too:",
        "sudo top -b -n 1 -o %CPU | head -n 15",
        "sudo docker stats --no-stream",
        (
            "Give the hungry containers limits, keep memory for the system with ECS_RESERVED_MEMORY, or use "
            "a larger type."
        ),
    ),
    confirm=CONNECTED,
    leads_to=("agent-disconnected",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",),
)

AGENT_FILE_DESCRIPTORS_EXHAUSTED = Problem(
    id="agent-file-descriptors-exhausted",
    severity=Severity.ERROR,
    title="The agent or Docker has no file descriptors left",
    meaning=(
        'Calls fail with "too many open files" in ecs-agent.log or in Docker\'s journal, because the limit '
        "of the process is low or something leaks."
    ),
    why="No new connection or container is possible; the agent loses its session and tasks stay PENDING.",
    fix=(
        "Compare use and limit of Docker:",
        ("sudo sh -c 'ls /proc/$(pidof -s dockerd)/fd | wc -l; grep \"open files\" /proc/$(pidof -s dockerd)/limits'"),
        "Raise the limit:",
        (
            "sudo sh -c 'mkdir -p /etc/systemd/system/docker.service.d && printf "
            '"[Service]\\nLimitNOFILE=1048576\\n" > /etc/systemd/system/docker.service.d/nofile.conf && '
            "systemctl daemon-reload'"
        ),
        *RESTART_DOCKER,
    ),
    confirm='The log stays free of "too many open files", and the number of descriptors does not grow again.',
    leads_to=("agent-disconnected", "task-stuck-pending"),
)

AGENT_NOT_RESTARTED_AFTER_DOCKER = Problem(
    id="agent-not-restarted-after-docker",
    severity=Severity.WARNING,
    title="Docker was restarted and the agent was not",
    meaning=(
        "The agent still holds a connection to the former Docker daemon. With the packaged unit the agent is "
        "restarted together with Docker (PartOf=docker.service); a changed unit or an agent run by hand "
        "misses that."
    ),
    why=(
        "The agent sees no container events and cannot start or stop anything, while its session to ECS may "
        "look healthy."
    ),
    fix=(
        "Restart the agent; running tasks are not touched:",
        RESTART_AGENT,
    ),
    confirm=(
        "systemctl show ecs docker -p Id -p ActiveEnterTimestamp shows that ecs started after docker, and "
        "tasks start again."
    ),
    leads_to=("agent-not-running", "agent-disconnected", "task-stuck-pending"),
)

INSTANCE_TYPE_CHANGED = Problem(
    id="instance-type-changed",
    severity=Severity.ERROR,
    title="The instance type was changed after registration",
    meaning=(
        "The instance was stopped and started with another type, and ECS refuses to register it again under "
        'its old entry: "Container instance type changes are not supported." The agent ends with code 5.'
    ),
    why=(
        "On Amazon Linux and with the rpm packages the agent stays down for good; the old entry remains in "
        "the cluster as disconnected."
    ),
    fix=(
        ("Either change the EC2 instance back to its former type, or let it register as a new container instance."),
        *REGISTER_ANEW,
        "Then remove the old entry; tasks that ECS still lists under it are given up:",
        (
            "aws ecs deregister-container-instance --region REGION --cluster CLUSTER --container-instance "
            "OLD_CONTAINER_INSTANCE_ARN --force"
        ),
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-not-registered",
        "agent-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html",),
)

CONTAINER_INSTANCE_INACTIVE = Problem(
    id="container-instance-inactive",
    severity=Severity.ERROR,
    title="The container instance was deregistered while the agent still holds it",
    meaning=(
        "ECS has this container instance as INACTIVE, because it was deregistered or the cluster was deleted "
        "and made anew, but agent.db still names it. A running agent hears InactiveInstanceException and "
        'waits an hour; a restarted one gets "ClientException" with "is inactive" and ends with code 5.'
    ),
    why=("The agent never registers anew by itself, and port 51678 goes on showing the old ARN as if all were well."),
    fix=REGISTER_ANEW,
    confirm=("curl -s http://localhost:51678/v1/metadata answers with another ContainerInstanceArn than before."),
    leads_to=(
        "agent-not-registered",
        "agent-disconnected",
        "telemetry-disconnected",
        "agent-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html",),
)

ATTRIBUTE_REJECTED_BY_SERVICE = Problem(
    id="attribute-rejected-by-service",
    severity=Severity.ERROR,
    title="ECS does not accept an attribute of the instance",
    meaning=(
        'ECS refused an attribute or returned another set than the agent sent. The log says "Instance '
        'registration attempt with invalid attribute(s)", "Attribute validation failed" or '
        "InvalidParameterException, and the agent ends with code 5."
    ),
    why="On Amazon Linux and with the rpm packages the agent stays down until it is started by hand.",
    fix=(
        "See which attribute is meant:",
        "sudo grep -hE 'ttribute' /var/log/ecs/ecs-agent.log | tail -n 5",
        (
            "Correct ECS_INSTANCE_ATTRIBUTES: names and values of at most 128 characters, letters, digits "
            'and - _ . / only in names, no name that begins with "ecs." or "com.amazonaws.", at most 10 of '
            "them."
        ),
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-not-registered",
        "agent-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

WAITING_FOR_WARM_POOL = Problem(
    id="waiting-for-warm-pool",
    severity=Severity.WARNING,
    title="The agent waits because the instance is in a warm pool",
    meaning=(
        "ECS_WARM_POOLS_CHECK is true and the autoscaling group has not put the instance in service. The log "
        'repeats "Waiting for instance to go InService".'
    ),
    why=(
        "The instance registers only after that. Outside an autoscaling group the agent gives up after two "
        "to three hours with code 5."
    ),
    fix=(
        ("If the instance belongs to a warm pool, wait: this is as it should be. If not, switch the check off:"),
        "sudo sed -i 's/^ECS_WARM_POOLS_CHECK=.*/ECS_WARM_POOLS_CHECK=false/' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm='The log says "Instance registration completed successfully".',
    leads_to=("agent-not-registered",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-warm-pool.html",),
)

API_THROTTLED = Problem(
    id="api-throttled",
    severity=Severity.ERROR,
    title="ECS throttles the agent's calls",
    meaning=(
        "ECS answers with ThrottlingException or a limit; the agent repeats RegisterContainerInstance after "
        '3 to 192 seconds for up to one hour, saying "Received non-terminal error".'
    ),
    why=(
        "Registration is late. After a full hour the agent may go on with an empty ContainerInstanceArn, "
        "which looks registered and is not."
    ),
    fix=(
        ("Launch fewer instances at a time and look for programs in the account that call ECS very often; then wait."),
        "If /v1/metadata shows an empty ContainerInstanceArn, start the agent again:",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-registered",),
)

ECS_SERVICE_ERROR = Problem(
    id="ecs-service-error",
    severity=Severity.ERROR,
    title="ECS answers with server errors",
    meaning=(
        "Calls of the agent end with ServerException or a status of 5xx. The agent repeats registration "
        "after 3 to 192 seconds for up to one hour."
    ),
    why="The cause is not on this instance; nothing here needs to be changed unless it lasts.",
    fix=(
        "Look at the AWS Health Dashboard for your region and wait.",
        "If it is over and /v1/metadata shows an empty ContainerInstanceArn, start the agent again:",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-registered",),
)

EXTERNAL_INSTANCE_MISCONFIGURED = Problem(
    id="external-instance-misconfigured",
    severity=Severity.ERROR,
    title="An external (ECS Anywhere) instance is not set up rightly",
    meaning=(
        "One of its parts is missing: ECS_EXTERNAL=true and AWS_DEFAULT_REGION in /var/lib/ecs/ecs.config, a "
        "running SSM agent that keeps /root/.aws/credentials fresh, or a role with the right trust and "
        'policies. ecs-init accepts only the exact word "true".'
    ),
    why="The agent gets no credentials or no region, ends, and is started again without end.",
    fix=(
        "See what is set and whether the SSM agent runs:",
        ("sudo grep -HE '^(ECS_CLUSTER|ECS_EXTERNAL|AWS_DEFAULT_REGION)=' /etc/ecs/ecs.config /var/lib/ecs/ecs.config"),
        "systemctl status amazon-ssm-agent --no-pager",
        (
            "Give the role the trust ssm.amazonaws.com and the policies AmazonSSMManagedInstanceCore and "
            "AmazonEC2ContainerServiceforEC2Role."
        ),
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("credentials-unavailable", "agent-not-registered"),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere-registration.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/iam-role-ecsanywhere.html",
    ),
)

PAUSE_IMAGE_MISSING = Problem(
    id="pause-image-missing",
    severity=Severity.ERROR,
    title="The pause image is missing",
    meaning=(
        "The image amazon/amazon-ecs-pause, which holds the network of tasks in awsvpc mode, was pruned or "
        'cannot be loaded. The log says "Failed to load pause container"; without its tar file and with task '
        "networking on, the agent ends with code 5."
    ),
    why="Tasks in awsvpc mode cannot start, or the agent itself does not.",
    fix=(
        "See whether the image is there:",
        "sudo docker images amazon/amazon-ecs-pause",
        "The agent loads it at its start; if that fails too, reinstall the package first:",
        "sudo yum reinstall -y ecs-init",
        RESTART_AGENT,
        "Exclude this image from whatever prunes images on the instance.",
    ),
    confirm="sudo docker images amazon/amazon-ecs-pause lists the image.",
    leads_to=("task-failed-to-start", "agent-not-registered", "agent-not-running"),
)

GHOST_CONTAINER_INSTANCE = Problem(
    id="ghost-container-instance",
    severity=Severity.WARNING,
    title="An older registration of this instance remains",
    meaning=(
        "The cluster lists this EC2 instance twice: the older entry has agentConnected false, because the "
        "agent lost its checkpoint or runs with ECS_CHECKPOINT=false and registers anew at every start."
    ),
    why=(
        "The dead entry counts in the capacity of the cluster, misleads capacity providers, and old tasks "
        "stay listed under it."
    ),
    fix=(
        "Find the entries of this instance:",
        ('aws ecs list-container-instances --region REGION --cluster CLUSTER --filter "ec2InstanceId == INSTANCE_ID"'),
        "Remove the one whose agent is not connected; tasks that ECS still lists under it are given up:",
        (
            "aws ecs deregister-container-instance --region REGION --cluster CLUSTER --container-instance "
            "OLD_CONTAINER_INSTANCE_ARN --force"
        ),
        "If it comes back, keep ECS_DATADIR and /var/lib/ecs/data as the package sets them.",
    ),
    confirm="The list holds one entry for this instance, and its agent is connected.",
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html",),
)
