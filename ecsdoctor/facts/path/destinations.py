"""Where the agent and its tasks connect to."""

from __future__ import annotations

from typing import Tuple

from ...model.frozen import frozen
from ..network.aws_hosts import endpoint


@frozen
class Destination:
    """`name` is that of the VPC endpoint service (com.amazonaws.REGION.NAME); `purpose` says what it is for.

    `needed`: the agent itself needs it. `prefix` is the first part of the host's name, as far as it is known: the
    sessions' hosts carry a number that DiscoverPollEndpoint gives out.
    """

    name: str
    purpose: str
    prefix: str
    needed: bool = False

    def host(self, region: str, dual_stack: bool) -> str:
        """The name that is looked up."""
        return endpoint(self.prefix, region, dual_stack)


ECS = Destination("ecs", "the ECS API", "ecs", needed=True)
AGENT = Destination("ecs-agent", "the control session", "ecs-a-1", needed=True)
TELEMETRY = Destination("ecs-telemetry", "the telemetry session", "ecs-t-1", needed=True)
ECR_API = Destination("ecr.api", "the API of ECR", "api.ecr")
ECR_DKR = Destination("ecr.dkr", "registries of ECR", "dkr.ecr")
S3 = Destination("s3", "image layers in S3", "s3")
LOGS = Destination("logs", "CloudWatch Logs", "logs")
SSM = Destination("ssm", "Systems Manager", "ssm")
SSM_MESSAGES = Destination("ssmmessages", "sessions of ECS Exec", "ssmmessages")
SECRETS = Destination("secretsmanager", "Secrets Manager", "secretsmanager")
NEEDED: Tuple[Destination, ...] = (ECS, AGENT, TELEMETRY)
OPTIONAL: Tuple[Destination, ...] = (ECR_API, ECR_DKR, S3, LOGS, SSM, SSM_MESSAGES, SECRETS)
DESTINATIONS: Tuple[Destination, ...] = (*NEEDED, *OPTIONAL)
