"""Are the capacity providers of the cluster's groups attached to it?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.scaling.capacity_providers import CapacityProviders, Provider
from ecsdoctor.facts.scaling.groups import Group
from ecsdoctor.facts.scaling.stray_providers import StrayProviders
from ecsdoctor.facts.scope import Scope

from .problems import CAPACITY_PROVIDER_MISCONFIGURED


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",))
def capacity_providers_are_attached(
    stray: StrayProviders, attached: CapacityProviders, services: Reading[Services], scope: Scope
) -> Iterator[Finding]:
    """Capacity providers of the cluster's groups are attached to the cluster.

    What it checks:   groups with the tag AmazonECSManaged for which the cluster lists no capacity provider.
    Why it matters:   a provider that is not attached scales nothing for this cluster, and no service can name it.
    How to fix:       aws ecs put-cluster-capacity-providers with all that the cluster shall have.
    How to confirm:   aws ecs describe-clusters --clusters CLUSTER --query 'clusters[0].capacityProviders'
    """
    waits = isinstance(services, Got) and any(s.short for s in services.value.services)
    for provider, group in stray.pairs:
        yield _stray(provider, group, attached, scope, None if waits else Severity.WARNING)
    if not stray.pairs:
        yield ok("no provider for its groups is left unattached")


def _stray(
    provider: Provider, group: Group, attached: CapacityProviders, scope: Scope, weight: Optional[Severity]
) -> Finding:
    names = " ".join([*(attached.attached or ()), provider.name])
    region = f" --region {scope.region}" if scope.region else ""
    return found(
        CAPACITY_PROVIDER_MISCONFIGURED,
        f'The capacity provider "{provider.name}" of the group "{group.name}" is not attached to "{scope.cluster}" '
        f"({group.why}).",
        evidence=[
            Evidence(provider.place, f"{provider.status}, autoScalingGroupArn …/{group.name}"),
            Evidence("ecs:DescribeClusters", f"capacityProviders: {list(attached.attached or ())}"),
        ],
        remedy=(
            "This replaces the list and the default strategy of the cluster; add the default strategy that it has:",
            f"aws ecs put-cluster-capacity-providers{region} --cluster {scope.cluster} --capacity-providers {names} "
            "--default-capacity-provider-strategy",
        ),
        severity=weight,
        subject=provider.name,
    )
