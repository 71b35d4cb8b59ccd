"""What the Docker daemon says about itself, by its API or as the command line prints it."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent, broken, denied, timed_out
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.docker import Docker
from ..answers import gathered, nested
from ..numbers import real
from ..sizes import parse_size

_FIELD = regex(r"^\s*([A-Za-z][\w /.-]*?):(?:\s+(.*))?$")
_POOL = ("Data Space Available", "Data Space Total", "Thin Pool Minimum Free Space")


@frozen
class ThinPool:
    """Figures of a devicemapper pool in bytes. Below `minimum_free` Docker refuses every new layer."""

    available: int
    total: int
    minimum_free: int


@frozen
class DockerInfo:
    """`docker info`. Texts are empty and numbers 0 where the answer names none.

    `limits_memory` is None when the answer does not tell; `warnings` are the daemon's own words.
    """

    version: str
    driver: str
    root: str
    cgroup_driver: str
    cgroup_version: str
    default_runtime: str
    runtimes: Tuple[str, ...]
    memory: int
    cpus: int
    operating_system: str
    kernel: str
    architecture: str
    http_proxy: str
    https_proxy: str
    no_proxy: str
    log_drivers: Tuple[str, ...]
    security_options: Tuple[str, ...]
    warnings: Tuple[str, ...]
    limits_memory: Optional[bool]
    pool: Optional[ThinPool]


def parse_docker_info(text: str) -> DockerInfo:
    """Parse the API's object or the text of the command line; raises Missing when it is a refusal.

    Sample:  {"ServerVersion": "20.10.24", "Driver": "overlay2", "DockerRootDir": "/var/lib/docker", …}
    Sample:  "Server Version: 1.12.6\\nStorage Driver: devicemapper\\n Data Space Available: 16.05 GB\\n…"
    """
    if text.lstrip().startswith("{"):
        return _from_json(text)
    fields, warnings = _fields(text)
    if not fields.get("Server Version") and not fields.get("Storage Driver"):
        raise refusal(text)
    return DockerInfo(
        version=fields.get("Server Version", ""),
        driver=fields.get("Storage Driver", ""),
        root=fields.get("Docker Root Dir", ""),
        cgroup_driver=fields.get("Cgroup Driver", ""),
        cgroup_version=fields.get("Cgroup Version", ""),
        default_runtime=fields.get("Default Runtime", ""),
        runtimes=tuple(fields.get("Runtimes", "").split()),
        memory=parse_size(fields.get("Total Memory", "")) or 0,
        cpus=_number(fields.get("CPUs")),
        operating_system=fields.get("Operating System", ""),
        kernel=fields.get("Kernel Version", ""),
        architecture=fields.get("Architecture", ""),
        http_proxy=fields.get("HTTP Proxy", fields.get("Http Proxy", "")),
        https_proxy=fields.get("HTTPS Proxy", fields.get("Https Proxy", "")),
        no_proxy=fields.get("No Proxy", ""),
        log_drivers=tuple(fields.get("Log", "").split()),
        security_options=tuple(fields.get("Security Options", "").split()),
        warnings=tuple(warnings),
        limits_memory=False if any("No memory limit support" in w for w in warnings) else None,
        pool=_pool(fields),
    )


def _from_json(text: str) -> DockerInfo:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise broken("the answer to docker info is not JSON") from None
    if not isinstance(body, dict):
        raise broken("the answer to docker info is no object")
    errors = _texts(body.get("ServerErrors"))
    if errors and not body.get("ServerVersion"):
        raise refusal("; ".join(errors))
    if not body.get("ServerVersion") and not body.get("Driver"):
        raise broken("the answer to docker info names no daemon")
    rows = gathered(body.get("DriverStatus"))
    status = {str(r[0]): str(r[1]) for r in rows if isinstance(r, list) and len(r) == 2}
    plugins = nested(body, "Plugins")
    limits = body.get("MemoryLimit")
    return DockerInfo(
        version=_text(body, "ServerVersion"),
        driver=_text(body, "Driver"),
        root=_text(body, "DockerRootDir"),
        cgroup_driver=_text(body, "CgroupDriver"),
        cgroup_version=_text(body, "CgroupVersion"),
        default_runtime=_text(body, "DefaultRuntime"),
        runtimes=tuple(sorted(nested(body, "Runtimes"))),
        memory=_number(body.get("MemTotal")),
        cpus=_number(body.get("NCPU")),
        operating_system=_text(body, "OperatingSystem"),
        kernel=_text(body, "KernelVersion"),
        architecture=_text(body, "Architecture"),
        http_proxy=_text(body, "HttpProxy"),
        https_proxy=_text(body, "HttpsProxy"),
        no_proxy=_text(body, "NoProxy"),
        log_drivers=_texts(plugins.get("Log")),
        security_options=_texts(body.get("SecurityOptions")),
        warnings=_texts(body.get("Warnings")),
        limits_memory=limits if isinstance(limits, bool) else None,
        pool=_pool(status),
    )


def refusal(text: str) -> Missing:
    """The reading that an error message of the docker command stands for."""
    line = next((row.strip() for row in text.splitlines() if row.strip()), "nothing was printed")[:200]
    if "ermission denied" in text:
        return denied(line, "run as root (sudo)")
    if "deadline exceeded" in text or "imed out" in text or "timeout" in text.lower():
        return timed_out(line)
    if "not found" in text and "docker" in text:
        return absent(line)
    return broken(line)


def _fields(text: str) -> Tuple[Dict[str, str], List[str]]:
    """First value of each `Name: value` line; `Security Options:` has its values on the lines below."""
    fields: Dict[str, str] = {}
    warnings: List[str] = []
    below = ""
    for line in text.splitlines():
        if line.strip().startswith("WARNING:"):
            warnings.append(line.strip())
            continue
        match = _FIELD.match(line)
        if match:
            fields.setdefault(match.group(1), (match.group(2) or "").strip())
            below = match.group(1) if not match.group(2) else ""
        elif below and line.strip():
            fields[below] = f"{fields[below]} {line.strip()}".strip()
    return fields, warnings


def _pool(status: Mapping[str, str]) -> Optional[ThinPool]:
    sizes = [parse_size(status.get(name, "")) for name in _POOL]
    available, total, minimum = sizes
    if available is None or total is None:
        return None
    return ThinPool(available, total, minimum or 0)


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> Tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _number(value: Any) -> int:
    return int(real(value) or 0)


@fact(deadline=4.0)
def docker_info(docker: Docker, commands: Commands) -> DockerInfo:
    """Ask the daemon; where nobody could, take what the command printed."""
    try:
        return parse_docker_info(docker.ask("info"))
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        return parse_docker_info(printed(commands, "info", missing))


def printed(commands: Commands, word: str, refusal: Missing) -> str:
    """The output of `docker WORD`; raises the refusal of the daemon when there is none either."""
    try:
        return commands.run("docker", word)
    except Missing:
        raise refusal from None
