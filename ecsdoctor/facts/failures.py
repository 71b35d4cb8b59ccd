"""Classify an error text by two questions: what was being done, and how did it fail.

The same Go or AWS error means different problems in different places: "no such host" while registering is
the ECS endpoint's name, while pulling it is the registry's. Texts come from Go's net, net/http, crypto/x509,
the AWS SDKs for Go v1 and v2, and the agent (amazon-ecs-agent@8dfceca).
"""

from __future__ import annotations

from enum import Enum
from typing import Optional, Pattern, Tuple

from ..model.frozen import frozen
from ..model.regex import regex


class Doing(str, Enum):
    """What was being done."""

    IMDS = "asking the metadata service"
    CREDENTIALS = "fetching credentials"
    REGISTER = "registering"
    CREATE_CLUSTER = "creating the default cluster"
    TAGS = "reading the instance's tags"
    DISCOVER = "asking where to connect"
    ACS = "opening the control session"
    TCS = "opening the telemetry session"
    SUBMIT = "reporting state changes"
    PULL = "pulling an image"
    AGENT_IMAGE = "downloading the agent's image"
    DOCKER = "talking to Docker"
    TASK_CREDENTIALS = "fetching task credentials"
    TASK_LOGS = "writing task logs"
    SECRETS = "reading secrets"
    OTHER = "something else"


class How(str, Enum):
    """How it failed."""

    NAME_NOT_FOUND = "name-not-found"
    RESOLVER_FAILED = "resolver-failed"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    UNANSWERED = "unanswered"
    NOT_PERMITTED = "not-permitted"
    REFUSED = "refused"
    RESET = "reset"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_TIMED_OUT = "tls-timed-out"
    NOT_TLS = "not-tls"
    PROXY_UNREACHABLE = "proxy-unreachable"
    PROXY_REFUSED = "proxy-refused"
    PROXY_AUTHENTICATION = "proxy-authentication"
    FOREIGN_ANSWER = "foreign-answer"
    ACCESS_DENIED = "access-denied"
    ENDPOINT_POLICY = "endpoint-policy"
    TRUST_WRONG = "trust-wrong"
    NO_CREDENTIALS = "no-credentials"
    NO_ROLE = "no-role"
    CREDENTIALS_EXPIRED = "credentials-expired"
    CREDENTIALS_INVALID = "credentials-invalid"
    CLOCK_SKEW = "clock-skew"
    THROTTLED = "throttled"
    QUOTA = "quota-reached"
    SERVER_ERROR = "server-error"
    CLUSTER_NOT_FOUND = "cluster-not-found"
    CLUSTER_INACTIVE = "cluster-inactive"
    INACTIVE = "inactive"
    INVALID_PARAMETER = "invalid-parameter"
    TYPE_CHANGED = "instance-type-changed"
    IDEMPOTENCY = "idempotency-mismatch"
    FORBIDDEN = "http-403"
    NOT_FOUND = "http-404"
    UNAUTHORIZED = "http-401"
    NO_DESCRIPTORS = "no-file-descriptors"


@frozen
class Failure:
    """One failed action. `host` is the endpoint or registry named, `address` what was dialled,
    `action` the refused IAM action, `principal` who was refused, `quote` the telling clause;
    empty where the text names none."""

    doing: Doing
    how: How
    host: str = ""
    address: str = ""
    resolver: str = ""
    action: str = ""
    principal: str = ""
    quote: str = ""


