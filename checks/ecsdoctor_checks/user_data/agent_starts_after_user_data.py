"""Does the agent start only when it is there and configured?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, Says, Sign
from ecsdoctor.facts.boot.user_data import Step, UserData
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.ecs_init import EcsInitLog

from ..agent.problems import AGENT_NOT_INSTALLED
from ..steps import ENABLE_AGENT, REGISTER_ANEW, SET_CLUSTER
from .common import has_started, is_registered, same_cluster, setting_evidence, sign_evidence, step_evidence
from .problems import USER_DATA_AGENT_STARTED_TOO_EARLY
from .systems import waits_for_cloud_init

_INSTALLS = regex(r"\b(?:install|localinstall|enable|rpm -\w+|dpkg -i)\b[^\n]*\b(?:amazon-)?ecs(?:-init)?\b")


@check()
def agent_starts_after_user_data(
    user_data: Reading[UserData],
    log: Reading[CloudInitLog],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
    unit: Reading[EcsUnit],
    system: Reading[OsRelease],
    init: Reading[EcsInitLog],
) -> Iterator[Finding]:
    """The agent starts only after user data has configured it.

    What it checks:   whether user data touched the agent before it was there (cloud-init's logs), and whether the
                      agent joined another cluster because it was started before user data had written ecs.config.
    Why it matters:   an agent that starts too early joins `default`, and refuses the right cluster afterwards.
    How to fix:       write ecs.config first and start the agent last, with `--no-block`.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with the cluster of user data.
    """
    setting = user_data.value.cluster if isinstance(user_data, Got) else None
    started = has_started(joined, init, unit)
    signs = log.value.of(Says.AGENT_NOT_THERE) if isinstance(log, Got) else ()
    if isinstance(joined, Got) and is_registered(joined):
        yield _by_cluster(joined.value, user_data, setting, cluster, waits_for_cloud_init(unit, system))
    elif signs and not started:
        yield _too_early(signs)
    elif not started and _no_directory(log):
        yield _not_there(_no_directory(log), user_data)
    elif started or isinstance(user_data, Got) or isinstance(log, Got):
        yield ok(started or "nothing shows that user data was too early")
    else:
        yield unknown(str(user_data))


def _too_early(signs: Tuple[Sign, ...]) -> Finding:
    return found(
        USER_DATA_AGENT_STARTED_TOO_EARLY,
        "User data turns to the agent before the agent is there: while it runs, ecs-init has not yet made the "
        "container ecs-agent, or the unit is not installed. On ECS-optimized AMIs both come after user data.",
        evidence=sign_evidence(signs),
        remedy=(
            "Start the agent on this instance:",
            ENABLE_AGENT,
            "In user data, only write /etc/ecs/ecs.config: the agent reads it when it starts afterwards.",
        ),
        confidence=Confidence.LIKELY,
    )


def _no_directory(log: Reading[CloudInitLog]) -> Tuple[Sign, ...]:
    """Lines that say that /etc/ecs, which the agent's package brings, is not there."""
    signs = log.value.of(Says.CONFIG_NOT_WRITTEN) if isinstance(log, Got) else ()
    return tuple(s for s in signs if "No such file" in s.line.text)


def _not_there(signs: Tuple[Sign, ...], user_data: Reading[UserData]) -> Finding:
    """Either the image has no agent at all, or user data installs it after it has tried to configure it."""
    later = isinstance(user_data, Got) and any(_INSTALLS.search(p.text) for p in user_data.value.parts)
    text = "User data could not write ecs.config, because /etc/ecs did not exist"
    evidence = sign_evidence(signs)
    if later:
        text += ": it installs the agent, whose package makes that folder, only afterwards."
        remedy = (SET_CLUSTER, ENABLE_AGENT, "In user data, install the agent before ecs.config is written.")
        return found(
            USER_DATA_AGENT_STARTED_TOO_EARLY,
            text,
            evidence=evidence,
            remedy=remedy,
            confidence=Confidence.LIKELY,
        )
    text += ". The agent's package makes that folder, and every ECS-optimized AMI has it: this image has no agent."
    return found(AGENT_NOT_INSTALLED, text, evidence=evidence, confidence=Confidence.LIKELY)


def _by_cluster(
    joined: JoinedCluster,
    user_data: Reading[UserData],
    setting: Optional[Setting],
    cluster: Reading[ConfiguredCluster],
    waits: Optional[bool],
) -> Finding:
    """Registered elsewhere while ecs.config has what user data wrote: the agent was quicker than user data."""
    name = setting.value if setting is not None else None
    explicit = cluster.value.explicit if isinstance(cluster, Got) else None
    if name is None or not joined.name or same_cluster(name, joined.name):
        return ok(f'the agent is registered in "{joined.short_name}"')
    if explicit is None or not same_cluster(explicit.value, name):
        return unknown(f'the agent is in "{joined.short_name}", user data names "{name}": either may be meant')
    early = _early_start(user_data.value, setting) if isinstance(user_data, Got) and setting is not None else None
    if early is None and waits is not False:
        return unknown(f'the agent is in "{joined.short_name}"; nothing shows that it started before user data')
    how = (
        f"user data starts it ({early.place}) before it writes ecs.config ({setting.place})"
        if early is not None and setting is not None
        else "the unit of this system does not wait for cloud-init"
    )
    assert setting is not None
    evidence: List[Evidence] = [Evidence(joined.place, joined.excerpt, joined.at), setting_evidence(setting)]
    return found(
        USER_DATA_AGENT_STARTED_TOO_EARLY,
        f'The agent is in "{joined.short_name}", although user data and {explicit.place} name "{name}": {how}, so '
        "that it joined a cluster before it was configured.",
        evidence=[*evidence, *([step_evidence(early)] if early is not None else [])],
        remedy=(
            *REGISTER_ANEW,
            "In the image, keep the unit disabled. In user data, write ecs.config first and start the agent last:",
            ENABLE_AGENT,
        ),
        confidence=Confidence.LIKELY,
    )


def _early_start(user_data: UserData, setting: Setting) -> Optional[Step]:
    """A start of the agent before the cluster is written, that no later start makes good."""
    steps = list(user_data.done())
    written = next((i for i, s in enumerate(steps) if s.place == setting.place), -1)
    starts = [i for i, s in enumerate(steps) if _starts_agent(s)]
    before = [i for i in starts if i < written]
    return steps[before[0]] if before and not [i for i in starts if i > written] else None


def _starts_agent(step: Step) -> bool:
    return step.action.starts and step.action.target in ("ecs", "ecs-agent")
