"""What can be wrong with file systems and volumes."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import RESTART_AGENT, STOPPED_REASON, TASK_RUNS

DISK_FULL = Problem(
    id="disk-full",
    severity=Severity.CRITICAL,
    title="A file system is full",
    meaning=(
        'A file system that the agent, Docker or the system writes to has no free space: "no space left on '
        'device" in logs, or files of zero length.'
    ),
    why=("The agent cannot save its state or log, ecs-init cannot load its image, and images cannot be pulled."),
    fix=(
        "Find the file system and what fills it:",
        "df -h",
        "sudo du -xh --max-depth=2 /var | sort -h | tail -n 15",
        "Free space, for example old journals (they are deleted):",
        "sudo journalctl --vacuum-size=200M",
        RESTART_AGENT,
        "Enlarge the volume in the launch template so that it lasts.",
    ),
    confirm="df -h shows free space, and port 51678 answers.",
    leads_to=(
        "agent-not-running",
        "agent-crash-loop",
        "image-pull-failed",
        "docker-storage-full",
        "log-directory-not-writable",
        "data-directory-not-writable",
    ),
)

INODES_EXHAUSTED = Problem(
    id="inodes-exhausted",
    severity=Severity.CRITICAL,
    title="A file system has no inodes left",
    meaning=(
        "There is free space but no more file can be created: df -i shows 100 percent. Very many small "
        'files, often in /var/lib/docker, use them up. The message is the same "no space left on device".'
    ),
    why="Docker and the agent fail as on a full disk, while df -h looks harmless.",
    fix=(
        "Find the file system and the directory with the most files:",
        "df -i",
        "sudo du --inodes -x --max-depth=3 /var | sort -n | tail -n 15",
        "The next command deletes all images that no container uses; they are pulled again when needed:",
        "sudo docker image prune -a -f",
        RESTART_AGENT,
    ),
    confirm="df -i shows free inodes, and port 51678 answers.",
    leads_to=(
        "agent-not-running",
        "image-pull-failed",
        "log-directory-not-writable",
        "data-directory-not-writable",
    ),
)

FILESYSTEM_READ_ONLY = Problem(
    id="filesystem-read-only",
    severity=Severity.CRITICAL,
    title="A file system is read-only",
    meaning=(
        'The kernel remounted it read-only after errors of the disk, or it is mounted so: "Read-only file '
        'system" in logs and dmesg.'
    ),
    why="Neither the agent nor Docker can write their state.",
    fix=(
        "See what the kernel says, and the state of the volume:",
        "sudo dmesg -T | grep -iE 'remount|I/O error|EXT4-fs|XFS' | tail -n 20",
        ("aws ec2 describe-volume-status --region REGION --filters Name=attachment.instance-id,Values=INSTANCE_ID"),
        (
            "Best replace the instance. To go on with this one, reboot it so that the file system is "
            "checked; its tasks stop:"
        ),
        "sudo systemctl reboot",
    ),
    confirm="findmnt -no OPTIONS -T /var/lib/ecs/data prints options that begin with rw.",
    leads_to=(
        "data-directory-not-writable",
        "agent-not-running",
        "log-directory-not-writable",
    ),
)

LOG_DIRECTORY_NOT_WRITABLE = Problem(
    id="log-directory-not-writable",
    severity=Severity.WARNING,
    title="The agent cannot write its log",
    meaning=(
        "/var/log/ecs is missing, full, read-only or forbidden by rights or SELinux. The agent still writes "
        "to the output of its container."
    ),
    why="Nothing is lost for ECS, but the file in which one looks for causes stays old.",
    fix=(
        "Look at it, and make it anew if it is missing:",
        "sudo ls -ldZ /var/log/ecs",
        "df -h /var/log",
        "sudo mkdir -p /var/log/ecs",
        RESTART_AGENT,
        "Meanwhile read the output of the container:",
        "sudo docker logs --tail 40 ecs-agent",
    ),
    confirm="sudo tail -n 3 /var/log/ecs/ecs-agent.log shows lines of the last minutes.",
    leads_to=("agent-log-silenced",),
)

VOLUME_MOUNT_FAILED = Problem(
    id="volume-mount-failed",
    severity=Severity.ERROR,
    title="A task's volume cannot be mounted",
    meaning=(
        'The EFS file system, directory, Docker volume or plug-in cannot be mounted: "failed to invoke EFS '
        'utils commands", "CannotCreateVolumeError". Usual causes: the name does not resolve, port 2049 is '
        "closed, the access point or path does not exist, the role may not mount."
    ),
    why="Tasks with this volume stop before their containers run.",
    fix=(
        "Read the exact reason:",
        STOPPED_REASON,
        "Let the instances (or the tasks, in awsvpc mode) reach the mount targets:",
        (
            "aws ec2 authorize-security-group-ingress --region REGION --group-id EFS_SECURITY_GROUP_ID "
            "--protocol tcp --port 2049 --source-group TASK_SECURITY_GROUP_ID"
        ),
        ("Check that a mount target exists in the zone, that the path exists, and that the volume plug-in runs:"),
        "systemctl status amazon-ecs-volume-plugin --no-pager",
    ),
    confirm=TASK_RUNS,
    leads_to=("task-failed-to-start",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html",),
)
