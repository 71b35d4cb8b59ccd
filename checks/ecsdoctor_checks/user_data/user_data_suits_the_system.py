"""Is user data written for the operating system that it runs on?"""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, Iterator, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.boot.action import Does
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, Says, Sign
from ecsdoctor.facts.boot.shell.values import UNKNOWN
from ecsdoctor.facts.boot.user_data import Step, UserData
from ecsdoctor.facts.boot.user_data_forms import Form
from ecsdoctor.facts.boot.user_data_parts import Part
from ecsdoctor.facts.config.ecs_config import MAIN, EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.ecs_init import EcsInitLog

from ..steps import ENABLE_AGENT
from .common import (
    BY_HAND,
    TEMPLATE,
    fulfilled,
    has_started,
    names_no_cluster,
    repair,
    same_cluster,
    sign_evidence,
    step_evidence,
)
from .problems import USER_DATA_WRONG_PLATFORM
from .systems import has_upstart

_UPSTART = ("start", "stop", "restart", "initctl")
_BELONGS = {
    **dict.fromkeys(_UPSTART, "Upstart, which only Amazon Linux 1 and Ubuntu 14.04 have"),
    "yum": "Amazon Linux and its relatives",
    "dnf": "Amazon Linux 2023 and its relatives",
    "amazon-linux-extras": "Amazon Linux 2",
    "apt": "Debian and Ubuntu",
    "apt-get": "Debian and Ubuntu",
}
_SYSTEMD = (
    "Start the agent on this instance:",
    ENABLE_AGENT,
    "In the launch template, leave the line out (on ECS-optimized AMIs the agent starts by itself) or write:",
    "systemctl enable --now --no-block ecs",
)
_FOR_CLOUD_INIT = (Form.SHELL, Form.CLOUD_CONFIG, Form.BOOTHOOK, Form.INCLUDE, Form.ARCHIVE, Form.PART_HANDLER)
# System → what it does not understand, and what it takes; all others run cloud-init.
_FOREIGN: Dict[str, Tuple[Tuple[Form, ...], str]] = {
    "bottlerocket": ((*_FOR_CLOUD_INIT, Form.WINDOWS), "Bottlerocket takes TOML"),
    "windows": ((*_FOR_CLOUD_INIT, Form.TOML), "Windows takes <powershell> or <script>"),
}


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",))
def user_data_suits_the_system(
    user_data: Reading[UserData],
    system: Reading[OsRelease],
    config: Reading[EcsConfig],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
    unit: Reading[EcsUnit],
    init: Reading[EcsInitLog],
    log: Reading[CloudInitLog],
) -> Iterator[Finding]:
    """User data is written for this operating system.

    What it checks:   the form of user data (shell, TOML, PowerShell) against the system, Upstart's `start ecs` where
                      there is systemd, and settings of the agent written to files that it does not read.
    Why it matters:   what the system does not understand is passed over, and the agent stays unconfigured.
    How to fix:       use the form of the AMI; the settings belong into /etc/ecs/ecs.config.
    How to confirm:   port 51678 of a new instance answers with the cluster.
    """
    done = fulfilled(user_data, cluster, joined)
    strayed = _wrong_path(user_data, cluster, joined)
    if strayed is not None:
        yield strayed
    elif done:
        yield ok(done)
    else:
        lacks = names_no_cluster(config, cluster)
        finding = _judged(user_data, system, log, lacks or not has_started(joined, init, unit))
        if lacks and finding.remedy == _SYSTEMD:
            finding = replace(finding, remedy=(BY_HAND, *repair(joined, None), *_SYSTEMD[2:]))
        yield finding


def _judged(
    user_data: Reading[UserData], system: Reading[OsRelease], log: Reading[CloudInitLog], harmed: bool
) -> Finding:
    """`harmed`: the agent lacks its configuration or was never started, so that a strange command may be why."""
    finding = _wrong_form(user_data.value, system) if isinstance(user_data, Got) else None
    told = log.value.of(Says.COMMAND_UNKNOWN) if isinstance(log, Got) else ()
    if finding is None and harmed:
        finding = _by_log(told, system) if told else _upstart(user_data, system)
    if finding is not None:
        return finding
    if isinstance(system, Got) and isinstance(user_data, Got):
        return ok(f"nothing in it is foreign to {system.value.pretty_name or system.value.id}")
    return unknown(str(user_data if isinstance(user_data, Missing) else system))


