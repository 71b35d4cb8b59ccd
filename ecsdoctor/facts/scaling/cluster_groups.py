"""The auto scaling groups that bring instances to the cluster.

A group belongs to it when a capacity provider of the cluster names it, when one of its instances is registered
there, or when the user data of its launch template names the cluster.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Tuple

from ...model.reading import Got, Missing, NotApplicable, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, nested, rows, short, text
from ..boot.user_data import parse_user_data
from ..ec2.user_data_attribute import decoded
from ..ecs.container_instances import ContainerInstances
from ..pasted import PastedTexts
from ..scope import Scope
from .capacity_providers import CapacityProviders
from .groups import AutoScalingGroups, Group, parse_groups

_GROUPS = "describe-auto-scaling-groups"
# A group that nothing else ties to the cluster costs one call for its template; an account may have hundreds.
MAX_TEMPLATES = 10
MAX_GROUPS = {"MaxItems": 500, "PageSize": 100}
NAMES_A_CALL = 50
_WHY = "{} of its instances are registered in the cluster"


@fact(
    deadline=20.0,
    actions=(
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLaunchConfigurations",
        "ec2:DescribeLaunchTemplateVersions",
    ),
)
def auto_scaling_groups(
    scope: Scope,
    aws: Aws,
    pasted: Reading[PastedTexts],
    providers: Reading[CapacityProviders],
    instances: Reading[ContainerInstances],
) -> AutoScalingGroups:
    """Look through the region's groups for those of the cluster; a recording has them in one answer."""
    if scope.kind not in ("cluster", "service"):
        found = answer(scope, aws, pasted, "autoscaling", _GROUPS, "AutoScalingGroups")
        return parse_groups(found)
    wanted = providers.value.groups if isinstance(providers, Got) else ()
    own = frozenset(i.ec2_id for i in instances.value.instances) if isinstance(instances, Got) else frozenset()
    groups = _all(aws, scope, wanted)
    tied = [g for g in (_tied(g, wanted, own) for g in groups) if g is not None]
    names = {g.name for g in tied}
    doubtful = {g.name: n for g in groups if g.name not in names and (n := sum(m.id in own for m in g.members))}
    tied += _by_template(aws, scope, [g for g in groups if g.name not in names], doubtful)
    return AutoScalingGroups(tuple(tied))


def _all(aws: Aws, scope: Scope, wanted: Sequence[str]) -> Tuple[Group, ...]:
    """The region's groups, and those that providers name even if the region has very many."""
    parameters: List[Mapping[str, Any]] = [{"PaginationConfig": MAX_GROUPS}]
    body = aws.call("autoscaling", _GROUPS, parameters, region=scope.region)
    groups = list(parse_groups(body.get("AutoScalingGroups")).groups)
    lacking = [name for name in wanted if name not in {g.name for g in groups}]
    if lacking and len(groups) >= MAX_GROUPS["MaxItems"]:
        batch = {"AutoScalingGroupNames": lacking[:NAMES_A_CALL]}
        body = aws.call("autoscaling", _GROUPS, [batch], region=scope.region, about="providers")
        groups += parse_groups(body.get("AutoScalingGroups")).groups
    return tuple(groups)


def _tied(group: Group, wanted: Sequence[str], own: FrozenSet[str]) -> Optional[Group]:
    if group.name in wanted:
        return replace(group, why="a capacity provider of the cluster uses it")
    registered = sum(m.id in own for m in group.members)
    if registered * 2 >= len(group.members) and registered:
        return replace(group, why=_WHY.format(registered))
    return None


def _by_template(aws: Aws, scope: Scope, groups: Sequence[Group], doubtful: Mapping[str, int]) -> List[Group]:
    """Those whose launch template or launch configuration names the cluster; templates are shared between groups.

    Of a `doubtful` group a few instances are in the cluster. They may be all that work, or strays from another one:
    the group belongs here unless its template names another cluster.
    """
    likely = sorted(
        groups,
        key=lambda g: (
            g.name not in doubtful, scope.cluster not in g.name, "ecs" not in g.name.lower(), not g.instances
        ),
    )  # fmt: skip
    named: Dict[Tuple[str, str], str] = {}
    for group in likely:
        if group.template and (group.template, group.version) not in named and len(named) < MAX_TEMPLATES:
            named[(group.template, group.version)] = _template_cluster(aws, scope, group)
    named.update(_configurations(aws, scope, likely))
    found = []
    for group in likely:
        key = (group.template, group.version) if group.template else (group.configuration, "")
        meant = short(named.get(key) or "")
        if group.name in doubtful and meant in ("", scope.cluster):
            found.append(replace(group, why=_WHY.format(doubtful[group.name])))
        elif meant and meant == scope.cluster:
            found.append(replace(group, why=f'the user data of {key[0]} names "{scope.cluster}"'))
    return found


def _template_cluster(aws: Aws, scope: Scope, group: Group) -> str:
    """The cluster that a template's user data names; empty when it names none, or may not be read."""
    name = "LaunchTemplateId" if group.template.startswith("lt-") else "LaunchTemplateName"
    batch = {name: group.template, "Versions": [group.version or "$Default"]}
    about = f"{group.template}-{group.version or 'default'}".replace("$", "").replace("/", "-")
    try:
        body = aws.call("ec2", "describe-launch-template-versions", [batch], region=scope.region, about=about)
    except (Missing, NotApplicable):
        return ""
    row = next(iter(rows(body.get("LaunchTemplateVersions"))), {})
    return named_in(text(nested(row, "LaunchTemplateData"), "UserData"))


def _configurations(aws: Aws, scope: Scope, groups: Sequence[Group]) -> Iterator[Tuple[Tuple[str, str], str]]:
    names = list(dict.fromkeys(g.configuration for g in groups if g.configuration))[:NAMES_A_CALL]
    if not names:
        return
    batch = {"LaunchConfigurationNames": names}
    try:
        body = aws.call("autoscaling", "describe-launch-configurations", [batch], region=scope.region)
    except (Missing, NotApplicable):
        return
    for row in rows(body.get("LaunchConfigurations")):
        yield (text(row, "LaunchConfigurationName"), ""), named_in(text(row, "UserData"))


def named_in(encoded: str) -> str:
    """The cluster that base64-encoded user data leaves in ecs.config; empty when it names none that can be read."""
    try:
        setting = parse_user_data(decoded(encoded)).cluster if encoded else None
    except Missing:
        return ""
    return (setting.value or "") if setting else ""
