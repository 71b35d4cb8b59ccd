"""The proxy that other programs of this machine are told about: shells, package managers, the Docker daemon.

The agent reads none of these places; where it is told nothing while they are, the way out is probably the proxy.
"""

from __future__ import annotations

import re
from typing import Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.files import Files
from ..docker.daemon_config import DockerUnitSettings, mask
from ..docker.info import DockerInfo

_FILES = ("/etc/environment", "/etc/yum.conf", "/etc/dnf/dnf.conf", "/etc/apt/apt.conf", "/etc/wgetrc")
_FOLDERS = ("/etc/profile.d", "/etc/apt/apt.conf.d")
_NAMED = regex(
    r"""^(?:export[ ]+)?(?:https?_proxy|proxy|Acquire::https?::Proxy)\s*[= ]\s*["']?(?P<url>[^\s"';]+)""", re.IGNORECASE
)


@frozen
class ProxySetting:
    """One place that names a proxy; `url` without credentials."""

    url: str
    place: str
    excerpt: str


@frozen
class HostProxy:
    """Every place that names one, the most telling first."""

    settings: Tuple[ProxySetting, ...]


def parse_proxy_lines(path: str, text: str) -> Iterator[ProxySetting]:
    """Settings of a proxy in one file of a shell or a package manager.

    Sample:  'export HTTPS_PROXY=http://10.0.0.9:3128', 'proxy=http://10.0.0.9:3128',
             'Acquire::http::Proxy "http://10.0.0.9:3128";'
    """
    for number, raw in enumerate(text.splitlines(), 1):
        line = mask(raw.strip())[:300]
        match = _NAMED.match(line)
        if match and match.group("url").lower() not in ("none", "_none_", "direct", "false"):
            yield ProxySetting(match.group("url"), f"{path}:{number}", line)


def _in_files(files: Files) -> Iterator[ProxySetting]:
    paths = list(_FILES)
    for folder in _FOLDERS:
        try:
            paths += [f"{folder}/{name}" for name in files.names(folder)[:40]]
        except Missing:
            continue
    for path in paths:
        try:
            yield from parse_proxy_lines(path, files.read(path).text)
        except Missing:
            continue


@fact(deadline=3.0)
def host_proxy(files: Files, unit: Reading[DockerUnitSettings], info: Reading[DockerInfo]) -> HostProxy:
    """Look at every place; Missing (absent) where none names a proxy."""
    found = []
    daemon = unit.value.variable("HTTPS_PROXY", "HTTP_PROXY") if isinstance(unit, Got) else None
    if daemon is not None and daemon.value:
        found.append(ProxySetting(mask(daemon.value), daemon.place, daemon.excerpt))
    told: Optional[str] = (info.value.https_proxy or info.value.http_proxy) if isinstance(info, Got) else None
    if told:
        found.append(ProxySetting(mask(told), "docker info", f"HTTPS Proxy: {mask(told)}"))
    found += _in_files(files)
    if not found:
        raise absent("no place that was looked at names a proxy for other programs")
    return HostProxy(tuple(found))
