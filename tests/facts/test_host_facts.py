"""Disks, memory, kernel, limits and clock of the host, as programs and /proc print them."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ecsdoctor import Missing
from ecsdoctor.facts.host.cgroups import parse_cgroups
from ecsdoctor.facts.host.clock_service import parse_chrony_tracking, parse_timedatectl
from ecsdoctor.facts.host.descriptors import parse_file_nr, parse_limits
from ecsdoctor.facts.host.file_systems import DiskSpace, Mounts, parse_df, parse_mount_command, parse_mounts
from ecsdoctor.facts.host.gpu import parse_gpu_info
from ecsdoctor.facts.host.memory import Memory, parse_free, parse_meminfo
from ecsdoctor.facts.host.processor import parse_stat
from ecsdoctor.facts.logs.kernel import parse_dmesg, since_boot
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.facts.logs.system import iso_time, parse_system_log, syslog_time

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=timezone.utc)

DF = """\
Filesystem      Size  Used Avail Use% Mounted on
/dev/xvda1      7.8G  7.8G     0 100% /
devtmpfs        992M  108K  992M   1% /dev
/dev/xvdh        50G  7.3G   40G  16% /mnt/my data
"""


def test_df_for_people() -> None:
    root, _, data = parse_df(DF)
    assert (root.mount, root.available, root.percent) == ("/", 0, 100)
    assert data.mount == "/mnt/my data"
    assert data.available == 40 * 1024**3


def test_df_with_types_in_blocks_and_with_a_wrapped_name() -> None:
    text = (
        "Filesystem           Type 1K-blocks    Used Available Use% Mounted on\n"
        "/dev/mapper/docker-253:1-very-long-name\n"
        "                     xfs   10475520 9000000   1475520  86% /var/lib/docker\n"
    )
    (row,) = parse_df(text)
    assert (row.kind, row.available) == ("xfs", 1475520 * 1024)


def test_df_of_inodes_leaves_out_what_counts_none() -> None:
    text = (
        "Filesystem     Type     Inodes IUsed  IFree IUse% Mounted on\n"
        "/dev/nvme0n1p1 xfs      4194304 90000 4104304    3% /\n"
        "/dev/nvme1n1   btrfs          0     0       0     - /var/lib/docker\n"
    )
    rows = parse_df(text, inodes=True)
    assert [(r.mount, r.available) for r in rows if r.size] == [("/", 4104304)]


@pytest.mark.parametrize("text", ["", "df: no file systems processed", "Filesystem Size Used Avail Use% Mounted on\n"])
def test_df_without_rows_is_missing(text: str) -> None:
    with pytest.raises(Missing):
        parse_df(text)


@pytest.mark.parametrize(
    ("path", "mount"),
    [
        ("/var/lib/docker/overlay2", "/var/lib/docker"),
        ("/var/lib/docker", "/var/lib/docker"),
        ("/var/lib/docker-old", "/"),
        ("/etc/ecs", "/"),
    ],
)
def test_a_path_lies_on_the_longest_mount_above_it(path: str, mount: str) -> None:
    df = "Filesystem Size Used Avail Use% Mounted on\na 8G 1G 7G 10% /\nb 50G 1G 49G 2% /var/lib/docker\n"
    row = DiskSpace(parse_df(df)).holding(path)
    assert row is not None
    assert row.mount == mount


def test_mounts_unescape_names_and_the_later_hides_the_earlier() -> None:
    text = "/dev/a / ext4 rw 0 0\n/dev/b /my\\040data xfs ro,noatime 0 0\ntmpfs / tmpfs ro 0 0\n"
    mounts = Mounts(parse_mounts(text))
    data, root = mounts.holding("/my data/x"), mounts.holding("/etc")
    assert data is not None and data.read_only and data.line == 2
    assert root is not None and root.kind == "tmpfs"


def test_memory_of_kernels_with_and_without_an_estimate() -> None:
    new = parse_meminfo("MemTotal:  3928464 kB\nMemFree: 1 kB\nMemAvailable: 2811820 kB\nSwapFree: 10 kB\n")
    assert (new.available, new.swap_free) == (2811820 * 1024, 10240)
    old = parse_meminfo("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 20 kB\nCached: 30 kB\n")
    assert old.available == 150 * 1024
    with pytest.raises(Missing):
        parse_meminfo("nonsense")


@pytest.mark.parametrize(
    ("line", "at", "text"),
    [
        ("[  100.250000] Out of memory: x", "2026-11-23T03:01:40", "Out of memory: x"),
        ("[Mon Nov 23 03:19:57 2026] Out of memory: x", "2026-11-23T03:19:57", "Out of memory: x"),
        ("2026-11-23T03:19:57,123456+00:00 Out of memory: x", "2026-11-23T03:19:57", "Out of memory: x"),
        ("Out of memory: x", None, "Out of memory: x"),
    ],
    ids=["seconds since boot", "for people", "ISO", "bare"],
)
def test_dmesg(line: str, at: str, text: str) -> None:
    boot = datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc)
    (event,) = parse_dmesg(line, boot)
    assert event.text == text
    assert (event.at.strftime("%Y-%m-%dT%H:%M:%S") if event.at else None) == at


@pytest.mark.parametrize(
    "text", ["dmesg: read kernel buffer failed: Operation not permitted", "dmesg: unrecognized option '--time-format'"]
)
def test_a_refused_dmesg_is_missing(text: str) -> None:
    with pytest.raises(Missing):
        list(parse_dmesg(text, None))


def test_only_the_last_boot_counts() -> None:
    texts = ("Linux version 5.10", "Out of memory: old", "[    0.000000] Linux version 6.1.0", "all is well")
    lines = tuple(LogLine("/var/log/messages", i, None, "", text, text) for i, text in enumerate(texts))
    assert [line.text for line in since_boot(lines)] == list(texts[2:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nov 23 03:19:57", "2026-11-23T03:19:57"),
        ("Dec 31 23:00:00", "2025-12-31T23:00:00"),
        ("Foo 31 23:00:00", None),
    ],
    ids=["this year", "a date ahead is last year's", "no date"],
)
def test_syslog_has_no_year(text: str, expected: str) -> None:
    at = syslog_time(text, NOW)
    assert (at.strftime("%Y-%m-%dT%H:%M:%S") if at else None) == expected


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2021-06-14T18:45:48.948385798-05:00", 23),
        ("2021-06-14T18:45:48Z", 18),
        ("2021-06-14T18:45:48,1+0200", 16),
        ("2021-06-14T18:45:48", 18),
    ],
)
def test_times_with_an_offset(text: str, hour: int) -> None:
    at = iso_time(text)
    assert at is not None
    assert at.hour == hour


def test_system_log_takes_the_programs_own_time_and_words() -> None:
    text = (
        'Jun 14 18:45:48 host dockerd[7]: time="2021-06-14T18:45:48.9-05:00" level=error msg="it \\"broke\\"" code=X\n'
        "2026-11-23T03:00:00+00:00 host kernel: [ 1.0] hello\n"
        "no program here\n"
    )
    first, second = parse_system_log("/var/log/messages", text, NOW)
    assert (first.program, first.line.level, first.line.text) == ("dockerd", "error", 'it "broke" code=X')
    assert first.line.at == datetime(2021, 6, 14, 23, 45, 48, tzinfo=timezone.utc)
    assert (second.program, second.line.number) == ("kernel", 2)


def test_the_first_line_of_a_journal_tells_the_year() -> None:
    text = "-- Logs begin at Wed 2015-10-07 03:32:25 UTC. --\nOct 07 03:48:13 host systemd[1]: Failed to start.\n"
    (entry,) = parse_system_log("journal", text, NOW)
    assert entry.line.at is not None
    assert entry.line.at.year == 2015


def test_cgroups() -> None:
    cgroups = parse_cgroups("#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t60\t1\nmemory\t0\t1\t0\n")
    assert cgroups.enabled == {"cpu": True, "memory": False}
    with pytest.raises(Missing):
        parse_cgroups("#subsys_name\n")


def test_limits_and_descriptors() -> None:
    assert parse_limits("Max open files            1024                 4096                 files") == 1024
    assert parse_limits("Max open files            unlimited            unlimited            files") is None
    assert parse_file_nr("2176\t0\t9223372036854775807\n").used == 2176
    with pytest.raises(Missing):
        parse_limits("Max processes 1")
    with pytest.raises(Missing):
        parse_file_nr("many")


def test_clock_by_chrony() -> None:
    clock = parse_chrony_tracking("System time     : 412.300000 seconds slow of NTP time\nLeap status     : Normal\n")
    assert clock.offset == pytest.approx(-412.3)
    assert clock.synchronised
    with pytest.raises(Missing):
        parse_chrony_tracking("506 Cannot talk to daemon")


def test_clock_by_systemd() -> None:
    assert not parse_timedatectl("NTP=yes\nNTPSynchronized=no\n").synchronised
    with pytest.raises(Missing):
        parse_timedatectl("System has not been booted with systemd")


@pytest.mark.parametrize(
    ("text", "ids"),
    [('{"DriverVersion":"535.1","GPUIDs":["GPU-1","GPU-2"]}', 2), ("{}", 0), ("[]", 0), ("", 0), ('{"GPUIDs": 3}', 0)],
)
def test_list_of_gpus(text: str, ids: int) -> None:
    assert len(parse_gpu_info(text)[0]) == ids


def test_memory_mounts_by_pasted_commands() -> None:
    free = "      total  used  free  shared  buff/cache  available\nMem: 3836 900 117 1 2818 2700\n"
    assert parse_free(free + "Swap:             0           0           7\n") == Memory(3836 << 20, 2700 << 20, 7 << 20)
    mounts = Mounts(parse_mount_command("/dev/a on / type xfs (rw,noatime)\n/dev/b on /my data type ext4 (ro)\n"))
    data = mounts.holding("/my data/x")
    assert data is not None and data.read_only
    for parse in (parse_free, parse_mount_command):
        with pytest.raises(Missing):
            parse("command not found")


def test_processor_times() -> None:
    processor = parse_stat("cpu  10 0 10 60 10 0 0 10 0 0\ncpu0 1 2\n")
    assert (processor.stolen, processor.waiting) == (0.1, 0.1)
    with pytest.raises(Missing):
        parse_stat("intr 1")
