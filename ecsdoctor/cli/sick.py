"""Look at sick instances of a cluster as `ecsdoctor instance` does, one of each make for all of that make.

Instances of one make (subnet, security groups, profile, template, image, metadata options, state, status checks) get
the same answers from what is looked at from outside. What the cluster's run knows of them is not asked again. The
console alone is each one's own: it is read of all, and told of none but its own instance.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, TypeVar

from ..engine.registry import Check, Registry
from ..engine.run import run_checks
from ..facts.ec2.asked_registration import AskedRegistration
from ..facts.ec2.instance import Ec2Instance
from ..facts.ec2.providers import GROUP_TAG
from ..facts.ec2.registration import Registration
from ..facts.ec2.registrations import Registrations
from ..facts.ec2.status import InstanceStatus
from ..facts.ecs.container_instances import ContainerInstance
from ..facts.members.membership import Membership
from ..facts.scope import Scope
from ..model.finding import Finding
from ..model.frozen import frozen
from ..model.picture import Path
from ..sources.base import Asker
from .picture.ways import telling
from .progress import Tick
from .wiring import facades

# Makes of sick instances that are examined, the most frequent first, and how many at once.
MAX_MAKES = 12
AT_ONCE = 3
# Consoles of instances whose make was examined by another one.
MAX_CONSOLES = 30
CONSOLE = "console-names-no-failure"
T = TypeVar("T")


@frozen
class Examined:
    """By check id: what was found. `left` are instances of makes that were not looked at closely.

    `ways` has the telling way to ECS of one of each make.
    """

    found: Dict[str, List[Finding]]
    left: Tuple[str, ...]
    ways: Tuple[Path, ...] = ()


@frozen
class Ward:
    """What all examinations of one run share."""

    scope: Scope
    asker: Asker
    registry: Registry
    checks: Sequence[Check]
    members: Membership
    statuses: Mapping[str, InstanceStatus]
    elsewhere: Mapping[str, Registration]
    ends: float

    def look(self, id_: str, checks: Sequence[Check]) -> Tuple[Dict[str, List[Finding]], Tuple[Path, ...]]:
        """Findings of problems about one instance, by check, and its way to ECS."""
        one = replace(self.scope, kind="remote-instance", instance_id=id_, service="")
        sources = {**facades(self.asker, one), **self._known(id_)}
        outcome = run_checks(self.registry, checks, sources, self.ends - time.monotonic())
        found = {r.id: [f for f in r.findings if f.problem is not None] for r in outcome.results}
        return found, telling(outcome.facts)

    def _known(self, id_: str) -> Dict[Any, Any]:
        """Facts that the run about the cluster has already."""
        instance = self.members.instances[id_]
        lost = [d for d in self.members.disconnected if d.ec2_id == id_]
        here = tuple(_registration(d, self.scope, instance) for d in lost)
        known: Dict[Any, Any] = {Ec2Instance: instance, AskedRegistration: AskedRegistration(here)}
        others = (self.elsewhere[id_],) if id_ in self.elsewhere else ()
        known[Registrations] = Registrations(self.scope.cluster, here, others)
        if id_ in self.statuses:
            known[InstanceStatus] = self.statuses[id_]
        return known


def _registration(row: ContainerInstance, scope: Scope, instance: Ec2Instance) -> Registration:
    partition = instance.profile_arn.split(":")[1] if instance.profile_arn.startswith("arn:") else "aws"
    place = f"arn:{partition}:ecs:{scope.region}:{instance.account}:container-instance/{scope.cluster}/{row.id}"
    return Registration(
        scope.cluster, place if instance.account else row.id, row.ec2_id, row.status, row.status_reason, row.connected,
        row.agent_version, row.docker_version, row.health, None,
    )  # fmt: skip


def makes(ward: Ward) -> List[List[str]]:
    """Sick instances by make, the most frequent first; those that EC2 does not show are left out."""
    members = ward.members
    groups: Dict[Tuple[object, ...], List[str]] = {}
    lost = {d.ec2_id for d in members.disconnected}
    for id_ in members.sick:
        instance = members.instances.get(id_)
        if instance is not None:
            # Without a template or a group each has user data of its own.
            group = instance.tags.get(GROUP_TAG, id_)
            template = members.traits.get(id_, {}).get("template", ()) or (group,)
            registered = (id_ in lost, ward.elsewhere[id_].cluster if id_ in ward.elsewhere else "")
            make = (make_of(instance), template, registered, _state(ward.statuses.get(id_)))
            groups.setdefault(make, []).append(id_)
    return sorted(groups.values(), key=lambda ids: (-len(ids), ids[0]))


def make_of(instance: Ec2Instance) -> Tuple[object, ...]:
    """What most answers from outside hang on: instances that are equal in it get the same."""
    primary = instance.primary
    where = (primary.subnet_id, primary.groups, bool(primary.public_ip), bool(primary.ipv6)) if primary else ()
    return (instance.state, instance.image_id, instance.profile_arn, instance.metadata, where)


def _state(status: object) -> Tuple[object, ...]:
    if not isinstance(status, InstanceStatus):
        return ()
    return (status.system, status.instance, status.volumes, status.events)


def examine_sick(ward: Ward, tick: Tick) -> Examined:
    """Examine one of each make, then the consoles of the others."""
    checks, ends = ward.checks, ward.ends
    groups = makes(ward)
    found: Dict[str, List[Finding]] = {}
    done: List[str] = []
    ways: List[Path] = []

    def make(ids: List[str]) -> None:
        about_one, way = ward.look(ids[0], checks)
        ways.extend(way)
        for id_, findings in about_one.items():
            found.setdefault(id_, []).extend(said_of(findings, ids[:1] if id_ == CONSOLE else ids))
        done.extend(ids)

    _at_once(groups[:MAX_MAKES], make, ends, lambda n, of: tick("instances", n, of))
    consoles = [c for c in checks if c.id == CONSOLE]
    others = [id_ for ids in groups[:MAX_MAKES] for id_ in ids[1:]] if consoles else []

    def console(id_: str) -> None:
        for check, findings in ward.look(id_, consoles)[0].items():
            found.setdefault(check, []).extend(said_of(findings, [id_]))

    _at_once(others[:MAX_CONSOLES], console, ends, lambda n, of: tick("consoles", n, of))
    seen = frozenset(done)
    left = tuple(id_ for ids in groups for id_ in ids if id_ not in seen)
    return Examined({k: list(v) for k, v in list(found.items())}, left, tuple(ways))


def said_of(findings: Sequence[Finding], ids: Sequence[str]) -> List[Finding]:
    """Problems about the target itself, for every instance of its make."""
    own = [replace(f, subject=id_) for f in findings if not f.subject for id_ in ids]
    return own + [f for f in findings if f.subject]


def _at_once(todo: Sequence[Any], work: Callable[[Any], None], ends: float, tick: Callable[[int, int], None]) -> None:
    """Do all of it on a few daemon threads, as far as the time goes."""
    left = list(todo)
    lock = threading.Lock()

    def worker() -> None:
        while time.monotonic() < ends - 1.0:
            with lock:
                if not left:
                    return
                one = left.pop(0)
            work(one)
            tick(len(todo) - len(left), len(todo))

    threads = [threading.Thread(target=worker, daemon=True) for _ in range(min(AT_ONCE, len(left)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))


def within(ends: float, work: Callable[[], T]) -> Optional[T]:
    """What some work gives, or None where it does not end before a (monotonic) moment."""
    box: List[T] = []
    thread = threading.Thread(target=lambda: box.append(work()), daemon=True)
    thread.start()
    thread.join(max(0.0, ends - time.monotonic()))
    return box[0] if box else None
