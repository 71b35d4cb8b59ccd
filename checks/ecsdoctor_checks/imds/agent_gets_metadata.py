"""Does the agent get its answers from the metadata service?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Missing, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.failures import Doing

from ..failure_text import finding, log_evidence
from ..proxy.problems import PROXY_NO_PROXY_MISSING
from .problems import IMDS_UNREACHABLE

_ADD = "echo 'NO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock' | sudo tee -a /etc/ecs/ecs.config"


@check()
def agent_gets_metadata(failures: AgentFailures, proxy: Reading[AgentProxy]) -> Iterator[Finding]:
    """The agent gets answers from the instance metadata service.

    What it checks:   failed questions to 169.254.169.254 in the agent's log since its last start.
    Why it matters:   region, instance id and credentials come from there; without, the agent exits.
    How to fix:       enable the metadata service, free the way to it, or put it into NO_PROXY.
    How to confirm:   curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' 169.254.169.254/latest/api/token
    """
    caught = not isinstance(proxy, Missing) and proxy.value.catches_metadata
    told = False
    for failure in failures.of(Doing.IMDS):
        statement = finding(failure)
        if statement is None:
            continue
        told = True
        if caught:
            yield _through_proxy(proxy.value)  # type: ignore[union-attr]
            yield found(IMDS_UNREACHABLE, statement.text, evidence=log_evidence(failure))
        else:
            yield statement
    if not told:
        if failures.run.registered is not None:
            yield ok("the agent registered, which needs the metadata service")
        else:
            yield unknown("the agent's log tells nothing of the metadata service")


def _through_proxy(proxy: AgentProxy) -> Finding:
    assert proxy.http is not None
    listed = f"NO_PROXY is {proxy.no_proxy.value!r}" if proxy.no_proxy else "NO_PROXY is not set"
    return found(
        PROXY_NO_PROXY_MISSING,
        f"{listed} while HTTP_PROXY is set: the agent asks the proxy for instance metadata, which only the "
        "instance itself can have.",
        evidence=Evidence(proxy.http.place, proxy.http.excerpt),
        remedy=(
            _ADD,
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.CERTAIN,
    )
