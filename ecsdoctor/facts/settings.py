"""The thresholds of this run, for checks: given by the command line from `ecsdoctor.toml`, never collected."""

from __future__ import annotations

from ..model.settings import USUAL, Settings

__all__ = ["USUAL", "Settings"]
