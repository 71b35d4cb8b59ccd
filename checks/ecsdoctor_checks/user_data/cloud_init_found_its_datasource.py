"""Did cloud-init see the user data at all?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    Missing,
    Reading,
    Severity,
    Why,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.cloud_init import CloudInit
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, Says
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

from .common import fulfilled, sign_evidence
from .problems import CLOUD_INIT_DATASOURCE_MISSING

# agent/app/agent.go:365 and agent/config/cloudinit_check_linux.go:80, since 1.105.0.
_REFUSED = ("Cloud-init failure detected", "userdata exists on IMDS but was never executed")


@check()
def cloud_init_found_its_datasource(
    cloud: Reading[CloudInit],
    log: Reading[AgentLog],
    lines: Reading[CloudInitLog],
    user_data: Reading[UserData],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """cloud-init found its datasource, so that it saw user data.

    What it checks:   the datasource in cloud-init's result.json, and the agent's own word on it (from 1.105.0).
    Why it matters:   without one, user data is not carried out; agents from 1.105.0 then refuse to start (exit code 5).
    How to fix:       find out why instance metadata could not be reached at boot, then replace the instance.
    How to confirm:   /var/lib/cloud/data/result.json names DataSourceEc2 or DataSourceEc2Local.
    """
    refusal = _refusal(log)
    proof = _fallback(cloud, lines)
    if refusal is not None:
        yield _told_by_agent(refusal, proof)
    elif proof:
        yield _judged(proof, user_data, fulfilled(user_data, cluster, joined))
    elif isinstance(cloud, Got) and cloud.value.datasource:
        yield ok(f"{cloud.value.datasource} ({cloud.value.place})")
    else:
        yield unknown(f"cloud-init: {cloud}" if isinstance(cloud, Missing) else "cloud-init names no datasource")


def _refusal(log: Reading[AgentLog]) -> Optional[LogLine]:
    """The line with which the agent's last start ended for this reason."""
    if not isinstance(log, Got) or log.value.last.registered:
        return None
    return next((x for x in log.value.last.lines if any(words in x.text for words in _REFUSED)), None)


def _fallback(cloud: Reading[CloudInit], lines: Reading[CloudInitLog]) -> List[Evidence]:
    """What says that cloud-init had no datasource; result.json, which is of the last boot, counts for more."""
    if isinstance(cloud, Got) and cloud.value.datasource:
        if not cloud.value.without_datasource:
            return []
        return [Evidence(cloud.value.place, f'"datasource": "{cloud.value.datasource}"')]
    return list(sign_evidence(lines.value.of(Says.NO_DATASOURCE), 1)) if isinstance(lines, Got) else []


def _told_by_agent(line: LogLine, proof: List[Evidence]) -> Finding:
    return found(
        CLOUD_INIT_DATASOURCE_MISSING,
        "cloud-init could not reach instance metadata at boot and did not run user data. The agent has noticed it "
        "and refuses to start (exit code 5).",
        evidence=[Evidence(line.place, line.text[:300], line.at), *proof],
    )


def _judged(proof: List[Evidence], user_data: Reading[UserData], done: str) -> Finding:
    """Without a datasource, and the agent has not said so: it depends on there being user data."""
    if isinstance(user_data, Missing):
        if user_data.why is Why.ABSENT and "404" in user_data.detail:
            return ok("cloud-init had no datasource, but the instance has no user data either")
        # On EC2 there is a datasource whether or not there is user data: without one, metadata was not reached.
        return found(
            CLOUD_INIT_DATASOURCE_MISSING,
            "cloud-init could not reach instance metadata at boot and fell back to no datasource: user data, if this "
            "instance has any, was not carried out.",
            evidence=proof,
            confidence=Confidence.POSSIBLE,
            severity=Severity.WARNING,
        )
    if done:
        return ok(f"cloud-init had no datasource, but {done}")
    return found(
        CLOUD_INIT_DATASOURCE_MISSING,
        "cloud-init could not reach instance metadata at boot and fell back to no datasource: the user data of this "
        "instance was never carried out.",
        evidence=[*proof, Evidence(user_data.value.source, "user data exists")],
        confidence=Confidence.LIKELY,
    )
