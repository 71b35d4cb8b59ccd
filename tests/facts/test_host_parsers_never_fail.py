"""Whatever a program prints, parsers of Docker and the host either understand it or say that it is missing."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Callable, Dict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsdoctor import Missing
from ecsdoctor.facts.docker.daemon_config import parse_daemon_json, parse_drop_in
from ecsdoctor.facts.docker.info import parse_docker_info
from ecsdoctor.facts.docker.stats import parse_docker_stats
from ecsdoctor.facts.docker.version import parse_docker_version
from ecsdoctor.facts.host.cgroups import parse_cgroups
from ecsdoctor.facts.host.clock_service import parse_chrony_tracking, parse_timedatectl
from ecsdoctor.facts.host.descriptors import parse_file_nr, parse_limits
from ecsdoctor.facts.host.file_systems import parse_df, parse_mounts
from ecsdoctor.facts.host.gpu import parse_gpu_info
from ecsdoctor.facts.host.memory import parse_meminfo
from ecsdoctor.facts.host.processor import parse_stat
from ecsdoctor.facts.logs.kernel import parse_dmesg
from ecsdoctor.facts.logs.system import iso_time, parse_system_log, syslog_time
from ecsdoctor.facts.network.interfaces import parse_interfaces
from ecsdoctor.facts.network.iptables import parse_iptables
from ecsdoctor.facts.network.packet_filter import Packet, judge
from ecsdoctor.facts.network.resolver import parse_hosts, parse_nsswitch, parse_resolv_conf
from ecsdoctor.facts.network.routes import parse_routes
from ecsdoctor.facts.network.vpc_addresses import parse_blocks

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
PACKET = Packet("eth0", "", "10.0.0.1", "10.0.0.2", "tcp", 443, 50000, frozenset({"NEW"}))


def filtered(text: str) -> object:
    return judge(parse_iptables(text).tables.get("filter", {}), "INPUT", PACKET)


PARSERS: Dict[str, Callable[[str], Any]] = {
    "docker info": parse_docker_info,
    "docker version": parse_docker_version,
    "docker stats": parse_docker_stats,
    "daemon.json": parse_daemon_json,
    "drop-in": lambda text: parse_drop_in("f", text),
    "df": parse_df,
    "df -i": lambda text: parse_df(text, inodes=True),
    "mounts": parse_mounts,
    "meminfo": parse_meminfo,
    "stat": parse_stat,
    "cgroups": parse_cgroups,
    "limits": parse_limits,
    "file-nr": parse_file_nr,
    "chronyc": parse_chrony_tracking,
    "timedatectl": parse_timedatectl,
    "gpu": parse_gpu_info,
    "ip addr": parse_interfaces,
    "ip route": parse_routes,
    "ip -6 route": lambda text: parse_routes(text, 6),
    "iptables-save": filtered,
    "resolv.conf": parse_resolv_conf,
    "hosts": parse_hosts,
    "nsswitch": parse_nsswitch,
    "blocks": parse_blocks,
    "dmesg": lambda text: list(parse_dmesg(text, NOW)),
    "syslog": lambda text: list(parse_system_log("x", text, NOW)),
    "ISO time": iso_time,
    "syslog time": lambda text: syslog_time(text, NOW),
}
WORDS = st.sampled_from(
    "default via dev 10.0.0.0/8 ::/0 blackhole nameserver hosts: localhost 127.0.0.1 Filesystem / 100% 8.0G - "
    "1K-blocks *filter :INPUT DROP ACCEPT -A INPUT -j MINE -m ! --dport 51679 -s 300.1.1.1/99 MemTotal: 12 kB "
    "cpu 1 2 3 4 5 6 7 "
    'Server: API version: 1.44 {"Server": {"a": [1]}} [ 12.5] Feb 29 03:04:05 host kernel: 2026-13-45T99:99:99Z '
    "2: eth0: <UP> inet 1.2.3.4/33 Max open files System time : 1 seconds slow Leap status".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=6).map("\n".join),
)


@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=120, deadline=None)
@given(text=TEXTS)
def test_parser(name: str, text: str) -> None:
    try:
        PARSERS[name](text)
    except Missing as refusal:
        assert refusal.detail
