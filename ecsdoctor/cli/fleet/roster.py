"""Whom a fleet is made of: a cluster's instances and those that should be in it, instances with a tag, or some ids."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from ...engine.load import load
from ...engine.run import run_checks
from ...facts.ec2.instance import Ec2Instance
from ...facts.ec2.outside import by_filter
from ...facts.ecs.live_names import chunks
from ...facts.members.ec2_instances import VALUES_A_FILTER, described
from ...facts.members.membership import Membership
from ...facts.members.traits import Traits, traits_of
from ...facts.scope import Scope
from ...model.frozen import frozen
from ...model.reading import Missing
from ...model.regex import regex
from ...sources.aws import Aws
from ...sources.base import Asker
from ..cluster import cluster_scene
from ..errors import UsageError
from ..remote import INSTANCE_ID, known_region
from ..run import Selection, chosen
from ..wiring import SOURCES, facades, remote_asker

MEMBERSHIP_CHECK = "instances-are-in-the-cluster"
_TAG = regex(r"(?P<key>[^=]{1,128})=(?P<value>.{0,256})", re.S)


@frozen
class Wanted:
    """What the command line names: exactly one of the first three, but for `collect`, which needs none."""

    cluster: str = ""
    tag: str = ""
    instances: Tuple[str, ...] = ()
    region: str = ""
    profile: str = ""

    @property
    def arguments(self) -> str:
        """The same as options, to type again."""
        words = [f"--cluster {self.cluster}"] if self.cluster else []
        words += [f"--tag '{self.tag}'"] if self.tag else []
        words += [f"--instance {id_}" for id_ in self.instances[:20]]
        words += [f"--region {self.region}"] if self.region else []
        words += [f"--profile {self.profile}"] if self.profile else []
        return " ".join(words)

    @property
    def named(self) -> bool:
        """Whether anything says which instances are meant."""
        return bool(self.cluster or self.tag or self.instances)

    def tag_pair(self) -> Tuple[str, str]:
        """Key and value of the tag; raises UsageError."""
        match = _TAG.fullmatch(self.tag)
        if match is None:
            raise UsageError(f"--tag {self.tag!r}: write NAME=VALUE")
        return match.group("key"), match.group("value")


@frozen
class Roster:
    """Ids in order with what is known of each. `problem` says why they are not known, if so."""

    ids: Tuple[str, ...]
    instances: Mapping[str, Ec2Instance]
    traits: Mapping[str, Traits]
    problem: Optional[Missing] = None


# Of `collect` without further names: those that SSM lists for the command.
EVERYBODY_LISTED = Roster((), {}, {})


def settled(wanted: Wanted, needed: bool) -> Wanted:
    """With its region known and everything checked that can be without AWS; raises UsageError."""
    named = [bool(wanted.cluster), bool(wanted.tag), bool(wanted.instances)]
    if sum(named) > 1 or (needed and not any(named)):
        raise UsageError("name the instances by one of --cluster NAME, --tag NAME=VALUE or --instance ID")
    if wanted.tag:
        wanted.tag_pair()
    for id_ in wanted.instances:
        if not INSTANCE_ID.fullmatch(id_):
            raise UsageError(f"{id_!r} is no id of an EC2 instance; one looks like i-0123456789abcdef0")
    region = known_region(wanted.region, wanted.profile)
    return Wanted(wanted.cluster, wanted.tag, tuple(dict.fromkeys(wanted.instances)), region, wanted.profile)


def roster(wanted: Wanted, seconds: float) -> Roster:
    """Ask who belongs to it. Never raises Missing: what could not be asked is in `problem`."""
    if wanted.cluster:
        scope, asker = cluster_scene(wanted.cluster, wanted.region, wanted.profile)
        return _of_cluster(scope, asker, seconds)
    scope = Scope(kind="cluster", now=datetime.now(timezone.utc), region=wanted.region)
    return of_ids(scope, remote_asker(wanted.region, wanted.profile), wanted)


def _of_cluster(scope: Scope, asker: Asker, seconds: float) -> Roster:
    """Those that are registered and those that should be, as `ecsdoctor cluster` finds them."""
    registry = load(SOURCES)
    checks = chosen(registry, Selection(select=(MEMBERSHIP_CHECK,)))
    known = run_checks(registry, checks, facades(asker, scope), seconds).facts.outcome(Membership)
    if not isinstance(known, tuple):
        return Roster((), {}, {}, known if isinstance(known, Missing) else None)
    members: Membership = known[1]
    gone = {ghost.registered.ec2_id for ghost in members.ghosts}
    ids = [id_ for id_ in members.traits if id_ and (id_ not in gone or id_ in members.instances)]
    return Roster(tuple(sorted(ids)), members.instances, members.traits)


def of_ids(scope: Scope, asker: Asker, wanted: Wanted) -> Roster:
    """EC2's word on ids, whether it knows them or not, or on what runs with a tag."""
    batches: List[Dict[str, object]] = []
    if wanted.tag:
        key, value = wanted.tag_pair()
        running = {"Name": "instance-state-name", "Values": ["pending", "running"]}
        batches = [{"Filters": [{"Name": f"tag:{key}", "Values": [value]}, running]}]
    else:
        batches = [{"Filters": by_filter("instance-id", *part)} for part in chunks(wanted.instances, VALUES_A_FILTER)]
    try:
        found = described(Aws(asker), scope, batches)
    except Missing as missing:
        return Roster(wanted.instances, {}, {}, missing)
    ids: Sequence[str] = wanted.instances or sorted(i.id for i in found)
    return Roster(tuple(ids), {i.id: i for i in found}, {i.id: traits_of(i, None, None) for i in found})


def completed(people: Roster, ids: Sequence[str], wanted: Wanted) -> Roster:
    """With what EC2 says of instances that only SSM has named; without it where that may not be asked."""
    more = tuple(id_ for id_ in ids if id_ not in people.traits and INSTANCE_ID.fullmatch(id_))
    if not more:
        return people
    scope = Scope(kind="cluster", now=datetime.now(timezone.utc), region=wanted.region)
    asked = Wanted(instances=more, region=wanted.region, profile=wanted.profile)
    found = of_ids(scope, remote_asker(wanted.region, wanted.profile), asked)
    instances, traits = {**people.instances, **found.instances}, {**people.traits, **found.traits}
    return Roster(people.ids, instances, traits, people.problem)
