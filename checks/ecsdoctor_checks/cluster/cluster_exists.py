"""Does the cluster exist that the agent is configured for?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.ecs.cluster import Cluster, ElsewhereClusters, SimilarClusters, WantedCluster
from ecsdoctor.facts.failures import Doing, How

from .problems import CLUSTER_INACTIVE, CLUSTER_NOT_FOUND, DEFAULT_CLUSTER_MISSING


@check()
def cluster_exists(
    wanting: Reading[WantedCluster],
    configured: Reading[ConfiguredCluster],
    known: Reading[Cluster],
    failures: Reading[AgentFailures],
    similar: Reading[SimilarClusters],
    elsewhere: Reading[ElsewhereClusters],
) -> Iterator[Finding]:
    """The cluster exists and is active.

    What it checks:   DescribeClusters in the agent's region; without that permission, the agent's last answer.
    Why it matters:   "Cluster not found." ends the agent with code 5, and systemd does not restart it.
    How to fix:       correct ECS_CLUSTER in /etc/ecs/ecs.config or create the cluster, then restart ecs.
    How to confirm:   aws ecs describe-clusters --clusters NAME shows ACTIVE.
    """
    answer = _last_answer(failures)
    if not isinstance(wanting, Got):
        yield _by_log_alone(failures, answer) if isinstance(failures, Got) and answer else unknown(str(wanting))
        return
    wanted = wanting.value
    if isinstance(known, Got) and known.value.exists:
        yield ok(f'"{known.value.name}" is ACTIVE')
    elif isinstance(known, Got) or answer is not None:
        yield _missing(wanted, configured, known, answer, similar, elsewhere)
    elif isinstance(failures, Got) and failures.value.run.registered is not None:
        yield ok("the agent has registered in it")
    else:
        yield unknown(str(known))


def _by_log_alone(failures: Got[AgentFailures], answer: CurrentFailure) -> Finding:
    """Where no configuration was seen: the agent creates only `default`, and only when none is configured."""
    created = failures.value.of(Doing.CREATE_CLUSTER)
    evidence = [Evidence(x.line.place, x.failure.quote, x.line.at) for x in (*created[-1:], answer)]
    if created:
        text = 'No cluster is configured; the agent asks for "default", which does not exist, and may not create it.'
        return found(DEFAULT_CLUSTER_MISSING, text, evidence=evidence)
    text = "The cluster that the agent asks for does not exist in its region and account." + _answered(answer)
    return found(CLUSTER_NOT_FOUND, text, evidence=evidence)


def _last_answer(failures: Reading[AgentFailures]) -> Optional[CurrentFailure]:
    """The newest "Cluster not found." of the agent's log that still holds."""
    if not isinstance(failures, Got):
        return None
    hits = [f for f in failures.value.of(Doing.REGISTER) if f.failure.how is How.CLUSTER_NOT_FOUND]
    return hits[-1] if hits else None


def _missing(
    wanted: WantedCluster,
    configured: Reading[ConfiguredCluster],
    known: Reading[Cluster],
    answer: Optional[CurrentFailure],
    similar: Reading[SimilarClusters],
    elsewhere: Reading[ElsewhereClusters],
) -> Finding:
    where = f" in {wanted.region}" if wanted.region else ""
    unset = wanted.unset or (isinstance(configured, Got) and configured.value.explicit is None)
    evidence = _evidence(wanted, configured, known, answer)
    if isinstance(known, Got) and known.value.status not in ("MISSING", ""):
        text = f'The cluster "{wanted.name}"{where} is {known.value.status}: it was deleted.'
        return found(CLUSTER_INACTIVE, text, evidence=evidence, remedy=_create(wanted)[: 1 if wanted.itself else 2])
    if unset:
        text = (
            f'No cluster is configured, so the agent asks for "default", which does not exist{where} '
            "and which it could not create."
        )
        return found(DEFAULT_CLUSTER_MISSING, text, evidence=evidence)
    near = similar.value.names if isinstance(similar, Got) else ()
    regions = elsewhere.value.regions if isinstance(elsewhere, Got) else ()
    text = f'The agent looks for the cluster "{wanted.name}", which does not exist{where}.'
    if wanted.itself:
        text = f'The cluster "{wanted.name}" does not exist{where}, in the account of these credentials.'
    text += _answered(answer) + _hints(near, regions)
    return found(
        CLUSTER_NOT_FOUND,
        text,
        evidence=evidence,
        remedy=_remedy(wanted, configured, near, regions),
        confidence=Confidence.CERTAIN,
    )


