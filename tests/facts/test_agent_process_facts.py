"""Unit, journal, ecs-init's log, package, containers, listeners: what tells of the agent as a process."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from ecsdoctor.facts.agent.package import parse_dpkg, parse_rpm
from ecsdoctor.facts.agent.unit import (
    EcsUnit,
    Unit,
    parse_is_active,
    parse_show,
    parse_status,
    parse_unit_time,
    parse_upstart,
)
from ecsdoctor.facts.agent.version import numbers
from ecsdoctor.facts.docker.containers import parse_containers, parse_docker_ps
from ecsdoctor.facts.host.listeners import parse_listeners
from ecsdoctor.facts.host.load import parse_loadavg, parse_pressure
from ecsdoctor.facts.host.os_release import parse_lsb_release, parse_os_release
from ecsdoctor.facts.logs.ecs_init import EcsInitLog, parse_ecs_init_log
from ecsdoctor.facts.logs.ecs_journal import parse_ecs_journal
from ecsdoctor.model.reading import Missing
from ecsdoctor.sources.base import Answer

SOURCES = Path(__file__).parent.parent.parent / "fixtures" / "sources" / "agent-log"
SHOW = """Id=ecs.service
After=cloud-final.service docker.service basic.target
LoadState=loaded
ActiveState=failed
SubState=failed
Result=exit-code
UnitFileState=enabled
ExecMainStatus=5
NRestarts=0
ActiveEnterTimestamp=Mon 2026-11-23 03:18:00 UTC
InactiveEnterTimestamp=Mon 2026-11-23 03:19:08 UTC
FragmentPath=/usr/lib/systemd/system/ecs.service
Job=0
"""
STATUS = """● ecs.service - Amazon Elastic Container Service - container agent
   Loaded: loaded (/usr/lib/systemd/system/ecs.service; enabled; vendor preset: disabled)
   Active: {active}
  Process: 3201 ExecStart=/usr/libexec/amazon-ecs-init start (code=exited, status=5)
