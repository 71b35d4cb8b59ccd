"""Do the agent's sessions with ECS pass the proxy, and does it let them stand?"""

from __future__ import annotations

from datetime import timedelta
from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.logs.agent import Run
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.facts.scope import Scope

from .problems import PROXY_CUTS_WEBSOCKET, PROXY_NOT_USED_FOR_WEBSOCKET

# `Creating poll dialer, proxy: http://…` of agents before 1.18.
_BY_PROXY = regex(r"poll dialer, proxy: \S")
_OPENED = regex(r"Connected to ACS|Creating poll dialer|Establishing a Websocket connection")
_CUT = regex(
    r"(?m)^(?=.*(?:\bacs\b|ACS|websocket|ws backend)).*"
    r"(?:unexpected EOF|connection reset by peer|close 1006|use of closed network connection)"
)
_DIRECT = (How.TIMED_OUT, How.UNREACHABLE, How.REFUSED)
# ECS itself renews a session about every 30 minutes; a proxy that cuts does so after a minute or five.
_SHORT = timedelta(minutes=6)
_OFTEN = 3


@check()
def sessions_pass_the_proxy(failures: AgentFailures, proxy: Reading[AgentProxy], scope: Scope) -> Iterator[Finding]:
    """The agent's control session goes through the proxy and stays open.

    What it checks:   where a proxy is set: sessions dialled past it in vain, and sessions cut soon after opening.
    Why it matters:   registration is a short call and works; the control session is a websocket that must stand.
    How to fix:       let the websocket through the proxy and raise its idle time-out to five minutes or more.
    How to confirm:   `Connected to ACS endpoint` appears in the log no more often than about every 30 minutes.
    """
    url = proxy.value.url if isinstance(proxy, Got) else ""
    told = next((line for line in failures.run.lines if _BY_PROXY.search(line.text)), None)
    if not url and told is None:
        raise NotApplicable("no proxy is set for the agent")
    direct = _dialled_past(failures, url)
    cuts = _cuts(failures.run, scope)
    if direct is not None:
        yield _not_used(direct, url)
    elif cuts:
        yield _cut(cuts)
    elif failures.run.connected is not None:
        yield ok(f"the control session is open by way of {url or 'the proxy'}")
    else:
        yield unknown("the agent's log tells nothing of its control session")


def _dialled_past(failures: AgentFailures, url: str) -> Optional[CurrentFailure]:
    """A session that was dialled at an address that is not the proxy's."""
    if not url:
        return None
    tried = [f for f in failures.of(Doing.ACS) if f.failure.how in _DIRECT and f.failure.address]
    own = [
        f for f in tried if f.failure.address.rpartition(":")[0] not in url and not f.failure.address.endswith(":53")
    ]
    return own[-1] if own else None


def _cuts(run: Run, scope: Scope) -> List[LogLine]:
    """Sessions cut soon after they were opened, often; or the last one cut and not opened again since."""
    hits: List[LogLine] = []
    opened: Optional[LogLine] = None
    standing: Optional[LogLine] = None
    for line in run.lines:
        if "Connected to ACS" in line.text:
            standing = None
        if _OPENED.search(line.text):
            opened = line
        elif _CUT.search(line.text):
            standing = line
            if opened is None or _soon(opened, line):
                hits.append(line)
    if len(hits) >= _OFTEN:
        return hits
    late = standing is not None and (
        scope.kind == "snapshot" or standing.at is None or scope.now - standing.at > _SHORT
    )
    return [standing] if standing is not None and late else []


def _soon(opened: LogLine, cut: LogLine) -> bool:
    return opened.at is not None and cut.at is not None and cut.at - opened.at <= _SHORT


def _not_used(failure: CurrentFailure, url: str) -> Finding:
    text = (
        f"The proxy {url} is set, but the agent dials the control session at {failure.failure.address} itself, "
        "and nothing answers there."
    )
    evidence = Evidence(failure.line.place, failure.failure.quote or failure.line.text, failure.line.at)
    return found(PROXY_NOT_USED_FOR_WEBSOCKET, text, evidence=evidence, confidence=Confidence.LIKELY)


def _cut(cuts: List[LogLine]) -> Finding:
    often = f"{len(cuts)} times" if len(cuts) > 1 else "and it has not come back since"
    text = f"The control session goes through a proxy and was cut soon after it was opened, {often}."
    if len(cuts) == 1:
        text = "The control session goes through a proxy, was cut, and has not come back since."
    last = cuts[-1]
    evidence = Evidence(last.place, " ".join(last.text.split())[:300], last.at)
    return found(PROXY_CUTS_WEBSOCKET, text, evidence=evidence, confidence=Confidence.LIKELY)
