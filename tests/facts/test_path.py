"""The way from an instance to ECS, hop by hop: a table of networks and verdicts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vpcs import (
    DEFAULT,
    ENDPOINT_GROUP,
    LOCAL,
    OPEN_GROUP,
    OTHER,
    PUBLIC_SUBNET,
    PUBLIC_TABLE,
    SUBNET,
    a_group,
    a_nat,
    a_network,
    a_route,
    a_table,
    allow,
    an_acl,
    an_endpoint,
    an_entry,
    an_interface,
    open_entries,
    without,
)

from ecsdoctor.facts.ec2.policy import Request, parse_document
from ecsdoctor.facts.ec2.vpc import VpcDns
from ecsdoctor.facts.path.acls import decide
from ecsdoctor.facts.path.destinations import AGENT, DESTINATIONS, ECR_API, ECS, S3
from ecsdoctor.facts.path.hops import Blocked, CannotTell, Kind, Reachable, State
from ecsdoctor.facts.path.spaces import space_of
from ecsdoctor.facts.path.tally import Says
from ecsdoctor.facts.path.walk import walk
from ecsdoctor.facts.path.ways import ways_of

TO_IGW = a_route(DEFAULT, "igw-1")
TO_NAT = a_route(DEFAULT, "nat-1")
TO_EIGW = a_route("::/0", "eigw-1")
PUBLIC = an_interface(public="52.1.2.3")
PRIVATE = an_interface()
DUAL = an_interface(ipv6=True)
EVERY = (SUBNET, OTHER, PUBLIC_SUBNET)
OUT_443 = an_entry(100, True, True, (443, 443))
IN_443 = an_entry(100, False, True, (443, 443))
IN_EPHEMERAL = an_entry(110, False, True, (1024, 65535))
OUT_EPHEMERAL = an_entry(110, True, True, (1024, 65535))
IN_LINUX = an_entry(110, False, True, (32768, 60999))
STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


ONLY_IPV6 = an_interface(ipv6=True, private="")


def policy(**more: Any) -> Any:
    return parse_document("the policy", {"Statement": [{**STATEMENT, **more}]})


def group(*rules: Any) -> Any:
    return (a_group("sg-own", rules), ENDPOINT_GROUP)


def acls(*entries: Any) -> Any:
    rest = an_acl(*open_entries(), subnets=(OTHER, PUBLIC_SUBNET), id_="acl-rest")
    return (an_acl(*entries), rest)


def nat_acls(*entries: Any) -> Any:
    return (an_acl(*open_entries(), subnets=(SUBNET, OTHER)), an_acl(*entries, subnets=(PUBLIC_SUBNET,), id_="acl-nat"))


REACHABLE = {
    "internet gateway and public address": (a_network(TO_IGW), PUBLIC),
    "NAT gateway": (a_network(TO_NAT, nat=[a_nat()]), PRIVATE),
    "main table where the subnet names none": (
        a_network(tables=[a_table(TO_IGW, id_="rtb-main", subnets=(), main=True)]),
        PUBLIC,
    ),
    "two halves of the world in place of a default route": (
        a_network(a_route("0.0.0.0/1", "igw-1"), a_route("128.0.0.0/1", "igw-1")),
        PUBLIC,
    ),
    "a partner's network on another route": (a_network(TO_IGW, a_route("192.88.98.0/24", "vgw-1")), PUBLIC),
    "a private network on another route": (a_network(TO_IGW, a_route("10.0.0.0/8", "tgw-1")), PUBLIC),
    "group with 443 alone": (a_network(TO_IGW, groups=group(allow("0.0.0.0/0"))), PUBLIC),
    "group with two halves of the world": (a_network(TO_IGW, groups=group(allow("0.0.0.0/1", "128.0.0.0/1"))), PUBLIC),
    "group with a prefix list of everything": (
        a_network(TO_IGW, groups=group(allow(lists=["pl-1"])), lists={"pl-1": ("0.0.0.0/0",)}),
        PUBLIC,
    ),
    "one of two groups": (
        a_network(TO_IGW, groups=(a_group("sg-own"), a_group("sg-2", [allow("0.0.0.0/0")]))),
        an_interface(public="52.1.2.3", groups=("sg-own", "sg-2")),
    ),
    "ACL with the smallest rules for Linux": (a_network(TO_IGW, acls=acls(OUT_443, IN_LINUX)), PUBLIC),
    "ACL that denies later than it allows": (
        a_network(TO_IGW, acls=acls(OUT_443, IN_EPHEMERAL, an_entry(200, True, False), an_entry(200, False, False))),
        PUBLIC,
    ),
    "ACL that denies another port before": (
        a_network(TO_IGW, acls=acls(an_entry(50, True, False, (22, 22)), OUT_443, IN_EPHEMERAL)),
        PUBLIC,
    ),
    "NAT gateway whose ACL has the four rules": (
        a_network(TO_NAT, nat=[a_nat()], acls=nat_acls(OUT_443, IN_443, IN_EPHEMERAL, OUT_EPHEMERAL)),
        PRIVATE,
    ),
    "endpoint in the own subnet, no way out": (a_network(endpoints=[an_endpoint("ecs")]), PRIVATE),
    "endpoint in another subnet": (a_network(endpoints=[an_endpoint("ecs", subnets=(OTHER,))]), PRIVATE),
    "endpoint reached by its security group alone": (
        a_network(endpoints=[an_endpoint("ecs")], groups=group(allow(groups=["sg-endpoint"]))),
        PRIVATE,
    ),
    "endpoint that admits the instance's group": (
        a_network(
            endpoints=[an_endpoint("ecs")],
            groups=(OPEN_GROUP, a_group("sg-endpoint", ingress=[allow(groups=["sg-own"])])),
        ),
        PRIVATE,
    ),
    "endpoint without private DNS beside an open way out": (
        a_network(TO_NAT, nat=[a_nat()], endpoints=[an_endpoint("ecs", private_dns=False)]),
        PRIVATE,
    ),
    "endpoint whose policy allows everything": (
        a_network(endpoints=[an_endpoint("ecs", policy=policy())]),
        PRIVATE,
    ),
    "own resolver is the VPC's by its address": (a_network(TO_IGW, resolvers=["10.0.0.2"]), PUBLIC),
}


@pytest.mark.parametrize(("network", "interface"), REACHABLE.values(), ids=REACHABLE.keys())
def test_reachable(network: Any, interface: Any) -> None:
    way = walk(network, interface, ECS)
    assert way.verdict == Reachable(), way.chain
    assert all(hop.state is State.OPEN for hop in way.hops)


BLOCKED = {
    "no default route": (a_network(), PRIVATE, "no-route-to-ecs", "rtb-own"),
    "own table without a route although main has one": (
        a_network(tables=[a_table(), a_table(TO_IGW, id_="rtb-main", subnets=(), main=True)]),
        PUBLIC,
        "no-route-to-ecs",
        "rtb-own",
    ),
    "no public address": (a_network(TO_IGW), PRIVATE, "no-public-ip", "eni-1"),
    "blackhole": (a_network(a_route(DEFAULT, "nat-0", True)), PRIVATE, "route-blackhole", "blackhole"),
    "detached internet gateway": (a_network(TO_IGW, attached=()), PUBLIC, "route-blackhole", "igw-1"),
    "NAT gateway gone": (a_network(TO_NAT), PRIVATE, "nat-gateway-broken", "nat-1"),
    "NAT gateway failed": (a_network(TO_NAT, nat=[a_nat("failed")]), PRIVATE, "nat-gateway-broken", "failed"),
    "NAT gateway pending": (a_network(TO_NAT, nat=[a_nat("pending")]), PRIVATE, "nat-gateway-broken", "pending"),
    "NAT gateway in a subnet without a way": (
        a_network(TO_NAT, nat=[a_nat(subnet=OTHER)], tables=[a_table(TO_NAT), a_table(id_="rtb-o", subnets=(OTHER,))]),
        PRIVATE,
        "nat-gateway-broken",
        "rtb-o",
    ),
    "NAT gateway that leads to itself": (
        a_network(TO_NAT, nat=[a_nat(subnet=SUBNET)]),
        PRIVATE,
        "nat-gateway-broken",
        "nat-1",
    ),
    "group without rules": (a_network(TO_IGW, groups=group()), PUBLIC, "security-group-egress-blocked", "no rules"),
    "group with another port": (
        a_network(TO_IGW, groups=group(allow("0.0.0.0/0", port=80))),
        PUBLIC,
        "security-group-egress-blocked",
        "tcp 80",
    ),
    "group with private addresses alone": (
        a_network(TO_IGW, groups=group(allow("10.0.0.0/8"))),
        PUBLIC,
        "security-group-egress-blocked",
        "10.0.0.0/8",
    ),
    "group with IPv6 alone": (
        a_network(TO_IGW, groups=group(allow("::/0"))),
        PUBLIC,
        "security-group-egress-blocked",
        "::/0",
    ),
    "ACL without a rule out": (
        a_network(TO_IGW, acls=acls(IN_EPHEMERAL)),
        PUBLIC,
        "network-acl-blocks",
        "no outbound rule",
    ),
    "ACL without answers in": (
        a_network(TO_IGW, acls=acls(OUT_443, IN_443)),
        PUBLIC,
        "network-acl-blocks",
        "no inbound rule",
    ),
    "ACL that denies first": (
        a_network(TO_IGW, acls=acls(an_entry(90, True, False, (443, 443)), OUT_443, IN_EPHEMERAL)),
        PUBLIC,
        "network-acl-blocks",
        "rule 90 deny tcp 443",
    ),
    "ACL that denies all ports first": (
        a_network(TO_IGW, acls=acls(OUT_443, an_entry(90, False, False), IN_EPHEMERAL)),
        PUBLIC,
        "network-acl-blocks",
        "inbound rule 90",
    ),
    "ACL of the NAT gateway's subnet without answers in": (
        a_network(TO_NAT, nat=[a_nat()], acls=nat_acls(OUT_443, IN_443, OUT_EPHEMERAL)),
        PRIVATE,
        "network-acl-blocks",
        "acl-nat",
    ),
    "endpoint that lets nobody in": (
        a_network(endpoints=[an_endpoint("ecs")], groups=(OPEN_GROUP, a_group("sg-endpoint"))),
        PRIVATE,
        "vpc-endpoint-misconfigured",
        "sg-endpoint",
    ),
    "endpoint takes the name over even beside an open way": (
        a_network(TO_NAT, nat=[a_nat()], endpoints=[an_endpoint("ecs")], groups=(OPEN_GROUP, a_group("sg-endpoint"))),
        PRIVATE,
        "vpc-endpoint-misconfigured",
        "sg-endpoint",
    ),
    "endpoint without an interface": (
        a_network(endpoints=[an_endpoint("ecs", subnets=())]),
        PRIVATE,
        "vpc-endpoint-misconfigured",
        "SubnetIds []",
    ),
    "endpoint that waits for acceptance": (
        a_network(endpoints=[an_endpoint("ecs", state="pendingacceptance")]),
        PRIVATE,
        "vpc-endpoint-misconfigured",
        "pendingacceptance",
    ),
    "endpoint without private DNS": (
        a_network(endpoints=[an_endpoint("ecs", private_dns=False)]),
        PRIVATE,
        "endpoint-private-dns-missing",
        "PrivateDnsEnabled: false",
    ),
    "endpoint in a VPC without host names": (
        a_network(endpoints=[an_endpoint("ecs")], dns=VpcDns(True, False)),
        PRIVATE,
        "vpc-dns-disabled",
        "enableDnsHostnames: false",
    ),
    "endpoint of another service alone": (
        a_network(endpoints=[an_endpoint("ecs-agent"), an_endpoint("ecs-telemetry")]),
        PRIVATE,
        "vpc-endpoint-missing",
        "ecs",
    ),
    "ACL before the endpoint's subnet": (
        a_network(
            endpoints=[an_endpoint("ecs", subnets=(OTHER,))],
            acls=(an_acl(*open_entries()), an_acl(OUT_443, subnets=(OTHER,), id_="acl-other")),
        ),
        PRIVATE,
        "network-acl-blocks",
        "acl-other",
    ),
    "VPC without DNS": (a_network(TO_IGW, dns=VpcDns(False, False)), PUBLIC, "vpc-dns-disabled", "enableDnsSupport"),
}


@pytest.mark.parametrize(("network", "interface", "problem", "rule"), BLOCKED.values(), ids=BLOCKED.keys())
def test_blocked(network: Any, interface: Any, problem: str, rule: str) -> None:
    verdict = walk(network, interface, ECS).verdict
    assert isinstance(verdict, Blocked), verdict
    assert verdict.problem == problem
    assert rule in verdict.rule
    assert verdict.sentence and verdict.sure


UNKNOWN = {
    "transit gateway": (a_network(a_route(DEFAULT, "tgw-1")), PRIVATE, "tgw-1"),
    "peering": (a_network(a_route(DEFAULT, "pcx-1")), PRIVATE, "pcx-1"),
    "virtual private gateway": (a_network(a_route(DEFAULT, "vgw-1")), PRIVATE, "vgw-1"),
    "appliance": (a_network(a_route(DEFAULT, "eni-9")), PRIVATE, "eni-9"),
    "firewall endpoint": (a_network(a_route(DEFAULT, "vpce-fw")), PRIVATE, "vpce-fw"),
    "firewall behind the NAT gateway": (
        a_network(
            nat=[a_nat()],
            tables=[a_table(TO_NAT), a_table(a_route(DEFAULT, "vpce-fw"), id_="rtb-p", subnets=(PUBLIC_SUBNET,))],
        ),
        PRIVATE,
        "vpce-fw",
    ),
    "private NAT gateway": (a_network(TO_NAT, nat=[a_nat(public=False)]), PRIVATE, "private NAT"),
    "regional NAT gateway": (a_network(TO_NAT, nat=[a_nat(subnet="")]), PRIVATE, "regional"),
    "no default route, but a way to a hub with shared endpoints": (
        a_network(a_route("10.0.0.0/8", "tgw-1")),
        PRIVATE,
        "private hosted zone",
    ),
    "half of the world on another route": (
        a_network(TO_IGW, a_route("0.0.0.0/1", "nat-0", True)),
        PUBLIC,
        "a part of the addresses",
    ),
    "group with some ranges of AWS": (
        a_network(TO_IGW, groups=group(allow("52.94.0.0/15", "54.239.0.0/16"))),
        PUBLIC,
        "52.94.0.0/15",
    ),
    "group with a prefix list that may not be read": (
        a_network(TO_IGW, groups=group(allow(lists=["pl-1"]))),
        PUBLIC,
        "pl-1",
    ),
    "ACL with some of the ephemeral ports": (
        a_network(TO_IGW, acls=acls(OUT_443, an_entry(110, False, True, (32768, 40000)))),
        PUBLIC,
        "acl-own",
    ),
    "resolver of the company": (
        a_network(TO_IGW, resolvers=["10.9.9.9"]),
        PUBLIC,
        "10.9.9.9",
    ),
    "endpoint policy with a condition": (
        a_network(endpoints=[an_endpoint("ecs", policy=policy(Condition={"StringEquals": {"aws:x": "y"}}))]),
        PRIVATE,
        "a condition",
    ),
    "route tables refused": (
        without(a_network(TO_IGW), "tables", "ec2:DescribeRouteTables"), PUBLIC, "needs ec2:DescribeRouteTables"
    ),
    "endpoints refused": (
        without(a_network(TO_IGW), "endpoints", "ec2:DescribeVpcEndpoints"), PUBLIC, "needs ec2:DescribeVpcEndpoints"
    ),
    "groups refused": (
        without(a_network(TO_IGW), "groups", "ec2:DescribeSecurityGroups"), PUBLIC, "needs ec2:DescribeSecurityGroups"
    ),
    "ACLs refused": (without(a_network(TO_IGW), "acls", "ec2:DescribeNetworkAcls"), PUBLIC, "ec2:DescribeNetworkAcls"),
    "gateways refused": (
        without(a_network(TO_IGW), "internet", "ec2:DescribeInternetGateways"), PUBLIC, "ec2:DescribeInternetGateways"
    ),
    "NAT gateways refused": (
        without(a_network(TO_NAT, nat=[a_nat()]), "nat", "ec2:DescribeNatGateways"), PRIVATE, "ec2:DescribeNatGateways"
    ),
    "DNS attributes refused": (
        without(a_network(TO_IGW), "dns", "ec2:DescribeVpcAttribute"), PUBLIC, "ec2:DescribeVpcAttribute"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("network", "interface", "why"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_cannot_tell(network: Any, interface: Any, why: str) -> None:
    asked = [Request("ecs:RegisterContainerInstance", "arn:aws:ecs:us-east-1:1:cluster/prod")]
    verdict = walk(network, interface, ECS, asked=asked).verdict
    assert isinstance(verdict, CannotTell), verdict
    assert why in verdict.why


def test_a_group_that_is_closed_is_told_even_where_routes_are_refused() -> None:
    network = without(a_network(TO_IGW, groups=group()), "tables", "ec2:DescribeRouteTables")
    verdict = walk(network, PUBLIC, ECS).verdict
    assert isinstance(verdict, Blocked) and verdict.problem == "security-group-egress-blocked"


def test_a_single_address_that_is_allowed_is_told_as_closed_but_not_as_sure() -> None:
    verdict = walk(a_network(TO_IGW, groups=group(allow("8.8.8.8/32"))), PUBLIC, ECS).verdict
    assert isinstance(verdict, Blocked) and not verdict.sure


@pytest.mark.parametrize(("action", "expected"), [("ecs:Describe*", Blocked), ("ecs:*", Reachable)])
def test_policy_of_the_endpoint(action: str, expected: type) -> None:
    network = a_network(endpoints=[an_endpoint("ecs", policy=policy(Action=action))])
    asked = [Request("ecs:RegisterContainerInstance", "arn:aws:ecs:us-east-1:1:cluster/prod")]
    assert isinstance(walk(network, PRIVATE, ECS, asked=asked).verdict, expected)


@pytest.mark.parametrize(
    ("routes", "expected"),
    [((TO_EIGW,), Reachable), ((a_route("::/0", "igw-1"),), Reachable), ((TO_IGW,), Blocked), ((), Blocked)],
    ids=["egress-only gateway", "internet gateway", "IPv4 route alone", "no route"],
)
def test_ipv6(routes: Any, expected: type) -> None:
    assert isinstance(walk(a_network(*routes), DUAL, ECS, family=6).verdict, expected)


def test_ipv6_way_out_beside_a_closed_ipv4_names_the_mismatch() -> None:
    ways = ways_of(a_network(TO_EIGW), DUAL, 4)
    verdict = ways[0].verdict
    assert isinstance(verdict, Blocked) and verdict.problem == "ipv6-only-no-ipv4-egress"
    assert all(isinstance(w.verdict, Reachable) for w in ways_of(a_network(TO_EIGW), DUAL, 6))


def test_s3_gateway_endpoint_counts_only_in_the_own_table() -> None:
    def gateway(table: str) -> Any:
        return an_endpoint("s3", type="gateway", subnets=(), groups=(), tables=(table,))

    others = [an_endpoint("ecr.api"), an_endpoint("ecr.dkr")]
    assert walk(a_network(endpoints=[gateway("rtb-own"), *others]), PRIVATE, S3).verdict == Reachable()
    verdict = walk(a_network(endpoints=[gateway("rtb-public"), *others]), PRIVATE, S3).verdict
    assert isinstance(verdict, Blocked) and verdict.problem == "vpc-endpoint-missing"


@pytest.mark.parametrize(
    ("resource", "expected"),
    [("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*", Reachable), ("arn:aws:s3:::mine/*", Blocked)],
    ids=["lets layers of ECR through", "lets the own bucket through alone"],
)
def test_policy_of_the_gateway_endpoint_for_s3(resource: str, expected: type) -> None:
    rule = policy(Action="s3:GetObject", Resource=resource)
    gateway = an_endpoint("s3", type="gateway", subnets=(), groups=(), tables=("rtb-own",), policy=rule)
    assert isinstance(walk(a_network(endpoints=[gateway]), PRIVATE, S3).verdict, expected)


def test_nat64_serves_some_names_and_which_ones_the_agent_asks_for_is_not_known() -> None:
    verdict = walk(a_network(a_route("64:ff9b::/96", "nat-1"), nat=[a_nat()]), ONLY_IPV6, ECS, family=6).verdict
    assert isinstance(verdict, CannotTell) and "64:ff9b::/96" in verdict.why


def test_endpoint_with_ipv4_alone_is_named_where_the_agent_uses_ipv6() -> None:
    verdict = walk(a_network(endpoints=[an_endpoint("ecs")]), ONLY_IPV6, ECS, family=6).verdict
    assert isinstance(verdict, Blocked) and verdict.problem == "vpc-endpoint-misconfigured"
    dual = an_endpoint("ecs", addresses="dualstack")
    assert walk(a_network(endpoints=[dual]), ONLY_IPV6, ECS, family=6).verdict == Reachable()


def test_endpoint_group_that_knows_the_first_block_of_the_vpc_alone() -> None:
    second = an_interface(private="100.64.1.5")
    verdict = walk(a_network(endpoints=[an_endpoint("ecs")]), second, ECS).verdict
    assert isinstance(verdict, Blocked) and "not from 100.64.1.5" in verdict.sentence


def test_endpoint_covers_its_own_service_only() -> None:
    network = a_network(endpoints=[an_endpoint("ecs"), an_endpoint("ecr.api")])
    verdicts = {d: walk(network, PRIVATE, d).verdict for d in (ECS, AGENT, ECR_API)}
    assert [isinstance(v, Reachable) for v in verdicts.values()] == [True, False, True]


def test_windows_has_other_ephemeral_ports() -> None:
    network = a_network(TO_IGW, acls=acls(OUT_443, IN_LINUX))
    assert walk(network, PUBLIC, ECS).verdict == Reachable()
    assert isinstance(walk(network, PUBLIC, ECS, windows=True).verdict, CannotTell)


def test_hops_stand_in_the_order_of_the_packet() -> None:
    kinds = [hop.kind for hop in walk(a_network(TO_NAT, nat=[a_nat()]), PRIVATE, ECS).hops]
    assert kinds == [
        Kind.INTERFACE, Kind.RESOLVER, Kind.NAME, Kind.SECURITY_GROUP, Kind.NETWORK_ACL, Kind.ROUTE, Kind.NAT_GATEWAY,
        Kind.NETWORK_ACL,
    ]  # fmt: skip


def test_chain_ends_where_the_way_is_blocked() -> None:
    chain = walk(a_network(), PRIVATE, ECS).chain
    assert chain.startswith("eni-1 ok → ")
    assert "rtb-own ✗" in chain and chain.endswith("has no route for 0.0.0.0/0")


@pytest.mark.parametrize("destination", DESTINATIONS, ids=lambda d: d.name)
def test_no_part_of_the_network_is_needed_for_an_answer(destination: Any) -> None:
    network = a_network(TO_NAT, nat=[a_nat()], endpoints=[an_endpoint("ecs")])
    for part in ("vpc", "dns", "dhcp", "subnets", "tables", "acls", "groups", "endpoints", "internet", "nat", "lists"):
        verdict = walk(without(network, part, f"ec2:{part}"), PRIVATE, destination).verdict
        assert not isinstance(verdict, Blocked)


@given(st.lists(st.tuples(st.integers(0, 32), st.integers(0, 2**32 - 1)), max_size=12))
def test_pieces_cover_a_space_exactly_once(blocks: Any) -> None:
    import ipaddress

    cidrs = [str(ipaddress.ip_network((address, length), strict=False)) for length, address in blocks]
    space = space_of(["52.0.0.0/8", "10.0.0.0/16"], 4)
    pieces = list(space.pieces(cidrs))
    assert sum(last - first + 1 for first, last in pieces) == space.size
    for cidr in cidrs:
        network = ipaddress.ip_network(cidr)
        first, last = int(network.network_address), int(network.broadcast_address)
        for one, two in pieces:
            assert two < first or one > last or (first <= one and two <= last)


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans(), st.integers(1, 65535), st.integers(0, 3000)), max_size=8))
def test_acl_decides_as_a_plain_reading_of_its_rules(rows: Any) -> None:
    entries = tuple(
        sorted(
            (an_entry(n, True, ok, (low, min(65535, low + more))) for n, ok, low, more in rows), key=lambda e: e.number
        )
    )
    says, _ = decide(entries, 4, (1, 1), (40000, 40010))

    def allowed(port: int) -> bool:
        for entry in entries:
            if entry.ports and entry.ports[0] <= port <= entry.ports[1]:
                return entry.allow
        return False

    ports = [allowed(port) for port in range(40000, 40011)]
    assert says is (Says.YES if all(ports) else Says.NO if not any(ports) else Says.MAYBE)


def test_local_routes_are_there_in_every_table() -> None:
    assert PUBLIC_TABLE.routes[: len(LOCAL)] == LOCAL