def _answered(answer: Optional[CurrentFailure]) -> str:
    if answer is None or answer.line.at is None:
        return ""
    return (
        f' ECS answered "Cluster not found." at {answer.line.at:%Y-%m-%d %H:%M:%S} UTC. On Amazon Linux the agent '
        "then exits for good (code 5) and does not retry by itself."
    )


def _hints(near: Tuple[str, ...], regions: Tuple[str, ...]) -> str:
    text = ""
    if near:
        names = " or ".join(f'"{name}"' for name in near)
        text += f" Did you mean {names}? That exists here."
    if regions:
        text += f" A cluster of this name exists in {', '.join(regions)}."
    return text


def _remedy(
    wanted: WantedCluster, configured: Reading[ConfiguredCluster], near: Tuple[str, ...], regions: Tuple[str, ...]
) -> List[str]:
    if wanted.itself:
        return _ask_again(wanted, near, regions)
    if near:
        return [_set(configured, "ECS_CLUSTER", near[0]), "sudo systemctl restart ecs"]
    if len(regions) == 1:
        return [
            f"If this instance shall join the cluster in {regions[0]}:",
            _set(configured, "AWS_DEFAULT_REGION", regions[0]),
            "sudo systemctl restart ecs",
        ]
    region = f" --region {wanted.region}" if wanted.region else ""
    return [
        "See which clusters there are, and put the right name into ecs.config:",
        f"aws ecs list-clusters{region}",
        _set(configured, "ECS_CLUSTER", "NAME"),
        "sudo systemctl restart ecs",
        "Or create the cluster that the agent looks for, then restart it:",
        *_create(wanted)[:1],
        "sudo systemctl restart ecs",
    ]


def _ask_again(wanted: WantedCluster, near: Tuple[str, ...], regions: Tuple[str, ...]) -> List[str]:
    """What to do when the run is about the cluster itself."""
    region = f" --region {wanted.region}" if wanted.region else ""
    if near:
        return [f"ecsdoctor cluster {name}{region}" for name in near]
    if regions:
        return [f"ecsdoctor cluster {wanted.name} --region {name}" for name in regions]
    return [
        "See which clusters there are, and whose account this is:",
        f"aws ecs list-clusters{region}",
        "aws sts get-caller-identity",
    ]


def _set(configured: Reading[ConfiguredCluster], name: str, value: str) -> str:
    """Change the line that counts, or append one (on a line of its own whatever the file ends with)."""
    explicit = configured.value.explicit if isinstance(configured, Got) else None
    if name == "ECS_CLUSTER" and explicit is not None:
        path = explicit.place.rpartition(":")[0]
        return f"sudo sed -i 's|^ECS_CLUSTER=.*|ECS_CLUSTER={value}|' {path}"
    return f"printf '\\n{name}={value}\\n' | sudo tee -a /etc/ecs/ecs.config"


def _create(wanted: WantedCluster) -> List[str]:
    region = f" --region {wanted.region}" if wanted.region else ""
    short = wanted.name.rsplit("/", 1)[-1]
    return [f"aws ecs create-cluster --cluster-name {short!r}{region}", "sudo systemctl restart ecs"]


def _evidence(
    wanted: WantedCluster,
    configured: Reading[ConfiguredCluster],
    known: Reading[Cluster],
    answer: Optional[CurrentFailure],
) -> List[Evidence]:
    rows = []
    if isinstance(configured, Got) and configured.value.explicit is not None:
        rows.append(Evidence(configured.value.explicit.place, configured.value.explicit.excerpt))
    elif wanted.place:
        rows.append(Evidence(wanted.place, wanted.excerpt))
    if answer is not None:
        rows.append(Evidence(answer.line.place, answer.failure.quote, answer.line.at))
    if isinstance(known, Got):
        rows.append(Evidence("ecs:DescribeClusters", f"{wanted.name}: {known.value.status}"))
    return rows
