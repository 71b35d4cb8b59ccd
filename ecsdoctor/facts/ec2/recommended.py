"""The newest image of the same family, by its public SSM parameter."""

from __future__ import annotations

import ast
import json
from typing import Any, Dict

from ...model.frozen import frozen
from ...model.reading import NotApplicable, broken
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, text
from ..scope import Scope
from .image import Image


@frozen
class RecommendedImage:
    """`agent` is the version of the agent in it; empty where the parameter does not tell."""

    id: str
    name: str
    agent: str
    parameter: str


def parse_recommended(value: str, parameter: str) -> RecommendedImage:
    """The value of a parameter `…/recommended`; raises Missing (broken).

    Sample:  {"ecs_agent_version": "1.107.0", "image_id": "ami-…", "image_name": "al2023-ami-ecs-hvm-…", …}
    """
    body = _object(value)
    if not text(body, "image_id"):
        raise broken(f"the parameter {parameter} names no image")
    return RecommendedImage(
        text(body, "image_id"), text(body, "image_name"), text(body, "ecs_agent_version"), parameter
    )


def _object(value: str) -> Dict[str, Any]:
    """JSON; stand-ins of the API give the same as a Python literal."""
    for read in (json.loads, ast.literal_eval):
        try:
            body = read(value)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(body, dict):
            return body
    return {}


@fact(deadline=8.0, actions=("ssm:GetParameter",))
def recommended_image(scope: Scope, aws: Aws, image: Image) -> RecommendedImage:
    """Ask for the parameter of the image's own family."""
    if image.family is None or not image.family.parameter:
        raise NotApplicable("there is no public parameter for this image")
    name = image.family.parameter
    body = aws.call("ssm", "get-parameter", [{"Name": name}], region=scope.region)
    return parse_recommended(text(nested(body, "Parameter"), "Value"), name)
