"""What the checks of user data ask again and again: has it evidently done its work, has the agent started."""

from __future__ import annotations

from typing import Iterable, Optional, Tuple

from ecsdoctor import Evidence, Got, Missing, Reading
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.boot.cloud_init_log import Sign
from ecsdoctor.facts.boot.user_data import Step, UserData
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.config.ecs_config import MAIN, Assignment, EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.logs.ecs_init import EcsInitLog
from ecsdoctor.facts.presence import surely_absent

from ..config.common import join_other_cluster
from ..steps import SET_CLUSTER

TEMPLATE = (
    "User data runs on the first boot only: correct it in the launch template and launch new instances from that."
)
BY_HAND = "To repair this instance by hand:"


def same_cluster(one: str, other: str) -> bool:
    """Whether two spellings name one cluster: the name alone or the ARN around it."""
    return one.rsplit("/", 1)[-1] == other.rsplit("/", 1)[-1]


def is_registered(joined: Reading[JoinedCluster]) -> bool:
    """Whether the agent is in some cluster now."""
    return isinstance(joined, Got) and joined.value.registered


def agent_spoke(joined: Reading[JoinedCluster]) -> bool:
    """Whether the agent has ever run here: a registration, or its own log. That ECS knows of none is no such sign."""
    return isinstance(joined, Got) and (joined.value.registered or not joined.value.place)


def meant(user_data: Reading[UserData]) -> Optional[Setting]:
    """The setting of the cluster that user data leaves behind."""
    return user_data.value.cluster if isinstance(user_data, Got) else None


def fulfilled(user_data: Reading[UserData], cluster: Reading[ConfiguredCluster], joined: Reading[JoinedCluster]) -> str:
    """How it shows that the instance has what user data wants, however odd that looks; empty if it does not.

    Where user data names no cluster that can be read here, any cluster counts.
    """
    setting = meant(user_data)
    name = setting.value if setting is not None else None
    if isinstance(joined, Got) and joined.value.registered:
        own = joined.value.short_name
        if name is None or not own or same_cluster(own, name):
            return f'the agent is registered in "{own}"' if own else "the agent is registered"
    if isinstance(cluster, Got) and cluster.value.explicit is not None:
        there = cluster.value.explicit
        if name is None or same_cluster(there.value, name):
            return f'{there.place} names the cluster "{cluster.value.short_name}"'
    return ""


def names_no_cluster(config: Reading[EcsConfig], cluster: Reading[ConfiguredCluster]) -> bool:
    """Whether somebody has looked, and no cluster is configured. Not having looked is no."""
    if isinstance(cluster, Got) and cluster.value.explicit is not None:
        return False
    if not isinstance(config, Got):
        return False
    main = config.value.main
    return surely_absent(main) if isinstance(main, Missing) else isinstance(cluster, Got)


def repair(joined: Reading[JoinedCluster], name: Optional[str]) -> Tuple[str, ...]:
    """Commands that give this instance its cluster, also where the agent has already joined another one."""
    harmless = bool(name) and all(c.isalnum() or c in "-_:/." for c in name or "")
    command = SET_CLUSTER.replace("=CLUSTER", f"={name}") if harmless else SET_CLUSTER
    intro = () if harmless else ("Write the name of your cluster in place of CLUSTER:",)
    return (*intro, *join_other_cluster(command, joined))


def emptied(config: Reading[EcsConfig]) -> Optional[Assignment]:
    """The line `ECS_CLUSTER=` without a value, where it is the one that counts."""
    last = config.value.last("ECS_CLUSTER") if isinstance(config, Got) else None
    return last if last is not None and not last.value.strip() else None


def config_state(config: Reading[EcsConfig]) -> Evidence:
    """ecs.config without a cluster, as evidence."""
    main = config.value.main if isinstance(config, Got) else config
    if isinstance(main, Missing):
        return Evidence(MAIN, "(no such file)")
    if isinstance(main, Got) and main.value.assignments:
        names = dict.fromkeys(a.name.strip() for a in main.value.assignments)
        return Evidence(MAIN, "sets " + ", ".join(names) + ", not ECS_CLUSTER")
    return Evidence(MAIN, "(empty)")


def has_started(joined: Reading[JoinedCluster], init: Reading[EcsInitLog], unit: Reading[EcsUnit]) -> str:
    """How it shows that the agent was started at least once; empty when nothing shows it."""
    if agent_spoke(joined):
        return "the agent has been started: it has a log or answers"
    if isinstance(init, Got):
        return "ecs-init has been started: it has a log"
    if isinstance(unit, Got) and unit.value.active in ("active", "failed", "activating", "reloading"):
        return f"the unit {unit.value.name} has been started: it is {unit.value.looks}"
    return ""


def step_evidence(step: Step) -> Evidence:
    """A line of user data."""
    return Evidence(step.place, step.action.excerpt)


def setting_evidence(setting: Setting) -> Evidence:
    """The line that names the cluster."""
    return Evidence(setting.place, setting.excerpt)


def sign_evidence(signs: Iterable[Sign], limit: int = 3) -> Tuple[Evidence, ...]:
    """The newest of the telling lines of cloud-init's logs."""
    return tuple(Evidence(s.line.place, s.line.text[:300], s.line.at) for s in tuple(signs)[-limit:])