"""
AT = datetime(2026, 11, 23, 3, 19, 8, tzinfo=timezone.utc)


def init(text: str) -> EcsInitLog:
    return parse_ecs_init_log("/var/log/ecs/ecs-init.log", Answer(text.encode()))


def test_systemctl_show_is_read() -> None:
    unit = parse_show(EcsUnit, "ecs", SHOW)
    assert (unit.name, unit.active, unit.enabled, unit.exit_status) == ("ecs.service", "failed", "enabled", 5)
    assert unit.inactive_since == AT
    assert "docker.service" in unit.after
    assert unit.looks == "failed (exit-code, status 5), enabled"
    assert not unit.job


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        ("active (running) since Mon 2026-11-23 03:19:08 UTC; 4min ago", ("active", "running", "")),
        ("inactive (dead)", ("inactive", "dead", "")),
        ("failed (Result: exit-code) since Mon 2026-11-23 03:19:08 UTC; 4min ago", ("failed", "", "exit-code")),
        (
            "activating (auto-restart) (Result: exit-code) since Mon 2026-11-23 03:19:08 UTC",
            ("activating", "auto-restart", ""),
        ),
    ],
    ids=["running", "dead", "failed", "between two attempts"],
)
def test_systemctl_status_is_read(active: str, expected: tuple[str, str, str]) -> None:
    unit = parse_status(EcsUnit, "ecs", STATUS.format(active=active))
    assert (unit.active, unit.sub, unit.result) == expected
    assert (unit.enabled, unit.there) == ("enabled", True)


def test_a_unit_that_does_not_exist_is_nowhere() -> None:
    assert parse_status(EcsUnit, "ecs", "Unit ecs.service could not be found.").nowhere
    assert parse_show(EcsUnit, "ecs", "Id=ecs.service\nLoadState=not-found\nActiveState=inactive\n").nowhere
    assert not parse_is_active(EcsUnit, "ecs", "inactive\n").nowhere


@pytest.mark.parametrize("text", ["", "hello", "bash: systemctl: command not found"])
def test_what_is_not_systemctl_is_missing(text: str) -> None:
    for parse in (parse_show, parse_status, parse_is_active):
        with pytest.raises(Missing):
            parse(Unit, "ecs", text)


@pytest.mark.parametrize(
    ("text", "active"),
    [
        ("ecs start/running, process 1822", "active"),
        ("ecs stop/waiting", "inactive"),
        ("ecs start/pre-start", "activating"),
    ],
)
def test_upstart_is_read(text: str, active: str) -> None:
    assert parse_upstart(text).active == active


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Mon 2026-11-23 03:19:08 UTC", True),
        ("Mon 2026-11-23 03:19:08", True),
        ("Mon 2026-11-23 03:19:08 CEST", False),
        ("n/a", False),
        ("", False),
        ("Mon 2026-13-45 99:99:99 UTC", False),
    ],
)
def test_only_times_in_utc_are_taken(text: str, known: bool) -> None:
    assert (parse_unit_time(text) == AT) is known


def test_the_journal_parts_systemd_from_the_programs() -> None:
    text = (
        "-- Logs begin at Mon 2026-11-23 00:00:00 UTC. --\n"
        "2026-11-23T03:19:08+0000 ip-10-0-1-23 systemd[1]: ecs.service: Main process exited, code=exited, status=5\n"
        '2026-11-23T03:19:07+0000 ip-10-0-1-23 amazon-ecs-init[99]: level=info time=2026-11-23T03:19:07Z msg="start"\n'
        "Nov 23 03:19:09 ip-10-0-1-23 systemd[1]: ecs.service failed.\n"
    )
    journal = parse_ecs_journal("journalctl -u ecs", text, AT)
    assert [line.text for line in journal.programs] == ["start"]
    assert len(journal.systemd) == 2
    assert journal.systemd[0].at == AT


def test_a_crash_loop_in_ecs_init_log() -> None:
    log = init((SOURCES / "ecs-init-crash-loop.log").read_text())
    assert [e.code for e in log.exits] == [1] * 7
    assert log.retry_seconds == pytest.approx(15.57442632)
    assert log.standing[0].text.startswith("modinfo")
    assert log.stopped is None


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        (
            "2018-01-01T00:00:00Z [ERROR] a\n2018-01-01T00:00:01Z [INFO] Starting Amazon EC2 Container Service Agent\n",
            [],
        ),
        (
            "2018-01-01T00:00:00Z [INFO] Starting Amazon Elastic Container Service Agent\n2018-01-01T00:00:01Z [ERROR] could not start Agent: no such image\n",
            ["S", "c"],
        ),
        (
            "2018-01-01T00:00:00Z [INFO] Starting Amazon Elastic Container Service Agent\n2018-01-01T00:00:01Z [INFO] b\n2018-01-01T00:00:02Z [INFO] Starting Amazon Elastic Container Service Agent\n2018-01-01T00:00:03Z [ERROR] could not start Agent: x\n",
            ["b", "S", "c"],
        ),
    ],
    ids=[
        "a start withdraws what was before",
        "a refused start withdraws nothing",
        "the last start that succeeded counts",
    ],
)
def test_what_still_stands_in_ecs_init_log(text: str, standing: list[str]) -> None:
    assert [line.text[0] for line in init(text).standing] == standing


@pytest.mark.parametrize(
    ("text", "installed", "version"),
    [
        ("ecs-init-1.105.1-1.amzn2023.x86_64\n", True, "1.105.1"),
        ("ecs-init-1.17.3-1.amzn1.x86_64", True, "1.17.3"),
        ("package ecs-init is not installed\n", False, ""),
    ],
)
def test_rpm_is_read(text: str, installed: bool, version: str) -> None:
    package = parse_rpm(text)
    assert (package.installed, package.version) == (installed, version)


@pytest.mark.parametrize(
    ("text", "installed", "version"),
    [
        ("Package: amazon-ecs-init\nVersion: 1.82.0-1\nStatus: install ok installed\n", True, "1.82.0"),
        ("Package: amazon-ecs-init\nVersion: 1.82.0-1\nStatus: deinstall ok config-files\n", False, ""),
        ("dpkg-query: package 'amazon-ecs-init' is not installed and no information is available\n", False, ""),
    ],
)
def test_dpkg_is_read(text: str, installed: bool, version: str) -> None:
    package = parse_dpkg(text)
    assert (package.installed, package.version) == (installed, version)


def test_package_managers_that_say_nothing_are_missing() -> None:
    for parse in (parse_rpm, parse_dpkg):
        with pytest.raises(Missing):
            parse("rpm: command not found")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.105.1", (1, 105, 1)), ("v1.36.2-1", (1, 36, 2)), ("latest", ()), ("", ())],
)
def test_versions_compare_by_number(text: str, expected: tuple[int, ...]) -> None:
    assert numbers(text) == expected


def test_containers_of_the_api() -> None:
    text = (
        '[{"Id": "1", "Names": ["/ecs-agent"], "Image": "amazon/amazon-ecs-agent:latest", "State": "running", "Status": "Up"},'
        '{"Id": "2", "Names": ["/p"], "Image": "amazon/amazon-ecs-pause:0.1.0", "State": "running"},'
        '{"Id": "3", "Names": ["/mine"], "Image": "public.ecr.aws/ecs/amazon-ecs-agent:v1", "State": "exited"}]'
    )
    agents = parse_containers(text).agents
    assert [(c.name, c.running) for c in agents] == [("ecs-agent", True), ("mine", False)]


def test_containers_of_the_command_line() -> None:
    text = (
        "CONTAINER ID   IMAGE                            COMMAND    CREATED          STATUS                      PORTS     NAMES\n"
        '74caf5479f83   amazon/amazon-ecs-agent:latest   "/agent"   11 seconds ago   Exited (1) 10 seconds ago             ecs-agent\n'
    )
    (agent,) = parse_docker_ps("docker ps -a", text).agents
    assert (agent.name, agent.status, agent.running) == ("ecs-agent", "Exited (1) 10 seconds ago", False)


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ('LISTEN 0 5 0.0.0.0:51678 0.0.0.0:* users:(("python3",pid=812,fd=3))', "python3"),
        ("LISTEN    0      5            0.0.0.0:51678         0.0.0.0:*           ", ""),
        ("tcp        0      0 0.0.0.0:51678           0.0.0.0:*               LISTEN      812/python3", "python3"),
        ('LISTEN 0 4096 [::]:51678 [::]:* users:(("agent",pid=2213,fd=7))', "agent"),
    ],
    ids=["ss as root", "ss as somebody", "netstat", "IPv6"],
)
def test_listeners_are_read(text: str, program: str) -> None:
    (listener,) = parse_listeners("ss -tlnp", text).on(51678)
    assert listener.program == program


@pytest.mark.parametrize(
    ("text", "id_", "debian", "suse"),
    [
        ('NAME="Amazon Linux"\nID="amzn"\nVERSION_ID="2023"\nPRETTY_NAME="Amazon Linux 2023"\n', "amzn", False, False),
        ("ID=ubuntu\nID_LIKE=debian\n", "ubuntu", True, False),
        ('ID="sles"\nVERSION_ID="15.5"\n', "sles", False, True),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "opensuse-leap", False, True),
    ],
)
def test_os_release_names_the_packaging(text: str, id_: str, debian: bool, suse: bool) -> None:
    system = parse_os_release(text)
    assert (system.id, system.debian_family, system.suse_family) == (id_, debian, suse)


def test_lsb_release_serves_where_there_is_no_os_release() -> None:
    text = "No LSB modules are available.\nDistributor ID:\tUbuntu\nDescription:\tUbuntu 22.04 LTS\nRelease:\t22.04\n"
    assert parse_lsb_release(text).pretty_name == "Ubuntu 22.04 LTS"


def test_load_and_pressure_are_read() -> None:
    assert parse_loadavg("52.31 48.90 31.75 3/1021 30415\n") == 48.9
    assert parse_pressure("some avg10=81.20 avg60=77.45 avg300=60.12 total=91823\nfull avg10=1\n") == 77.45
    assert parse_pressure("") is None
    with pytest.raises(Missing):
        parse_loadavg("nothing")
