"""Does the agent's saved cluster equal the configured one?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    NotApplicable,
    Reading,
    Severity,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.checkpoint.saved_state import Checkpoint
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

from .commands import deregister, forgets, name_cluster, set_aside
from .last_start import WRONG_CLUSTER, accepted, quoted, refusal, registered_now
from .problems import CHECKPOINT_CLUSTER_MISMATCH


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",))
def checkpoint_matches_configured_cluster(
    checkpoint: Checkpoint,
    cluster: ConfiguredCluster,
    identity: Reading[InstanceIdentity],
    agent: Reading[AgentMetadata],
    log: Reading[AgentLog],
) -> Iterator[Finding]:
    """The cluster saved in the agent's checkpoint is the configured one.

    What it checks:   `cluster-name` in agent.db against ECS_CLUSTER (nothing set means `default`), letter by
                      letter as the agent compares them: a name and the ARN of the same cluster differ.
    Why it matters:   if they differ the agent exits with code 5 when it starts, and systemd does not start it
                      again. A running agent is not disturbed: it fails at its next start.
    How to fix:       write the saved name back into /etc/ecs/ecs.config; or, to move the instance, drain it,
                      stop the agent, put agent.db aside and start again.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with the cluster that you mean.
    """
    if checkpoint.damaged:
        yield unknown(f"{checkpoint.path} cannot be read: {checkpoint.damaged}")
        return
    if not checkpoint.cluster:
        raise NotApplicable("no cluster is saved yet: the agent has not registered")
    refused = refusal(log, WRONG_CLUSTER)
    if checkpoint.cluster == cluster.name:
        if refused is not None and not registered_now(agent):
            yield _not_restarted_yet(checkpoint, cluster, refused)
        else:
            yield ok(f'"{cluster.name}" is saved and configured')
    elif refused is not None:
        yield _refused(checkpoint, cluster, refused, _written_here(checkpoint, identity))
    elif _foreign(checkpoint, identity):
        raise NotApplicable(f"the agent will discard this checkpoint of {checkpoint.instance_id} without comparing")
    else:
        yield _next_start(checkpoint, cluster, accepted(agent, log), _written_here(checkpoint, identity))


def _foreign(checkpoint: Checkpoint, identity: Reading[InstanceIdentity]) -> bool:
    """The agent returns before the comparison when the instance differs (agent/app/agent.go:678-694)."""
    return bool(
        checkpoint.instance_id
        and isinstance(identity, Got)
        and identity.value.instance_id not in ("", checkpoint.instance_id)
    )


def _written_here(checkpoint: Checkpoint, identity: Reading[InstanceIdentity]) -> bool:
    return isinstance(identity, Got) and "" != checkpoint.instance_id == identity.value.instance_id


def _refused(checkpoint: Checkpoint, cluster: ConfiguredCluster, line: LogLine, own: bool) -> Finding:
    match = WRONG_CLUSTER.search(line.text)
    configured = (match and match.group("configured")) or cluster.name
    text = (
        f'The checkpoint was saved in cluster "{checkpoint.cluster}", the agent is set up for "{configured}". '
        "It has exited with code 5 because of that, and will at every start until the two agree."
    )
    return found(
        CHECKPOINT_CLUSTER_MISMATCH,
        text + _same_cluster(checkpoint.cluster, configured),
        evidence=_evidence(checkpoint, cluster, line),
        remedy=_remedy(checkpoint, cluster, configured, own),
    )


def _next_start(checkpoint: Checkpoint, cluster: ConfiguredCluster, running: bool, own: bool) -> Finding:
    saved = checkpoint.cluster
    if cluster.explicit is None:
        # The name can also come from ecs.config.json or from user data, which are weaker than these files.
        if running:
            return ok(f'the agent started with the saved cluster "{saved}"; no ecs.config file names one')
        return unknown(f'"{saved}" is saved, but no ecs.config file names a cluster to compare it with')
    differ = f'{cluster.explicit.place} names "{cluster.name}", but the checkpoint was saved in "{saved}". '
    if running:
        text = f"{differ}The agent's last start still took the saved one; at its next it will exit with code 5."
        severity, confidence = Severity.WARNING, Confidence.CERTAIN
    else:
        text = f"{differ}The agent compares the two when it starts, and exits with code 5."
        severity, confidence = CHECKPOINT_CLUSTER_MISMATCH.severity, Confidence.LIKELY
    return found(
        CHECKPOINT_CLUSTER_MISMATCH,
        text + _same_cluster(saved, cluster.name),
        evidence=_evidence(checkpoint, cluster),
        remedy=_remedy(checkpoint, cluster, cluster.name, own),
        severity=severity,
        confidence=confidence,
    )


def _not_restarted_yet(checkpoint: Checkpoint, cluster: ConfiguredCluster, line: LogLine) -> Finding:
    return found(
        CHECKPOINT_CLUSTER_MISMATCH,
        f'The agent exited with code 5 because its checkpoint was saved in cluster "{checkpoint.cluster}" and '
        "another was configured. Both are the same now; only the start is missing.",
        evidence=_evidence(checkpoint, cluster, line),
        remedy=("sudo systemctl restart ecs",),
    )


def _same_cluster(saved: str, configured: str) -> str:
    if saved.rsplit("/", 1)[-1] != configured.rsplit("/", 1)[-1]:
        return ""
    return " One is the name and the other the ARN of a cluster: to the agent they are not the same."


def _evidence(
    checkpoint: Checkpoint, cluster: ConfiguredCluster, line: Optional[LogLine] = None
) -> Tuple[Evidence, ...]:
    rows: List[Evidence] = [Evidence(checkpoint.path, f'saved cluster: "{checkpoint.cluster}"')]
    if cluster.explicit is not None:
        rows.append(Evidence(cluster.explicit.place, cluster.explicit.excerpt))
    if line is not None:
        rows.append(quoted(line))
    return tuple(rows)


def _remedy(checkpoint: Checkpoint, cluster: ConfiguredCluster, configured: str, own: bool) -> Tuple[str, ...]:
    stay = (
        f'To stay in "{checkpoint.cluster}":',
        name_cluster(cluster.explicit, checkpoint.cluster),
        "sudo systemctl restart ecs",
    )
    if _same_cluster(checkpoint.cluster, configured):
        return stay
    move = f'To move to "{configured}" instead (it then {forgets(checkpoint)}):'
    # The registration of another machine, or one that may be, is nothing to remove.
    cleaning = deregister(checkpoint.container_instance_arn, checkpoint.cluster) if own else ()
    return (*stay, move, *set_aside(checkpoint), *cleaning)
