"""Traces of an installed agent, and proofs that there is none."""

from __future__ import annotations

from typing import List, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading
from ...plugin import fact
from ...sources.files import Files
from ..docker.containers import Containers
from ..logs.agent import AgentLog
from ..logs.ecs_init import EcsInitLog
from ..presence import surely_absent
from ..scope import Scope
from .container import AgentContainer
from .introspection import AgentMetadata
from .package import AgentPackage
from .unit import EcsUnit

# Where ecs-init's packages put the unit and the program. /etc/ecs proves nothing by being there: user data writes
# /etc/ecs/ecs.config on any image.
_PLACES = (
    ("/usr/lib/systemd/system", ("ecs.service", "amazon-ecs.service")),
    ("/lib/systemd/system", ("ecs.service", "amazon-ecs.service")),
    ("/etc/systemd/system", ("ecs.service",)),
    ("/usr/libexec", ("amazon-ecs-init",)),
)
_ENOUGH = 2


@frozen
class AgentInstallation:
    """`traces` in words (`a unit ecs.service`), `absences` as `where: what was said`.

    An absence stands only where somebody looked: a snapshot that lacks a file proves nothing.
    """

    traces: Tuple[str, ...]
    absences: Tuple[str, ...]
    no_unit: bool = False
    no_package: bool = False

    @property
    def surely_none(self) -> bool:
        """Whether those who must know say so, or the places on the disk were looked through."""
        return not self.traces and (self.no_unit or self.no_package or len(self.absences) >= _ENOUGH)


def _look(files: Files, whole_disk: bool, traces: List[str], absences: List[str]) -> None:
    for directory, names in _PLACES:
        if whole_disk:
            _in_listing(files, directory, names, traces, absences)
        else:
            _one_by_one(files, directory, names, traces, absences)


def _in_listing(files: Files, directory: str, names: Tuple[str, ...], traces: List[str], absences: List[str]) -> None:
    """A name that a directory lacks is absent; a directory that is missing itself may not have been mounted."""
    try:
        there = files.names(directory)
    except Missing:
        return
    found = [f"{directory}/{name}" for name in names if name in there]
    traces += found
    if not found:
        absences.append(f"{directory}: no {' or '.join(names)}")


def _one_by_one(files: Files, directory: str, names: Tuple[str, ...], traces: List[str], absences: List[str]) -> None:
    """A recording holds some files only; what it lacks is absent where its ledger says so."""
    for name in names:
        try:
            files.read(f"{directory}/{name}", 4096)
            traces.append(f"{directory}/{name}")
        except Missing as missing:
            if surely_absent(missing):
                absences.append(f"{directory}/{name}: {missing.detail}")


@fact(deadline=9.0)
def agent_installation(
    scope: Scope,
    files: Files,
    unit: Reading[EcsUnit],
    package: Reading[AgentPackage],
    container: Reading[AgentContainer],
    containers: Reading[Containers],
    logs: Reading[AgentLog],
    init: Reading[EcsInitLog],
    metadata: Reading[AgentMetadata],
) -> AgentInstallation:
    """Ask everything that would know."""
    traces: List[str] = []
    absences: List[str] = []
    if isinstance(metadata, Got):
        traces.append("an agent that answers on port 51678")
    if isinstance(container, Got):
        traces.append("a container ecs-agent")
    if isinstance(containers, Got) and containers.value.agents:
        traces.append(f"a container of the agent's image ({containers.value.agents[0].name})")
    no_unit = isinstance(unit, Got) and unit.value.nowhere
    if isinstance(unit, Got):
        told = f"{unit.value.source}: not-found" if no_unit else f"a unit {unit.value.name}"
        (absences if no_unit else traces).append(told)
    no_package = isinstance(package, Got) and not package.value.installed
    if isinstance(package, Got):
        told = f"{package.value.source}: {package.value.raw}" if no_package else f"a package {package.value.raw}"
        (absences if no_package else traces).append(told)
    if isinstance(logs, Got) or isinstance(init, Got):
        traces.append("a log of the agent")
    _look(files, scope.kind == "instance", traces, absences)
    return AgentInstallation(tuple(traces), tuple(absences), no_unit, no_package)
