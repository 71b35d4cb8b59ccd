"""Whether a snapshot is still what a run of ours has recorded: then the replay repeats that run to the letter."""

from __future__ import annotations

import os

from ..sources.recorded import Recording
from .slots import place_of

_MOST = 5000


def is_untouched(recording: Recording) -> bool:
    """True when we made it and nothing was put beside our answers since.

    What a person adds (an answer of an API, an error message) shall be read too, as in a snapshot made by hand.
    """
    tool = recording.ledger.get("tool")
    if not isinstance(tool, dict) or tool.get("name") != "ecsdoctor" or "asked" not in recording.ledger:
        return False
    rows = [row for row in recording.ledger.get("readings", []) if isinstance(row, dict)]
    ours = {place_of(str(row.get("path"))) for row in rows if row.get("outcome") == "got"} | {"snapshot.json"}
    root = str(recording.folder)
    for number, (folder, _, names) in enumerate(os.walk(root)):
        if number > _MOST or any(os.path.relpath(os.path.join(folder, name), root) not in ours for name in names):
            return False
    return True
