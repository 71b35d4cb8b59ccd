"""The house rules of this site, for checks: given by the command line from `ecsdoctor.toml`, never collected."""

from __future__ import annotations

from ..model.house_rules import HouseRules, Waiver

__all__ = ["HouseRules", "Waiver"]