_IMDS = r"ec2imds|169\.254\.169\.254|fd00:ec2::254|EC2Metadata|EC2 Metadata|EC2 IMDS"
# The first that matches wins: narrow before wide.
_DOING: Tuple[Tuple[Doing, Pattern[str]], ...] = tuple(
    (doing, regex(pattern))
    for doing, pattern in (
        (
            Doing.AGENT_IMAGE,
            r"download Amazon Elastic Container Service Agent|amazon-ecs-agent.*s3|s3.*amazon-ecs-agent",
        ),
        (Doing.SECRETS, r"ssm:GetParameters|secretsmanager|[Ff]etching secret|kms:Decrypt|ssm\.\S+amazonaws"),
        (Doing.TASK_LOGS, r"log stream|log group|awslogs|[Ll]ogging driver|logs:CreateLog|logs:PutLog"),
        (Doing.TASK_CREDENTIALS, r"169\.254\.170\.2|CredentialsEndpointError"),
        (
            Doing.PULL,
            r"CannotPull|pull(ing)? image|[Pp]ull access|image pull|/v2/|registry|ecr:|\.dkr\.ecr\.|ECR",
        ),
        (Doing.IMDS, _IMDS),
        (Doing.CREATE_CLUSTER, r"CreateCluster|[Cc]ould not create cluster"),
        (Doing.TAGS, r"DescribeTags|from EC2 [Tt]ags"),
        (Doing.SUBMIT, r"Submit(Task|Container|Attachment)\w*|[Ss]tate change"),
        (
            Doing.CREDENTIALS,
            r"no EC2 IMDS role|credentials from|getting valid credentials|NoCredentialProviders|ec2rolecreds",
        ),
        (
            Doing.REGISTER,
            r"RegisterContainerInstance|[Cc]ould not register|[Uu]nable to register|Error (re-)?registering",
        ),
        (Doing.DISCOVER, r"DiscoverPollEndpoint|discover poll endpoint"),
        (Doing.TCS, r"\bTCS\b|\btcs\b|ecs-t-\d|[Tt]elemetry|StartTelemetrySession"),
        (Doing.ACS, r"\bACS\b|\bacs\b|ecs-a-\d|ecs:Poll\b|websocket"),
        (Doing.DOCKER, r"docker\.sock|Docker daemon|docker daemon|DockerGoClient|[Dd]ocker client"),
    )
)
_HOW: Tuple[Tuple[How, Pattern[str]], ...] = tuple(
    (how, regex(pattern))
    for how, pattern in (
        (How.NO_DESCRIPTORS, r"too many open files"),
        (How.PROXY_AUTHENTICATION, r"Proxy Authentication Required|proxyconnect\b.*\b407\b"),
        (How.PROXY_UNREACHABLE, r"proxyconnect tcp"),
        (
            How.PROXY_REFUSED,
            r'(Post|Get|Head|Put) "?https://\S+?"?: (Forbidden|Bad Gateway|Service Unavailable|Bad Request'
            r"|Gateway Timeout|Not Found|Method Not Allowed|Proxy \w+)|unexpected status .* CONNECT",
        ),
        (
            How.CLOCK_SKEW,
            r"Signature (expired|not yet current)|RequestTimeTooSkewed|RequestExpired|is earlier than.*now",
        ),
        (How.CREDENTIALS_EXPIRED, r"ExpiredToken|token included in the request is expired"),
        (
            How.CREDENTIALS_INVALID,
            r"UnrecognizedClientException|security token included in the request is invalid"
            r"|InvalidClientTokenId|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException",
        ),
        (How.TRUST_WRONG, r"AssumeRoleUnauthorizedAccess|cannot assume the role"),
        (
            How.NO_ROLE,
            r"no EC2 IMDS role found.*(StatusCode: |status code: )404|[Nn]o security credentials in response",
        ),
        (How.CLUSTER_NOT_FOUND, r"Cluster not found|ClusterNotFoundException"),
        (How.CLUSTER_INACTIVE, r"[Cc]luster (\S+ )?(was|is) (inactive|INACTIVE)"),
        (How.INACTIVE, r"InactiveInstanceException|[Cc]ontainer instance \S* ?is inactive|is inactive\."),
        (
            How.TYPE_CHANGED,
            r"instance type changes are not supported|does not match the registered instance type",
        ),
        (How.IDEMPOTENCY, r"idempotent request are inconsistent"),
        (How.INVALID_PARAMETER, r"InvalidParameterException"),
        (How.THROTTLED, r"ThrottlingException|Rate exceeded|TooManyRequests|RequestLimitExceeded"),
        (How.QUOTA, r"LimitExceededException"),
        (How.FOREIGN_ANSWER, r"deserialization failed|invalid character '<'|SerializationError"),
        (
            How.SERVER_ERROR,
            r"ServerException|InternalServerError|InternalFailure|ServiceUnavailable\b"
            r"|StatusCode: 5\d\d|status code: 5\d\d",
        ),
        # The reason that IAM gives since 2021 (IAM User Guide, "Troubleshoot access denied error messages").
        (How.ENDPOINT_POLICY, r"no VPC endpoint policy allows|explicit deny in an? VPC endpoint policy"),
        (
            How.ACCESS_DENIED,
            r"AccessDenied|not authorized to perform|UnauthorizedOperation|Unauthorized to perform",
        ),
        (How.TLS_EXPIRED, r"certificate has expired|not yet valid"),
        (
            How.TLS_WRONG_HOST,
            r"certificate is valid for|certificate is not valid for|doesn't match.*certificate"
            r"|relies on legacy Common Name|doesn't contain any IP SANs",
        ),
        (
            How.TLS_UNTRUSTED,
            r"unknown authority|failed to verify certificate|x509:|CERTIFICATE_VERIFY_FAILED|self.signed",
        ),
        (How.TLS_TIMED_OUT, r"(?i:TLS handshake timeout)"),
        (
            How.NOT_TLS,
            r"does not look like a TLS handshake|HTTP response to HTTPS client|remote error: tls:|tls: handshake failure",
        ),
        (How.NAME_NOT_FOUND, r"no such host|Name or service not known|nodename nor servname|NXDOMAIN"),
        (
            How.RESOLVER_FAILED,
            r"server misbehaving|lookup \S+.*i/o timeout|Temporary failure in name resolution"
            r"|lookup \S+ on \S+:53:|EAI_AGAIN",
        ),
        (
            How.UNREACHABLE,
            r"network is unreachable|no route to host|connect: invalid argument|host is down|EHOSTUNREACH",
        ),
        # What netfilter's OUTPUT chain or a security module answers to connect(2); Docker's socket is another matter.
        (How.NOT_PERMITTED, r"dial (tcp|udp) \S+: connect: (operation not permitted|permission denied)"),
        (How.REFUSED, r"connection refused|ECONNREFUSED"),
        (How.RESET, r"connection reset by peer|\bEOF\b|broken pipe|ECONNRESET|closed network connection"),
        # Connected and asked, in vain: Go names a connection that never came about before its time-out.
        (
            How.UNANSWERED,
            r"(?<!i/o timeout )(?<!waiting for connection )\(Client\.Timeout exceeded while awaiting headers\)"
            r"|timeout awaiting response headers",
        ),
        (
            How.TIMED_OUT,
            r"i/o timeout|connection timed out|while waiting for connection|Client\.Timeout exceeded"
            r"|deadline exceeded|request canceled|canceled, context|timeout awaiting|[Cc]onnect timeout",
        ),
        (How.UNAUTHORIZED, r"StatusCode: 401|status code: 401|HTTP 401|\b401 - Unauthorized"),
        (How.FORBIDDEN, r"StatusCode: 403|status code: 403|HTTP 403|\bForbidden\b"),
        (How.NOT_FOUND, r"StatusCode: 404|status code: 404|HTTP 404"),
        (
            How.NO_CREDENTIALS,
            r"NoCredentialProviders|no valid providers in chain|(refresh|retrieve|sign|failed to load)[^,]*credentials"
            r"|get identity: get credentials|no EC2 IMDS role found|MissingAuthenticationToken",
        ),
    )
)
_LOOKUP = regex(r"lookup ([\w.-]+)(?: on ([\w.:\[\]]+?):53)?")
_DIALLED = regex(r"dial (?:tcp|udp) (\[?[\w.:]+\]?:\d+)|->(\[?[\w.:]+\]?:\d+)")
_URL_HOST = regex(r"(?:https?|wss?)://([\w.-]+)")
_DIAL_HOST = regex(r"unable to dial ([\w.-]+)")
_ACTION = regex(r"(?:not authorized to perform|Unauthorized to perform):? ([a-z0-9-]+:\w+)")
_PRINCIPAL = regex(r"(arn:aws[\w-]*:(?:sts|iam)::\S+?) is not authorized")


