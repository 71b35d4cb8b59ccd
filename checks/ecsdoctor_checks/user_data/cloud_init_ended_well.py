"""Did cloud-init come to its end without errors?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    Missing,
    NotApplicable,
    Reading,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.cloud_init import CloudInit
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, Says
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster

from .common import agent_spoke, config_state, fulfilled, names_no_cluster, sign_evidence
from .problems import CLOUD_INIT_FAILED

# Errors that have a name of their own; other checks tell them.
_NAMED = (
    Says.NOT_UNDERSTOOD,
    Says.BAD_YAML,
    Says.LINE_ENDS,
    Says.NO_SHEBANG,
    Says.SYNTAX,
    Says.AGENT_NOT_THERE,
    Says.NO_DATASOURCE,
    Says.CONFIG_NOT_WRITTEN,
    Says.COMMAND_UNKNOWN,
)


@check()
def cloud_init_ended_well(
    cloud: Reading[CloudInit],
    log: Reading[CloudInitLog],
    user_data: Reading[UserData],
    config: Reading[EcsConfig],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """cloud-init ended without errors.

    What it checks:   the errors in cloud-init's result.json or status.json, and failed scripts in its logs, on an
                      instance that lacks what user data should have given it.
    Why it matters:   what came after the failing command did not happen; ecs.config may be missing or incomplete.
    How to fix:       read /var/log/cloud-init-output.log, correct user data, do by hand here what was left out.
    How to confirm:   `sudo cloud-init status` prints "status: done" on a new instance.
    """
    errors = _errors(cloud, log)
    done = fulfilled(user_data, cluster, joined)
    if not errors:
        yield _no_errors(cloud)
    elif done:
        yield ok(f"cloud-init reports errors, but {done}")
    elif isinstance(user_data, Got) and not (user_data.value.concerns_ecs or user_data.value.opaque):
        yield ok("cloud-init reports errors, but user data has nothing to do with ECS")
    elif _told_elsewhere(cloud, log, user_data):
        raise NotApplicable("its errors are told by other checks of user data")
    elif names_no_cluster(config, cluster):
        yield _failed(errors, config, True)
    elif agent_spoke(joined):
        yield unknown("cloud-init reports errors, but the agent has started and its ecs.config is not known")
    else:
        yield _failed(errors, config, False)


def _told_elsewhere(cloud: Reading[CloudInit], log: Reading[CloudInitLog], user_data: Reading[UserData]) -> bool:
    """Whether the errors come from something that has a problem of its own."""
    if isinstance(cloud, Got) and cloud.value.without_datasource:
        return True
    if isinstance(user_data, Got) and user_data.value.concerns_ecs and user_data.value.all_faults:
        return True
    return isinstance(log, Got) and bool(log.value.of(*_NAMED))


def _errors(cloud: Reading[CloudInit], log: Reading[CloudInitLog]) -> List[Evidence]:
    errors: List[Evidence] = []
    if isinstance(cloud, Got):
        errors += [Evidence(cloud.value.place, e) for e in cloud.value.errors[:2]]
    if isinstance(log, Got):
        errors += sign_evidence(log.value.of(Says.SCRIPT_FAILED))
    return errors


def _no_errors(cloud: Reading[CloudInit]) -> Finding:
    if isinstance(cloud, Missing):
        return unknown(str(cloud))
    if cloud.value.disabled:
        raise NotApplicable(f"cloud-init is switched off ({cloud.value.place})")
    if cloud.value.finished is False:
        stage = f" (stage {cloud.value.stage})" if cloud.value.stage else ""
        return unknown(f"cloud-init still runs{stage}")
    return ok(f"no errors in {cloud.value.place}") if cloud.value.finished else unknown("cloud-init does not say")


def _failed(errors: List[Evidence], config: Reading[EcsConfig], lacks: bool) -> Finding:
    text = "cloud-init ended with errors while it carried out user data: what came after the failing command did not"
    text += " happen, and ecs.config names no cluster." if lacks else " happen."
    return found(
        CLOUD_INIT_FAILED,
        text,
        evidence=[*errors, *([config_state(config)] if lacks else [])],
        confidence=Confidence.LIKELY if lacks else Confidence.POSSIBLE,
    )
