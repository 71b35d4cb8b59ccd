"""Texts that stand for problems of Docker and the host: each is recognised, and noise is not."""

from __future__ import annotations

from typing import List, Tuple

import pytest
from host_builders import NOW, complete, lines, old, problems

from ecsdoctor.facts.logs.agent import AgentLog, Run
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, HostLines, speaking_run, troubled
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor_checks.agent import file_descriptors_left
from ecsdoctor_checks.docker import (
    docker_answers_in_time,
    docker_api_meets_agent,
    docker_configuration_valid,
    docker_daemon_runs,
    docker_socket_usable,
    docker_stops_containers,
    docker_storage_has_room,
    docker_storage_works,
)
from ecsdoctor_checks.host import access_control_allows_agent, cgroups_supported, gpus_visible, memory_suffices
from ecsdoctor_checks.imds import task_credentials_redirected
from ecsdoctor_checks.network import connection_table_has_room
from ecsdoctor_checks.proxy import docker_proxy_spares_credentials
from ecsdoctor_checks.signs import Sign, told
from ecsdoctor_checks.storage import (
    data_directory_writable,
    disks_have_room,
    file_systems_writable,
    log_directory_writable,
    volumes_mount,
)
from ecsdoctor_checks.task import container_memory_limits_suffice

TABLES: Tuple[Tuple[str, Tuple[Sign, ...]], ...] = tuple(
    (module.__name__.rpartition(".")[2], getattr(module, name))
    for module, name in (
        (file_descriptors_left, "SIGNS"),
        (docker_answers_in_time, "SIGNS"),
        (docker_api_meets_agent, "SIGNS"),
        (docker_configuration_valid, "SIGNS"),
        (docker_configuration_valid, "AT_START"),
        (docker_socket_usable, "SIGNS"),
        (docker_stops_containers, "SIGNS"),
        (docker_storage_has_room, "SIGNS"),
        (docker_storage_works, "SIGNS"),
        (access_control_allows_agent, "SIGNS"),
        (cgroups_supported, "SIGNS"),
        (gpus_visible, "SIGNS"),
        (memory_suffices, "SIGNS"),
        (task_credentials_redirected, "SIGNS"),
        (connection_table_has_room, "SIGNS"),
        (data_directory_writable, "SIGNS"),
        (disks_have_room, "SIGNS"),
        (file_systems_writable, "SIGNS"),
        (log_directory_writable, "SIGNS"),
        (volumes_mount, "SIGNS"),
        (container_memory_limits_suffice, "SIGNS"),
    )
)
ALL: List[Tuple[str, int, Sign]] = [(name, i, one) for name, table in TABLES for i, one in enumerate(table)]
ALL += [("docker_proxy_spares_credentials", 0, docker_proxy_spares_credentials.SIGN)]
EVERY_SIGN = pytest.mark.parametrize("one", [one for _, _, one in ALL], ids=[f"{name}-{i}" for name, i, _ in ALL])


@EVERY_SIGN
def test_a_sign_is_recognised_among_the_lines_that_speak_of_trouble(one: Sign) -> None:
    line = LogLine("x", 1, NOW, "", one.example, one.example)
    assert troubled([line]) == (line,)
    findings = list(told(lines(one.example, program=one.programs[0]), [one]))
    assert problems(findings) == [one.problem.id]
    complete(findings)


@EVERY_SIGN
def test_an_event_of_long_ago_is_history(one: Sign) -> None:
    seen = problems(told(old(one.example, one.programs[0]), [one]))
    assert seen == ([] if one.max_age else [one.problem.id])


