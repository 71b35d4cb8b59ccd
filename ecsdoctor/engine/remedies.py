"""Put what is known of the target into the commands of a remedy, so that they can be pasted as they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping, Optional, Tuple

from ..model.regex import regex
from ..model.report import Diagnosis

# Only after an option that can mean nothing else: `AWS_DEFAULT_REGION=REGION` asks for what is not known.
_PLACES = (
    (regex(r"(?<=--region )REGION\b"), "region", regex(r"[a-z]{2}(?:-[a-z]+)+-\d")),
    (regex(r"(?<=--instance-id )INSTANCE_ID\b"), "instance_id", regex(r"i-[0-9a-f]+")),
    (regex(r"(?<=--instance-ids )INSTANCE_ID\b"), "instance_id", regex(r"i-[0-9a-f]+")),
)


def with_names(diagnosis: Diagnosis, target: Mapping[str, Optional[str]]) -> Diagnosis:
    """The diagnosis with region and instance filled in; a region that may be wrong is nobody's to paste."""
    if "region" in diagnosis.problem.id:
        return diagnosis
    steps = tuple(_filled(step, target) for step in diagnosis.remedy)
    return diagnosis if steps == diagnosis.remedy else replace(diagnosis, remedy=steps)


def _filled(step: str, target: Mapping[str, Optional[str]]) -> str:
    for place, name, shape in _PLACES:
        value = target.get(name) or ""
        if shape.fullmatch(value):  # what a hostile answer calls a region goes into no command
            step = place.sub(value, step)
    return step


def all_with_names(diagnoses: Tuple[Diagnosis, ...], target: Mapping[str, Optional[str]]) -> Tuple[Diagnosis, ...]:
    """The same for all."""
    return tuple(with_names(diagnosis, target) for diagnosis in diagnoses)
