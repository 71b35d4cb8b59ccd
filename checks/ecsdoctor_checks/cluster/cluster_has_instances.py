"""Does the cluster have container instances at all?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.ecs.cluster_counts import SOURCE as COUNTS
from ecsdoctor.facts.ecs.cluster_counts import ClusterCounts
from ecsdoctor.facts.ecs.container_instances import SOURCE, ContainerInstances
from ecsdoctor.facts.ecs.services import Service, Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import CLUSTER_HAS_NO_INSTANCES, CLUSTER_INACTIVE, CLUSTER_NOT_FOUND


@check()
def cluster_has_instances(
    statements: Statements,
    services: Reading[Services],
    instances: Reading[ContainerInstances],
    clusters: Reading[ClusterCounts],
) -> Iterator[Finding]:
    """The cluster has container instances.

    What it checks:   "No Container Instances were found" in events and errors, and the list of instances.
    Why it matters:   without an instance nothing is placed; mostly an agent did not register, or joined
                      another cluster, or the auto scaling group launches nothing.
    How to fix:       run ecsdoctor on an instance that should be in the cluster; look at the scaling activities.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER lists it.
    """
    findings: List[Finding] = [
        *tell(statements, services, CLUSTER_HAS_NO_INSTANCES, CLUSTER_NOT_FOUND, CLUSTER_INACTIVE)
    ]
    waiting = [s for s in services.value.services if _waits(s)] if isinstance(services, Got) else []
    if isinstance(instances, Got) and not instances.value.instances and waiting:
        names = ", ".join(f'"{s.name}"' for s in waiting[:3])
        text = f"The cluster has no container instance, and {names} wait for one."
        findings.append(found(CLUSTER_HAS_NO_INSTANCES, text, evidence=Evidence(SOURCE, "containerInstances: []")))
    counted = clusters.value.clusters if isinstance(clusters, Got) else ()
    for cluster in counted:
        if cluster.status == "INACTIVE" and len(counted) == 1:
            evidence = Evidence(COUNTS, f"{cluster.name}: INACTIVE")
            findings.append(found(CLUSTER_INACTIVE, f'The cluster "{cluster.name}" was deleted.', evidence=evidence))
        elif cluster.waits_in_vain:
            text = f'The cluster "{cluster.name}" has no container instance, and {cluster.services or 0} services.'
            evidence = Evidence(COUNTS, "registeredContainerInstancesCount 0")
            findings.append(found(CLUSTER_HAS_NO_INSTANCES, text, evidence=evidence))
    if not findings and isinstance(instances, Got) and instances.value.instances:
        yield ok(f"it has {len(instances.value.instances)}")
    else:
        yield from silence(services, findings, "instances are there")


def _waits(service: Service) -> bool:
    """Whether a service of the EC2 launch type runs fewer tasks than it should."""
    return service.short and service.launch_type not in ("FARGATE", "EXTERNAL")