def classify(text: str, doing: Doing = Doing.OTHER) -> Optional[Failure]:
    """The failure that a text tells of, or None. `doing` is used when the text does not name what was done."""
    how, match = next(((kind, m) for kind, m in ((k, p.search(text)) for k, p in _HOW) if m), (None, None))
    if how is None or match is None:
        return None
    action = _ACTION.search(text)
    lookup = _LOOKUP.search(text)
    host = lookup.group(1) if lookup else _first(_URL_HOST, text) or _first(_DIAL_HOST, text)
    return Failure(
        doing=next((kind for kind, pattern in _DOING if pattern.search(text)), doing),
        how=how,
        host=host,
        address=_first(_DIALLED, text),
        resolver=(lookup.group(2) or "") if lookup else "",
        action=action.group(1) if action else "",
        principal=_first(_PRINCIPAL, text),
        quote=_clause(text, match.start()),
    )


def _clause(text: str, at: int) -> str:
    """The clause in which something stands: errors are chained with commas, the cause last."""
    comma = text.rfind(", ", 0, at)
    start = max(comma + 2 if comma >= 0 else 0, text.rfind("\n", 0, at) + 1)
    if at - start > 200:  # a long clause begins with a whole word
        start = text.find(" ", at - 200, at) + 1 or at - 200
    return text[start : start + 400].strip()


def _first(pattern: Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return next((g for g in match.groups() if g), "") if match else ""
