"""What can be wrong with the agent's checkpoint."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import REGISTER_ANEW, REGISTERED, RESTART_AGENT

CHECKPOINT_CLUSTER_MISMATCH = Problem(
    id="checkpoint-cluster-mismatch",
    severity=Severity.CRITICAL,
    title="The agent's checkpoint belongs to another cluster",
    meaning=(
        '/var/lib/ecs/data/agent.db was written for another value of ECS_CLUSTER; the log says "Data '
        'mismatch; saved cluster". The values are compared letter by letter: a name and the ARN of the same '
        'cluster differ, and empty counts as "default".'
    ),
    why=(
        "The agent ends with code 5. On Amazon Linux and with the rpm packages it stays down; the deb unit "
        "repeats the failure every 10 seconds."
    ),
    fix=(
        (
            "If the old value was right, put it back into /etc/ecs/ecs.config and restart. If the new one is "
            "right, let the agent register in the new cluster."
        ),
        *REGISTER_ANEW,
        "Remove the entry that is left in the old cluster; tasks that ECS still lists under it are given up:",
        (
            "aws ecs deregister-container-instance --region REGION --cluster OLD_CLUSTER "
            "--container-instance OLD_CONTAINER_INSTANCE_ARN --force"
        ),
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-registered", "agent-not-running"),
)

CHECKPOINT_FROM_ANOTHER_INSTANCE = Problem(
    id="checkpoint-from-another-instance",
    severity=Severity.ERROR,
    title="The agent's state was baked into the image",
    meaning=(
        "agent.db holds the id of another instance: the AMI was made from a machine on which the agent had "
        'run. The log says "does not match current InstanceID"; the agent discards the state and registers '
        "anew, which normally works."
    ),
    why=(
        'Versions differ in how well they recover, old tasks and tokens may come along, and "Arguments on '
        'this idempotent request are inconsistent" can end the agent with code 5.'
    ),
    fix=(
        "If the agent did not recover by itself, let it register anew.",
        *REGISTER_ANEW,
        ("Before making the next image, stop the agent; the next command deletes its state on that build machine:"),
        "sudo systemctl stop ecs && sudo rm -f /var/lib/ecs/data/agent.db",
    ),
    confirm=('A new instance of the new image registers, and its log has no "does not match current InstanceID".'),
    leads_to=("ghost-container-instance", "agent-not-registered"),
)

CHECKPOINT_UNREADABLE = Problem(
    id="checkpoint-unreadable",
    severity=Severity.CRITICAL,
    title="The agent's checkpoint is damaged or of another version",
    meaning=(
        "agent.db cannot be opened or read, for example after a full disk or a crash, or was written by a "
        'newer agent: "failed to load previous data from BoltDB", "Error loading previously saved state", '
        '"Unsupported data format".'
    ),
    why=("The agent ends with code 5, or with code 1 when it cannot open the file at all, and never registers."),
    fix=(
        "If the agent was downgraded, install the newer version again. Otherwise put the file aside.",
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("agent-crash-loop", "agent-not-running"),
)

DATA_DIRECTORY_NOT_WRITABLE = Problem(
    id="data-directory-not-writable",
    severity=Severity.CRITICAL,
    title="The agent cannot write its data directory",
    meaning=(
        "/var/lib/ecs/data is missing, is no directory, is full or read-only, or permissions or SELinux "
        'forbid writing: "Error creating data client", "Failed to save agent metadata to disk", "is not a '
        'valid directory".'
    ),
    why="The agent ends with code 1 and is started again without end.",
    fix=(
        "Look at space, mount and rights:",
        "df -h /var/lib/ecs/data",
        "sudo ls -ldZ /var/lib/ecs /var/lib/ecs/data",
        "Free space, or make the directory anew if it is missing:",
        "sudo mkdir -p /var/lib/ecs/data",
        RESTART_AGENT,
    ),
    confirm="sudo ls -l /var/lib/ecs/data/agent.db shows a file of the last minutes, and port 51678 answers.",
    leads_to=("agent-crash-loop",),
)
