"""The agent, instance metadata and its own credentials: lines that carry no error text to be classified."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..iam.problems import CREDENTIALS_UNAVAILABLE, INSTANCE_ROLE_MISSING
from ..imds.problems import IMDS_DISABLED, IMDS_UNREACHABLE
from ..proxy.problems import PROXY_NO_PROXY_MISSING
from .signature import REGISTERED, Signature


def _unanswered(literal: str, what: str) -> Signature:
    """A question to the metadata service that stayed without an answer (agent/app/agent.go)."""
    return Signature(
        literal,
        IMDS_UNREACHABLE,
        f"The agent asked the metadata service for {what} and got no answer.",
        literal,
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    )


ROWS: Tuple[Signature, ...] = (
    Signature(
        "No security credentials in response",
        INSTANCE_ROLE_MISSING,
        "The metadata service names no role for this instance.",
        "No security credentials in response",
        until=REGISTERED,
    ),
    Signature(
        "access disabled to EC2 IMDS",
        IMDS_DISABLED,
        "The agent is told not to ask the metadata service: AWS_EC2_METADATA_DISABLED is set in its environment.",
        'access disabled to EC2 IMDS via client option, or "AWS_EC2_METADATA_DISABLED" environment variable',
        until=REGISTERED,
        remedy=(
            "Find where the variable is set and remove it:",
            "sudo grep -rn AWS_EC2_METADATA_DISABLED /etc/ecs /var/lib/ecs/ecs.config /etc/systemd/system",
            "sudo systemctl restart ecs",
        ),
    ),
    Signature(
        "Error getting ECS instance credentials from credentials chain",
        CREDENTIALS_UNAVAILABLE,
        "None of the places where the agent looks for credentials gave any.",
        "Error getting ECS instance credentials from credentials chain",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "no valid providers in chain",
        CREDENTIALS_UNAVAILABLE,
        "None of the places where the agent looks for credentials gave any.",
        "Error getting valid credentials error=no valid providers in chain",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Unable to get valid credentials after invalidating credentials cache",
        CREDENTIALS_UNAVAILABLE,
        "The agent fetched its credentials anew and got none.",
        "Unable to get valid credentials after invalidating credentials cache",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Invalid response from /spot/instance-action endpoint",
        PROXY_NO_PROXY_MISSING,
        "What answers in place of the metadata service sends a web page: the question went to a proxy.",
        "Invalid response from /spot/instance-action endpoint: <html> Error: invalid character '<'",
        pattern=r"Invalid response from /spot/instance-action endpoint.{0,400}<",
        confidence=Confidence.LIKELY,
    ),
    _unanswered("Error creating EC2 metadata client", "anything at all"),
    _unanswered("Unable to get instance identity signature", "the signature of the instance's identity"),
    _unanswered("Not able to get EC2 Instance ID from IMDS", "the instance id"),
    _unanswered("unable to get mac address of instance's primary ENI", "its first network interface"),
    _unanswered("unable to get vpc id from instance metadata", "its VPC"),
    _unanswered("unable to get subnet id from instance metadata", "its subnet"),
)
