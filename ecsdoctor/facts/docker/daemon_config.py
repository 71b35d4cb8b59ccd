"""How the Docker daemon is configured: daemon.json, and the drop-ins of its systemd unit."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.files import Files

PATH = "/etc/docker/daemon.json"
DROP_INS = ("/etc/systemd/system/docker.service.d", "/usr/lib/systemd/system/docker.service.d")
# Read by the units of Amazon Linux and of old Debian packages.
OPTION_FILES = ("/etc/sysconfig/docker", "/etc/default/docker")
_CREDENTIALS = regex(r"(://)[^/@\s:]+(?::[^/@\s]*)?@")
_PAIR = regex(r'"([A-Za-z_]\w{0,99})=([^"]*)"|\'([A-Za-z_]\w{0,99})=([^\']*)\'|([A-Za-z_]\w{0,99})=(\S*)')


@frozen
class DaemonJson:
    """`error` says why it is no JSON object, with `line`; `values` is empty then."""

    values: Mapping[str, Any]
    error: str = ""
    line: int = 0
    excerpt: str = ""
    lines: Tuple[str, ...] = ()

    def place(self, key: str) -> str:
        """`/etc/docker/daemon.json:3`, the line that names a key."""
        number = next((i for i, text in enumerate(self.lines, 1) if f'"{key}"' in text), 0)
        return f"{PATH}:{number}" if number else PATH

    def excerpt_of(self, key: str) -> str:
        """That line without blanks around it."""
        return next((text.strip() for text in self.lines if f'"{key}"' in text), key)


def parse_daemon_json(text: str) -> DaemonJson:
    """Parse daemon.json as Docker does: an empty file is no configuration, all else must be one object.

    Sample:  '{"log-driver": "json-file", "default-runtime": "nvidia"}'
    """
    lines = tuple(mask(text).splitlines())
    if not text.strip():
        return DaemonJson({}, lines=lines)
    try:
        body = json.loads(text)
    except RecursionError:
        return DaemonJson({}, "nested too deeply", 1, lines=lines)
    except ValueError as error:
        number = getattr(error, "lineno", 1)
        column = getattr(error, "colno", 1)
        what = getattr(error, "msg", str(error))
        excerpt = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        return DaemonJson({}, f"{what} (line {number}, column {column})", number, excerpt, lines)
    if not isinstance(body, dict):
        return DaemonJson({}, "it is not a JSON object", 1, lines[0].strip(), lines)
    return DaemonJson(body, lines=lines)


@frozen
class Setting:
    """One variable of the daemon's environment and the line that sets it, without credentials."""

    name: str
    value: str
    place: str
    excerpt: str


@frozen
class DockerUnitSettings:
    """Environment and command-line switches that the unit gives the daemon; later files win."""

    environment: Tuple[Setting, ...]
    switches: Tuple[Setting, ...]
    files: Tuple[str, ...]

    def variable(self, *names: str) -> Optional[Setting]:
        """The last setting of a variable, whatever its case."""
        wanted = {name.upper() for name in names}
        return next((s for s in reversed(self.environment) if s.name.upper() in wanted), None)


def parse_drop_in(path: str, text: str) -> Tuple[List[Setting], List[Setting]]:
    """Environment and ExecStart switches of one drop-in; also of `NAME=value` lines without a section.

    Sample:  '[Service]\\nEnvironment="HTTPS_PROXY=http://10.0.0.9:3128" "NO_PROXY=169.254.169.254"\\n'
    """
    environment: List[Setting] = []
    switches: List[Setting] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = mask(raw.strip())
        if not line or line[0] in "#;[":
            continue
        key, _, rest = line.partition("=")
        place = f"{path}:{number}"
        if key.strip() == "Environment":
            environment += [Setting(n, v, place, line) for n, v in _pairs(rest)]
        elif key.strip() in ("ExecStart", "OPTIONS", "DOCKER_OPTS"):
            switches += [Setting(n, v, place, line) for n, v in _switches(rest)]
        elif key.strip().upper().endswith("_PROXY"):
            environment += [Setting(n, v, place, line) for n, v in _pairs(line)]
    return environment, switches


def _pairs(text: str) -> List[Tuple[str, str]]:
    found = []
    for groups in _PAIR.findall(text):
        name = groups[0] or groups[2] or groups[4]
        value = groups[1] or groups[3] or groups[5]
        found.append((name, value.strip("\"'")))
    return found


def _switches(text: str) -> List[Tuple[str, str]]:
    """`--name=value` and `--name value` of a command line."""
    words = text.strip("\"'").split()
    found: List[Tuple[str, str]] = []
    for index, word in enumerate(words):
        if not word.startswith("-"):
            continue
        name, equals, value = word.lstrip("-").partition("=")
        following = words[index + 1] if index + 1 < len(words) else ""
        found.append((name, value if equals else "" if following.startswith("-") else following))
    return found


def mask(text: str) -> str:
    """The text without user and password in URLs (`http://user:secret@proxy:3128`)."""
    return _CREDENTIALS.sub(r"\1***@", text)


@fact()
def daemon_json(files: Files) -> DaemonJson:
    """Read the file; that there is none is normal and leaves as Missing (absent)."""
    return parse_daemon_json(files.read(PATH).text)


@fact(deadline=3.0)
def docker_unit_settings(files: Files) -> DockerUnitSettings:
    """Read every drop-in and options file that is there; Missing when no place could be looked at."""
    environment: List[Setting] = []
    switches: List[Setting] = []
    read: List[str] = []
    refusals: Dict[str, Missing] = {}
    paths = list(OPTION_FILES)
    for folder in reversed(DROP_INS):
        try:
            paths += [f"{folder}/{name}" for name in files.names(folder) if name.endswith(".conf")]
        except Missing as missing:
            refusals[folder] = missing
    for path in paths:
        try:
            more, flags = parse_drop_in(path, files.read(path).text)
        except Missing as missing:
            refusals[path] = missing
            continue
        read.append(path)
        environment += more
        switches += flags
    worst = next((m for m in refusals.values() if m.why is not Why.ABSENT), None)
    if not read and worst is not None:
        raise Missing(worst.why, worst.detail, worst.cure)
    if not read and not all(m.detail.startswith("No such") for m in refusals.values()):
        raise absent("no drop-in of docker.service is known")
    return DockerUnitSettings(tuple(environment), tuple(switches), tuple(read))
