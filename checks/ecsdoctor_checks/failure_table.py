"""Which problem a failure of the agent stands for: by what it was doing and how that failed."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

from ecsdoctor import Problem
from ecsdoctor.facts.failures import Doing, How

from .agent.problems import (
    AGENT_DISCONNECTED,
    API_THROTTLED,
    CONTAINER_INSTANCE_INACTIVE,
    ECS_SERVICE_ERROR,
    INSTANCE_TYPE_CHANGED,
    TELEMETRY_DISCONNECTED,
)
from .checkpoint.problems import CHECKPOINT_FROM_ANOTHER_INSTANCE
from .cluster.problems import CLUSTER_INACTIVE, CLUSTER_NOT_FOUND
from .config.problems import INSTANCE_TAGS_PROPAGATION_FAILED
from .dns.problems import DNS_NAME_NOT_FOUND, DNS_RESOLVER_UNREACHABLE
from .iam.problems import (
    CREDENTIALS_EXPIRED,
    CREDENTIALS_INVALID,
    CREDENTIALS_UNAVAILABLE,
    INSTANCE_ROLE_MISSING,
    INSTANCE_ROLE_PERMISSION_MISSING,
    INSTANCE_ROLE_POLL_DENIED,
    INSTANCE_ROLE_SUBMIT_DENIED,
    INSTANCE_ROLE_TELEMETRY_DENIED,
    INSTANCE_ROLE_TRUST_WRONG,
)
from .imds.problems import IMDS_DISABLED, IMDS_UNREACHABLE, IMDS_V2_UNSUPPORTED_BY_AGENT
from .limits.problems import SERVICE_QUOTA_REACHED
from .network.problems import (
    ACS_UNREACHABLE,
    CONNECTION_REFUSED_BY_ENDPOINT,
    CONNECTION_RESET_BY_MIDDLEBOX,
    ENDPOINT_NOT_ANSWERING,
    HOST_FIREWALL_BLOCKS_AGENT,
    NO_ROUTE_TO_ECS,
    PACKETS_DROPPED,
    VPC_ENDPOINT_MISCONFIGURED,
)
from .proxy.problems import PROXY_AUTHENTICATION_REQUIRED, PROXY_REFUSES, PROXY_UNREACHABLE
from .time.problems import CLOCK_SKEW
from .tls.problems import TLS_CERTIFICATE_EXPIRED, TLS_UNTRUSTED_CA, TLS_WRONG_HOST

Row = Tuple[Problem, str]

# How a call to an AWS endpoint fails, whatever the call; the text's names in braces are filled in.
ANY_CALL: Dict[How, Row] = {
    How.NAME_NOT_FOUND: (DNS_NAME_NOT_FOUND, "The name {host} does not exist for the resolver{resolver}"),
    How.RESOLVER_FAILED: (DNS_RESOLVER_UNREACHABLE, "The resolver{resolver} does not answer for {host}"),
    How.UNREACHABLE: (NO_ROUTE_TO_ECS, "There is no route from this instance to {where}"),
    How.TIMED_OUT: (PACKETS_DROPPED, "Nothing answers at {where}: packets to it vanish on the way"),
    How.UNANSWERED: (ENDPOINT_NOT_ANSWERING, "{where} accepts the connection and the request, and never answers"),
    How.NOT_PERMITTED: (
        HOST_FIREWALL_BLOCKS_AGENT,
        "This host itself refuses the agent's connection to {where}: a firewall rule or a security module",
    ),
    How.REFUSED: (CONNECTION_REFUSED_BY_ENDPOINT, "{where} refuses the connection"),
    How.RESET: (CONNECTION_RESET_BY_MIDDLEBOX, "Something on the way cuts the connection to {where}"),
    How.TLS_UNTRUSTED: (TLS_UNTRUSTED_CA, "The certificate that {where} shows is not trusted by the agent"),
    How.TLS_EXPIRED: (TLS_CERTIFICATE_EXPIRED, "The certificate that {where} shows is not valid now"),
    How.TLS_WRONG_HOST: (TLS_WRONG_HOST, "The certificate that {where} shows is for another host"),
    How.TLS_TIMED_OUT: (
        ENDPOINT_NOT_ANSWERING,
        "{where} accepts the connection, but TLS does not come about",
    ),
    How.NOT_TLS: (ENDPOINT_NOT_ANSWERING, "What answers at {where} does not speak TLS as ECS does"),
    How.PROXY_UNREACHABLE: (PROXY_UNREACHABLE, "The proxy{proxy} cannot be reached"),
    How.PROXY_REFUSED: (PROXY_REFUSES, "The proxy refuses to connect the agent with {host}"),
    How.PROXY_AUTHENTICATION: (PROXY_AUTHENTICATION_REQUIRED, "The proxy demands authentication"),
    How.FOREIGN_ANSWER: (
        ENDPOINT_NOT_ANSWERING,
        "What answers in place of ECS sends a web page, not ECS answers",
    ),
    How.CLOCK_SKEW: (CLOCK_SKEW, "ECS refuses the signature because the clock of this instance is wrong"),
    How.CREDENTIALS_EXPIRED: (CREDENTIALS_EXPIRED, "ECS refuses the agent's credentials: they have expired"),
    How.CREDENTIALS_INVALID: (CREDENTIALS_INVALID, "ECS does not accept the agent's credentials as valid"),
    How.NO_CREDENTIALS: (CREDENTIALS_UNAVAILABLE, "The agent found no AWS credentials"),
    How.NO_ROLE: (INSTANCE_ROLE_MISSING, "The metadata service knows no role for this instance (404)"),
    How.TRUST_WRONG: (INSTANCE_ROLE_TRUST_WRONG, "EC2 may not assume the role of the instance profile"),
    How.THROTTLED: (API_THROTTLED, "ECS throttles the agent's calls"),
    How.QUOTA: (SERVICE_QUOTA_REACHED, "ECS refuses the call because a quota of the account is reached"),
    How.SERVER_ERROR: (ECS_SERVICE_ERROR, "ECS answers with server errors"),
    How.INACTIVE: (CONTAINER_INSTANCE_INACTIVE, "ECS has deregistered this container instance"),
    How.TYPE_CHANGED: (INSTANCE_TYPE_CHANGED, "ECS refuses the registration: the instance type was changed"),
    How.IDEMPOTENCY: (
        CHECKPOINT_FROM_ANOTHER_INSTANCE,
        "ECS refuses the registration: its token was used before with other arguments",
    ),
    How.CLUSTER_INACTIVE: (CLUSTER_INACTIVE, "The cluster that the agent asks for was deleted (INACTIVE)"),
    How.CLUSTER_NOT_FOUND: (CLUSTER_NOT_FOUND, "ECS does not find the cluster"),
    How.ENDPOINT_POLICY: (
        VPC_ENDPOINT_MISCONFIGURED,
        "The policy of the VPC endpoint does not let the agent's role call {action}",
    ),
    How.ACCESS_DENIED: (INSTANCE_ROLE_PERMISSION_MISSING, "The agent's role may not call {action}"),
}
_NARROW: Dict[Tuple[Doing, How], Row] = {
    (Doing.DISCOVER, How.ACCESS_DENIED): (
        INSTANCE_ROLE_POLL_DENIED,
        "The agent's role may not call {action}",
    ),
    (Doing.ACS, How.ACCESS_DENIED): (
        INSTANCE_ROLE_POLL_DENIED,
        "ECS refuses the control session: the agent's role may not call ecs:Poll",
    ),
    (Doing.ACS, How.FORBIDDEN): (
        INSTANCE_ROLE_POLL_DENIED,
        "ECS refuses the control session (Forbidden): the agent's role may not call ecs:Poll",
    ),
    (Doing.ACS, How.TIMED_OUT): (ACS_UNREACHABLE, "The control session's endpoint {where} does not answer"),
    (Doing.ACS, How.UNANSWERED): (ACS_UNREACHABLE, "The control session's endpoint {where} does not answer"),
    (Doing.ACS, How.REFUSED): (
        ACS_UNREACHABLE,
        "The control session's endpoint {where} refuses the connection",
    ),
    (Doing.ACS, How.UNREACHABLE): (
        ACS_UNREACHABLE,
        "There is no route to the control session's endpoint {where}",
    ),
    (Doing.ACS, How.RESET): (AGENT_DISCONNECTED, "The agent's control session is cut again and again"),
    (Doing.TCS, How.ACCESS_DENIED): (
        INSTANCE_ROLE_TELEMETRY_DENIED,
        "ECS refuses the telemetry session: the role may not call ecs:StartTelemetrySession",
    ),
    (Doing.TCS, How.FORBIDDEN): (
        INSTANCE_ROLE_TELEMETRY_DENIED,
        "ECS refuses the telemetry session (Forbidden): the role may not call ecs:StartTelemetrySession",
    ),
    (Doing.SUBMIT, How.ACCESS_DENIED): (
        INSTANCE_ROLE_SUBMIT_DENIED,
        "The agent's role may not report state changes ({action})",
    ),
    (Doing.IMDS, How.FORBIDDEN): (IMDS_DISABLED, "The metadata service refuses the agent (403)"),
    (Doing.IMDS, How.UNAUTHORIZED): (
        IMDS_V2_UNSUPPORTED_BY_AGENT,
        "The metadata service demands a session token (401) that this agent does not send",
    ),
}
_TELEMETRY_ONLY: Row = (TELEMETRY_DISCONNECTED, "The telemetry session does not open: {how} ({where})")
_NO_METADATA: Row = (IMDS_UNREACHABLE, "The agent gets no answer from the metadata service: {how}")
_NO_TAGS: Row = (
    INSTANCE_TAGS_PROPAGATION_FAILED,
    "The agent cannot read the tags of this instance ({how}), and does not register without them",
)


_NETWORK = frozenset(
    (How.NAME_NOT_FOUND, How.RESOLVER_FAILED, How.UNREACHABLE, How.TIMED_OUT, How.UNANSWERED, How.REFUSED, How.RESET)
)
# Of what goes wrong with metadata, these say more than "no answer".
_STILL_NAMED = frozenset((How.NO_ROLE, How.TRUST_WRONG, How.CREDENTIALS_EXPIRED, How.NO_DESCRIPTORS))


def row_for(doing: Doing, how: How) -> Optional[Row]:
    """Problem and sentence for a failure; None when it says nothing about the agent's own work."""
    if (doing, how) in _NARROW:
        return _NARROW[(doing, how)]
    if doing is Doing.TAGS:
        return _NO_TAGS
    if doing is Doing.IMDS and how not in _STILL_NAMED:
        return _NO_METADATA
    if doing is Doing.TCS and how in _NETWORK:
        return _TELEMETRY_ONLY
    return ANY_CALL.get(how)
