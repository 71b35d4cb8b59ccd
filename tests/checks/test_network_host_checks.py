"""The checks of routes, packet filter and resolvers of the host."""

from __future__ import annotations

import ipaddress
from typing import Optional, Tuple

import pytest
from host_builders import HOST, NOW, STRANGER, UNSEEN, complete, judged, lines, said

from ecsdoctor import Got, Severity
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.config.settings import Named
from ecsdoctor.facts.docker.daemon_config import parse_daemon_json
from ecsdoctor.facts.failures import Doing, Failure, How
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.logs.agent import Run
from ecsdoctor.facts.logs.host_lines import DOCKER
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.facts.network.iptables import parse_iptables
from ecsdoctor.facts.network.resolver import parse_hosts, parse_nsswitch, parse_resolv_conf
from ecsdoctor.facts.network.routes import Routes, parse_routes
from ecsdoctor.facts.network.sysctls import ROUTE_LOCALNET, NetworkSysctls
from ecsdoctor.facts.network.vpc_addresses import VpcAddresses
from ecsdoctor_checks.dns.localhost_resolves import localhost_resolves
from ecsdoctor_checks.dns.resolver_fits_network import is_vpc_resolver, resolver_fits_network
from ecsdoctor_checks.imds.metadata_routed import metadata_routed
from ecsdoctor_checks.imds.task_credentials_redirected import task_credentials_redirected
from ecsdoctor_checks.network.host_firewall_lets_agent_work import host_firewall_lets_agent_work
from ecsdoctor_checks.network.route_to_ecs import route_to_ecs

DEFAULT = "default via 10.0.1.1 dev eth0\n10.0.1.0/24 dev eth0\n"
LINK = "10.0.1.0/24 dev eth0\n"
V6 = "default via fe80::1 dev eth0\n"
LINE = LogLine("/var/log/ecs/ecs-agent.log", 9, NOW, "error", "dial failed", "dial failed")
WORKS = Got(AgentMetadata("prod", "arn:aws:ecs:us-east-1:1:container-instance/prod/1", "1.105.1"))


def routes(v4: str = "", v6: Optional[str] = None) -> Routes:
    rows = (*parse_routes(v4), *parse_routes(v6 or "", 6))
    return Routes(rows, True, v6 is not None)


def failures(*kinds: Tuple[How, str, str], registered: bool = False) -> object:
    """Failed registrations as (how, address, resolver)."""
    mark = LogLine("x", 1, NOW, "info", "Instance registration completed successfully", "")
    rows = tuple(
        CurrentFailure(Failure(Doing.REGISTER, how, "ecs.us-east-1.amazonaws.com", address, resolver), LINE, LINE, 1)
        for how, address, resolver in kinds
    )
    return Got(AgentFailures(Run((mark,) if registered else (LINE,), True), rows))


NO_ROUTE = (How.UNREACHABLE, "203.0.113.10:443", "")
PROXY = Got(AgentProxy(Named("x", "http://p:3128", "x"), None, None))


@pytest.mark.parametrize(
    ("table", "failed", "proxy", "metadata", "outcome"),
    [
        (routes(DEFAULT), UNSEEN, UNSEEN, UNSEEN, "ok"),
        (routes(LINK), failures(NO_ROUTE), UNSEEN, UNSEEN, "no-route-to-ecs"),
        (routes(LINK), UNSEEN, UNSEEN, UNSEEN, "no-route-to-ecs"),
        (routes(LINK), UNSEEN, UNSEEN, WORKS, "ok"),
        (routes(LINK), UNSEEN, PROXY, UNSEEN, "not-applicable"),
        (routes(DEFAULT + "unreachable 203.0.113.0/24\n"), failures(NO_ROUTE), UNSEEN, UNSEEN, "route-blackhole"),
        (routes(LINK, V6), failures(NO_ROUTE), UNSEEN, UNSEEN, "ipv6-only-no-ipv4-egress"),
        (routes(LINK, V6), UNSEEN, UNSEEN, UNSEEN, "ok"),
    ],
    ids=[
        "a default route",
        "none, and the agent found no way",
        "none",
        "none, but the agent has registered",
        "a proxy is the way",
        "a dead route covers the endpoint",
        "IPv6 alone, and the agent tried IPv4",
        "IPv6 alone",
    ],
)
def test_route_to_ecs(table: Routes, failed: object, proxy: object, metadata: object, outcome: str) -> None:
    assert judged(route_to_ecs(HOST, table, proxy, failed, metadata)) == outcome  # type: ignore[arg-type]


