"""`snapshot`: ask all that a diagnosis asks, and write the raw answers into one archive."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any, Mapping, Optional

from .. import __version__
from ..facts.checkpoint import saved_state as checkpoint
from ..facts.checkpoint.summary import summary
from ..facts.scope import Scope
from ..snapshot.entries import entries
from ..snapshot.private_file import NotWritten, write_private
from ..snapshot.record import Occasion, pack
from ..snapshot.scene import scene_of
from ..sources.base import Answer, Asker
from .commands import INSTANCE_SECONDS, local_scene
from .discretion import begin
from .errors import UsageError
from .main import BEGIN
from .run import Selection, examine

MB = 1024 * 1024
STANDARD_OUTPUT = "-"


def _current(answer: Answer) -> bytes:
    return summary(asdict(checkpoint.parse_checkpoint(answer)))


def _legacy(answer: Answer) -> bytes:
    return summary(asdict(checkpoint.parse_legacy_checkpoint(answer)))


# Their tasks hold environments of containers: docs/decisions/checkpoint-in-a-snapshot.md
REDUCERS = {f"root{checkpoint.PATH}": _current, f"root{checkpoint.LEGACY_PATH}": _legacy}


def record_local(file: Optional[str], max_size: float, timeout: Optional[float], quiet: bool, **where: Any) -> int:
    """Record this instance; `where` as in `local_scene`. Raises UsageError when the file cannot be written."""
    scope, asker = local_scene(**where)
    return record(scope, asker, file, max_size, timeout or INSTANCE_SECONDS, quiet)


def record_remote(
    file: Optional[str],
    max_size: float,
    timeout: Optional[float],
    quiet: bool,
    *,
    instance: str = "",
    cluster: str = "",
    region: str = "",
    profile: str = "",
) -> int:
    """Record an instance (`cluster` is then where it should be) or a cluster, through AWS APIs alone."""
    from .cluster import cluster_scene
    from .remote import REMOTE_SECONDS, instance_scene

    if instance:
        scope, asker = instance_scene(instance, cluster, region, profile)
    else:
        scope, asker = cluster_scene(cluster, region, profile)
    return record(scope, asker, file, max_size, timeout or REMOTE_SECONDS, quiet)


def record(scope: Scope, asker: Asker, file: Optional[str], max_size: float, seconds: float, quiet: bool) -> int:
    """Record whatever the asker can reach; `max_size` in MB."""
    if file == STANDARD_OUTPUT and sys.stdout.isatty():
        raise UsageError("an archive does not go to a terminal; name a file with -o")
    report = examine(scope, asker, Selection(), seconds, BEGIN)
    redactor = begin()
    occasion = Occasion(report.target, _asked(scope), scene_of(asker), scope.now, __version__)
    archive = pack(entries(asker, REDUCERS), occasion, redactor, int(max_size * MB))
    place = file or _name(report.target, scope.now)
    if place == STANDARD_OUTPUT:
        sys.stdout.buffer.write(archive)
        sys.stdout.buffer.flush()
    else:
        try:
            write_private(place, archive)
        except NotWritten as error:
            raise UsageError(f"cannot write {error}") from error
    if not quiet:
        print(_told(place, len(archive), asker, redactor.counts), file=sys.stderr)
    return 0


def _asked(scope: Scope) -> Mapping[str, str]:
    names = {k: v for k, v in asdict(scope).items() if isinstance(v, str) and v and k != "root"}
    return names


def _name(target: Mapping[str, Optional[str]], now: datetime) -> str:
    about = target.get("instance_id") or target.get("cluster") or os.uname().nodename
    return f"ecsdoctor-{re.sub(r'[^A-Za-z0-9.-]+', '-', about)}-{now:%Y%m%dT%H%M%SZ}.tar.gz"


def _told(place: str, size: int, asker: Asker, counts: Mapping[str, int]) -> str:
    rows = asker.ledger()
    got = sum(row.outcome == "got" for row in rows)
    where = "standard output" if place == STANDARD_OUTPUT else place
    lines = [f"Wrote {where}: {got} answers and {len(rows) - got} refusals, {max(1, size // 1024)} KB."]
    if counts:
        lines.append("Secrets taken out: " + ", ".join(f"{n} {rule}" for rule, n in counts.items()) + ".")
    lines.append(f"Read it before you send it. To diagnose it: ecsdoctor replay {where}")
    return "\n".join(lines)
