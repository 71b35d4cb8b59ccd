"""Is the user data of the instance that of its launch template?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Evidence, Finding, check, found, ok
from ecsdoctor.facts.boot.user_data import UserData, parse_user_data
from ecsdoctor.facts.ec2.launch_source import LaunchSource
from ecsdoctor.facts.ec2.named_cluster import NamedCluster
from ecsdoctor.facts.ec2.user_data_attribute import SOURCE, InstanceUserData

from .common import same_cluster
from .problems import USER_DATA_WRONG_CLUSTER


@check()
def user_data_is_its_templates(
    stored: InstanceUserData, source: LaunchSource, named: NamedCluster
) -> Iterator[Finding]:
    """The user data of the instance is that of its launch template.

    What it checks:   both texts, and the clusters that they name.
    Why it matters:   an instance whose user data was overridden goes to another cluster than its neighbours.
    How to fix:       launch a new instance from the template.
    How to confirm:   aws ec2 describe-instance-attribute --attribute userData --instance-id INSTANCE_ID
    """
    own = _cluster(parse_user_data(stored.body)) if stored.body else None
    meant = _cluster(source.user_data)
    if stored.body == source.body:
        yield ok(f"the same as in the {source.label}")
    elif named.asked and meant and own and same_cluster(meant, named.name) and not same_cluster(own, named.name):
        yield found(
            USER_DATA_WRONG_CLUSTER,
            f'The {source.label} names the cluster "{meant}", but the user data of this instance names "{own}".',
            evidence=[Evidence(SOURCE, f"ECS_CLUSTER={own}"), Evidence(source.label, f"ECS_CLUSTER={meant}")],
        )
    else:
        yield ok(f"it differs from the {source.label}, which names {_shown(meant)}; this one names {_shown(own)}")


def _cluster(user_data: Optional[UserData]) -> str:
    setting = user_data.cluster if user_data is not None else None
    return (setting.value or "") if setting is not None else ""


def _shown(cluster: Optional[str]) -> str:
    return f'"{cluster}"' if cluster else "no cluster"
