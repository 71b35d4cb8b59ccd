"""Can the volumes of tasks be mounted?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Finding, check, ok, unknown
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, PASTED, HostLines

from ..signs import LATELY, Sign, told
from .problems import VOLUME_MOUNT_FAILED

_PROGRAMS = (AGENT, DOCKER, PASTED)
_EFS = (
    "Check that the name resolves and that port 2049 of the mount target is open from here:",
    "getent hosts FILE_SYSTEM_ID.efs.REGION.amazonaws.com",
    "timeout 3 bash -c '</dev/tcp/FILE_SYSTEM_ID.efs.REGION.amazonaws.com/2049' && echo open",
    "systemctl status amazon-ecs-volume-plugin --no-pager",
)
SIGNS = (
    Sign(
        pattern=r"amazon-ecs-volume-plugin\.sock/VolumeDriver\.(?P<step>\w+)\"?: (?P<why>[^\"]+)",
        problem=VOLUME_MOUNT_FAILED,
        sentence="The EFS volume plug-in of ECS failed at {step}: {why}.",
        example="Post http://%2Frun%2Fdocker%2Fplugins%2Famazon-ecs-volume-plugin.sock/VolumeDriver.Create: context "
        "deadline exceeded",
        programs=_PROGRAMS,
        remedy=_EFS,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"VolumeDriver\.(?P<step>Create|Mount)[^:]*: (?P<why>[^\"]+)",
        problem=VOLUME_MOUNT_FAILED,
        sentence="A volume plug-in failed at {step}: {why}.",
        example="VolumeDriver.Mount: error mounting volume: exit status 32",
        programs=_PROGRAMS,
        remedy=("sudo docker volume ls", "sudo docker plugin ls"),
        max_age=LATELY,
    ),
    Sign(
        pattern=r"(?P<tool>mount\.(?:nfs4?|efs))[:\s](?P<why>.*(?:timed out|refused|access denied|No such file"
        r"|[Ff]ailed|"
        r"Name or service|not permitted|No route).*)",
        problem=VOLUME_MOUNT_FAILED,
        sentence="{tool} could not mount a network volume: {why}.",
        example="mount.nfs4: Connection timed out",
        programs=_PROGRAMS,
        remedy=_EFS,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"failed to invoke EFS utils commands[^:]*: (?P<why>[^\"]+)",
        problem=VOLUME_MOUNT_FAILED,
        sentence="The EFS file system of a task could not be mounted: {why}.",
        example='failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-1.efs…"',
        programs=_PROGRAMS,
        remedy=_EFS,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"(?:failed to mount local volume|error while mounting volume '?(?P<volume>[^':]*)'?"
        r"|invalid mount config for "
        r"type \"bind\"): (?P<why>[^\n]+)",
        problem=VOLUME_MOUNT_FAILED,
        sentence="Docker could not mount a volume {volume}: {why}.",
        example='invalid mount config for type "bind": bind source path does not exist: /ecs/data',
        programs=_PROGRAMS,
        remedy=("sudo docker volume ls", "Check that the path exists on every instance of the cluster."),
        max_age=LATELY,
    ),
    Sign(
        pattern=r"nfs: server (?P<server>\S+) not responding",
        problem=VOLUME_MOUNT_FAILED,
        sentence="The network file system of {server} does not answer any more; programs that use it hang.",
        example="nfs: server fs-0123456789abcdef0.efs.us-east-1.amazonaws.com not responding, timed out",
        programs=("kernel", *_PROGRAMS),
        remedy=_EFS,
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
)


@check()
def volumes_mount(lines: HostLines) -> Iterator[Finding]:
    """Volumes of tasks can be mounted on this host.

    What it checks:   mount errors of volume plug-ins, NFS, EFS and bind mounts in the logs of the last day.
    Why it matters:   a task whose volume cannot be mounted never starts.
    How to fix:       open port 2049 to the mount targets, correct the name or path, start the volume plug-in.
    How to confirm:   a new task with the volume reaches RUNNING.
    """
    findings = list(told(lines, SIGNS))
    yield from findings
    if findings:
        return
    if AGENT in lines.seen and DOCKER in lines.seen:
        yield ok("neither the agent nor Docker tells of a failed mount")
    else:
        yield unknown("only the logs of the agent and of Docker together would tell")
