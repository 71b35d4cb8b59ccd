"""Is the cluster's name nothing but a name?"""

from __future__ import annotations

import re
from typing import Iterator, Tuple

from ecsdoctor import Confidence, Finding, Reading, check, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.lines import glued_at

from .cluster_line import ARN, NAME, QUOTES, bad_name, cluster_line
from .common import visible
from .problems import CLUSTER_NAME_HAS_COMMENT


@check()
def cluster_name_stands_alone(
    config: EcsConfig, joined: Reading[JoinedCluster], container: Reading[AgentContainer]
) -> Iterator[Finding]:
    """Nothing follows the cluster's name in its line.

    What it checks:   whether the value of ECS_CLUSTER is a cluster's name (letters, digits, `-`, `_`) or ARN.
    Why it matters:   the whole rest of the line is the name, a comment too; lines that were glued together when the
                      file lacked its last newline are one value. ECS knows no cluster of such a name.
    How to fix:       leave only the name behind `ECS_CLUSTER=` and restart the agent.
    How to confirm:   `grep -n ECS_CLUSTER /etc/ecs/ecs.config` shows the name alone.
    """
    line, value = cluster_line(config, joined, container)
    plain = value.strip(QUOTES)
    if NAME.fullmatch(plain) or ARN.fullmatch(plain):
        yield ok(f"{visible(plain)} has the form of a name")
        return
    why, name = _extra(plain)
    text = f'{line.place} names the cluster "{visible(value)}": {why}.'
    if name:
        text += f' You mean "{name}".'
    sure = bool(name) or "filled in" in why
    confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
    yield bad_name(CLUSTER_NAME_HAS_COMMENT, text, line, name, joined, confidence)


def _extra(value: str) -> Tuple[str, str]:
    """What stands there beside the name, and the name alone where it can be told."""
    glued = glued_at(value)
    if glued is not None:
        other = value[glued:].split("=", 1)[0]
        return f"the line of {other} is glued to its end, and both are one value", _name(value[:glued])
    if any(sign in value for sign in ("${", "$(", "{{", "<")) or value.startswith(("$", "%", "!")):
        return "a placeholder was never filled in", ""
    if "#" in value:
        return "a comment in the same line becomes a part of the name", _name(value.split("#", 1)[0])
    if re.search(r"\s", value):
        return "everything behind the first word becomes a part of the name", _name(value.split()[0])
    if value.startswith("arn:"):
        return "it is not the ARN of a cluster (arn:aws:ecs:REGION:ACCOUNT:cluster/NAME)", ""
    trimmed = value.rstrip(";,.:\\\r\n")
    if trimmed != value and NAME.fullmatch(trimmed):
        return f'"{visible(value[len(trimmed) :])}" at the end becomes a part of the name', trimmed
    if len(value) > 255:
        return "a name has at most 255 letters", ""
    return "only letters, digits, - and _ can be in a name", ""


def _name(text: str) -> str:
    plain = text.strip(" \t;,\\" + QUOTES)
    plain = plain[:-2] if plain.endswith("\\n") else plain
    return plain if NAME.fullmatch(plain) else ""
