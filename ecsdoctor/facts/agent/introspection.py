"""What the agent says about itself at http://localhost:51678/v1/metadata.

The endpoint starts only after registration (agent/app/agent.go:166-569): connection refused means
"not registered yet", not "agent down". A deregistered instance keeps answering with its old ARN.
"""

from __future__ import annotations

import json
from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, broken
from ...model.regex import regex
from ...plugin import fact
from ...sources.http import AgentHttp
from ..pasted import PastedTexts

PATH = "/v1/metadata"
URL = "http://localhost:51678/v1/metadata"
_BODY = regex(r'\{[^{}]{0,400}"ContainerInstanceArn"[^{}]{0,400}\}')
_REFUSED = regex(r"(?:curl|wget)\b[^\n]{0,200}51678[^\n]{0,80}(?:refused|[Cc]ouldn't connect)")
_VERSION = regex(r"v?(\d{1,9}\.\d{1,9}\.\d{1,9})")


@frozen
class AgentMetadata:
    """`arn` is empty until the instance is registered (null on old agents, "" after a throttled hour)."""

    cluster: str
    arn: str
    version: str

    @property
    def short_id(self) -> str:
        """The id at the end of the ARN."""
        return self.arn.rsplit("/", 1)[-1]


def parse_agent_metadata(text: str) -> AgentMetadata:
    """Parse the body of /v1/metadata; raises Missing (broken) when a stranger answers.

    Sample:  {"Cluster": "prod", "ContainerInstanceArn": "arn:…", "Version": "Amazon ECS Agent - v1.105.1 (a8b3e7d3)"}
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise broken("the answer is not JSON: another program answers on the agent's port") from None
    if not isinstance(body, dict) or "Version" not in body:
        raise broken("the answer is not the agent's: another program answers on its port")
    match = _VERSION.search(str(body.get("Version") or ""))
    return AgentMetadata(
        str(body.get("Cluster") or ""),
        str(body.get("ContainerInstanceArn") or ""),
        match.group(1) if match else "",
    )


def pasted_answer(texts: PastedTexts) -> Optional[AgentMetadata]:
    """What a person's own `curl` of the endpoint printed; raises Missing (broken) where it was refused."""
    document = next(
        (d for _, d in texts.documents if isinstance(d, dict) and "ContainerInstanceArn" in d and "Version" in d), None
    )
    if document is not None:
        return parse_agent_metadata(json.dumps(document))
    for text in texts.texts:
        found = _REFUSED.search(text.text)
        if found:
            raise broken(f"connection refused ({text.source})")
        body = _BODY.search(text.text)
        if body:
            return parse_agent_metadata(body.group(0))
    return None


@fact(deadline=4.0)
def agent_metadata(agent: AgentHttp, pasted: Reading[PastedTexts]) -> AgentMetadata:
    """Ask the agent; a recording may hold what a person's `curl` printed instead."""
    try:
        return parse_agent_metadata(agent.get(PATH))
    except Missing as missing:
        told = pasted_answer(pasted.value) if missing.why is Why.ABSENT and isinstance(pasted, Got) else None
        if told is None:
            raise
        return told
