"""Does ECS accept a signed call from here?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, Why, check, found, ok, unknown
from ecsdoctor.facts.agent.poll_endpoint import PollEndpoint
from ecsdoctor.facts.failures import How, classify

from ..failure_table import ANY_CALL
from .problems import INSTANCE_ROLE_POLL_DENIED

_CREDENTIALS = (How.CREDENTIALS_EXPIRED, How.CREDENTIALS_INVALID, How.CLOCK_SKEW)


@check()
def signed_call_accepted(poll: Reading[PollEndpoint]) -> Iterator[Finding]:
    """ECS accepts a signed call from this instance.

    What it checks:   ecs:DiscoverPollEndpoint, a harmless question that the standard instance role allows.
    Why it matters:   the answer proves name, route, certificate, clock and credentials at once.
    How to fix:       the finding names what was refused.
    How to confirm:   aws ecs discover-poll-endpoint --region REGION
    """
    if isinstance(poll, Got):
        yield ok(f"answered: {poll.value.control}")
        return
    source = "ecs:DiscoverPollEndpoint"
    if poll.why is Why.DENIED and poll.cure.startswith("needs "):
        text = "The credentials of this instance may not call ecs:DiscoverPollEndpoint."
        yield found(INSTANCE_ROLE_POLL_DENIED, text, evidence=Evidence(source, poll.detail))
        return
    failure = classify(poll.detail)
    if failure is not None and failure.how in _CREDENTIALS:
        problem, sentence = ANY_CALL[failure.how]
        yield found(problem, f"{sentence}.", evidence=Evidence(source, poll.detail))
        return
    yield unknown(str(poll))
