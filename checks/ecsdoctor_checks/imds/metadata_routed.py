"""Does the host's routing table lead to the metadata service?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.config.proxy import METADATA
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.network.routes import DEAD, Routes

from ..signs import only_on_ecs_hosts
from .problems import IMDS_UNREACHABLE


@check()
def metadata_routed(host: EcsHost, routes: Routes, identity: Reading[InstanceIdentity]) -> Iterator[Finding]:
    """The host's routing table leads to the metadata service.

    What it checks:   the route to 169.254.169.254.
    Why it matters:   region, instance id and credentials come from there; without, the agent exits.
    How to fix:       remove the dead route, or give the host its default route back.
    How to confirm:   `ip route get 169.254.169.254` names an interface.
    """
    only_on_ecs_hosts(host)
    if isinstance(identity, Got) and identity.value.region:
        yield ok("the metadata service answers")
        return
    route = routes.to(METADATA)
    if route is None:
        if not host.ec2 and not host.agent:
            raise NotApplicable("this is no EC2 instance")
        yield found(
            IMDS_UNREACHABLE,
            f"The host has no route to the metadata service {METADATA}.",
            evidence=Evidence("ip route", "no default route, and none for 169.254.169.254"),
            remedy=(
                "Give the host a route to it by its interface:",
                f"sudo ip route add {METADATA} dev $(ls /sys/class/net | grep -vE '^(lo|docker0|br-|veth)' | head "
                f"-n 1)",
                "sudo systemctl restart ecs",
            ),
        )
    elif route.kind in DEAD:
        yield found(
            IMDS_UNREACHABLE,
            f"The metadata service {METADATA} is shut off by a route of the host itself: {route.row}.",
            evidence=Evidence(route.place, route.row),
            remedy=(f"sudo ip route del {route.row}", "sudo systemctl restart ecs"),
        )
    else:
        yield ok(route.row)
