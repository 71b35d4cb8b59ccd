"""Do static keys in ecs.config take the place of the instance role?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.agent.external import ExternalInstance
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.failures import How
from ecsdoctor.facts.logs.agent import AgentLog

from ..failure_text import log_evidence
from ..iam.problems import CREDENTIALS_SHADOWED
from .common import RESTART, line_evidence, readable, registered
from .log_says import lines, quoted

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_PROVIDER = regex(r"credentials from provider: EnvConfigCredentials")
_REFUSALS = (How.ACCESS_DENIED, How.CREDENTIALS_INVALID, How.CREDENTIALS_EXPIRED, How.FORBIDDEN)


@check()
def instance_role_is_not_shadowed(
    config: EcsConfig,
    external: Reading[ExternalInstance],
    failures: Reading[AgentFailures],
    log: Reading[AgentLog],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """No static keys in ecs.config take the place of the instance role.

    What it checks:   AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in both ecs.config files (their values are not
                      looked at), and which credentials the agent says it uses.
    Why it matters:   keys in the environment come before the role; they may lack permissions, belong to another
                      account, or be deleted one day.
    How to fix:       remove the keys and restart the agent, which then uses the role.
    How to confirm:   the log says `Successfully got ECS instance credentials from provider: EC2RoleProvider`.
    """
    readable(config)
    keys = [a for name in _KEYS for a in (config.last(name),) if a is not None and a.value.strip()]
    if not keys:
        yield ok("no keys in ecs.config")
        return
    if len(keys) < len(_KEYS):
        yield ok(f"{keys[0].name} alone is not used")
        return
    if isinstance(external, Got) and external.value.external:
        raise NotApplicable("an external instance has no instance role")
    yield _shadowed(keys, _refused(failures), list(quoted(lines(log, _PROVIDER))), registered(joined))


def _refused(failures: Reading[AgentFailures]) -> Optional[CurrentFailure]:
    if not isinstance(failures, Got):
        return None
    hits = [f for f in failures.value.failures if f.failure.how in _REFUSALS]
    return hits[-1] if hits else None


def _shadowed(keys: List[Assignment], refused: Optional[CurrentFailure], used: List[Evidence], works: bool) -> Finding:
    text = f"{keys[0].place} sets {keys[0].name}: the agent signs with these keys, not with the role of the instance."
    severity, confidence = CREDENTIALS_SHADOWED.severity, Confidence.LIKELY
    if refused is not None:
        who = f" They belong to {refused.failure.principal}." if refused.failure.principal else ""
        text += f"{who} ECS refuses them."
        confidence = Confidence.CERTAIN
    elif works:
        text += " It is registered all the same; the keys stand in clear text, and their end will be the agent's end."
        severity = Severity.WARNING
    path = keys[0].path
    return found(
        CREDENTIALS_SHADOWED,
        text,
        evidence=[*[line_evidence(a) for a in keys], *used, *(log_evidence(refused) if refused else [])],
        remedy=(
            "With this the keys leave the file; keep them elsewhere if somebody else needs them:",
            f"sudo sed -i '/^AWS_ACCESS_KEY_ID=/d; /^AWS_SECRET_ACCESS_KEY=/d; /^AWS_SESSION_TOKEN=/d' {path}",
            RESTART,
        ),
        severity=severity,
        confidence=confidence,
    )
