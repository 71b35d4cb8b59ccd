"""The checks of disks, memory, kernel and devices of the host."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional

import pytest
from host_builders import HOST, NOW, STRANGER, UNSEEN, complete, config, docker, judged, lines, said

from ecsdoctor import Got, Severity
from ecsdoctor.facts.agent.installation import AgentInstallation
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.agent.version import AgentVersion, numbers
from ecsdoctor.facts.docker.stats import DockerStats, parse_docker_stats
from ecsdoctor.facts.host.access_control import AccessControl
from ecsdoctor.facts.host.cgroups import parse_cgroups
from ecsdoctor.facts.host.clock_service import ClockService
from ecsdoctor.facts.host.descriptors import AgentDescriptors, SystemDescriptors
from ecsdoctor.facts.host.file_systems import DiskSpace, Inodes, Mounts, parse_df, parse_mounts
from ecsdoctor.facts.host.gpu import Gpus
from ecsdoctor.facts.host.image_purpose import ImagePurpose
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.memory import Memory
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.agent import parse_agent_log
from ecsdoctor.facts.logs.host_lines import INIT, KERNEL, PASTED
from ecsdoctor.facts.network.sysctls import CONNTRACK_COUNT, CONNTRACK_MAX, NetworkSysctls
from ecsdoctor.facts.scope import Scope
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.agent.file_descriptors_left import file_descriptors_left
from ecsdoctor_checks.ami.image_made_for_ecs import image_made_for_ecs
from ecsdoctor_checks.ami.os_supported import LIVES, os_supported
from ecsdoctor_checks.host.access_control_allows_agent import access_control_allows_agent
from ecsdoctor_checks.host.cgroups_supported import cgroups_supported
from ecsdoctor_checks.host.gpus_visible import gpus_visible
from ecsdoctor_checks.host.memory_suffices import memory_suffices
from ecsdoctor_checks.network.connection_table_has_room import connection_table_has_room
from ecsdoctor_checks.placement.interfaces_managed_by_ecs import interfaces_managed_by_ecs
from ecsdoctor_checks.storage.data_directory_writable import data_directory_writable
from ecsdoctor_checks.storage.disks_have_room import disks_have_room
from ecsdoctor_checks.storage.file_systems_writable import file_systems_writable
from ecsdoctor_checks.storage.inodes_left import inodes_left
from ecsdoctor_checks.storage.log_directory_writable import log_directory_writable
from ecsdoctor_checks.storage.volumes_mount import volumes_mount
from ecsdoctor_checks.task.container_memory_limits_suffice import container_memory_limits_suffice
from ecsdoctor_checks.time.clock_is_kept import clock_is_kept

MB = 1000 * 1000
HEAD = "Filesystem Type Size Used Avail Use% Mounted on\n"


def df(*rows: str) -> object:
    return Got(DiskSpace(parse_df(HEAD + "\n".join(rows))))


FULL_ROOT = "/dev/a xfs 8.0G 8.0G 0 100% /"
ROOM = "/dev/a xfs 30G 3G 27G 10% /"


@pytest.mark.parametrize(
    ("space", "text", "outcome", "severity"),
    [
        (df(ROOM), "x", "ok", None),
        (df(FULL_ROOT), "x", "disk-full", Severity.CRITICAL),
        (df("/dev/a xfs 20G 19.5G 500M 98% /"), "x", "disk-full", Severity.WARNING),
        (df("/dev/a xfs 8.0G 7.2G 800M 90% /"), "x", "ok", None),
        (df(ROOM, "/dev/b ext4 1T 1T 0 100% /mnt/data"), "x", "ok", None),
        (df(ROOM, "/dev/loop0 squashfs 60M 60M 0 100% /snap/core"), "x", "ok", None),
        (df(ROOM, "/dev/b xfs 5G 5G 0 100% /var/log"), "x", "disk-full", Severity.CRITICAL),
        (UNSEEN, "write /data/agent.db: no space left on device", "disk-full", Severity.CRITICAL),
        (df(ROOM), "write /data/agent.db: no space left on device", "ok", None),
        (UNSEEN, "x", "unknown", None),
    ],
    ids=[
        "room",
        "the root volume is full",
        "nearly full",
        "90 percent of a small volume",
        "a full volume that nobody of ours writes to",
        "an image that is full by nature",
        "a full /var/log",
        "only a refusal is known",
        "a refusal, and room again",
        "nothing is known",
    ],
)
def test_disks_have_room(space: object, text: str, outcome: str, severity: Optional[Severity]) -> None:
    findings = list(disks_have_room(HOST, space, UNSEEN, UNSEEN, Got(lines(text))))  # type: ignore[arg-type]
    assert said(findings) == outcome
    if severity:
        assert findings[0].severity is severity
        complete(findings)


def test_the_data_directory_of_docker_counts_where_it_really_is() -> None:
    space = df(ROOM, "/dev/b xfs 50G 50G 0 100% /data")
    findings = list(disks_have_room(HOST, space, UNSEEN, Got(docker(root="/data/docker")), UNSEEN))  # type: ignore[arg-type]
    assert said(findings) == "disk-full"
    assert "/data/docker lies on it" in findings[0].text


def test_a_machine_without_ecs_may_be_full() -> None:
    assert said(disks_have_room(STRANGER, df(FULL_ROOT), UNSEEN, UNSEEN, UNSEEN)) == "not-applicable"  # type: ignore[arg-type]


def inodes(free: int) -> Inodes:
    text = f"Filesystem Type Inodes IUsed IFree IUse% Mounted on\n/dev/a ext4 500000 {500000 - free} {free} 99% /\n"
    return Inodes(parse_df(text, inodes=True))


def test_inodes_left() -> None:
    assert said(inodes_left(HOST, inodes(400000), UNSEEN)) == "ok"
    assert said(inodes_left(HOST, Inodes(()), UNSEEN)) == "unknown"
    findings = list(inodes_left(HOST, inodes(3), UNSEEN))
    assert said(findings) == "inodes-exhausted"
    complete(findings)


def test_the_same_error_belongs_to_the_inodes_when_they_are_gone() -> None:
    log = Got(lines("write /data/agent.db: no space left on device"))
    assert said(disks_have_room(HOST, UNSEEN, Got(inodes(0)), UNSEEN, log)) == "unknown"


def mounts(text: str) -> object:
    return Got(Mounts(parse_mounts(text)))


REMOUNT = "EXT4-fs (nvme1n1): Remounting filesystem read-only"


@pytest.mark.parametrize(
    ("table", "log", "outcome"),
    [
        (mounts("/dev/a / xfs rw 0 0\n"), UNSEEN, "ok"),
        (mounts("/dev/a / xfs ro 0 0\n"), UNSEEN, "filesystem-read-only"),
        (mounts("/dev/a / erofs ro 0 0\n/dev/b /var xfs rw 0 0\n"), UNSEEN, "ok"),
        (mounts("/dev/a / xfs rw 0 0\n/dev/b /var/lib/ecs ext4 ro 0 0\n"), UNSEEN, "filesystem-read-only"),
        (UNSEEN, Got(lines("open /data/agent.db: read-only file system")), "filesystem-read-only"),
        (UNSEEN, Got(lines(REMOUNT, program=KERNEL)), "filesystem-read-only"),
        (mounts("/dev/a / xfs rw 0 0\n"), Got(lines(REMOUNT, program=KERNEL)), "ok"),
        (UNSEEN, UNSEEN, "unknown"),
    ],
    ids=[
        "writable",
        "root is read-only",
        "a read-only root with a writable /var",
        "the data directory",
        "the agent was refused",
        "the kernel gave up a file system",
        "the kernel gave up another one",
        "nothing is known",
    ],
)
def test_file_systems_writable(table: object, log: object, outcome: str) -> None:
    assert judged(file_systems_writable(HOST, table, UNSEEN, log)) == outcome  # type: ignore[arg-type]


def test_directories_of_the_agent() -> None:
    refused = lines('Error creating data client error="open /data/agent.db: permission denied"')
    assert said(data_directory_writable(refused)) == "data-directory-not-writable"
    assert said(data_directory_writable(lines("x", working=True))) == "ok"
    assert said(data_directory_writable(lines("x"))) == "unknown"
    full = lines("seelog internal error: write /log/ecs-agent.log: no space left on device")
    assert said(log_directory_writable(full, UNSEEN)) == "log-directory-not-writable"
    assert said(log_directory_writable(lines("x"), UNSEEN)) == "unknown"


def test_volumes_mount() -> None:
    assert said(volumes_mount(lines("mount.nfs4: Connection timed out"))) == "volume-mount-failed"
    assert said(volumes_mount(lines("x"))) == "unknown"


GLOBAL = "Out of memory: Killed process 2217 (java) total-vm:4713284kB"
OWN_LIMIT = "Memory cgroup out of memory: Killed process 31877 (java) total-vm:2713284kB"


@pytest.mark.parametrize(
    ("available", "text", "host", "container"),
    [
        (2000 * MB, "x", "ok", "unknown"),
        (2000 * MB, GLOBAL, "host-memory-exhausted", "unknown"),
        (2000 * MB, OWN_LIMIT, "ok", "container-memory-limit-too-low"),
        (20 * MB, "x", "host-memory-exhausted", "unknown"),
    ],
    ids=["enough", "the whole host ran out", "one container ran out", "next to nothing is available now"],
)
def test_memory_of_the_host_and_of_a_container_are_told_apart(
    available: int, text: str, host: str, container: str
) -> None:
    log = Got(lines(text, program=KERNEL))
    findings = list(memory_suffices(HOST, Got(Memory(4000 * MB, available, 0)), log))
    assert said(findings) == host
    complete([f for f in findings if f.problem])
    assert said(container_memory_limits_suffice(UNSEEN, log)) == container


def test_swap_counts_as_memory() -> None:
    assert said(memory_suffices(HOST, Got(Memory(4000 * MB, 20 * MB, 500 * MB)), UNSEEN)) == "ok"


def stats(used: str, read: str) -> DockerStats:
    return parse_docker_stats(f"4f1c2a9d8e7b  web  3.8%  {used} / 100MiB  99.9%  0B / 0B  {read} / 0B  1")


@pytest.mark.parametrize(
    ("used", "read", "outcome"),
    [
        ("50MiB", "45GB", "ok"),
        ("99.9MiB", "45GB", "container-memory-limit-too-low"),
        ("99.9MiB", "300MB", "ok"),
    ],
    ids=["below its limit", "at its limit and reading without end", "at its limit, perhaps with page cache"],
)
def test_a_container_that_thrashes(used: str, read: str, outcome: str) -> None:
    assert judged(container_memory_limits_suffice(Got(stats(used, read)), UNSEEN)) == outcome


def agent(version: str) -> object:
    return Got(AgentVersion(version, "x", version)) if numbers(version) else UNSEEN


OFF = Got(parse_cgroups("#s\th\tn\te\nmemory\t0\t1\t0\n"))


@pytest.mark.parametrize(
    ("info", "groups", "version", "outcome"),
    [
        (Got(docker()), UNSEEN, "1.105.1", "ok"),
        (Got(docker()), UNSEEN, "1.60.1", "cgroup-unsupported"),
        (Got(docker(cgroup_version="1")), UNSEEN, "1.60.1", "ok"),
        (Got(docker(limits_memory=False)), OFF, "1.105.1", "cgroup-unsupported"),
        (Got(docker(limits_memory=None)), UNSEEN, "1.105.1", "unknown"),
        (UNSEEN, UNSEEN, "", "unknown"),
    ],
    ids=[
        "cgroup v2 with a current agent",
        "cgroup v2 with an agent before 1.61",
        "cgroup v1 with an agent before 1.61",
        "the memory controller is off",
        "Docker does not tell",
        "nothing is known",
    ],
)
def test_cgroups_supported(info: object, groups: object, version: str, outcome: str) -> None:
    assert judged(cgroups_supported(info, groups, agent(version), UNSEEN)) == outcome  # type: ignore[arg-type]


def test_access_control_allows_agent() -> None:
    off, on = Got(AccessControl(False, False)), Got(AccessControl(True, None))
    assert said(access_control_allows_agent(lines("x"), off)) == "ok"
    assert said(access_control_allows_agent(lines("x"), on)) == "unknown"
    assert said(access_control_allows_agent(lines("x", working=True), on)) == "ok"
    denied = lines('avc:  denied  { write } for comm="agent" name="docker.sock"', program=KERNEL)
    assert said(access_control_allows_agent(denied, on)) == "mandatory-access-control-denies"


WANTED = Got(config("ECS_ENABLE_GPU_SUPPORT=true\n"))
G5 = Got(InstanceIdentity("i-1", "us-east-1", "", "", "", "g5.xlarge", ""))
M5 = Got(InstanceIdentity("i-1", "us-east-1", "", "", "", "m5.xlarge", ""))
NOT_FOUND = "Config for GPU support is enabled, but GPU information is not found; continuing without it"


@pytest.mark.parametrize(
    ("wanted", "gpus", "identity", "text", "outcome"),
    [
        (Got(config("ECS_CLUSTER=prod\n")), Gpus((), (), ""), M5, "x", "not-applicable"),
        (WANTED, Gpus(("nvidia0",), ("GPU-1",), "535"), G5, "x", "ok"),
        (WANTED, Gpus((), (), ""), G5, "x", "gpu-not-available"),
        (WANTED, Gpus((), (), ""), M5, "x", "gpu-not-available"),
        (WANTED, Gpus(("nvidia0",), (), ""), G5, "x", "gpu-not-available"),
        (WANTED, Gpus(None, None, ""), UNSEEN, NOT_FOUND, "gpu-not-available"),
        (UNSEEN, Gpus(None, None, ""), UNSEEN, NOT_FOUND, "gpu-not-available"),
        (WANTED, Gpus(None, None, ""), UNSEEN, "x", "unknown"),
    ],
    ids=[
        "nobody wants GPUs",
        "listed for the agent",
        "the driver is not loaded",
        "the type has none",
        "there, but not listed",
        "the agent says so",
        "the agent says so, configuration unknown",
        "nothing is known",
    ],
)
def test_gpus_visible(wanted: object, gpus: Gpus, identity: object, text: str, outcome: str) -> None:
    seen = Got(gpus) if gpus.devices is not None else UNSEEN
    assert judged(gpus_visible(wanted, seen, identity, Got(lines(text)))) == outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("agent_has", "system_has", "outcome"),
    [
        (AgentDescriptors(1, 1024, 40, "x"), SystemDescriptors(900, 10**9), "ok"),
        (
            AgentDescriptors(1, 1024, 1000, "Max open files 1024"),
            SystemDescriptors(900, 10**9),
            "agent-file-descriptors-exhausted",
        ),
        (AgentDescriptors(1, None, 70000, "x"), SystemDescriptors(900, 10**9), "ok"),
        (None, SystemDescriptors(97000, 97813), "agent-file-descriptors-exhausted"),
        (None, None, "unknown"),
    ],
    ids=["few", "close to the agent's limit", "no limit", "close to the system's limit", "not known"],
)
def test_file_descriptors_left(
    agent_has: Optional[AgentDescriptors], system_has: Optional[SystemDescriptors], outcome: str
) -> None:
    mine = Got(agent_has) if agent_has else UNSEEN
    whole = Got(system_has) if system_has else UNSEEN
    assert judged(file_descriptors_left(whole, mine, Got(lines("x")))) == outcome


def test_a_pasted_limit_stands_beside_the_refusal() -> None:
    refusal = lines("dial unix /var/run/docker.sock: socket: too many open files")
    limit = lines("Max open files            1024                 4096", program=PASTED)
    both = type(refusal)({**refusal.lines, **limit.lines}, 0, False, NOW, ("agent", PASTED))
    (finding,) = file_descriptors_left(UNSEEN, UNSEEN, Got(both))
    assert finding.text.endswith("Its limit is 1024.")
    assert len(finding.evidence) == 2


def test_connection_table_has_room() -> None:
    def table(count: int) -> object:
        return Got(NetworkSysctls({CONNTRACK_COUNT: count, CONNTRACK_MAX: 1000}))

    assert said(connection_table_has_room(table(10), UNSEEN)) == "ok"  # type: ignore[arg-type]
    assert said(connection_table_has_room(table(1000), UNSEEN)) == "packets-dropped"  # type: ignore[arg-type]
    assert said(connection_table_has_room(UNSEEN, UNSEEN)) == "unknown"


STRANGE = "ENI state manager: eni not managed by ecs: 0a:1b:2c:3d:4e:5f"
SERVED = "Emitting ENI change event for: eni attachment mac=0a:1b:2c:3d:4e:5f"


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [
        (("Instance registration completed successfully",), "ok"),
        (("Loading configuration", STRANGE), "eni-not-managed"),
        (("Instance registration completed successfully", STRANGE, SERVED), "ok"),
        (("Loading configuration",), "unknown"),
    ],
    ids=["none", "a foreign one", "a task's, shown before ECS told of it", "the agent has not registered"],
)
def test_interfaces_managed_by_ecs(texts: object, outcome: str) -> None:
    text = "\n".join(f'level=info time=2026-11-23T03:00:00Z msg="{one}"' for one in texts)  # type: ignore[attr-defined]
    assert judged(interfaces_managed_by_ecs(parse_agent_log("x", Answer(text.encode())))) == outcome


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [
        (ClockService("chronyc tracking", True, 0.0001, "Leap status : Normal"), "ok"),
        (ClockService("chronyc tracking", True, 412.3, "System time : 412.3 seconds fast"), "clock-skew"),
        (ClockService("timedatectl show", True, None, "NTPSynchronized=yes"), "ok"),
        (ClockService("timedatectl show", False, None, "NTPSynchronized=no"), "unknown"),
    ],
    ids=["right", "seven minutes ahead", "systemd is content", "nobody keeps it: it may be right all the same"],
)
def test_clock_is_kept(clock: ClockService, outcome: str) -> None:
    assert judged(clock_is_kept(HOST, clock)) == outcome


@pytest.mark.parametrize(
    ("id_", "version", "year", "outcome"),
    [
        ("amzn", "2", 2026, "os-end-of-life"),
        ("amzn", "2", 2025, "ok"),
        ("amzn", "2018.03", 2026, "os-end-of-life"),
        ("amzn", "2023", 2026, "ok"),
        ("debian", "12", 2026, "ok"),
        ("ubuntu", "20.04", 2026, "os-end-of-life"),
        ("ubuntu", "22.04", 2026, "ok"),
        ("rhel", "8.10", 2026, "ok"),
        ("gentoo", "2.15", 2026, "unknown"),
    ],
)
def test_os_supported(id_: str, version: str, year: int, outcome: str) -> None:
    scope = Scope("instance", datetime(year, 11, 23, tzinfo=timezone.utc))
    system = Got(OsRelease(id_, version, f"{id_} {version}"))
    assert said(os_supported(scope, system, UNSEEN, UNSEEN)) == outcome


def test_an_old_amazon_linux_is_known_by_its_packages() -> None:
    scope = Scope("snapshot", NOW)
    pasted = Got(lines("docker-17.12.1ce-1.135.amzn1.x86_64", program=PASTED))
    assert said(os_supported(scope, UNSEEN, UNSEEN, pasted)) == "os-end-of-life"
    assert said(os_supported(scope, UNSEEN, Got(docker(operating_system="Amazon Linux 2")), UNSEEN)) == "os-end-of-life"
    assert said(os_supported(scope, UNSEEN, UNSEEN, UNSEEN)) == "unknown"


def test_every_system_of_the_table_stands_once() -> None:
    assert len({(life.id, life.version) for life in LIVES}) == len(LIVES)


NONE = AgentInstallation((), ("/usr/libexec/amazon-ecs-init: No such file or directory",), no_unit=True)
SOME = AgentInstallation(("a unit ecs.service",), ())
PLAIN = Got(DockerUnit("docker.service", load="not-found", source="systemctl show docker"))


@pytest.mark.parametrize(
    ("installation", "system", "purpose", "unit", "outcome"),
    [
        (SOME, UNSEEN, UNSEEN, UNSEEN, "ok"),
        (SOME, UNSEEN, Got(ImagePurpose(True, excerpt="bootstrap.sh")), UNSEEN, "ok"),
        (NONE, UNSEEN, Got(ImagePurpose(True, excerpt="bootstrap.sh")), UNSEEN, "ami-not-ecs-optimized"),
        (NONE, UNSEEN, UNSEEN, PLAIN, "ami-not-ecs-optimized"),
        (NONE, UNSEEN, UNSEEN, UNSEEN, "unknown"),
        (
            NONE,
            Got(OsRelease("bottlerocket", "1.20", "", variant="aws-k8s-1.30")),
            UNSEEN,
            UNSEEN,
            "ami-not-ecs-optimized",
        ),
        (SOME, Got(OsRelease("bottlerocket", "1.20", "", variant="aws-ecs-2")), UNSEEN, UNSEEN, "ok"),
    ],
    ids=[
        "ECS",
        "prepared for both",
        "EKS",
        "plain",
        "not known",
        "Bottlerocket for Kubernetes",
        "Bottlerocket for ECS",
    ],
)
def test_image_made_for_ecs(
    installation: AgentInstallation, system: object, purpose: object, unit: object, outcome: str
) -> None:
    assert judged(image_made_for_ecs(HOST, installation, system, purpose, unit)) == outcome  # type: ignore[arg-type]


def test_words_of_ecs_init_alone_are_enough() -> None:
    gpu = lines("Nvidia GPU Manager: setup failed: error initializing nvidia nvml: not found", program=INIT)
    assert said(gpus_visible(WANTED, UNSEEN, UNSEEN, Got(gpu))) == "gpu-not-available"
