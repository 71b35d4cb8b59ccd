"""What Go, the AWS SDK and ECS write when a call fails, and which kind of failure each is."""

from __future__ import annotations

import pytest

from ecsdoctor.facts.failures import Doing, How, classify

SENT = (
    'operation error ECS: RegisterContainerInstance, request send failed, Post "https://ecs.eu-west-1.amazonaws.com/": '
)
REFUSED = "operation error ECS: RegisterContainerInstance, https response error StatusCode: 400, RequestID: 1-2, "


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (SENT + "dial tcp 192.0.2.9:443: i/o timeout", How.TIMED_OUT),
        (SENT + "dial tcp 192.0.2.9:443: i/o timeout (Client.Timeout exceeded while awaiting headers)", How.TIMED_OUT),
        (SENT + "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", How.TIMED_OUT),
        (SENT + "context deadline exceeded (Client.Timeout exceeded while awaiting headers)", How.UNANSWERED),
        (SENT + "net/http: timeout awaiting response headers", How.UNANSWERED),
        (SENT + "net/http: TLS handshake timeout", How.TLS_TIMED_OUT),
        (SENT + "tls: first record does not look like a TLS handshake", How.NOT_TLS),
        (SENT + "remote error: tls: handshake failure", How.NOT_TLS),
        (SENT + "http: server gave HTTP response to HTTPS client", How.NOT_TLS),
        (SENT + "tls: failed to verify certificate: x509: certificate is valid for a.example, not b.example", How.TLS_WRONG_HOST),
        (SENT + "tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead", How.TLS_WRONG_HOST),
        (SENT + "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-02T03:04:05Z is after 2025-01-01T00:00:00Z", How.TLS_EXPIRED),
        (SENT + "dial tcp 192.0.2.9:443: connect: operation not permitted", How.NOT_PERMITTED),
        (SENT + "dial tcp 192.0.2.9:443: connect: no route to host", How.UNREACHABLE),
        (SENT + "Proxy Authentication Required", How.PROXY_AUTHENTICATION),
        (SENT + "Forbidden", How.PROXY_REFUSED),
        (SENT + "proxyconnect tcp: tls: first record does not look like a TLS handshake", How.PROXY_UNREACHABLE),
        (REFUSED + "LimitExceededException: the limit of container instances is exceeded", How.QUOTA),
        (REFUSED + "ThrottlingException: Rate exceeded", How.THROTTLED),
        (
            REFUSED + "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/r/i-0 is not authorized to perform: "
            "ecs:RegisterContainerInstance on resource: * because no VPC endpoint policy allows the action",
            How.ENDPOINT_POLICY,
        ),
        (
            REFUSED + "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/r/i-0 is not authorized to perform: "
            "ecs:RegisterContainerInstance on resource: * because no identity-based policy allows the action",
            How.ACCESS_DENIED,
        ),
    ],
)  # fmt: skip
def test_a_failed_registration(text: str, how: How) -> None:
    failure = classify(text)
    assert failure is not None
    assert (failure.doing, failure.how) == (Doing.REGISTER, how)


def test_dockers_socket_is_no_connection_that_a_firewall_refuses() -> None:
    failure = classify(
        "Got permission denied while trying to connect: dial unix /var/run/docker.sock: connect: permission denied"
    )
    assert failure is None or failure.how is not How.NOT_PERMITTED
