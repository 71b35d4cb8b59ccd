"""Bring a bundle of the official ECS logs collector into the snapshot layout.

Layouts by release (aws/amazon-ecs-logs-collector, ecs-logs-collector.sh):

    2016-2018   collect/system/…, later collect/i-0abc…/system/…: ecs-agent/ecs-agent.log*, ecs-init/ecs-init.log*
    since 2018  collect/i-0abc…/…: ecs_agent_logs/* (all of /var/log/ecs), docker/, docker_log/, kernel/, os-release
    since 2021  also system.log (the whole journal), ipaddrshow.txt; the archive's name carries its time

`services.txt` says nothing of the unit that its logs do not say better, and its SysV form (`[ - ] docker`) is wrong.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Iterator, List, Tuple

from ..model.reading import Missing
from ..model.regex import regex
from ..sources.safe_open import read_regular, resolve_below
from .collector_texts import agent_package, df_of, ecs_config, journal_of, mounts_of, netstat_of, selinux_of
from .iptables_list import as_saved
from .limits import MB

# The collector's name → ours, as it is.
_SAME = {
    "docker/docker-info.txt": "docker/info.txt",
    "docker/docker-version.txt": "docker/version.txt",
    "docker/docker-ps.txt": "commands/docker-ps-a.txt",
    "docker/docker-images.txt": "commands/docker-images.txt",
    "docker/docker-stats.txt": "commands/docker-stats.txt",
    "docker/daemon.json": "root/etc/docker/daemon.json",
    "docker/sysconfig-docker": "root/etc/sysconfig/docker",
    "docker/sysconfig-docker-storage": "root/etc/sysconfig/docker-storage",
    "docker/docker.service": "commands/systemctl-cat-docker.txt",
    "ecs-agent/agent.db": "root/var/lib/ecs/data/agent.db",
    "ecs-agent/ecs_agent_data.txt": "root/var/lib/ecs/data/ecs_agent_data.json",
    "ecs-agent/agent-running-info.txt": "introspection/v1-tasks.json",
    "var_log/messages": "root/var/log/messages",
    "var_log/syslog": "root/var/log/syslog",
    "os-release": "root/etc/os-release",
    "ipaddrshow.txt": "commands/ip-addr.txt",
    "uname.txt": "commands/uname-a.txt",
    "ps.txt": "commands/ps.txt",
    "instance-id.txt": "imds/meta-data/instance-id",
}
# Ours ← the collector's, whose text has to be changed.
_CHANGED: Tuple[Tuple[str, str, Callable[[str], str]], ...] = (
    ("ecs-agent/ecs.config", "root/etc/ecs/ecs.config", ecs_config),
    ("mounts.txt", "root/proc/mounts", mounts_of),
    ("mounts.txt", "commands/df-h.txt", df_of),
    ("netstat.txt", "commands/netstat-tlnp.txt", netstat_of),
    ("selinux.txt", "root/sys/fs/selinux/enforce", selinux_of),
    ("pkglist.txt", "commands/rpm-q-ecs-init.txt", agent_package),
    ("system.log", "commands/journalctl-u-ecs.txt", journal_of("ecs", "amazon-ecs-init")),
)
_LOG = regex(r"(?:ecs_agent_logs|ecs-agent|ecs-init)/(ecs-(?:agent|init|volume-plugin)\.log[\w.-]*|audit\.log[\w.-]*)$")
_NOT_RUNNING = {
    "docker/docker-not-running.txt": (
        "docker/info.json",
        "the Docker daemon does not run (found by the logs collector)",
    ),
    "ecs-agent/ecs-agent-not-running.txt": (
        "introspection/v1-metadata.json",
        "the agent does not run (found by the logs collector)",
    ),
}
# Made by the script itself, so that their time is that of the collection.
_MADE = ("ps.txt", "top.txt", "netstat.txt", "services.txt", "iptables-filter.txt", "docker/docker-info.txt")
_MOST_FILES = 2000


@dataclass
class _Translation:
    """From the bundle's folder to ours."""

    bundle: str
    folder: str
    readings: List[Dict[str, Any]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What a file of the bundle holds, empty when there is none."""
        try:
            return read_regular(resolve_below(self.bundle, name) or "", 32 * MB).text
        except Missing:
            return ""

    def copy(self, name: str, slot: str) -> None:
        """Take a file as it is; one that is empty says nothing."""
        try:
            body = read_regular(resolve_below(self.bundle, name) or "", 64 * MB, tail=".log" in name).body
        except Missing:
            return
        self.write(slot, body)

    def write(self, slot: str, body: bytes) -> None:
        """One file of ours; the ledger knows it as an answer, not as something pasted."""
        path = os.path.join(self.folder, slot)
        if not body.strip() or os.path.lexists(path):
            return
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "xb") as out:
            out.write(body)
        self.readings.append({"path": slot, "outcome": "got"})


def translate(bundle: str, folder: str) -> None:
    """Write the bundle's content into an empty folder in the snapshot layout, with a `snapshot.json`."""
    work = _Translation(bundle, folder)
    for name, slot in _SAME.items():
        work.copy(name, slot)
    for name, slot, change in _CHANGED:
        work.write(slot, change(work.text(name)).encode("utf-8", "replace"))
    for name, slot in _logs(bundle):
        work.copy(name, slot)
    _kernel(work)
    _docker_log(work)
    _agent_container(work)
    work.write("commands/iptables-save.txt", as_saved(work.text("iptables-filter.txt"), work.text("iptables-nat.txt")))
    if "-- No entries --" not in work.text("system.log")[:200]:
        logs = [os.path.join(folder, f"root/var/log/{name}") for name in ("messages", "syslog")]
        if not any(map(os.path.exists, logs)):
            work.copy("system.log", "root/var/log/messages")
    for name, (slot, detail) in _NOT_RUNNING.items():
        if os.path.exists(os.path.join(bundle, name)):
            work.readings.append({"path": slot, "outcome": "broken", "detail": detail})
    _ledger(work)


def _logs(bundle: str) -> Iterator[Tuple[str, str]]:
    """Files of /var/log/ecs, which lie in different folders."""
    for parent in ("ecs_agent_logs", "ecs-agent", "ecs-init"):
        try:
            names = sorted(os.listdir(os.path.join(bundle, parent)))[:_MOST_FILES]
        except OSError:
            continue
        for name in names:
            match = _LOG.match(f"{parent}/{name}")
            if match:
                yield f"{parent}/{name}", f"root/var/log/ecs/{match.group(1)}"


def _kernel(work: _Translation) -> None:
    """With readable times where there are some."""
    for name in ("kernel/dmesg.human.current", "kernel/dmesg.current", "kernel/dmesg.boot", "var_log/dmesg"):
        work.copy(name, "commands/dmesg.txt")


def _docker_log(work: _Translation) -> None:
    """A journal with systemd, else the daemon's file."""
    text = work.text("docker_log/docker")
    journal = text.startswith("-- ") or re.match(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ ", text)
    work.copy("docker_log/docker", "commands/journalctl-u-docker.txt" if journal else "root/var/log/docker")


def _agent_container(work: _Translation) -> None:
    """Of all inspected containers the one that is called ecs-agent."""
    try:
        names = sorted(n for n in os.listdir(os.path.join(work.bundle, "docker")) if n.startswith("container-"))
    except OSError:
        return
    for name in names[:_MOST_FILES]:
        text = work.text(f"docker/{name}")
        if '"/ecs-agent"' not in text:
            continue
        # The collector blacks out whole lines with sed, which leaves no JSON: mend those of the environment.
        mended = re.sub(r'^(\s*"\w+=)(?:\{REDACTED\}"?)?$', r'\1{REDACTED}",', text, flags=re.MULTILINE)
        mended = re.sub(r",(\s*[\]}])", r"\1", mended)
        for candidate in (text, mended):
            try:
                parsed = json.loads(candidate)
            except (ValueError, RecursionError):
                continue
            if (
                isinstance(parsed, list)
                and parsed
                and isinstance(parsed[0], dict)
                and parsed[0].get("Name") == "/ecs-agent"
            ):
                work.write("docker/inspect-ecs-agent.json", candidate.encode("utf-8", "replace"))
                return


def _ledger(work: _Translation) -> None:
    moment = _collected_at(work.bundle)
    ledger: Dict[str, Any] = {
        "schema_version": "1.0",
        "tool": {"name": "ecs-logs-collector"},
        "readings": work.readings,
    }
    if moment is not None:
        ledger["collected_at"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    instance = work.text("instance-id.txt").strip()
    if re.fullmatch(r"m?i-[0-9a-f]{8,17}", instance):
        ledger["target"] = {"kind": "snapshot", "instance_id": instance}
    with open(os.path.join(work.folder, "snapshot.json"), "w", encoding="utf-8") as out:
        json.dump(ledger, out, indent=1)


def _collected_at(bundle: str) -> datetime | None:
    """When the script wrote its own files; None when somebody has touched them since (then logs tell the time)."""
    times = []
    for name in _MADE:
        try:
            times.append(os.stat(os.path.join(bundle, name), follow_symlinks=False).st_mtime)
        except OSError:
            continue
    if not times or max(times) - min(times) > 3600 or max(times) > time.time() + 366 * 86400 * 50:
        return None
    return datetime.fromtimestamp(max(times), timezone.utc)
