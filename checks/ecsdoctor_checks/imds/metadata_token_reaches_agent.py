"""Does the answer to the agent's request for a metadata token come back to it?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    Missing,
    NotApplicable,
    Reading,
    check,
    found,
    ok,
    regex,
    unknown,
)
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.ec2.instance import SOURCE, Ec2Instance
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.pasted import PastedTexts

from ..failure_text import log_evidence
from .problems import IMDS_HOP_LIMIT

# Where a hop too many is the cause, the answer vanishes: nothing refuses, nothing is unreachable.
_VANISHED = (How.TIMED_OUT, How.RESET)
_RUN = regex(r"docker run\b(?P<switches>(?:[^\n]|\\\n){0,2000}?)amazon/amazon-ecs-agent")
_HOST_NETWORK = regex(r"--net(?:work)?[= ]host\b")


@check()
def metadata_token_reaches_agent(
    failures: AgentFailures,
    container: Reading[AgentContainer],
    instance: Reading[Ec2Instance],
    identity: Reading[InstanceIdentity],
    pasted: Reading[PastedTexts],
) -> Iterator[Finding]:
    """The answer to the agent's request for a metadata token reaches it.

    What it checks:   questions to the metadata service that time out, where the agent's container stands behind a
                      bridge, or the instance answers the same question outside the container.
    Why it matters:   the answer with the token is sent with a hop limit of 1 by default; a bridge is a hop too many.
    How to fix:       run the agent in the host's network as ecs-init does, or raise the hop limit to 2.
    How to confirm:   `docker inspect -f '{{.HostConfig.NetworkMode}}' ecs-agent` prints host.
    """
    vanished = [f for f in failures.of(Doing.IMDS) if f.failure.how in _VANISHED]
    behind = _behind_a_bridge(container, pasted)
    if not vanished:
        if failures.run.registered is not None:
            yield ok("the agent registered, which needs the metadata service")
        else:
            raise NotApplicable("no question of the agent to the metadata service has timed out")
    elif behind is None and isinstance(container, Got) and container.value.network == "host":
        yield ok("the agent uses the host's network: one hop is enough")
    elif behind is not None or isinstance(identity, Got):
        yield _finding(vanished[-1], behind, instance, identity)
    else:
        yield unknown("whether the agent's container stands behind a bridge is not known")


def _behind_a_bridge(container: Reading[AgentContainer], pasted: Reading[PastedTexts]) -> Optional[Evidence]:
    """What says that the agent does not use the host's network."""
    if isinstance(container, Got) and container.value.network not in ("", "host"):
        return Evidence("docker inspect ecs-agent", f'"NetworkMode": "{container.value.network}"')
    for text in pasted.value.texts if isinstance(pasted, Got) else ():
        match = _RUN.search(text.text)
        if match and not _HOST_NETWORK.search(match.group("switches")):
            return Evidence(text.source, " ".join(match.group(0).split())[:200])
    return None


def _finding(
    failure: CurrentFailure,
    behind: Optional[Evidence],
    instance: Reading[Ec2Instance],
    identity: Reading[InstanceIdentity],
) -> Finding:
    evidence: List[Evidence] = [*log_evidence(failure), *([behind] if behind else [])]
    limit = 0 if isinstance(instance, Missing) else instance.value.metadata.hop_limit
    if limit:
        evidence.append(Evidence(SOURCE, f"HttpPutResponseHopLimit: {limit}"))
    where = "its container is not in the host's network" if behind else "the metadata service answers this instance"
    return found(
        IMDS_HOP_LIMIT,
        f"The agent's questions to the metadata service time out while {where}: the answer with the token has a hop "
        "limit of 1 and does not come through the bridge.",
        evidence=evidence,
        confidence=_confidence(behind is not None, isinstance(identity, Got), limit == 1),
    )


def _confidence(behind: bool, host_is_answered: bool, one_hop: bool) -> Confidence:
    """ecs-init runs the agent in the host's network: without a sign of a bridge it stays a guess."""
    if behind and host_is_answered:
        return Confidence.CERTAIN
    return Confidence.LIKELY if behind or one_hop else Confidence.POSSIBLE
