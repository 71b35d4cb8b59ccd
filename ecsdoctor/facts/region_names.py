"""What the name of an AWS region looks like."""

from __future__ import annotations

import difflib
from typing import Optional

from ..model.reading import Missing, Why, broken
from ..model.regex import regex
from .network.aws_hosts import COMMON_REGIONS

_AREAS = "af|ap|ca|cn|eu|eusc|il|me|mx|sa|us|us-gov|us-iso|us-isob|eu-isoe|us-isof"
_SIDES = "north|south|east|west|central|northeast|northwest|southeast|southwest"
_COUNTRY = r"(?:[a-z]{2}-)?"  # eusc-de-east-1
_REGION = regex(rf"^(?:{_AREAS})-{_COUNTRY}(?:{_SIDES})-\d{{1,2}}$")
_ZONE = regex(rf"^((?:{_AREAS})-{_COUNTRY}(?:{_SIDES})-\d{{1,2}})[a-z]$")


def is_region(name: str) -> bool:
    """Whether a name is formed like a region; new regions of known areas pass."""
    return bool(_REGION.match(name))


def zone_region(name: str) -> Optional[str]:
    """The region of an availability zone's name (`us-east-1a` → `us-east-1`), else None."""
    match = _ZONE.match(name)
    return match.group(1) if match else None


def nearest_region(name: str) -> Optional[str]:
    """The region that a misspelt name may mean."""
    zone = zone_region(name)
    if zone:
        return zone
    near = difflib.get_close_matches(name.strip().lower().replace("_", "-"), COMMON_REGIONS, 1, 0.8)
    return near[0] if near else None


def explained(missing: Missing, region: str) -> Missing:
    """A refusal, in words that say so where it comes from a region that there does not seem to be."""
    if missing.why not in (Why.BROKEN, Why.TIMED_OUT) or not region or region in COMMON_REGIONS:
        return missing
    if is_region(region) and "Could not connect" not in missing.detail:
        return missing
    near = nearest_region(region)
    hint = f"did you mean {near}?" if near and near != region else "pass another --region"
    return broken(f"there seems to be no region {region!r} ({missing.detail})", hint)
