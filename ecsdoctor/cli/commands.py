"""The diagnosing commands: set the scene, examine, show, return the exit code."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Optional, Tuple

from ..facts.scope import Scope
from ..sources.base import Asker
from .errors import UsageError
from .main import BEGIN
from .opening import opened
from .options import Common
from .progress import progress
from .repeat import asked
from .scene import Scene, settle, whole_run
from .show import exit_code, show
from .wiring import LocalOptions, local_asker

INSTANCE_SECONDS = 10.0
REPLAY_SECONDS = 20.0
UNPACKING_SECONDS = 30.0


def diagnose_local(common: Common, **where: Any) -> int:
    """This instance, or the one whose disk is mounted below `root`; `where` as in `local_scene`."""
    return examine_living(lambda: local_scene(**where), common, INSTANCE_SECONDS)


def local_scene(
    *,
    root: str = "/",
    agent_url: Optional[str] = None,
    docker_host: Optional[str] = None,
    aws: bool = True,
    region: str = "",
    profile: str = "",
) -> Tuple[Scope, Asker]:
    """What a run on the instance is about, and what answers it."""
    if not os.path.isdir(root):
        raise UsageError(f"--root {root}: there is no such directory")
    options = LocalOptions(
        root=root,
        agent_url=agent_url,
        docker_host=docker_host,
        imds_url=os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or None,
        aws=aws,
        region=region,
        profile=profile,
    )
    scope = Scope(kind="instance", now=datetime.now(timezone.utc), region=region, root=root, endpoint_url=_endpoint())
    return scope, local_asker(options)


def diagnose_recording(path: str, common: Common) -> int:
    """A snapshot, a bundle of the logs collector, a mounted root volume; folder or archive."""
    seconds = common.timeout or REPLAY_SECONDS
    with opened(path, seconds / 2 if common.timeout else UNPACKING_SECONDS) as recording:
        # Without a limit from the caller, unpacking does not take from the time of the run.
        begin = BEGIN if common.timeout else time.monotonic()
        return finish(recording.scope, recording.asker, common, seconds, begin, recording.notes)


def examine_living(scene: Scene, common: Common, seconds: float) -> int:
    """What is alive can be looked at once, until it has joined its cluster (--wait), or again and again (--watch)."""
    repeat = asked()
    if repeat.wait is not None:
        from .gate import gate

        return gate(scene, common, seconds, repeat.wait)
    if repeat.watch is not None:
        from .watch import watch

        return watch(scene, common, seconds, repeat.watch)
    return finish(*scene(), common, seconds)


def finish(
    scope: Scope,
    asker: Asker,
    common: Common,
    seconds: float,
    begin: float = BEGIN,
    notes: Tuple[str, ...] = (),
) -> int:
    """Examine, show, and return the exit code, by the options and where they are silent by the site's file."""
    plan = settle(common, seconds)
    with progress(scope, asker, plan.common.style.quiet) as tick:
        report = whole_run(lambda: (scope, asker), plan, begin, tick)
    report = replace(report, notes=(*report.notes, *notes))
    show(report, plan.common.style)
    return exit_code(report.status, plan.common.fail_on)


def _endpoint() -> str:
    """The endpoint that the AWS SDK of this run is pointed at for ECS, if any."""
    return os.environ.get("AWS_ENDPOINT_URL_ECS") or os.environ.get("AWS_ENDPOINT_URL") or ""
