"""Is there an ecs.config?"""

from __future__ import annotations

from typing import Iterator, Tuple

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    Missing,
    NotApplicable,
    Reading,
    Severity,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import MAIN, ConfigFile, EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.presence import surely_absent

from .common import add_variable, join_other_cluster, registered
from .problems import CONFIG_MISSING


@check()
def ecs_config_is_present(
    config: EcsConfig,
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
    container: Reading[AgentContainer],
    system: Reading[OsRelease],
    host: Reading[EcsHost],
) -> Iterator[Finding]:
    """There is an ecs.config with settings in it.

    What it checks:   whether /etc/ecs/ecs.config exists and holds more than white space, or another place
                      (ecs.config.json, user data, the container's environment) names the cluster.
    Why it matters:   without it the agent uses defaults and joins the cluster `default`, which it creates if it may.
    How to fix:       write `ECS_CLUSTER=name` into /etc/ecs/ecs.config and restart the agent.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with the cluster that you mean.
    """
    if isinstance(system, Got) and system.value.id == "bottlerocket":
        raise NotApplicable("Bottlerocket keeps the agent's settings in its own API, not in ecs.config")
    main = config.main
    if isinstance(main, Got) and main.value.raw.strip(" \t\r\n\x00\ufeff"):
        yield ok(f"{len(main.value.assignments)} settings in {MAIN}")
    elif isinstance(main, Missing) and not surely_absent(main):
        yield unknown(f"{MAIN}: {main}")
    elif isinstance(cluster, Got) and cluster.value.explicit is not None:
        yield ok(f"the cluster is named in {cluster.value.explicit.place}")
    elif isinstance(container, Got) and container.value.environment.get("ECS_CLUSTER"):
        yield ok("the agent's container was given its cluster directly")
    elif isinstance(main, Missing) and not (isinstance(host, Got) and host.value.agent):
        raise NotApplicable("no ECS agent has left traces here")
    else:
        yield _missing(main, joined)


def _state(main: Reading[ConfigFile]) -> Tuple[str, str]:
    """What is there in place of settings, as a verb and as an excerpt."""
    if isinstance(main, Missing):
        return "does not exist", "(no such file)"
    if "\x00" not in main.value.raw:
        return "is empty", "(empty)"
    if main.value.truncated:
        return "begins with nothing but NUL bytes", f"(the first {len(main.value.raw)} bytes are NUL)"
    return "holds nothing but NUL bytes", f"({len(main.value.raw)} bytes, all NUL or blank)"


def _missing(main: Reading[ConfigFile], joined: Reading[JoinedCluster]) -> Finding:
    state, excerpt = _state(main)
    evidence = [Evidence(MAIN, excerpt)]
    text = f'{MAIN} {state}, so the agent uses its defaults: it asks for the cluster "default"'
    severity, confidence = CONFIG_MISSING.severity, Confidence.CERTAIN
    if isinstance(joined, Got) and joined.value.created is not None:
        line = joined.value.created
        evidence.append(Evidence(line.place, line.text[:300], line.at))
        text += ", which did not exist: the agent created it and joined it."
    elif registered(joined) and isinstance(joined, Got):
        evidence.append(Evidence(joined.value.place, joined.value.excerpt, joined.value.at))
        text += f' and is registered in "{joined.value.short_name}". That is right only if you mean that cluster.'
        severity, confidence = Severity.WARNING, Confidence.LIKELY
    else:
        text += "."
    return found(
        CONFIG_MISSING,
        text,
        evidence=evidence,
        remedy=(
            "Write the name of your cluster in place of CLUSTER:",
            *join_other_cluster(add_variable("ECS_CLUSTER", "CLUSTER"), joined),
            "If user data should have written the file, see why it did not: sudo cat /var/log/cloud-init-output.log",
        ),
        severity=severity,
        confidence=confidence,
    )
