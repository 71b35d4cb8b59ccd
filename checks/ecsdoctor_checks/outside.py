"""What the checks that look from outside have in common: hops as findings, and reality before prediction.

An agent that ECS sees as connected has a way, a role and credentials, whatever the rules that are visible from
outside seem to say: then nothing predicted from them is reported.
"""

from __future__ import annotations

import re
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Problem, Reading, Severity, found, ok, unknown
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.destinations import AGENT, ECS, NEEDED, TELEMETRY
from ecsdoctor.facts.path.hops import Hop, Kind, State, Way
from ecsdoctor.facts.path.ways import Ways

_PURPOSES = {d.name: d.purpose for d in NEEDED}


def filled(steps: Sequence[str], values: Mapping[str, str]) -> Tuple[str, ...]:
    """Steps with their placeholders (`SUBNET_ID`) replaced where the value is known."""
    known = {name: value for name, value in values.items() if value}
    return tuple(re.sub(r"\b[A-Z][A-Z0-9_]+\b", lambda m: known.get(m.group(0), m.group(0)), step) for step in steps)


def capital(text: str) -> str:
    """A capital in front, unless the first word is a name of AWS (`nat-0ab`, `enableDnsSupport`)."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def connected(joined: Reading[Registrations]) -> bool:
    """Whether ECS sees the agent right now."""
    return isinstance(joined, Got) and joined.value.connected


def contradicted(ways: Ways, joined: Reading[Registrations]) -> bool:
    """Whether the agent is connected although a way that it needs for that does not look open."""
    return connected(joined) and any(_closed(w) for w in ways.to(ECS, AGENT))


def _closed(way: Way) -> bool:
    return any(h.state is State.BLOCKED for h in way.hops)


def hops_told(
    ways: Ways,
    joined: Reading[Registrations],
    kinds: Sequence[Kind],
    problem: Problem,
    remedy: Sequence[str] = (),
) -> Iterator[Finding]:
    """Findings of one problem among the hops, else whether the hops of its kinds are open or cannot be told."""
    blocked = _blocked(ways, problem.id)
    if blocked and contradicted(ways, joined):
        yield unknown(f"ECS sees the agent as connected, by a way not seen from here, although {blocked[0][0].text}")
    elif blocked and ways.proxy:
        yield unknown(
            f"user data gives the agent the proxy {ways.proxy}; the direct way is closed: {blocked[0][0].text}"
        )
    elif blocked:
        for hop, names in blocked:
            yield _finding(ways, hop, names, problem, remedy)
    else:
        yield _not_blocked(ways, kinds)


def _blocked(ways: Ways, problem: str) -> List[Tuple[Hop, List[str]]]:
    """Hops that block with a problem, each rule once, with the destinations that it keeps the agent from."""
    found_hops: Dict[Tuple[str, str], Tuple[Hop, List[str]]] = {}
    for way in ways.to(*NEEDED):
        for hop in way.hops:
            if hop.state is State.BLOCKED and hop.problem == problem:
                found_hops.setdefault((hop.id, hop.excerpt), (hop, []))[1].append(way.destination)
    return list(found_hops.values())


def _finding(ways: Ways, hop: Hop, names: Sequence[str], problem: Problem, remedy: Sequence[str]) -> Finding:
    affected = [_PURPOSES[n] for n in dict.fromkeys(names)]
    listed = affected[0] if len(affected) == 1 else f"{', '.join(affected[:-1])} and {affected[-1]}"
    text = f"{capital(hop.text)}. The agent on {ways.instance_id} does not reach {listed}."
    values = {"VPC_ID": ways.vpc_id, **hop.ids, "REGION": ways.region, "INSTANCE_ID": ways.instance_id}
    chains = [
        Evidence(f"the way to {w.host}", w.chain) for w in ways.to(ECS, AGENT, TELEMETRY) if w.destination in names
    ]
    return found(
        problem,
        text,
        evidence=[Evidence(hop.source or "ec2:DescribeInstances", hop.excerpt or hop.text), *chains[:1]],
        remedy=filled(remedy or problem.fix, values),
        confidence=Confidence.CERTAIN if hop.sure else Confidence.LIKELY,
        severity=weight(names, problem),
    )


def weight(names: Sequence[str], problem: Problem) -> Optional[Severity]:
    """Without the API nothing works, without the control session no task comes, without telemetry only metrics lack."""
    if ECS.name in names:
        return problem.severity
    return Severity.ERROR if AGENT.name in names else Severity.WARNING


def _not_blocked(ways: Ways, kinds: Sequence[Kind]) -> Finding:
    hops = [h for w in ways.to(*NEEDED) for h in w.hops]
    mine = [h for h in hops if h.kind in kinds]
    doubtful = next((h for h in mine if h.state is State.UNKNOWN), None)
    if doubtful is not None:
        return unknown(doubtful.text)
    fine = next((h for h in mine if h.state is State.OPEN), None)
    if fine is not None:
        return ok(fine.text)
    decided_by = Kind.NAME if Kind.VPC_ENDPOINT in kinds else Kind.ROUTE
    before = next((h for h in hops if h.state is State.UNKNOWN and h.kind is decided_by), None)
    if before is not None:
        return unknown(before.text)
    raise NotApplicable(f"the way to ECS does not lead through {_named(kinds)}")


def _named(kinds: Sequence[Kind]) -> str:
    return " or ".join(f"{'an' if k.value[0] in 'aeiou' else 'a'} {k.value}" for k in kinds)
