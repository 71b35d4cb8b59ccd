"""Can the capacity providers of the cluster scale their groups?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok
from ecsdoctor.facts.ecs.placements import waits
from ecsdoctor.facts.ecs.services import Service, Services
from ecsdoctor.facts.scaling.capacity_providers import CapacityProviders, Provider
from ecsdoctor.facts.scaling.groups import MANAGED, AutoScalingGroups, Group

from .problems import CAPACITY_PROVIDER_MISCONFIGURED

_SUSPENDED = ("Launch", "Terminate")


@check()
def capacity_providers_are_usable(
    providers: CapacityProviders, groups: Reading[AutoScalingGroups], services: Reading[Services]
) -> Iterator[Finding]:
    """The capacity providers of the cluster are active and can scale their groups.

    What it checks:   status of each provider, its group, scale-in protection against managed termination protection,
                      the tag AmazonECSManaged, whether the providers that services name are attached, and services
                      that wait for room with a launch type, for which no provider adds instances.
    Why it matters:   tasks of a strategy wait for instances that nothing brings, or lose them while they run.
    How to fix:       attach the provider to the cluster; switch on scale-in protection; put the tag back.
    How to confirm:   aws ecs describe-capacity-providers --capacity-providers PROVIDER
    """
    findings = [*_statuses(providers), *_not_attached(providers, services), *_bypassed(providers, services)]
    if isinstance(groups, Got):
        findings += [f for p in providers.providers for f in _of_group(p, groups.value)]
    yield from findings
    if not findings and not providers.providers:
        raise NotApplicable("the cluster has no capacity provider for EC2")
    if not findings:
        yield ok(", ".join(p.name for p in providers.providers))


def _statuses(providers: CapacityProviders) -> Iterator[Finding]:
    for provider in providers.providers:
        if provider.status == "INACTIVE":
            text = f'The capacity provider "{provider.name}" is INACTIVE: it was deleted.'
            yield _bad(provider, text, "status INACTIVE")
        elif provider.update_status.endswith("FAILED"):
            why = f" ({provider.update_reason.rstrip('.')})" if provider.update_reason else ""
            text = f'The last change of the capacity provider "{provider.name}" failed{why}.'
            yield _bad(provider, text, f"updateStatus {provider.update_status}")


def _not_attached(providers: CapacityProviders, services: Reading[Services]) -> Iterator[Finding]:
    if providers.attached is None or not isinstance(services, Got):
        return
    for service in services.value.services:
        for name in service.providers:
            if name and name not in providers.attached:
                yield _stray(service, name)


def _bypassed(providers: CapacityProviders, services: Reading[Services]) -> Iterator[Finding]:
    """A launch type asks no provider for instances, so that managed scaling never hears of the waiting task."""
    scaling = next((p for p in providers.providers if p.scaling == "ENABLED" and p.status in ("", "ACTIVE")), None)
    for service in services.value.services if isinstance(services, Got) else ():
        if scaling is None or service.launch_type != "EC2" or service.providers or not waits(service):
            continue
        text = (
            f'Service "{service.name}" has launch type EC2 and no capacity provider strategy, so that '
            f'"{scaling.name}" adds no instance for the tasks that it cannot place.'
        )
        remedy = [
            f"aws ecs update-service --cluster {service.cluster or 'CLUSTER'} --service {service.name} "
            f"--capacity-provider-strategy capacityProvider={scaling.name},weight=1 --force-new-deployment"
        ]
        evidence = [Evidence(service.place, "launchType EC2"), Evidence(scaling.place, "managedScaling ENABLED")]
        yield found(
            CAPACITY_PROVIDER_MISCONFIGURED, text, evidence=evidence, remedy=remedy, severity=Severity.WARNING,
            confidence=Confidence.LIKELY, subject=service.name,
        )  # fmt: skip


def _stray(service: Service, name: str) -> Finding:
    text = f'Service "{service.name}" uses the capacity provider "{name}", which is not attached to the cluster.'
    evidence = Evidence(service.place, f"capacityProviderStrategy: {name}")
    return found(CAPACITY_PROVIDER_MISCONFIGURED, text, evidence=evidence, subject=service.name)


def _of_group(provider: Provider, groups: AutoScalingGroups) -> Iterator[Finding]:
    if not provider.group:
        return
    group: Optional[Group] = next((g for g in groups.groups if g.name == provider.group), None)
    if group is None:
        text = f'The capacity provider "{provider.name}" names the auto scaling group "{provider.group}", which is not there.'
        yield _bad(provider, text, f"autoScalingGroupArn …/{provider.group}")
        return
    if provider.protection == "ENABLED" and group.protected is False:
        text = (
            f'The capacity provider "{provider.name}" manages termination protection, but new instances of its group '
            f'"{group.name}" are not protected from scale-in, so that it cannot scale in.'
        )
        yield _bad(
            provider, text, "managedTerminationProtection ENABLED", group, "NewInstancesProtectedFromScaleIn false"
        )
    if provider.scaling == "ENABLED" and group.managed_by_ecs is False:
        text = f'The group "{group.name}" of the capacity provider "{provider.name}" lacks the tag {MANAGED}.'
        yield _bad(provider, text, "managedScaling ENABLED", group, f"Tags without {MANAGED}", Severity.WARNING)
    stopped = [p for p in _SUSPENDED if p in group.suspended]
    if provider.scaling == "ENABLED" and stopped:
        text = f'In the group "{group.name}" of "{provider.name}" the process {" and ".join(stopped)} is suspended.'
        weight = None if "Launch" in stopped else Severity.WARNING
        yield _bad(provider, text, "managedScaling ENABLED", group, f"SuspendedProcesses {stopped}", weight)


def _bad(
    provider: Provider, text: str, excerpt: str, group: Optional[Group] = None, shown: str = "",
    severity: Optional[Severity] = None,
) -> Finding:  # fmt: skip
    evidence = [Evidence(provider.place, excerpt)]
    remedy = []
    if group is not None:
        evidence.append(Evidence(group.place, shown))
        remedy = _commands(group, shown)
    return found(
        CAPACITY_PROVIDER_MISCONFIGURED,
        text,
        evidence=evidence,
        remedy=remedy,
        severity=severity,
        confidence=Confidence.CERTAIN,
        subject=provider.name,
    )


def _commands(group: Group, shown: str) -> List[str]:
    start = f"--auto-scaling-group-name {group.name}"
    if shown.startswith("New"):
        return [
            f"aws autoscaling update-auto-scaling-group {start} --new-instances-protected-from-scale-in",
            f"aws autoscaling set-instance-protection {start} --protected-from-scale-in --instance-ids INSTANCE_IDS",
        ]
    if shown.startswith("Tags"):
        tag = f"ResourceId={group.name},ResourceType=auto-scaling-group,Key={MANAGED},Value=,PropagateAtLaunch=true"
        return [f"aws autoscaling create-or-update-tags --tags {tag}"]
    return [f"aws autoscaling resume-processes {start} --scaling-processes Launch Terminate"]
