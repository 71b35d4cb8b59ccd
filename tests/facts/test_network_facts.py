"""Routes, interfaces, resolvers, listeners and packet filter of the host."""

from __future__ import annotations

from typing import FrozenSet, Optional

import pytest

from ecsdoctor import Missing
from ecsdoctor.facts.network.interfaces import parse_interfaces
from ecsdoctor.facts.network.iptables import parse_iptables
from ecsdoctor.facts.network.packet_filter import Packet, judge
from ecsdoctor.facts.network.resolver import parse_hosts, parse_nsswitch, parse_resolv_conf
from ecsdoctor.facts.network.routes import Routes, parse_route_command, parse_routes
from ecsdoctor.facts.network.vpc_addresses import VpcAddresses, parse_blocks

TABLE = """\
default via 10.0.1.1 dev eth0 proto dhcp src 10.0.1.23 metric 512
10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.23
blackhole 169.254.169.254
unreachable 192.168.0.0/16 metric 4278198272
169.254.170.2 via inet6 fe80::1 dev fargate
broadcast 10.0.1.255 dev eth0 table local
garbage
"""


def test_routes_by_longest_prefix() -> None:
    routes = Routes(parse_routes(TABLE), True, False)
    taken = {}
    for address in ("203.0.113.10", "10.0.1.9", "169.254.169.254", "192.168.3.4"):
        route = routes.to(address)
        assert route is not None
        taken[address] = (route.kind, route.gateway)
    assert taken["203.0.113.10"] == ("unicast", "10.0.1.1")
    assert taken["10.0.1.9"] == ("unicast", "")
    assert taken["169.254.169.254"][0] == "blackhole"
    assert taken["192.168.3.4"][0] == "unreachable"


def test_a_table_without_default_leads_nowhere() -> None:
    routes = Routes(parse_routes("10.0.1.0/24 dev eth0\n"), True, False)
    assert routes.default(4) is None
    assert routes.to("203.0.113.10") is None


def test_an_unreachable_default_is_no_default() -> None:
    routes = Routes(parse_routes("unreachable default dev lo metric 4294967295 error -101\n", 6), False, True)
    assert routes.default(6) is None


@pytest.mark.parametrize("address", ["2001:db8::1", "not an address"])
def test_what_is_not_known_is_missing(address: str) -> None:
    with pytest.raises(Missing):
        Routes(parse_routes(TABLE), True, False).to(address)


def test_routes_of_the_older_programs() -> None:
    text = (
        "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"
        "0.0.0.0         10.0.1.1        0.0.0.0         UG    0      0        0 eth0\n"
        "10.0.1.0        0.0.0.0         255.255.255.0   U     0      0        0 eth0\n"
        "169.254.169.254 -               255.255.255.255 !H    0      -        0 -\n"
    )
    routes = Routes(parse_route_command(text), True, False)
    default, dead = routes.default(4), routes.to("169.254.169.254")
    assert default is not None and (default.gateway, default.device) == ("10.0.1.1", "eth0")
    assert dead is not None and dead.kind == "unreachable"
    with pytest.raises(Missing):
        parse_route_command("Kernel IP routing table\n")


def test_interfaces() -> None:
    text = (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
        "    inet 127.0.0.1/8 scope host lo\n"
        "2: eth0@if2: <BROADCAST,MULTICAST> mtu 1500\n    link/ether 9a:9b:05:04:9f:aa brd ff:ff:ff:ff:ff:ff\n"
        "    inet 10.0.1.23/24 scope global eth0\n    inet6 fe80::1/64 scope link\n"
    )
    lo, eth0 = parse_interfaces(text).rows
    assert (lo.kind, lo.up) == ("loopback", True)
    assert (eth0.name, eth0.mac, eth0.up, len(eth0.addresses)) == ("eth0", "9a:9b:05:04:9f:aa", False, 2)
    with pytest.raises(Missing):
        parse_interfaces("Object not found")


def test_resolv_conf() -> None:
    conf = parse_resolv_conf(
        "# nameserver 1.1.1.1\nsearch ec2.internal\nnameserver 10.0.0.2\noptions timeout:2\nnameserver\n"
    )
    assert [(s.address, s.place) for s in conf.nameservers] == [("10.0.0.2", "/etc/resolv.conf:3")]
    assert (conf.search, conf.options) == (("ec2.internal",), ("timeout:2",))


def test_hosts_and_nsswitch() -> None:
    hosts = parse_hosts("127.0.0.1 LocalHost # me\n#::1 localhost\nbroken\n")
    assert [entry.place for entry in hosts.named("localhost")] == ["/etc/hosts:1"]
    assert parse_nsswitch("hosts: files dns [!UNAVAIL=return] myhostname\n").hosts == ("files", "dns", "myhostname")
    with pytest.raises(Missing):
        parse_nsswitch("passwd: files\n")


