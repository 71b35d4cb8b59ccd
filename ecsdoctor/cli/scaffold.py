"""What `new` writes: stubs that pass all tests and claim nothing."""

from __future__ import annotations

CHECK = '''"""{title}: is it so?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, check, found, unknown
from ecsdoctor.facts.agent.introspection import URL, AgentMetadata

from {problems} import {constant}


@check()
def {function}(agent: AgentMetadata) -> Iterator[Finding]:
    """{title}.

    What it checks:   what is looked at, and what it is compared with.
    Why it matters:   what goes wrong otherwise.
    How to fix:       `the command`, or in what order to do what.
    How to confirm:   `the command`, and what it prints then.
    """
    # Parameters are the facts that it needs: any class of ecsdoctor.facts, or Reading[X] where it can reason about
    # not knowing. If one is missing, the check is not called and is unknown with the reason.
    wrong = ""
    if wrong:
        # The text names values of this machine, the evidence a place that the reader can look at.
        yield found({constant}, wrong, evidence=Evidence(URL, agent.version))
    else:
        # ok("what was seen") only for what was seen to be well.
        yield unknown("this check is not written yet")
'''

TEST = '''"""The check {name}."""

from __future__ import annotations

import pytest

from ecsdoctor import Status
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor_checks.{package}.{function} import {function}


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("1.105.1", Status.UNKNOWN),
    ],
    ids=["it is not written yet"],
)
def test_{function}(version: str, status: Status) -> None:
    agent = AgentMetadata("prod", "", version)
    assert [finding.status for finding in {function}(agent)] == [status]
'''

STORY = """# {title}

What had happened, and where the evidence comes from: "recorded from the agent 1.105.1", or "built by hand after …".
It shall end as {problem}; a twin with a healthy snapshot belongs beside it.
"""

EXPECTED = '{"status": "unknown", "diagnoses": []}\n'

CONFIG = "ECS_CLUSTER=prod\n"
