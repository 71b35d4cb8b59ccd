"""Turn a failure of the agent into a finding: the table's problem, its sentence with values, the log line."""

from __future__ import annotations

from typing import List, Optional

from ecsdoctor import Confidence, Evidence, Finding, found
from ecsdoctor.facts.agent.failures import CurrentFailure
from ecsdoctor.facts.failures import How

from .failure_table import row_for

_HOW_WORDS = {
    How.NAME_NOT_FOUND: "the name does not exist",
    How.RESOLVER_FAILED: "the resolver does not answer",
    How.UNREACHABLE: "no route",
    How.TIMED_OUT: "time-out",
    How.UNANSWERED: "no answer",
    How.REFUSED: "connection refused",
    How.RESET: "connection cut",
    How.ACCESS_DENIED: "access denied",
    How.PROXY_UNREACHABLE: "the proxy cannot be reached",
    How.PROXY_REFUSED: "the proxy refuses",
}


def explain(failure: CurrentFailure, sentence: str) -> str:
    """The sentence with the values of this failure, and since when and how often it happens."""
    what = failure.failure
    text = sentence.format(
        host=what.host or "the endpoint",
        where=f"{what.host} ({what.address})" if what.host and what.address else what.host or what.address or "ECS",
        resolver=f" {what.resolver}" if what.resolver else "",
        proxy=f" at {what.address}" if what.address else "",
        action=what.action or "the action",
        how=_HOW_WORDS.get(what.how, what.how.value.replace("-", " ")),
    )
    return f"{text}. {_since(failure)}".strip()


def _since(failure: CurrentFailure) -> str:
    last = failure.line.at
    if last is None:
        return ""
    first = failure.first.at
    if failure.count > 3 and first is not None and first != last:
        return f"Logged {failure.count} times from {first:%H:%M:%S} to {last:%Y-%m-%d %H:%M:%S} UTC."
    return f"The agent logged it at {last:%Y-%m-%d %H:%M:%S} UTC."


def log_evidence(failure: CurrentFailure) -> List[Evidence]:
    """The newest line that tells the failure."""
    return [Evidence(failure.line.place, failure.failure.quote or failure.line.text, failure.line.at)]


def finding(failure: CurrentFailure) -> Optional[Finding]:
    """What the table makes of one failure; None when it says nothing about the agent's own work."""
    if failure.failure.host == "localhost" and failure.failure.how is How.NAME_NOT_FOUND:
        return None  # told by localhost-resolves: no resolver is to blame
    row = row_for(failure.failure.doing, failure.failure.how)
    if row is None:
        return None
    problem, sentence = row
    sure = failure.failure.how is not How.TIMED_OUT or failure.failure.address
    confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
    return found(problem, explain(failure, sentence), evidence=log_evidence(failure), confidence=confidence)
