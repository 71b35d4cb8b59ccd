"""What Docker says about itself, in the forms in which its answers reach us."""

from __future__ import annotations

import json
from typing import Optional

import pytest

from ecsdoctor import Missing, Why
from ecsdoctor.facts.docker.daemon_config import parse_daemon_json, parse_drop_in
from ecsdoctor.facts.docker.info import parse_docker_info
from ecsdoctor.facts.docker.stats import parse_docker_stats
from ecsdoctor.facts.docker.version import api_number, parse_docker_version
from ecsdoctor.facts.logs.docker import since_start
from ecsdoctor.facts.logs.lines import parse_log
from ecsdoctor.facts.sizes import human, parse_size

INFO_TEXT = """\
Client:
 Context:    default

Server:
 Containers: 3
 Server Version: 1.12.6
 Storage Driver: devicemapper
  Data Space Available: 1.5 GB
  Data Space Total: 23.35 GB
  Thin Pool Minimum Free Space: 2.335 GB
 Plugins:
  Log: awslogs json-file
 Security Options:
  seccomp
   Profile: default
 Cgroup Driver: cgroupfs
 Cgroup Version: 1
 CPUs: 2
 Total Memory: 3.858GiB
 Docker Root Dir: /var/lib/docker
WARNING: No memory limit support
"""


def test_info_of_the_command_line_holds_what_the_api_holds() -> None:
    info = parse_docker_info(INFO_TEXT)
    assert (info.version, info.driver, info.root) == ("1.12.6", "devicemapper", "/var/lib/docker")
    assert info.log_drivers == ("awslogs", "json-file")
    assert info.security_options == ("seccomp",)
    assert info.memory == int(3.858 * 1024**3)
    assert info.pool is not None
    assert info.pool.available < info.pool.minimum_free
    assert info.limits_memory is False
    assert info.warnings == ("WARNING: No memory limit support",)


def test_info_of_the_api() -> None:
    body = {
        "ServerVersion": "25.0.8",
        "Driver": "overlay2",
        "DriverStatus": None,
        "Plugins": {"Log": ["awslogs"]},
        "Runtimes": {"runc": {}, "nvidia": {}},
        "MemoryLimit": True,
        "CgroupVersion": "2",
        "MemTotal": 4116000000,
        "Warnings": None,
    }
    info = parse_docker_info(json.dumps(body))
    assert info.runtimes == ("nvidia", "runc")
    assert (info.limits_memory, info.cgroup_version, info.memory) == (True, "2", 4116000000)
    assert info.pool is None
    assert info.warnings == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            Why.BROKEN,
        ),
        ("permission denied while trying to connect to the Docker daemon socket", Why.DENIED),
        ("error during connect: context deadline exceeded", Why.TIMED_OUT),
        ("-bash: docker: command not found", Why.ABSENT),
        ("", Why.BROKEN),
        ("{", Why.BROKEN),
        ('{"ServerErrors": ["Cannot connect to the Docker daemon"]}', Why.BROKEN),
        ('{"a": 1}', Why.BROKEN),
    ],
)
def test_a_refusal_is_no_information(text: str, why: Why) -> None:
    with pytest.raises(Missing) as refusal:
        parse_docker_info(text)
    assert refusal.value.why is why


@pytest.mark.parametrize(
    ("text", "version", "api", "minimum"),
    [
        ('{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12"}', "20.10.24", "1.41", "1.12"),
        ('{"Client":{"ApiVersion":"1.44"},"Server":{"Version":"25.0.0","ApiVersion":"1.43"}}', "25.0.0", "1.43", ""),
        (
            "Server: Docker\n Engine:\n  Version: 25.0.0\n  API version: 1.44 (minimum version 1.24)",
            "25.0.0",
            "1.44",
            "1.24",
        ),
        ("Client version: 1.6.0\nServer version: 1.6.2\nServer API version: 1.18", "1.6.2", "1.18", ""),
        (
            "Client:\n Version: 29.0.0\n API version: 1.52\nServer:\n Engine:\n  Version: 1.9.1\n  API version: 1.21",
            "1.9.1",
            "1.21",
            "",
        ),
    ],
    ids=["API", "command line in JSON", "text", "text before 1.8", "the server counts, not the client"],
)
def test_versions(text: str, version: str, api: str, minimum: str) -> None:
    docker = parse_docker_version(text)
    assert (docker.version, docker.api, docker.minimum) == (version, api, minimum)


