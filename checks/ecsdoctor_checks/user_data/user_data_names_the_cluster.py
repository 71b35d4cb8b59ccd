"""Does user data name the cluster that is meant?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.scope import Scope

from .common import TEMPLATE, is_registered, same_cluster, setting_evidence
from .problems import USER_DATA_WRONG_CLUSTER


@check()
def user_data_names_the_cluster(
    user_data: UserData,
    scope: Scope,
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """User data names the intended cluster.

    What it checks:   the cluster that user data sets against the one that you named, as far as ecs.config has it.
    Why it matters:   every new instance of this launch template goes to that other cluster.
    How to fix:       correct ECS_CLUSTER in the launch template, and in ecs.config of this instance.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with the intended cluster.
    """
    setting = user_data.cluster
    if setting is None or setting.value is None:
        raise NotApplicable("user data names no cluster that can be read here")
    explicit = cluster.value.explicit if isinstance(cluster, Got) else None
    if not scope.cluster:
        if explicit is not None and same_cluster(explicit.value, setting.value):
            yield ok(f'user data and {explicit.place} name "{setting.value}"')
        else:
            yield unknown(f'user data names "{setting.value}"; nobody has said which cluster is meant')
    elif same_cluster(setting.value, scope.cluster):
        yield ok(f'user data names "{setting.value}"')
    elif isinstance(joined, Got) and is_registered(joined) and same_cluster(joined.value.name, scope.cluster):
        yield ok(f'the agent is registered in "{scope.cluster}" all the same')
    elif explicit is not None and not same_cluster(explicit.value, setting.value):
        yield unknown(f'user data names "{setting.value}", but {explicit.place} is in effect')
    else:
        yield _wrong(setting, setting.value, scope.cluster)


def _wrong(setting: Setting, name: str, intended: str) -> Finding:
    return found(
        USER_DATA_WRONG_CLUSTER,
        f'User data sets the cluster "{name}" ({setting.place}), and you asked about "{intended}".',
        evidence=(setting_evidence(setting), Evidence("you asked for", intended)),
        remedy=(*USER_DATA_WRONG_CLUSTER.fix, TEMPLATE),
    )
