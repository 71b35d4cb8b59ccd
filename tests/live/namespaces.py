"""Run the doctor in mount and network namespaces of its own: the machine itself can then be broken."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import List, Mapping, Optional

import pytest

from conftest import Ran, run

# Loopback, and a default route into a wire whose other end nobody reads: every packet vanishes.
BLACKHOLE = (
    "ip link set lo up",
    "ip link add hole type veth peer name void",
    "ip addr add 10.0.1.23/24 dev hole",
    "ip link set hole up",
    "ip link set void up",
    "ip neigh add 10.0.1.1 lladdr 02:00:00:00:00:01 dev hole",
    "ip route add default via 10.0.1.1",
)


def possible() -> bool:
    """Whether this machine lets us make namespaces."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"):
        return False
    probe = "mount -t tmpfs none /mnt && " + " && ".join(BLACKHOLE)
    return subprocess.run(["unshare", "-mn", "sh", "-ec", probe], capture_output=True).returncode == 0


needs_namespaces = pytest.mark.skipif(not possible(), reason="needs root, unshare and iproute2")


def run_inside(setup: List[str], *args: str, env: Optional[Mapping[str, str]] = None, limit: float = 60) -> Ran:
    """Run the doctor after `setup` in fresh mount and network namespaces."""
    script = "\n".join([*setup, 'exec "$@"'])
    return run(*args, env=env, wrap=["unshare", "-mn", "sh", "-ec", script, "sh"], limit=limit)


def write(path: str, text: str, mode: str = "644") -> List[str]:
    """Commands that put a file below a tmpfs laid over its directory."""
    folder = os.path.dirname(path)
    return [
        f"mkdir -p {folder}",
        f"mount -t tmpfs none {folder}",
        f"printf %s {shlex.quote(text)} > {path}",
        f"chmod {mode} {path}",
    ]


def bind(path: str, text: str) -> List[str]:
    """Commands that lay a file with this text over an existing one."""
    return [f"printf %s {shlex.quote(text)} > /mnt/bound", f"mount --bind /mnt/bound {path}"]
