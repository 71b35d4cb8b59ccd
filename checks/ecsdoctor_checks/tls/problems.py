"""What can be wrong with certificates."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import ENDPOINT_ANSWERS, RESTART_AGENT

TLS_UNTRUSTED_CA = Problem(
    id="tls-untrusted-ca",
    severity=Severity.CRITICAL,
    title="The endpoint's certificate is not trusted by the agent",
    meaning=(
        '"x509: certificate signed by unknown authority": a middlebox signs with a CA of its own, or the CA '
        "bundle is missing where the agent looks (SSL_CERT_DIR, /etc/pki/tls/certs on Amazon Linux, "
        "/etc/ssl/certs on Debian)."
    ),
    why=("Every call is refused before it is sent; the agent ends with code 1 and is started again without end."),
    fix=(
        "See who signed:",
        ("curl -svk --max-time 10 -o /dev/null https://ecs.REGION.amazonaws.com/ 2>&1 | grep -E 'issuer|subject'"),
        "Best exempt the ECS endpoints from inspection. Otherwise trust the CA, on Amazon Linux:",
        "sudo cp CA_FILE.pem /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust",
        RESTART_AGENT,
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
)

TLS_CERTIFICATE_EXPIRED = Problem(
    id="tls-certificate-expired",
    severity=Severity.CRITICAL,
    title="The endpoint's certificate has expired, or the clock is wrong",
    meaning=(
        '"x509: certificate has expired or is not yet valid". Certificates of AWS are renewed in time; '
        "nearly always the clock of the instance is wrong, or a middlebox shows an old certificate."
    ),
    why="Every call is refused before it is sent.",
    fix=(
        "Compare the clock and the dates of the certificate:",
        "timedatectl",
        "curl -svk --max-time 10 -o /dev/null https://ecs.REGION.amazonaws.com/ 2>&1 | grep -E 'date|issuer'",
        "Set the clock, or have the middlebox repaired:",
        "sudo chronyc makestep",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
)

TLS_WRONG_HOST = Problem(
    id="tls-wrong-host",
    severity=Severity.CRITICAL,
    title="The certificate is for another host",
    meaning=(
        '"x509: certificate is valid for …, not …": the name of the endpoint leads to another server, '
        "through /etc/hosts, a private zone, the private DNS of another endpoint or ECS_BACKEND_HOST."
    ),
    why="The agent refuses the connection, rightly, and cannot register.",
    fix=(
        "See where the name leads and who answers:",
        ("curl -svk --max-time 10 -o /dev/null https://ecs.REGION.amazonaws.com/ 2>&1 | grep -E 'Connected|subject'"),
        "sudo grep -nE 'amazonaws|ECS_BACKEND_HOST' /etc/hosts /etc/ecs/ecs.config",
        "Remove the entry that leads elsewhere, then:",
        RESTART_AGENT,
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
)
