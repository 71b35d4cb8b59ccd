"""Does user data tell the agent its cluster, where nothing else does?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    NotApplicable,
    Reading,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.action import Does
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.config.ecs_config import MAIN, EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster

from .common import (
    BY_HAND,
    config_state,
    emptied,
    fulfilled,
    names_no_cluster,
    repair,
    setting_evidence,
    step_evidence,
)
from .problems import USER_DATA_DOES_NOT_SET_CLUSTER

_ADD = USER_DATA_DOES_NOT_SET_CLUSTER.fix[:3]


@check()
def user_data_sets_the_cluster(
    user_data: UserData,
    config: Reading[EcsConfig],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """User data sets the cluster, where nothing else does.

    What it checks:   whether user data leaves an ECS_CLUSTER in ecs.config, on an instance that has none and is in no
                      cluster.
    Why it matters:   without it the agent asks for `default`.
    How to fix:       add `echo ECS_CLUSTER=name >> /etc/ecs/ecs.config` to the user data of the launch template.
    How to confirm:   /etc/ecs/ecs.config of a new instance names the cluster.
    """
    setting = user_data.cluster
    done = fulfilled(Got(user_data), cluster, joined)
    if setting is not None and setting.value is None and emptied(config) is not None:
        yield _empty(setting, config, joined)
    elif done:
        yield ok(done)
    elif setting is not None:
        yield ok(f'user data names "{setting.value}"' if setting.value else "user data writes the cluster")
    elif user_data.all_faults or user_data.partial:
        raise NotApplicable("not all of user data could be read")
    elif user_data.opaque:
        yield unknown("user data runs code from elsewhere, which may set the cluster")
    elif names_no_cluster(config, cluster):
        yield _not_set(user_data, config, joined)
    else:
        yield unknown("user data names no cluster, and whether ecs.config does is not known")


def _empty(setting: Setting, config: Reading[EcsConfig], joined: Reading[JoinedCluster]) -> Finding:
    line = emptied(config)
    assert line is not None
    return found(
        USER_DATA_DOES_NOT_SET_CLUSTER,
        f"User data writes ECS_CLUSTER from a variable or a command ({setting.place}), and what that gave was empty: "
        f"{line.place} has no value.",
        evidence=[setting_evidence(setting), Evidence(line.place, line.text)],
        remedy=(
            "See what the script printed at that place:",
            "sudo tail -n 40 /var/log/cloud-init-output.log",
            BY_HAND,
            *repair(joined, None),
            "In the launch template, set the variable before that line, or write the name itself.",
        ),
    )


def _not_set(user_data: UserData, config: Reading[EcsConfig], joined: Reading[JoinedCluster]) -> Finding:
    evidence: List[Evidence] = [config_state(config)]
    text = f"User data does not set ECS_CLUSTER, and {MAIN} has none"
    if user_data.settings:
        last = [s for s in user_data.done() if s.action.does is Does.WRITE and s.action.target == MAIN][-1:]
        evidence = [step_evidence(step) for step in last] + evidence
        where = f" with a single `>` ({last[0].place})" if last else ""
        text = (
            f"User data sets ECS_CLUSTER ({user_data.settings[0].place}), but replaces the file later{where}, not `>>`"
        )
    return found(
        USER_DATA_DOES_NOT_SET_CLUSTER,
        f'{text}: the agent asks for the cluster "default".',
        evidence=evidence,
        remedy=(*(() if user_data.settings else _ADD), BY_HAND, *repair(joined, None)),
        confidence=Confidence.LIKELY,
    )
