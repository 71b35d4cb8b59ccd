"""What the Docker daemon has logged since it was last started."""

from __future__ import annotations

from typing import Callable, List, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..scope import Scope
from .lines import LogLine, parse_log
from .system import SystemLog, parse_system_log

# Amazon Linux 1 and SysV scripts write a file; with systemd it is the journal.
PATH = "/var/log/docker"
JOURNAL = "journalctl -u docker"
_PROGRAMS = ("dockerd", "docker", "dockerd-current")
_START = regex(
    r"^Starting up\b|Starting Docker Application Container Engine|libcontainerd: (?:new|started new) "
    r"(?:docker-)?containerd process|^Listening for HTTP on unix"
)


@frozen
class DockerLog:
    """Lines since the daemon's last start, oldest first; `began` is false when that start is not among them."""

    source: str
    lines: Tuple[LogLine, ...]
    began: bool


def since_start(source: str, lines: List[LogLine]) -> DockerLog:
    """Cut off what earlier runs of the daemon wrote.

    One start writes several of the marks ("Starting Docker …" by systemd, "Starting up" by the daemon):
    marks with nothing else between them are the same start.
    """
    starts = [i for i, line in enumerate(lines) if _START.search(line.text)]
    first = starts[-1] if starts else 0
    while first > 0 and _START.search(lines[first - 1].text):
        first -= 1
    # A mark as the very last line: that start has not said yet how it goes, the one before has.
    if starts and first == len(lines) - 1 and len(starts) > 1:
        first = starts[-2]
    return DockerLog(source, tuple(lines[first:]), bool(starts))


@fact(deadline=4.0)
def docker_log(files: Files, commands: Commands, scope: Scope, system: Reading[SystemLog]) -> DockerLog:
    """Read the daemon's log file, else the journal, else its lines in the system's log."""

    def from_file() -> List[LogLine]:
        return list(parse_log(PATH, files.tail(PATH).text))

    def from_journal() -> List[LogLine]:
        text = commands.run("journalctl", "-u", "docker", extra=("--no-pager", "-b", "-n", "2000"))
        return [entry.line for entry in parse_system_log(JOURNAL, text, scope.now)]

    def from_system_log() -> List[LogLine]:
        return list(system.value.of(*_PROGRAMS)) if isinstance(system, Got) else []

    refusal = absent("there is no log of the Docker daemon")
    places: Tuple[Tuple[str, Callable[[], List[LogLine]]], ...] = (
        (PATH, from_file),
        (JOURNAL, from_journal),
        (system.value.source if isinstance(system, Got) else "", from_system_log),
    )
    for source, lines_of in places:
        try:
            lines = lines_of()
        except Missing as missing:
            refusal = missing if missing.why.value != "absent" else refusal
            continue
        if lines:
            return since_start(source, lines)
    raise refusal
