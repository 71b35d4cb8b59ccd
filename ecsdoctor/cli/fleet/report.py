"""`fleet report`: merge reports that were gathered by any other means."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Sequence

from ... import __version__
from ...fleet.files import NoFiles, observations
from ...fleet.merge import Merger, fleet_report
from ..errors import UsageError
from ..options import Common
from .show import check_style, finish


def merge_files(paths: Sequence[str], common: Common) -> int:
    """Files and folders of reports; no AWS API is asked."""
    check_style(common.style)
    started_at, begin = datetime.now(timezone.utc), time.monotonic()
    merger = Merger()
    try:
        for one in observations(paths):
            merger.add(one)
    except NoFiles as error:
        raise UsageError(str(error)) from error
    if not merger.members:
        raise UsageError(f"{', '.join(paths)[:200]}: there is no report")
    report = fleet_report(
        merger,
        version=__version__,
        target={"kind": "fleet", "cluster": None, "tag": None, "region": None},
        started_at=started_at,
        seconds=time.monotonic() - begin,
    )
    return finish(report, common)