# What healthy agents, Docker daemons and kernels say every day.
NOISE = (
    "Unable to get Docker client for version 1.17: Error response from daemon: client version 1.17 is too old. Minimum "
    "supported API version is 1.24, please upgrade your client to a newer version",
    "Unable to get Docker client for version 1.44: Error response from daemon: client version 1.44 is too new. Maximum "
    "supported API version is 1.41",
    "Could not create docker client with API version 1.44: client version 1.44 is too new",
    "Disabling TaskCPUMemLimit because agent is unable to setup '/ecs' cgroup: cgroup create: unable to "
    "create controller: "
    "cgroups: cgroup mountpoint does not exist",
    "Failed to load pause container: container load: failed to read container image: "
    "/images/amazon-ecs-pause.tar : open "
    "/images/amazon-ecs-pause.tar: no such file or directory",
    "Pause container is not loaded, did not append PID and IPC capabilities: no such image: "
    "amazon/amazon-ecs-pause:0.1.0",
    "AppNet agent container tarball unavailable: stat /managed-agents/x.tar: no such file or directory",
    "Failed to find network tool iptables that is needed for fault-injection feature: executable file not "
    "found in $PATH",
    "error adding /managed-agents/serviceconnect to fsnotify watcher, error: no such file or directory",
    'Failed to get v1 license. error="open THIRD-PARTY: no such file or directory"',
    "modinfo not found at /sbin/modinfo, skip binding it to Agent container: stat /sbin/modinfo: no such "
    "file or directory",
    "No docker bridge network found, skipping bridge-specific iptables rules",
    "Container failed to exit within 30s of signal 15 - using the force",
    "ACS WebSocket connection closed for a valid reason",
    "Unable to fetch user data: not found",
    "EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode",
    'audit: type=1400 apparmor="DENIED" operation="open" profile="/usr/sbin/cupsd" name="/etc/x" comm="cupsd"',
    "avc:  denied  { read } for pid=1 comm=httpd name=x tclass=file",
    "NVRM: Xid (PCI:0000:00:1e): 31, pid=2217, name=python, Ch 00000008, MMU Fault",
    "failed to add a watch: inotify_add_watch /run/x: no space left on device",
    "mkdir /sys/fs/cgroup/memory/docker/4f1c: no space left on device",
    "Could not transition to pulled; timed out after waiting 2h0m0s",
    "Handler for GET /v1.25/containers/x/json returned error: No such container: x",
)


@pytest.mark.parametrize("text", NOISE)
def test_noise_is_no_sign(text: str) -> None:
    for name, _, one in ALL:
        for program in one.programs:
            assert not problems(told(lines(text, program=program), [one])), name


def test_a_line_counts_for_the_first_sign_that_matches_it() -> None:
    findings = list(
        told(lines(*["dial unix /var/run/docker.sock: socket: too many open files"] * 3), file_descriptors_left.SIGNS)
    )
    assert len(findings) == 1
    assert "Logged 3 times, last at 2026-11-23 04:00:00 UTC." in findings[0].text


CANNOT = docker_daemon_runs.CANNOT_CONNECT


@pytest.mark.parametrize(
    ("host", "seen"),
    [
        (lines(CANNOT.example), True),
        (lines(CANNOT.example, working=True), False),
        (lines(CANNOT.example, registered=1), False),
        (lines("x", CANNOT.example, registered=1), True),
    ],
    ids=["not registered", "the agent works now", "before the registration", "after the registration"],
)
def test_a_registration_withdraws_what_it_disproves(host: HostLines, seen: bool) -> None:
    assert bool(CANNOT.hits(host)) is seen


def run(level: str, text: str) -> Run:
    return Run((LogLine("x", 1, NOW, level, text, text),), True)


def test_in_a_crash_loop_the_run_that_came_to_its_failure_speaks() -> None:
    failed, begun = run("critical", "Error creating data client"), run("info", "Starting Amazon ECS Agent")
    assert speaking_run(AgentLog("x", (failed, begun))) is failed
    registered = run("info", "Instance registration completed successfully")
    assert speaking_run(AgentLog("x", (failed, registered, begun))) is registered
    assert speaking_run(AgentLog("x", (begun,))) is begun


def test_a_program_is_asked_only_for_its_own_messages() -> None:
    assert INIT not in CANNOT.programs
    assert AGENT in CANNOT.programs


TAKES_AWAY = {"restart docker": "stops every container", "image prune": "deletes"}


@EVERY_SIGN
def test_a_command_that_takes_something_away_is_announced(one: Sign) -> None:
    for before, step in zip(("", *one.remedy), one.remedy):
        for command, warning in TAKES_AWAY.items():
            assert command not in step or warning in before, step