def test_api_versions_compare_as_numbers() -> None:
    assert api_number("1.9") < api_number("1.21") < api_number("1.44")
    assert api_number("v1") == (0, 0)


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", "", 0),
        ("{}", "", 0),
        ('{"log-driver": "json-file"}', "", 0),
        ('{\n  "log-driver": "json-file",\n}', "line 3", 3),
        ('{"a": 1 "b": 2}', "line 1", 1),
        ('["a"]', "not a JSON object", 1),
        ("[" * 100000, "nested", 1),
    ],
    ids=["empty", "no settings", "good", "comma before the brace", "comma forgotten", "a list", "a bomb"],
)
def test_daemon_json(text: str, error: str, line: int) -> None:
    config = parse_daemon_json(text)
    assert bool(error) == bool(config.error)
    assert config.line in (line, line - 1)  # Python 3.13 blames the comma itself, older ones what comes behind it
    assert config.line == 0 or error in config.error or f"line {config.line}" in config.error


def test_a_key_of_daemon_json_is_found_in_its_line() -> None:
    config = parse_daemon_json('{\n  "iptables": false,\n  "proxies": {"http-proxy": "http://me:secret@proxy:3128"}\n}')
    assert config.place("iptables") == "/etc/docker/daemon.json:2"
    assert config.excerpt_of("iptables") == '"iptables": false,'
    assert "secret" not in config.excerpt_of("proxies")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('Environment="HTTPS_PROXY=http://10.0.0.9:3128"', [("HTTPS_PROXY", "http://10.0.0.9:3128")]),
        ("Environment='NO_PROXY=a,b' HTTP_PROXY=http://p", [("NO_PROXY", "a,b"), ("HTTP_PROXY", "http://p")]),
        ('Environment="HTTP_PROXY=http://me:secret@p:3128/"', [("HTTP_PROXY", "http://***@p:3128/")]),
        ("http_proxy=http://p:1", [("http_proxy", "http://p:1")]),
        ("# Environment=A=b", []),
        ("[Service]", []),
    ],
)
def test_environment_of_the_docker_unit(line: str, expected: object) -> None:
    environment, _ = parse_drop_in("/etc/systemd/system/docker.service.d/proxy.conf", line)
    assert [(one.name, one.value) for one in environment] == expected


def test_switches_of_the_docker_unit() -> None:
    _, switches = parse_drop_in("f", "ExecStart=/usr/bin/dockerd -H fd:// --default-ulimit=nofile=1024:4096 --debug")
    assert [(s.name, s.value) for s in switches] == [
        ("H", "fd://"),
        ("default-ulimit", "nofile=1024:4096"),
        ("debug", ""),
    ]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("7.8G", 7800000000),
        ("16.05 GB", 16050000000),
        ("100 MiB", 104857600),
        ("0B", 0),
        ("5", 5),
        ("-", None),
        ("1.2.3M", None),
    ],
)
def test_sizes(text: str, size: Optional[int]) -> None:
    if text == "7.8G":
        assert parse_size(text, binary=True) == int(7.8 * 1024**3)
    else:
        assert parse_size(text) == size


def test_sizes_for_people() -> None:
    assert [human(n) for n in (0, 999, 1500, 45_720_000_000, 104857600)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "45.7 GB",
        "105 MB",
    ]


def test_stats_in_the_old_and_the_new_form() -> None:
    text = (
        "CONTAINER           CPU %        MEM USAGE / LIMIT     MEM %       NET I/O       BLOCK I/O\n"
        "43a240399e21        3.82%        99.93 MiB / 100 MiB   99.93%      0 B / 0 B     45.72 GB / 0 B   0\n"
        "1a2b3c4d5e6f   ecs-web-3-app   0.10%     50MiB / 3.7GiB   1.30%   1kB / 2kB   3MB / 0B   12\n"
    )
    first, second = parse_docker_stats(text).rows
    assert (first.name, first.limit, first.read) == ("43a240399e21", 104857600, 45720000000)
    assert (second.name, second.used) == ("ecs-web-3-app", 52428800)


def test_stats_without_a_row_are_missing() -> None:
    with pytest.raises(Missing):
        parse_docker_stats("Cannot connect to the Docker daemon")


def test_only_the_last_start_of_docker_counts() -> None:
    text = (
        'time="2026-11-23T01:00:00Z" level=info msg="Starting up"\n'
        'time="2026-11-23T01:00:01Z" level=fatal msg="Error starting daemon: old trouble"\n'
        'time="2026-11-23T02:00:00Z" level=info msg="Starting up"\n'
        'time="2026-11-23T02:00:01Z" level=info msg="Loading containers: done."\n'
    )
    log = since_start("journal", list(parse_log("journal", text)))
    assert log.began
    assert [line.text for line in log.lines] == ["Starting up", "Loading containers: done."]


def test_a_start_that_has_said_nothing_yet_does_not_hide_the_failure_before_it() -> None:
    text = 'msg="Starting up"\nmsg="failed to start daemon: no room"\nmsg="Starting up"\n'
    log = since_start("journal", list(parse_log("journal", text)))
    assert any("no room" in line.text for line in log.lines)
