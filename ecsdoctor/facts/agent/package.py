"""The package that brings ecs-init and the agent."""

from __future__ import annotations

import re
from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands

_RPM = regex(r"^(ecs-init|amazon-ecs-init)-(\d[\w.]*)-(\S+)$", re.MULTILINE)
_DEB_VERSION = regex(r"^Version: *(\S+)", re.MULTILINE)
_DEB_STATUS = regex(r"^Status: *(.+)$", re.MULTILINE)
_NOT_INSTALLED = regex(r"is not installed|no packages found|no package .* provides", re.IGNORECASE)


@frozen
class AgentPackage:
    """What the package manager says. `version` is empty when the package is not installed.

    `raw` is the package's full name and version (`ecs-init-1.105.1-1.amzn2023.x86_64`).
    """

    installed: bool
    version: str
    raw: str
    source: str


def parse_rpm(text: str) -> AgentPackage:
    """Parse `rpm -q ecs-init`; raises Missing (absent) when it says neither yes nor no.

    Sample:  'ecs-init-1.105.1-1.amzn2023.x86_64' or 'package ecs-init is not installed'
    """
    match = _RPM.search(text.strip())
    if match:
        return AgentPackage(True, match.group(2), match.group(0), "rpm -q ecs-init")
    if _NOT_INSTALLED.search(text):
        return AgentPackage(False, "", text.strip().splitlines()[0], "rpm -q ecs-init")
    raise absent("rpm -q ecs-init says nothing about the package")


def parse_dpkg(text: str) -> AgentPackage:
    """Parse `dpkg -s amazon-ecs-init`; raises Missing (absent) when it says neither yes nor no.

    Sample:  'Package: amazon-ecs-init\\nStatus: install ok installed\\nVersion: 1.82.0-1\\n…'
    """
    source = "dpkg -s amazon-ecs-init"
    status, version = _DEB_STATUS.search(text), _DEB_VERSION.search(text)
    if status and version and status.group(1).split()[-1:] == ["installed"]:
        upstream = version.group(1).partition("-")[0]
        return AgentPackage(True, upstream, f"amazon-ecs-init {version.group(1)}", source)
    if _NOT_INSTALLED.search(text) or status:
        return AgentPackage(False, "", status.group(0) if status else text.strip().splitlines()[0], source)
    raise absent(f"{source} says nothing about the package")


@fact(deadline=7.0)
def agent_package(commands: Commands) -> AgentPackage:
    """Ask rpm, then dpkg; the manager that knows the package is believed."""
    answers = []
    first: Optional[Missing] = None
    for words, parse in (
        (("rpm", "-q", "ecs-init"), parse_rpm),
        (("dpkg", "-s", "amazon-ecs-init"), parse_dpkg),
        (("rpm", "-q", "amazon-ecs-init"), parse_rpm),
    ):
        try:
            answer = parse(commands.run(*words))
        except Missing as missing:
            if missing.why is Why.TIMED_OUT:
                raise
            first = first or missing
            continue
        if answer.installed:
            return answer
        answers.append(answer)
    if answers:
        return answers[0]
    assert first is not None
    raise first