def test_blocks_of_the_vpc() -> None:
    vpc = VpcAddresses(parse_blocks("10.0.0.0/16\n100.64.0.0/16\n"), "x")
    assert [vpc.holds(a) for a in ("10.0.9.9", "100.64.1.1", "172.31.0.2", "nonsense")] == [True, True, False, False]
    with pytest.raises(Missing):
        parse_blocks("")


def filter_table(*rules: str, policy: str = "ACCEPT") -> str:
    """What iptables-save prints for the chain INPUT and a chain MINE of a user."""
    return "\n".join(("*filter", f":INPUT {policy} [0:0]", ":MINE - [0:0]", *rules, "COMMIT"))


def verdict(text: str, packet: Packet) -> Optional[bool]:
    return judge(parse_iptables(text).tables.get("filter", {}), "INPUT", packet).refused


def packet(entered: str = "eth0", port: int = 50000, states: FrozenSet[str] = frozenset({"ESTABLISHED"})) -> Packet:
    return Packet(entered, "", "203.0.113.10", "10.0.1.23", "tcp", 443, port, states)


@pytest.mark.parametrize(
    ("rules", "policy", "refused"),
    [
        ((), "ACCEPT", False),
        ((), "DROP", True),
        (("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-A INPUT -j DROP"), "ACCEPT", False),
        (("-A INPUT -j DROP", "-A INPUT -m state --state ESTABLISHED -j ACCEPT"), "ACCEPT", True),
        (("-A INPUT ! -i eth0 -j DROP",), "ACCEPT", False),
        (("-A INPUT ! -s 10.0.0.0/8 -p tcp -j REJECT --reject-with icmp-port-unreachable",), "ACCEPT", True),
        (("-A INPUT -j MINE", "-A MINE -p udp -j DROP", "-A INPUT -j DROP"), "ACCEPT", True),
        (("-A INPUT -j MINE", "-A MINE -p tcp -j ACCEPT", "-A INPUT -j DROP"), "ACCEPT", False),
        (("-A INPUT -j MINE", "-A MINE -j RETURN", "-A MINE -j DROP"), "ACCEPT", False),
        (("-A INPUT -m set --match-set bad src -j DROP",), "ACCEPT", None),
        (("-A INPUT -m set --match-set bad src -j LOG",), "ACCEPT", False),
        (("-A INPUT -m limit --limit 5/min -j MINE",), "ACCEPT", False),
        (("-A INPUT -p tcp -m multiport --dports 22,50000:50010 -j DROP",), "ACCEPT", True),
        (("-A INPUT -j NFQUEUE --queue-num 0",), "ACCEPT", None),
        (('-A INPUT -m comment --comment "let it -j DROP" -i lo -j ACCEPT',), "DROP", True),
    ],
    ids=[
        "nothing filtered",
        "policy drops",
        "answers are accepted before the drop",
        "accepted too late",
        "another interface is meant",
        "another source is meant",
        "a chain lets it fall through to the drop",
        "a chain accepts",
        "a chain returns",
        "a set that only the kernel knows",
        "logging changes nothing",
        "a limit on an empty chain changes nothing",
        "a range of ports",
        "a program decides",
        "a comment is no rule",
    ],
)
def test_what_the_packet_filter_does_with_an_answer(rules: object, policy: str, refused: Optional[bool]) -> None:
    assert verdict(filter_table(*rules, policy=policy), packet()) is refused  # type: ignore[misc]


def test_rules_of_one_table_as_iptables_prints_them() -> None:
    text = "-P INPUT DROP\n-N MINE\n-A INPUT -j MINE\n-A MINE -i eth0 -j ACCEPT\n"
    chains = parse_iptables(text, "filter").tables["filter"]
    assert judge(chains, "INPUT", packet()).refused is False
    assert judge(chains, "INPUT", packet(entered="eth1")).refused is True


def test_chains_that_call_each_other_end() -> None:
    assert verdict(filter_table("-A INPUT -j MINE", "-A MINE -j MINE"), packet()) is None


def test_the_ipv6_part_of_iptables_save_is_another_table() -> None:
    text = filter_table() + "\n# Generated by ip6tables-save v1.8.9\n" + filter_table("-A INPUT -j DROP")
    assert verdict(text, packet()) is False


def test_without_root_the_packet_filter_is_not_known() -> None:
    with pytest.raises(Missing):
        parse_iptables("Fetching rule set generation id: Permission denied (you must be root)")