ANSWERS = Got(InstanceIdentity("i-1", "us-east-1", "", "", "", "", ""))


@pytest.mark.parametrize(
    ("table", "identity", "outcome"),
    [
        (DEFAULT, UNSEEN, "ok"),
        (DEFAULT + "blackhole 169.254.169.254\n", UNSEEN, "imds-unreachable"),
        (LINK, UNSEEN, "imds-unreachable"),
        (LINK, ANSWERS, "ok"),
    ],
    ids=["by the default route", "a dead route", "no route", "it answers, by whatever way"],
)
def test_metadata_routed(table: str, identity: object, outcome: str) -> None:
    assert judged(metadata_routed(HOST, routes(table), identity)) == outcome  # type: ignore[arg-type]


def test_a_machine_elsewhere_needs_no_metadata() -> None:
    assert said(metadata_routed(STRANGER, routes(LINK), UNSEEN)) == "not-applicable"


def table(*rules: str, policy: str = "ACCEPT") -> str:
    return "\n".join(("*filter", f":INPUT {policy} [0:0]", ":OUTPUT ACCEPT [0:0]", *rules, "COMMIT\n"))


# What ecs-init and Docker set up on a healthy instance.
ECS_INIT = (
    "-A INPUT ! -i lo -p tcp -m tcp --dport 51678 -j DROP",
    "-A INPUT ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP",
)


@pytest.mark.parametrize(
    ("text", "outcome", "lost"),
    [
        ("", "ok", ""),
        (table(*ECS_INIT), "ok", ""),
        (table("-A INPUT -i docker0 -p tcp --dport 51679 -j DROP"), "host-firewall-blocks-agent", "51679"),
        (table("-A OUTPUT -p tcp --dport 443 -j REJECT"), "host-firewall-blocks-agent", "443"),
        (
            table("-A INPUT -i lo -j ACCEPT", "-A INPUT -m state --state ESTABLISHED -j ACCEPT", policy="DROP"),
            "host-firewall-blocks-agent",
            "51679",
        ),
        (
            table(
                "-A INPUT -i lo -j ACCEPT",
                "-A INPUT -m state --state ESTABLISHED -j ACCEPT",
                "-A INPUT -i docker0 -j ACCEPT",
                policy="DROP",
            ),
            "ok",
            "",
        ),
        (table("-A INPUT -m set --match-set bad src -j DROP"), "unknown", ""),
    ],
    ids=[
        "no rules",
        "the rules of ecs-init",
        "the credentials endpoint is closed to containers",
        "HTTPS out is closed",
        "a strict host that forgot the containers",
        "a strict host that did not",
        "a set that only the kernel knows",
    ],
)
def test_host_firewall_lets_agent_work(text: str, outcome: str, lost: str) -> None:
    findings = list(host_firewall_lets_agent_work(parse_iptables(text), Got(routes(DEFAULT))))
    assert said(findings) == outcome
    complete([f for f in findings if f.problem])
    assert lost in "".join(f.text for f in findings if f.problem)


REDIRECT = parse_iptables(
    "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 169.254.170.2/32 -p tcp -m tcp --dport 80 -j DNAT "
    "--to-destination 127.0.0.1:51679\nCOMMIT\n"
)
FLUSHED = parse_iptables("*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n")


def container(running: bool = True, **environment: str) -> AgentContainer:
    return AgentContainer("running", running, 0, "", False, "", None, None, "", environment)


@pytest.mark.parametrize(
    ("agent", "rules", "localnet", "log", "outcome"),
    [
        (container(), REDIRECT, 1, UNSEEN, "ok"),
        (container(), FLUSHED, 1, UNSEEN, "task-credentials-endpoint-unreachable"),
        (container(), REDIRECT, 0, UNSEEN, "task-credentials-endpoint-unreachable"),
        (container(running=False), FLUSHED, 0, UNSEEN, "unknown"),
        (container(ECS_ENABLE_TASK_IAM_ROLE="false"), FLUSHED, 0, UNSEEN, "not-applicable"),
        (
            None,
            REDIRECT,
            1,
            Got(lines("dial tcp 169.254.170.2:80: connect: connection refused", program=DOCKER)),
            "task-credentials-endpoint-unreachable",
        ),
    ],
    ids=["set up", "rules flushed", "the kernel throws them away", "no agent, no rules", "task roles off", "a refusal"],
)
def test_task_credentials_redirected(
    agent: Optional[AgentContainer], rules: object, localnet: int, log: object, outcome: str
) -> None:
    seen = Got(agent) if agent else UNSEEN
    sysctls = Got(NetworkSysctls({ROUTE_LOCALNET: localnet}))
    assert judged(task_credentials_redirected(seen, Got(rules), sysctls, log)) == outcome  # type: ignore[arg-type]


