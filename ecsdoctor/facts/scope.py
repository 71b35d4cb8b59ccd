"""What this run is about, and when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from ..model.frozen import frozen


@frozen
class Scope:
    """What the person asked for. Wired in by the command line, never collected.

    `kind` is instance, remote-instance, cluster, service or snapshot; the names are empty when not given.
    `endpoint_url` is AWS_ENDPOINT_URL of this run.
    `now` is the moment that log times are compared with: the clock, or when the snapshot was taken.
    `recorded`: a recording answers; `kind` is then that of the run that made it, where that is known.
    """

    # What the person asked for is no answer of the target (engine/collect.py).
    mute: ClassVar[bool] = True

    kind: str
    now: datetime
    instance_id: str = ""
    cluster: str = ""
    service: str = ""
    region: str = ""
    root: str = "/"
    endpoint_url: str = ""
    recorded: bool = False

    @property
    def local(self) -> bool:
        """Whether the instance itself is looked at (its files, not only AWS APIs)."""
        return self.kind in ("instance", "snapshot")
