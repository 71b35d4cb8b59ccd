"""Has the agent the pause image that holds the network of tasks?"""

from __future__ import annotations

import re
from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import effective
from ecsdoctor.facts.logs.agent import AgentLog, Run
from ecsdoctor.facts.logs.lines import LogLine

from .problems import PAUSE_IMAGE_MISSING
from .words import quoted

_NOT_LOADED = regex(r"Failed to load pause container(?:: | err(?:or)?=)(.*)", re.DOTALL)
# It is loaded from a file that comes with the agent; its name exists in no registry.
_PULLED = regex(r"(?:failed to pull|pull\w* image|[Ff]ailed to pull image).{0,80}amazon/amazon-ecs-pause", re.DOTALL)
_TASK_FAILED = regex(
    r"(?:CannotCreate|CannotStart|CannotInspect)\w{0,30}.{0,200}amazon-ecs-pause.{0,80}(?:not found|[Nn]o such image)",
    re.DOTALL,
)
_DOCKER_IS_TO_BLAME = regex(r"too old|Cannot connect|deadline exceeded|no space left|connection refused")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")


@check()
def pause_image_loaded(
    log: AgentLog, config: Reading[EcsConfig], container: Reading[AgentContainer]
) -> Iterator[Finding]:
    """The pause image for task networking is loaded.

    What it checks:   whether the agent ended because it could not load the image, and whether tasks fail for
                      want of it, in the agent's log since its last start.
    Why it matters:   tasks in awsvpc mode, and those that share PID or IPC, need it; with task networking on,
                      the agent does not even start without its file.
    How to fix:       reinstall ecs-init, restart the agent, and keep the image out of clean-up jobs.
    How to confirm:   `sudo docker images amazon/amazon-ecs-pause` lists the image.
    """
    run = log.last
    failed = _pull(run)
    if failed is not None:
        yield found(
            PAUSE_IMAGE_MISSING,
            "A task failed because the pause image is not on this instance: the agent tried to pull it, but it "
            "exists in no registry; it is loaded from a file that comes with the agent.",
            evidence=quoted(failed),
        )
        return
    broken = next((x for x in reversed(run.lines) if _NOT_LOADED.search(x.text)), None)
    if broken is None:
        yield (
            ok("the agent's log tells of no trouble with it") if run.started else unknown("its start is not in the log")
        )
    elif run.registered is not None or run.connected is not None:
        # Without task networking the agent goes on; only tasks that share PID or IPC would miss the image.
        yield ok("not loaded, but the agent does without it (task networking is off)")
    elif _DOCKER_IS_TO_BLAME.search(broken.text):
        yield unknown("Docker itself refused to load it")
    elif _is_last_word(run, broken):
        yield _fatal(broken, _task_networking(config, container))
    else:
        yield ok("the agent went on without it")


def _pull(run: Run) -> Optional[LogLine]:
    lines = [x for x in run.lines if x.level not in ("info", "debug")]
    return next((x for x in reversed(lines) if _PULLED.search(x.text) or _TASK_FAILED.search(x.text)), None)


def _is_last_word(run: Run, broken: LogLine) -> bool:
    """Whether the agent came no further: it logs its credentials or registration next."""
    after = run.lines[run.lines.index(broken) + 1 :]
    return not any("credentials" in x.text or "Registering Instance" in x.text for x in after)


def _task_networking(config: Reading[EcsConfig], container: Reading[AgentContainer]) -> Optional[Evidence]:
    """Where task networking is switched on; None where nothing says so (under ecs-init it is on by default)."""
    if isinstance(container, Got):
        value = container.value.environment.get("ECS_ENABLE_TASK_ENI", "")
        if value and value.strip() not in _FALSE:
            return Evidence("docker inspect ecs-agent", f"ECS_ENABLE_TASK_ENI={value}")
    named = effective(config.value, "ECS_ENABLE_TASK_ENI") if isinstance(config, Got) else None
    return Evidence(named.place, named.excerpt) if named and named.value.strip() not in _FALSE else None


def _fatal(broken: LogLine, networking: Optional[Evidence]) -> Finding:
    match = _NOT_LOADED.search(broken.text)
    reason = match.group(1)[:200] if match else ""
    evidence: List[Evidence] = [quoted(broken), *([networking] if networking else [])]
    return found(
        PAUSE_IMAGE_MISSING,
        f"The agent ended because it could not load the pause image, which task networking needs: {reason}",
        evidence=evidence,
        remedy=(
            "The file comes with the agent's image; bring it back with the package:",
            "sudo yum reinstall -y ecs-init",
            "sudo systemctl restart ecs",
            "Or, if no task uses the network mode awsvpc, do without it: put ECS_ENABLE_TASK_ENI=false into "
            "/etc/ecs/ecs.config and restart the agent.",
        ),
        confidence=Confidence.CERTAIN if networking else Confidence.LIKELY,
    )