def _wrong_form(user_data: UserData, system: Reading[OsRelease]) -> Optional[Finding]:
    """Shell for Bottlerocket, TOML or PowerShell for another Linux."""
    if not isinstance(system, Got) or not user_data.concerns_ecs:
        return None
    here = system.value
    name = here.pretty_name or here.id
    foreign, takes = _FOREIGN.get(here.id, ((Form.TOML, Form.WINDOWS), f"{name} takes a shell script or #cloud-config"))
    part = next((p for p in user_data.parts if p.form in foreign), None)
    if part is None:
        return None
    text = f'User data has the form "{part.form.value}", but this is {name}: {takes}, and passes the rest over.'
    evidence = [Evidence(part.at(1), _first_line(part)), Evidence(here.place, f"ID={here.id}")]
    return found(USER_DATA_WRONG_PLATFORM, text, evidence=evidence)


def _first_line(part: Part) -> str:
    first = part.text.strip().split("\n", 1)[0]
    return first[:80] if first.startswith(("#", "<", "[")) else part.form.value


def _wrong_path(
    user_data: Reading[UserData], cluster: Reading[ConfiguredCluster], joined: Reading[JoinedCluster]
) -> Optional[Finding]:
    """The cluster is written to a file of which no reader is known, and nothing has it from elsewhere."""
    step = _stray_write(user_data.value) if isinstance(user_data, Got) else None
    if step is None or (isinstance(cluster, Got) and cluster.value.explicit is not None):
        return None
    action = step.action
    name = action.text.partition("ECS_CLUSTER=")[2].split("\n", 1)[0].strip()
    if isinstance(joined, Got) and joined.value.registered and same_cluster(joined.value.name, name):
        return None
    text = (
        f"User data writes ECS_CLUSTER to {action.target} ({step.place}), which the agent does not read: it reads "
        f"{MAIN}, and /var/lib/ecs/ecs.config before it."
    )
    change = f"In the launch template, write to {MAIN}. {TEMPLATE}"
    remedy = (BY_HAND, *repair(joined, None if UNKNOWN in name else name), change)
    confidence = Confidence.LIKELY if action.sure else Confidence.POSSIBLE
    return found(USER_DATA_WRONG_PLATFORM, text, evidence=step_evidence(step), remedy=remedy, confidence=confidence)


def _stray_write(user_data: UserData) -> Optional[Step]:
    """A write of ECS_CLUSTER below /etc to another file than ecs.config, which is not written at all."""
    if user_data.writes_config or user_data.cluster is not None or user_data.opaque:
        return None
    steps = user_data.done()
    if any(s.action.does is Does.CONTAINER and s.action.verb == "run" for s in steps):
        return None  # with --env-file any path is right
    stray = (s for s in steps if s.action.target.startswith("/etc/") and "ECS_CLUSTER=" in s.action.text)
    return next(stray, None)


def _by_log(signs: Tuple[Sign, ...], system: Reading[OsRelease]) -> Finding:
    """The shell did not find a program that only other systems have."""
    word = signs[-1].word
    whose = _BELONGS.get(word, "another system")
    here = f" ({system.value.pretty_name or system.value.id})" if isinstance(system, Got) else ""
    text = f'User data calls "{word}", which this system{here} does not have: it belongs to {whose}.'
    remedy = _SYSTEMD if word in _UPSTART else ()
    evidence = sign_evidence(signs)
    return found(USER_DATA_WRONG_PLATFORM, text, evidence=evidence, remedy=remedy, confidence=Confidence.LIKELY)


def _upstart(user_data: Reading[UserData], system: Reading[OsRelease]) -> Optional[Finding]:
    """`start ecs` where there is no Upstart. It does harm where the script ends with it, or relies on it."""
    if not isinstance(user_data, Got) or not isinstance(system, Got) or has_upstart(system):
        return None
    steps = [s for s in user_data.value.done() if s.action.tool == "upstart" and s.action.target == "ecs"]
    start = next((s for s in steps if s.action.starts), None)
    if start is None:
        return None
    name = system.value.pretty_name or system.value.id
    text = f'User data calls "{start.action.excerpt}" ({start.place}): that is Upstart, and {name} has systemd.'
    if _stops_before_config(user_data.value, start):
        text += " The script stops there, before it has configured the agent."
    else:
        text += " The command does not exist, so that it starts nothing."
    return found(
        USER_DATA_WRONG_PLATFORM,
        text,
        evidence=step_evidence(start),
        remedy=_SYSTEMD,
        confidence=Confidence.POSSIBLE,
    )


def _stops_before_config(user_data: UserData, start: Step) -> bool:
    """Whether the script ends with the failing command, and something is written after it."""
    steps = list(user_data.done())
    after = steps[steps.index(start) + 1 :]
    return start.part.stops_on_error and any("ECS_" in s.action.text for s in after)
