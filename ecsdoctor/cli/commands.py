"""The diagnosing commands: set the scene, examine, show, return the exit code."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

from ..facts.scope import Scope
from ..model.report import Report
from ..sources.base import Asker
from ..sources.recorded import Recording
from .main import BEGIN
from .options import Common
from .run import Selection, UsageError, examine
from .show import exit_code, show
from .wiring import LocalOptions, local_asker, recorded_asker, recorded_scope

INSTANCE_SECONDS = 10.0
REPLAY_SECONDS = 20.0


def diagnose_local(
    common: Common,
    *,
    root: str = "/",
    agent_url: Optional[str] = None,
    docker_host: Optional[str] = None,
    aws: bool = True,
    region: str = "",
    profile: str = "",
) -> int:
    """This instance, or the one whose disk is mounted below `root`."""
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
    return _finish(scope, local_asker(options), common, INSTANCE_SECONDS)


def diagnose_recording(path: str, common: Common) -> int:
    """A snapshot folder."""
    folder = Path(path)
    if not folder.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    if not folder.is_dir():
        raise UsageError(f"{path}: not a snapshot folder")
    try:
        os.listdir(folder)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    recording = Recording(folder)
    return _finish(recorded_scope(recording, folder), recorded_asker(recording), common, REPLAY_SECONDS)


def _finish(scope: Scope, asker: Asker, common: Common, seconds: float) -> int:
    selection = Selection(tuple(common.select or ()), tuple(common.ignore or ()))
    report = examine(scope, asker, selection, common.timeout or seconds, BEGIN)
    show(report, common.style)
    return exit_code(report.status, common.fail_on)


def _endpoint() -> str:
    """The endpoint that the AWS SDK of this run is pointed at for ECS, if any."""
    return os.environ.get("AWS_ENDPOINT_URL_ECS") or os.environ.get("AWS_ENDPOINT_URL") or ""


def with_note(report: Report, note: str) -> Report:
    """The report with one more note below it."""
    return replace(report, notes=(*report.notes, note))
