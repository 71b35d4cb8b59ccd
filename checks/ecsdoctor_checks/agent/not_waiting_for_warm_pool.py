"""Does the agent wait for its instance to leave a warm pool?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.agent.lifecycle_state import TargetLifecycleState
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import effective
from ecsdoctor.facts.logs.agent import AgentLog

from .problems import WAITING_FOR_WARM_POOL
from .words import at, quoted

_WAITS = "Waiting for instance to go InService"
_GAVE_UP = "Could not determine target lifecycle of instance"


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-warm-pool.html",))
def not_waiting_for_warm_pool(
    log: AgentLog, config: Reading[EcsConfig], state: Reading[TargetLifecycleState]
) -> Iterator[Finding]:
    """The agent does not wait for the instance to leave a warm pool.

    What it checks:   `Waiting for instance to go InService` in the agent's log without a registration after it,
                      ECS_WARM_POOLS_CHECK, and the target state that the metadata service names.
    Why it matters:   until the state is InService the agent does not register.
    How to fix:       in a warm pool nothing; elsewhere switch ECS_WARM_POOLS_CHECK off and restart the agent.
    How to confirm:   the log says `Instance registration completed successfully`.
    """
    lines = log.last.lines
    waits = next((x for x in reversed(lines) if x.text.startswith(_WAITS)), None)
    gave_up = next((x for x in reversed(lines) if _GAVE_UP in x.text), None)
    if log.last.registered is not None or log.last.connected is not None:
        yield ok("the agent has registered")
        return
    if waits is None and gave_up is None:
        yield ok("the agent's log tells of no waiting") if log.last.started else unknown("its start is not in the log")
        return
    target = state.value.name if isinstance(state, Got) else ""
    evidence: List[Evidence] = [quoted(x) for x in (waits, gave_up) if x is not None]
    named = effective(config.value, "ECS_WARM_POOLS_CHECK") if isinstance(config, Got) else None
    if named is not None:
        evidence.append(Evidence(named.place, named.excerpt))
    if target:
        evidence.append(Evidence("IMDS autoscaling/target-lifecycle-state", target))
    yield _finding(target, isinstance(state, Got), gave_up is not None, at(log.last.at), evidence)


def _finding(target: str, known: bool, gave_up: bool, moment: str, evidence: List[Evidence]) -> Finding:
    remedy: Tuple[str, ...] = (
        "sudo sed -i 's/^ECS_WARM_POOLS_CHECK=.*/ECS_WARM_POOLS_CHECK=false/' /etc/ecs/ecs.config",
        "sudo systemctl restart ecs",
    )
    if target.startswith("Warmed"):
        text = f'The instance is kept in a warm pool (target state "{target}"): the agent registers when it leaves it.'
        remedy = ("Nothing is to be done, unless this instance should serve now: then let its group scale out.",)
    elif gave_up:
        text = "The agent waited for the instance to leave a warm pool, learned of no target state and gave up."
    elif known:
        text = f'The agent waits for the target state InService; the metadata service says "{target or "nothing"}".'
    else:
        text = (
            f"The agent waits since its start{moment} for the instance to leave a warm pool, and the metadata "
            "service names no target state: it is probably in no autoscaling group. The agent gives up after two "
            "to three hours."
        )
    # In a warm pool all is as it should be.
    weight = Severity.INFO if target.startswith("Warmed") else None
    return found(WAITING_FOR_WARM_POOL, text, evidence=evidence, remedy=remedy, severity=weight)
