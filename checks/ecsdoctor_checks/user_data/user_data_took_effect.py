"""Did what user data says for the agent really happen?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    NotApplicable,
    Reading,
    Severity,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.action import Does
from ecsdoctor.facts.boot.cloud_init import CloudInit
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, Says
from ecsdoctor.facts.boot.user_data import Step, UserData
from ecsdoctor.facts.boot.user_data_forms import Form
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.boot.user_data_source import FirstUserData
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster

from .common import (
    BY_HAND,
    TEMPLATE,
    config_state,
    emptied,
    fulfilled,
    is_registered,
    names_no_cluster,
    repair,
    same_cluster,
    setting_evidence,
    sign_evidence,
    step_evidence,
)
from .problems import USER_DATA_NOT_RUN

_NOT_FILES = (Form.WINDOWS, Form.TOML, Form.JSON)


@check()
def user_data_took_effect(
    user_data: UserData,
    first: Reading[FirstUserData],
    config: Reading[EcsConfig],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
    cloud: Reading[CloudInit],
    log: Reading[CloudInitLog],
) -> Iterator[Finding]:
    """User data that configures the agent took effect.

    What it checks:   whether ecs.config has the cluster that user data writes, and if not, whether a reboot, a
                      failed write or a later change of user data explains it.
    Why it matters:   cloud-init runs user data on the first boot only; what was skipped then never happens.
    How to fix:       write the setting by hand on this instance, and correct the launch template for new ones.
    How to confirm:   /etc/ecs/ecs.config names the cluster, and port 51678 answers with it.
    """
    setting = user_data.cluster
    done = fulfilled(_got(user_data), cluster, joined)
    if done:
        yield ok(done)
    elif user_data.all_faults:
        raise NotApplicable("user data cannot be read in the first place (see user-data-is-well-formed)")
    elif isinstance(cloud, Got) and cloud.value.without_datasource:
        raise NotApplicable("cloud-init saw no user data (see cloud-init-found-its-datasource)")
    elif setting is None:
        yield _rebooted(user_data, config, cluster, joined)
    elif any(p.form in _NOT_FILES for p in user_data.parts):
        raise NotApplicable("this user data does not write ecs.config")
    elif isinstance(cloud, Got) and cloud.value.finished is False:
        yield unknown("cloud-init still runs user data")
    elif emptied(config) is not None:
        raise NotApplicable("the line was written, without a value (see user-data-sets-the-cluster)")
    elif names_no_cluster(config, cluster):
        yield _not_written(setting, config, joined, _why(user_data, setting, cloud, log))
    elif isinstance(cluster, Got) and cluster.value.explicit is not None:
        yield _other(setting, cluster.value, first, joined)
    else:
        yield unknown(f"ecs.config: {config if not isinstance(config, Got) else config.value.main}")


def _got(user_data: UserData) -> Reading[UserData]:
    return Got(user_data)


def _rebooted(
    user_data: UserData,
    config: Reading[EcsConfig],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
) -> Finding:
    """Only stored scripts are there, one reboots, and none of them configures the agent."""
    step = next((s for s in user_data.done() if s.action.does is Does.REBOOT and s.action.sure), None)
    if not user_data.partial or step is None or user_data.opaque:
        raise NotApplicable("user data names no cluster (see user-data-sets-the-cluster)")
    text = (
        f"{step.part.place} restarts the machine in the middle of user data ({step.action.excerpt}). What should "
        "come after it did not run and will not run on later boots; no script that is stored here configures the "
        "agent."
    )
    evidence = [step_evidence(step)]
    confidence = Confidence.POSSIBLE
    if names_no_cluster(config, cluster):
        evidence.append(config_state(config))
        confidence = Confidence.LIKELY
    change = "In the launch template, put the lines about ECS before the reboot, or drop the reboot."
    return found(
        USER_DATA_NOT_RUN, text, evidence=evidence, remedy=(*repair(joined, None), change), confidence=confidence
    )


def _not_written(
    setting: Setting,
    config: Reading[EcsConfig],
    joined: Reading[JoinedCluster],
    reason: Tuple[str, List[Evidence]],
) -> Finding:
    """ecs.config was looked at, and does not name the cluster that user data writes into it."""
    why, proof = reason
    name = f'"{setting.value}"' if setting.value else "the cluster"
    text = f"User data sets {name} ({setting.place}), but ecs.config does not: {why}."
    sure = Confidence.CERTAIN if proof else Confidence.LIKELY
    return found(
        USER_DATA_NOT_RUN,
        text,
        evidence=[setting_evidence(setting), config_state(config), *proof],
        remedy=(BY_HAND, *repair(joined, setting.value), TEMPLATE),
        confidence=sure if setting.sure else Confidence.POSSIBLE,
    )


def _why(
    user_data: UserData, setting: Setting, cloud: Reading[CloudInit], log: Reading[CloudInitLog]
) -> Tuple[str, List[Evidence]]:
    """The reason, and the lines that prove it."""
    if isinstance(cloud, Got) and cloud.value.disabled:
        return "cloud-init is switched off on this system", [Evidence(cloud.value.place, "cloud-init is disabled")]
    if isinstance(log, Got):
        refused = log.value.of(Says.CONFIG_NOT_WRITTEN)
        if refused:
            return "writing the file failed", list(sign_evidence(refused))
    before = _before(user_data, setting)
    reboot = next((s for s in before if s.action.does is Does.REBOOT and s.action.sure), None)
    if reboot is not None:
        why = f"the machine was restarted before ({reboot.place}), and user data does not go on after a restart"
        return why, [step_evidence(reboot)]
    failed = log.value.of(Says.SCRIPT_FAILED) if isinstance(log, Got) else ()
    if failed:
        strict = any(p.stops_on_error for p in user_data.parts)
        why = "the script ended with an error" + (' and stops at the first one ("set -e")' if strict else "")
        return why, list(sign_evidence(failed))
    return "that line did not run, or the file was replaced afterwards", []


def _before(user_data: UserData, setting: Setting) -> List[Step]:
    """The steps before the one that names the cluster."""
    steps = list(user_data.done())
    index = next((i for i, s in enumerate(steps) if s.place == setting.place), 0)
    return steps[:index]


def _other(
    setting: Setting, cluster: ConfiguredCluster, first: Reading[FirstUserData], joined: Reading[JoinedCluster]
) -> Finding:
    """ecs.config names another cluster: told only when user data was changed after it ran."""
    there = cluster.explicit
    assert there is not None
    old = first.value.user_data.cluster if isinstance(first, Got) else None
    if old is None or old.value is None or setting.value is None:
        return unknown(f'user data names "{setting.value}", {there.place} "{there.value}": either may be meant')
    if same_cluster(old.value, setting.value) or not same_cluster(old.value, there.value):
        return unknown(f'user data names "{setting.value}", {there.place} "{there.value}": either may be meant')
    text = (
        f'User data now names "{setting.value}", but it was changed after the first boot, when it named '
        f'"{old.value}": cloud-init has not run it again, and ecs.config still says "{there.value}".'
    )
    return found(
        USER_DATA_NOT_RUN,
        text,
        evidence=[setting_evidence(setting), setting_evidence(old), Evidence(there.place, there.excerpt)],
        remedy=(
            "If this instance is to change over, do by hand what user data says now:",
            *repair(joined, setting.value),
        ),
        severity=Severity.WARNING if is_registered(joined) else None,
        confidence=Confidence.LIKELY,
    )
