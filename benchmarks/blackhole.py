"""A machine whose every packet is dropped, names included: how long a run takes."""

from __future__ import annotations

import sys

from .measure import DOCTOR, ROOT, Skipped, run, told

sys.path[:0] = [str(ROOT / "tests" / folder) for folder in (".", "live", "watch")]
BAR = 6.0


def main() -> bool:
    """The default run, and one with a time-out."""
    from namespaces import BLACKHOLE, bind, possible, write

    if not possible():
        raise Skipped("needs root, unshare and iproute2")
    config = write("/etc/ecs/ecs.config", "ECS_CLUSTER=prod\nAWS_DEFAULT_REGION=us-east-1\n")
    dead = bind("/etc/resolv.conf", "nameserver 10.0.0.2\n")
    setup = "\n".join([*BLACKHOLE, "mount -t tmpfs none /mnt", *config, *dead, 'exec "$@"'])
    inside = ["unshare", "-mn", "sh", "-ec", setup, "sh", *DOCTOR]
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIEXAMPLEKEY"}
    met = [told("everything blackholed, by default", run(inside, keys).best, BAR, "s", "")]
    for timeout in (2, 4):
        spent = run([*inside, f"--timeout={timeout}"], keys).best
        met.append(told(f"everything blackholed, --timeout {timeout}", spent, timeout + 1, "s", ""))
    return all(met)
