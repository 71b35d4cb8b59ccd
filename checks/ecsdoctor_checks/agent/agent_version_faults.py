"""Faults of agent versions that were cured later, each with the sign by which it shows.

A version alone is never a finding: only the fault together with its sign in this instance's logs is.
Versions are those of the agent's CHANGELOG.md (github.com/aws/amazon-ecs-agent); the pull request is named.
"""

from __future__ import annotations

from typing import Pattern, Tuple

from ecsdoctor import frozen, regex
from ecsdoctor.facts.agent.version import numbers


@frozen
class Fault:
    """`since` is the first version that has it (empty: all before), `fixed` the first that has not.

    `sign` is searched in the lines of the agent's log, `text` says what the fault does.
    """

    since: str
    fixed: str
    sign: Pattern[str]
    text: str
    source: str

    def in_version(self, version: Tuple[int, ...]) -> bool:
        """Whether a version has the fault."""
        return numbers(self.since) <= version < numbers(self.fixed)


FAULTS: Tuple[Fault, ...] = (
    Fault(
        "",
        "1.13.1",
        regex(r"too many open files"),
        "It leaks file descriptors until none are left.",
        "CHANGELOG.md 1.12.1 and 1.13.1",
    ),
    Fault(
        "1.14.0",
        "1.36.1",
        regex(r"too many open files"),
        "It may leak file descriptors.",
        "CHANGELOG.md 1.36.1, pull request 2337",
    ),
    Fault(
        "1.36.1",
        "1.52.2",
        regex(r"too many open files"),
        "It may leak connections, and with them file descriptors.",
        "CHANGELOG.md 1.52.2, pull request 2854",
    ),
    Fault(
        "",
        "1.17.3",
        regex(r"use of closed network connection"),
        "A dead control session may linger, so that it does not connect again.",
        "CHANGELOG.md 1.17.3, pull request 1310",
    ),
    Fault(
        "1.20.0",
        "1.20.1",
        regex(r"invalid Volume: must include a type"),
        "It cannot read a checkpoint with volumes that an older agent wrote.",
        "CHANGELOG.md 1.20.1",
    ),
    Fault(
        "",
        "1.23.0",
        regex(r"aws: prefixed tag|reserved.{0,30}aws:|aws:.{0,40}reserved"),
        "It sends the reserved tags of the instance with its registration, which ECS refuses.",
        "CHANGELOG.md 1.23.0, pull request 1706",
    ),
    Fault(
        "",
        "1.36.0",
        regex(r"(?:EC2MetadataRequest|EC2 [Mm]etadata|ec2imds|169\.254\.169\.254).{0,400}(?:401|Unauthorized)"),
        "It cannot use the session tokens that this instance's metadata service demands (IMDSv2).",
        "Amazon ECS developer guide: agent 1.36.0 or later for IMDSv2",
    ),
    Fault(
        "1.48.0",
        "1.48.1",
        regex(r"idempotent request are inconsistent"),
        "It repeats a registration token that was saved earlier, which ECS refuses.",
        "CHANGELOG.md 1.48.1, pull request 2708",
    ),
    Fault(
        "1.50.0",
        "1.50.3",
        regex(r"health check \[HEAD \S{1,80}\] failed.{0,400}(?:deadline exceeded|Client\.Timeout)"),
        "It may lock itself up and stop answering.",
        "CHANGELOG.md 1.50.1 and 1.50.2, pull requests 2800 and 2811",
    ),
    Fault(
        "",
        "1.61.0",
        regex(r"cgroup mountpoint does not exist|cgroup.{0,60}(?:v2|unified)"),
        "It does not know unified cgroups (cgroup v2).",
        "CHANGELOG.md 1.61.0, pull request 3127",
    ),
    Fault(
        "",
        "1.81.0",
        regex(r"client version [\d.]{1,8} is too old"),
        "It speaks only old versions of the Docker API, which Docker 25 and later refuse.",
        "pull request 4075",
    ),
)
