"""The whole machine is examined at / while its network, its resolver or systemctl is broken."""

from __future__ import annotations

from namespaces import BLACKHOLE, bind, needs_namespaces, run_inside, write

from conftest import KEYS

CONFIG = write("/etc/ecs/ecs.config", "ECS_CLUSTER=prod\nAWS_DEFAULT_REGION=us-east-1\n")
TMPFS = ["mount -t tmpfs none /mnt"]
SLEEPY = write("/usr/local/sbin/systemctl", "#!/bin/sh\nsleep 600\n", "755")
pytestmark = needs_namespaces


def test_default_run_with_everything_blackholed_ends_in_time() -> None:
    setup = [*BLACKHOLE, *TMPFS, *CONFIG, *bind("/etc/resolv.conf", "nameserver 10.0.0.2\n"), *SLEEPY]
    ran = run_inside(setup, "-o", "json", env=KEYS)
    assert ran.seconds < 11
    assert ran.report["status"] in ("fail", "unknown")
    assert ran.report["checks"]
    assert "Traceback" not in ran.err


def test_timeout_is_kept_when_the_resolver_never_answers() -> None:
    setup = [*BLACKHOLE, *TMPFS, *CONFIG, *bind("/etc/resolv.conf", "nameserver 10.0.0.2\n")]
    ran = run_inside(setup, "-o", "json", "--timeout=3", env=KEYS)
    assert ran.seconds < 4
    assert ran.check("endpoint-reachable")["status"] in ("unknown", "fail")


def test_systemctl_that_sleeps() -> None:
    setup = [*BLACKHOLE[:1], *TMPFS, *CONFIG, *SLEEPY]
    ran = run_inside(setup, "-o", "json", "--no-aws", "--timeout=5")
    assert ran.seconds < 6
    assert ran.report["checks"]


def test_no_route_is_named() -> None:
    """Loopback only: the name is in /etc/hosts, and there is no way to its address."""
    hosts = bind("/etc/hosts", "127.0.0.1 localhost\n203.0.113.10 ecs.us-east-1.amazonaws.com\n")
    setup = [*BLACKHOLE[:1], *TMPFS, *CONFIG, *hosts]
    ran = run_inside(setup, "-o", "json", "--no-aws")
    assert "no-route-to-ecs" in ran.problems


def test_dropped_packets_are_named() -> None:
    hosts = bind("/etc/hosts", "127.0.0.1 localhost\n203.0.113.10 ecs.us-east-1.amazonaws.com\n")
    setup = [*BLACKHOLE, *TMPFS, *CONFIG, *hosts]
    ran = run_inside(setup, "-o", "json", "--no-aws")
    assert "packets-dropped" in ran.problems


def test_unknown_name_is_named() -> None:
    """An empty hosts file and a resolver on loopback that refuses."""
    setup = [*BLACKHOLE[:1], *TMPFS, *CONFIG, *bind("/etc/resolv.conf", "nameserver 127.0.0.1\n")]
    ran = run_inside(setup, "-o", "json", "--no-aws")
    assert {"dns-name-not-found", "dns-resolver-unreachable"} & set(ran.problems)
