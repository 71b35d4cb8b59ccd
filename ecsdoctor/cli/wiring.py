"""Connect questions to what answers them: this machine, AWS alone, or a recording."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Optional, Tuple, Type

from ..facts.scope import Scope
from ..model.reading import NotApplicable, absent
from ..sources.aws import Aws, AwsQuestion
from ..sources.base import Asker, Handler, Question
from ..sources.commands import CommandQuestion, Commands
from ..sources.docker import Docker, DockerQuestion
from ..sources.files import FileQuestion, Files, ListingQuestion
from ..sources.http import AgentHttp, AgentQuestion, Imds, ImdsQuestion
from ..sources.network import LadderQuestion, Network
from ..sources.pasted import Pasted
from ..sources.recorded import Recording

SOURCES: Tuple[type, ...] = (Files, Commands, AgentHttp, Imds, Docker, Network, Aws, Pasted, Scope)


def facades(asker: Asker, scope: Scope) -> Dict[Any, Any]:
    """One façade of each kind over one asker."""
    kinds = (Files, Commands, AgentHttp, Imds, Docker, Network, Aws, Pasted)
    made: Dict[Any, Any] = {kind: kind(asker) for kind in kinds}
    made[Scope] = scope
    return made


@dataclass(frozen=True)
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
    """AWS APIs alone."""
    options = LocalOptions(region=region, profile=profile)
    return Asker({AwsQuestion: _live_aws(options)}, NotApplicable("only AWS APIs are asked from outside"))


def recorded_asker(recording: Recording) -> Asker:
    """A snapshot in place of everything."""
    return Asker({Question: recording.answer}, absent("not in this snapshot"))


def _live_aws(options: LocalOptions) -> Handler:
    from ..sources.live.aws import LiveAws

    return LiveAws(options.region, options.profile).answer


def recorded_scope(recording: Recording, path: Path) -> Scope:
    """Scope of a replay: `now` is when the snapshot was taken, else the newest time in its agent log."""
    target = recording.ledger.get("target")
    named = target if isinstance(target, dict) else {}
    return Scope(
        kind="snapshot",
        now=_collected_at(recording),
        instance_id=str(named.get("instance_id") or ""),
        cluster=str(named.get("cluster") or ""),
        service=str(named.get("service") or ""),
        region=str(named.get("region") or ""),
        root=str(path),
    )


def _collected_at(recording: Recording) -> datetime:
    from ..facts.log_lines import newest, parse_log, parse_time

    at = parse_time(str(recording.ledger.get("collected_at") or ""))
    if at is not None:
        return at
    from ..model.reading import Missing

    try:
        question = FileQuestion("root/var/log/ecs/ecs-agent.log", "", "", tail=True)
        log = recording.answer(question).text
        return newest(parse_log("", log)) or datetime.now(timezone.utc)
    except Missing:
        return datetime.now(timezone.utc)
