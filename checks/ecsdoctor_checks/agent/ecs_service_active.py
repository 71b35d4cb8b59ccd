"""Is the service that runs the agent active?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.logs.ecs_init import EcsInitLog

from .exit_codes import TERMINAL
from .problems import AGENT_NOT_RUNNING, AGENT_UNIT_DISABLED
from .words import at, quoted, since

_DISABLED = ("disabled", "masked", "bad")


@check()
def ecs_service_active(
    unit: EcsUnit,
    init: Reading[EcsInitLog],
    container: Reading[AgentContainer],
    agent: Reading[AgentMetadata],
) -> Iterator[Finding]:
    """The ecs service is active.

    What it checks:   the state of the unit that runs ecs-init (`ecs`, on SUSE `amazon-ecs`), and whether it is
                      enabled.
    Why it matters:   a unit that is stopped, failed or disabled is not started again by time or repair.
    How to fix:       remove the cause that ecs-init.log names, then `sudo systemctl enable --now --no-block ecs`.
    How to confirm:   `systemctl is-active ecs` prints active, and port 51678 answers.
    """
    if unit.nowhere:
        raise NotApplicable("there is no ecs unit")
    if unit.active == "active":
        yield _active(unit)
    elif (isinstance(agent, Got) and agent.value.arn) or (isinstance(container, Got) and container.value.running):
        yield ok(f"the unit {unit.name} is {unit.looks}, but an agent runs without it")
    elif unit.enabled in _DISABLED or unit.load == "masked":
        yield _disabled(unit)
    elif unit.active == "failed":
        yield _failed(unit, init)
    elif unit.active == "activating":
        yield _activating(unit)
    elif unit.active == "inactive":
        yield _inactive(unit, init)
    else:
        yield unknown(f"the unit {unit.name} is {unit.looks}")


def _active(unit: EcsUnit) -> Finding:
    if unit.enabled in ("disabled", "masked"):
        text = f"The unit {unit.name} runs, but is {unit.enabled}: after a reboot it will not start."
        remedy = ("sudo systemctl unmask ecs",) if unit.enabled == "masked" else ()
        return found(
            AGENT_UNIT_DISABLED,
            text,
            evidence=_state(unit),
            remedy=(*remedy, "sudo systemctl enable ecs"),
            severity=Severity.INFO,
        )
    return ok(f"{unit.name} is active{since(unit.active_since)}")


def _disabled(unit: EcsUnit) -> Finding:
    how = "masked" if "masked" in (unit.enabled, unit.load) else unit.enabled
    unmask = ("sudo systemctl unmask ecs",) if how == "masked" else ()
    return found(
        AGENT_UNIT_DISABLED,
        f"The unit {unit.name} is {how} and {unit.active or 'not active'}: nothing starts the agent, no reboot either.",
        evidence=_state(unit),
        remedy=(*unmask, "sudo systemctl enable --now --no-block ecs"),
    )


def _failed(unit: EcsUnit, init: Reading[EcsInitLog]) -> Finding:
    why = _last_words(init)
    remedy: Tuple[str, ...]
    if unit.result == "start-limit-hit":
        text = (
            f"The unit {unit.name} failed so often that systemd has given up starting it{since(unit.inactive_since)}."
        )
        remedy = ("Remove the cause that ecs-init.log names, then:", "sudo systemctl reset-failed ecs")
    elif unit.exit_status == TERMINAL:
        text = (
            f"The unit {unit.name} failed{at(unit.inactive_since)}: the agent ended with code 5, for good. "
            "It is not started again by itself, not even when the cause is gone."
        )
        remedy = ("Remove the cause, which the end of /var/log/ecs/ecs-agent.log names, then:",)
    else:
        status = f" with status {unit.exit_status}" if unit.exit_status else ""
        text = f"The unit {unit.name} failed{status}{at(unit.inactive_since)}."
        remedy = ("See why:", "sudo tail -n 20 /var/log/ecs/ecs-init.log", "Then:")
    start = "sudo systemctl start ecs"
    return found(AGENT_NOT_RUNNING, text, evidence=[*_state(unit), *why], remedy=(*remedy, start))


def _activating(unit: EcsUnit) -> Finding:
    if unit.sub != "auto-restart":
        return unknown(f"the unit {unit.name} is just starting ({unit.sub})")
    times = f" It was started {unit.restarts} times so far." if unit.restarts else ""
    text = f"systemd starts the unit {unit.name} again and again, and it ends each time ({unit.looks}).{times}"
    return found(AGENT_NOT_RUNNING, text, evidence=_state(unit))


def _inactive(unit: EcsUnit, init: Reading[EcsInitLog]) -> Finding:
    """Stopped by hand or with code 0 after it ran; or never started, as while cloud-init still runs."""
    ran = unit.inactive_since is not None or (isinstance(init, Got) and bool(init.value.exits))
    if ran:
        return found(
            AGENT_UNIT_DISABLED,
            f"The unit {unit.name} was stopped{at(unit.inactive_since)} and nothing starts it again.",
            evidence=[*_state(unit), *_last_words(init)],
            remedy=("sudo systemctl start ecs",),
        )
    waiting = " A start is queued and waits for other units." if unit.job else ""
    return found(
        AGENT_NOT_RUNNING,
        f"The unit {unit.name} is inactive: the agent has not been started.{waiting} On Amazon Linux it starts "
        "only after cloud-init has run the user data to its end.",
        evidence=_state(unit),
        remedy=(
            "See whether it waits for something; a user-data script that is still running shows here:",
            "systemctl list-jobs; cloud-init status",
            "If nothing is waiting, start it:",
            "sudo systemctl enable --now --no-block ecs",
        ),
    )


def _state(unit: EcsUnit) -> List[Evidence]:
    moment = unit.active_since if unit.active == "active" else unit.inactive_since
    return [Evidence(unit.source, f"{unit.name}: {unit.looks}", moment)]


def _last_words(init: Reading[EcsInitLog]) -> List[Evidence]:
    """The last error or exit in ecs-init's log."""
    if not isinstance(init, Got):
        return []
    told: Optional[Evidence] = next(
        (
            quoted(line)
            for line in reversed(init.value.lines)
            if line.level in ("error", "critical") or "Agent exited with code" in line.text
        ),
        None,
    )
    return [told] if told else []