HERE = Got(parse_hosts("127.0.0.1 localhost\n"))
EMPTY = Got(parse_hosts("10.0.1.23 ip-10-0-1-23\n"))
FAILED = Got(lines("dial tcp: lookup localhost on 10.0.0.2:53: no such host"))


@pytest.mark.parametrize(
    ("hosts", "switch", "log", "outcome"),
    [
        (HERE, UNSEEN, UNSEEN, "ok"),
        (EMPTY, UNSEEN, UNSEEN, "localhost-not-resolvable"),
        (EMPTY, Got(parse_nsswitch("hosts: files myhostname dns")), UNSEEN, "unknown"),
        (EMPTY, Got(parse_nsswitch("hosts: files myhostname dns")), FAILED, "localhost-not-resolvable"),
        (UNSEEN, UNSEEN, FAILED, "localhost-not-resolvable"),
        (UNSEEN, UNSEEN, UNSEEN, "unknown"),
    ],
    ids=[
        "in the hosts file",
        "not there",
        "systemd knows it",
        "the agent asked and failed",
        "only the log",
        "not known",
    ],
)
def test_localhost_resolves(hosts: object, switch: object, log: object, outcome: str) -> None:
    assert judged(localhost_resolves(HOST, hosts, switch, log)) == outcome  # type: ignore[arg-type]


def test_a_missing_localhost_only_warns_while_the_agent_works() -> None:
    (finding,) = localhost_resolves(HOST, EMPTY, UNSEEN, Got(lines("x", working=True)))
    assert finding.severity is Severity.WARNING


VPC = Got(VpcAddresses((ipaddress.IPv4Network("10.0.0.0/16"),), "meta-data"))
LATE = (How.RESOLVER_FAILED, "", "172.31.0.2")


@pytest.mark.parametrize(
    ("conf", "daemon", "failed", "outcome"),
    [
        ("nameserver 10.0.0.2\n", "{}", failures(registered=True), "ok"),
        ("nameserver 172.31.0.2\n", "{}", failures(LATE), "dns-resolver-wrong-address"),
        ("nameserver 172.31.0.2\n", "{}", failures(registered=True), "ok"),
        ("nameserver 10.0.0.2\n", '{"dns": ["172.31.0.2"]}', failures(LATE), "dns-resolver-wrong-address"),
        ("nameserver 10.0.0.2\n", "{}", failures((How.RESOLVER_FAILED, "", "10.0.0.2")), "unknown"),
        (
            "nameserver 10.0.9.9\nnameserver 10.0.0.2\n",
            "{}",
            failures((How.RESOLVER_FAILED, "", "10.0.9.9")),
            "dns-first-resolver-dead",
        ),
        (
            "nameserver 10.0.9.9\nnameserver 10.0.0.2\n",
            "{}",
            failures((How.RESOLVER_FAILED, "", "10.0.9.9"), (How.TIMED_OUT, "", "10.0.0.2")),
            "unknown",
        ),
        ("nameserver 169.254.169.253\n", "{}", failures(LATE), "unknown"),
    ],
    ids=[
        "this VPC's",
        "another VPC's",
        "another VPC's that works",
        "another VPC's for containers",
        "this VPC's that fails: another problem",
        "the first of two is dead",
        "both are dead: another problem",
        "the address that every VPC has",
    ],
)
def test_resolver_fits_network(conf: str, daemon: str, failed: object, outcome: str) -> None:
    found = resolver_fits_network(Got(parse_resolv_conf(conf)), Got(parse_daemon_json(daemon)), VPC, failed)  # type: ignore[arg-type]
    assert judged(found) == outcome


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("172.31.0.2", True),
        ("10.0.0.2", True),
        ("10.0.0.12", False),
        ("8.8.8.2", False),
        ("127.0.0.2", False),
        ("x", False),
    ],
)
def test_the_shape_of_a_vpcs_resolver(address: str, expected: bool) -> None:
    assert is_vpc_resolver(address) is expected
