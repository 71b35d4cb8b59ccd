"""What people paste in place of our own answers: the moment, the agent's metadata, sizes, proxies of others."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Dict, Optional

import pytest

from ecsdoctor.facts.agent.introspection import pasted_answer
from ecsdoctor.facts.host.memory import parse_top
from ecsdoctor.facts.logs.moment import moment
from ecsdoctor.facts.network.host_proxy import parse_proxy_lines
from ecsdoctor.facts.pasted import PastedText, PastedTexts
from ecsdoctor.model.reading import Missing, absent

TODAY = datetime(2026, 11, 23, tzinfo=timezone.utc)
INIT = "2021-03-21T13:01:15Z [INFO] Agent exited with code 1\n"
DMESG = "[Mon May  6 07:08:09 2024] docker0: port 1 entered blocking state\n"


def at(files: Dict[str, str]) -> Optional[datetime]:
    """The moment of a recording that holds these files."""

    def read(path: str) -> str:
        if path not in files:
            raise absent("not in this snapshot")
        return files[path]

    commands = [path[len("commands/") :] for path in files if path.startswith("commands/")]
    return moment(read, commands, TODAY)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"root/var/log/ecs/ecs-init.log": INIT}, "2021-03-21 13:01:15"),
        ({"commands/dmesg-T.txt": DMESG}, "2024-05-06 07:08:09"),
        ({"commands/notes.txt": INIT}, ""),
        ({"root/var/log/ecs/ecs-init.log": INIT.replace("2021", "2031")}, ""),
        ({}, ""),
    ],
    ids=["ecs-init", "the kernel", "not a log", "a time to come", "nothing"],
)
def test_the_moment_is_the_newest_time_of_a_log(files: Dict[str, str], expected: str) -> None:
    found = at(files)
    assert (f"{found:%Y-%m-%d %H:%M:%S}" if found else "") == expected


def pasted(text: str) -> PastedTexts:
    return PastedTexts((PastedText("commands/curl.txt", text),))


def test_the_agents_metadata_as_curl_printed_it() -> None:
    text = '$ curl -s localhost:51678/v1/metadata\n{"Cluster":"prod","ContainerInstanceArn":null,"Version":"v1.14.3"}'
    found = pasted_answer(pasted(text))
    assert found is not None and (found.cluster, found.arn, found.version) == ("prod", "", "1.14.3")


def test_a_refusal_that_curl_printed_is_one() -> None:
    with pytest.raises(Missing, match="refused"):
        pasted_answer(pasted("curl: (7) Failed to connect to localhost port 51678: Connection refused"))
    # The agent's own health check says so too while it starts: that is no answer to us.
    said = "health check failed: dial tcp 127.0.0.1:51678: connect: connection refused"
    assert pasted_answer(pasted(said)) is None


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("MiB Mem :   7822.6 total,   1944.7 free,   3530.2 used,   2347.7 buff/cache", 7822),
        ("KiB Mem :  3885128 total,   110312 free,  1201236 used,  2573580 buff/cache", 3794),
        ("MiB Mem : lots total", None),
    ],
)
def test_memory_as_top_shows_it(line: str, total: Optional[int]) -> None:
    found = parse_top(line)
    assert (found.total >> 20 if found else None) == total


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("proxy=http://user:secret@10.0.0.9:3128", "http://***@10.0.0.9:3128"),
        ('export HTTPS_PROXY="http://10.0.0.9:3128"', "http://10.0.0.9:3128"),
        ('Acquire::http::Proxy "http://10.0.0.9:3128";', "http://10.0.0.9:3128"),
        ("proxy=_none_", ""),
        ("#proxy=http://10.0.0.9:3128", ""),
        ("no_proxy=localhost", ""),
    ],
)
def test_proxies_that_others_are_told_of(line: str, url: str) -> None:
    found = list(parse_proxy_lines("/etc/yum.conf", line))
    assert [setting.url for setting in found] == ([url] if url else [])
    assert "secret" not in "".join(setting.excerpt for setting in found)
