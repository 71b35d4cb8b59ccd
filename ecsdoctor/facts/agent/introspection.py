"""What the agent says about itself at http://localhost:51678/v1/metadata.

The endpoint starts only after registration (agent/app/agent.go:166-569): connection refused means
"not registered yet", not "agent down". A deregistered instance keeps answering with its old ARN.
"""

from __future__ import annotations

import json
import re

from ...model.frozen import frozen
from ...model.reading import broken
from ...plugin import fact
from ...sources.http import AgentHttp

PATH = "/v1/metadata"
URL = "http://localhost:51678/v1/metadata"
_VERSION = re.compile(r"v?(\d{1,9}\.\d{1,9}\.\d{1,9})")


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


@fact(deadline=4.0)
def agent_metadata(agent: AgentHttp) -> AgentMetadata:
    """Ask the agent."""
    return parse_agent_metadata(agent.get(PATH))
