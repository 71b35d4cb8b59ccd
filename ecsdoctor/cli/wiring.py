"""Connect questions to what answers them: this machine, AWS alone, or a recording."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple, Type

from ..facts.scope import Scope
from ..model.frozen import frozen
from ..model.house_rules import NO_RULES, HouseRules
from ..model.reading import NotApplicable, NotRecorded, Why, absent
from ..model.settings import USUAL, Settings
from ..snapshot.scene import unserved_of
from ..snapshot.untouched import is_untouched
from ..sources.aws import Aws, AwsQuestion
from ..sources.base import Asker, Handler, Question
from ..sources.commands import CommandQuestion, Commands
from ..sources.docker import Docker, DockerQuestion
from ..sources.files import FileQuestion, Files, ListingQuestion
from ..sources.http import AgentHttp, AgentQuestion, Imds, ImdsQuestion
from ..sources.network import LadderQuestion, Network
from ..sources.pasted import Pasted, PastedListing
from ..sources.recorded import ABSENT, Recording

# Its newest time stands at the end; the whole is parsed later, under a deadline.
_END_OF_LOG = 256 * 1024
QUESTIONS: Tuple[Type[Question], ...] = (
    FileQuestion,
    ListingQuestion,
    CommandQuestion,
    AgentQuestion,
    ImdsQuestion,
    DockerQuestion,
    LadderQuestion,
    AwsQuestion,
)
SOURCES: Tuple[type, ...] = (
    Files,
    Commands,
    AgentHttp,
    Imds,
    Docker,
    Network,
    Aws,
    Pasted,
    Scope,
    HouseRules,
    Settings,
)


def facades(asker: Asker, scope: Scope, rules: HouseRules = NO_RULES, settings: Settings = USUAL) -> Dict[Any, Any]:
    """One façade of each kind over one asker; one that makes no sense for this target is marked as mute."""
    made: Dict[Any, Any] = {kind: kind(asker) for kind in _ASKS}
    for kind, facade in made.items():
        served = {_ASKS[kind], Question} & set(asker.families)
        facade.mute = not served and isinstance(asker.unserved, NotApplicable)
    made[Scope] = scope
    made[HouseRules] = rules
    made[Settings] = settings
    return made


_ASKS: Dict[Any, Type[Question]] = {
    Files: FileQuestion,
    Commands: CommandQuestion,
    AgentHttp: AgentQuestion,
    Imds: ImdsQuestion,
    Docker: DockerQuestion,
    Network: LadderQuestion,
    Aws: AwsQuestion,
    Pasted: PastedListing,
}


@frozen
class LocalOptions:
    """Where to look on the instance. None means: not named by the caller."""

    root: str = "/"
    agent_url: Optional[str] = None
    docker_host: Optional[str] = None
    imds_url: Optional[str] = None
    aws: bool = True
    region: str = ""
    profile: str = ""


def local_asker(options: LocalOptions) -> Asker:
    """Sources of this machine; below another root only what was named is asked besides its files."""
    from ..sources.live.files import LiveFiles

    files = LiveFiles(options.root).answer
    handlers: Dict[Type[Question], Handler] = {FileQuestion: files, ListingQuestion: files}
    here = os.path.realpath(options.root) == "/"
    if here:
        from ..sources.live import commands, network

        handlers[CommandQuestion] = commands.answer
        handlers[LadderQuestion] = network.answer
    if here or options.agent_url:
        from ..sources.live.http import LiveAgent

        handlers[AgentQuestion] = LiveAgent(options.agent_url or "http://localhost:51678").answer
    if here or options.imds_url:
        from ..sources.live.http import LiveImds

        handlers[ImdsQuestion] = LiveImds(options.imds_url or "http://169.254.169.254").answer
    if here or options.docker_host:
        from ..sources.live.docker import LiveDocker

        handlers[DockerQuestion] = LiveDocker(options.docker_host or "unix:///var/run/docker.sock").answer
    if options.aws:
        handlers[AwsQuestion] = _live_aws(options)
    return Asker(handlers, absent("not asked" if here else f"not asked: {options.root} is another machine's disk"))


def remote_asker(region: str, profile: str) -> Asker:
    """AWS APIs alone, with the patience of somebody who has a minute."""
    from ..sources.live.aws import FROM_OUTSIDE, LiveAws

    handler = LiveAws(region, profile, FROM_OUTSIDE).answer
    return Asker({AwsQuestion: handler}, NotApplicable("only AWS APIs are asked from outside"))


def recorded_asker(recording: Recording) -> Asker:
    """A snapshot in place of everything; one that a run of ours made answers what that run asked."""
    asked = recording.ledger.get("asked_of")
    if isinstance(asked, list) and "Question" not in asked and is_untouched(recording):
        kinds = [kind for kind in QUESTIONS if kind.__name__ in asked]
        return Asker(dict.fromkeys(kinds, recording.answer), unserved_of(recording.ledger))
    return Asker({Question: recording.answer}, NotRecorded(Why.ABSENT, ABSENT))


def mounted_scene(root: str) -> Tuple[Scope, Asker]:
    """A mounted root volume: its files, and nothing of this machine."""
    from ..sources.live.files import LiveFiles

    files = LiveFiles(root).answer
    asker = Asker({FileQuestion: files, ListingQuestion: files}, NotRecorded(Why.ABSENT, "not on this volume"))
    return Scope(kind="snapshot", now=_moment({}, files, ()), root=root, recorded=True), asker


def _live_aws(options: LocalOptions) -> Handler:
    from ..sources.live.aws import LiveAws

    return LiveAws(options.region, options.profile).answer


def recorded_scope(recording: Recording, path: Path) -> Scope:
    """Scope of a replay: `now` is when the snapshot was taken, else the newest time in its logs."""
    asked = recording.ledger.get("asked") if is_untouched(recording) else None
    target = asked or recording.ledger.get("target")
    named = target if isinstance(target, dict) else {}
    return Scope(
        kind=str(named.get("kind") or "snapshot") if asked else "snapshot",
        now=_moment(recording.ledger, recording.answer, recording.names("commands")),
        instance_id=str(named.get("instance_id") or ""),
        cluster=str(named.get("cluster") or ""),
        service=str(named.get("service") or ""),
        region=str(named.get("region") or ""),
        endpoint_url=str(named.get("endpoint_url") or ""),
        root=str(path),
        recorded=True,
    )


def _moment(ledger: Mapping[str, Any], answer: Handler, commands: Iterable[str]) -> datetime:
    from ..facts.logs.lines import parse_time
    from ..facts.logs.moment import moment

    def read(slot: str) -> str:
        path = slot[len("root") :] if slot.startswith("root/") else slot
        return answer(FileQuestion(slot, "", path, _END_OF_LOG, tail=True)).text

    today = datetime.now(timezone.utc)
    at = parse_time(str(ledger.get("collected_at") or ""))
    return at or moment(read, commands, today) or today
