"""The registries can be reached from the instances."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..proxy.problems import PROXY_AUTHENTICATION_REQUIRED, PROXY_REFUSES, PROXY_UNREACHABLE
from ..telling import silence, tell
from ..tls.problems import TLS_CERTIFICATE_EXPIRED, TLS_UNTRUSTED_CA, TLS_WRONG_HOST
from .problems import IMAGE_PULL_DNS_FAILURE, IMAGE_PULL_NO_ROUTE

_PROBLEMS = (
    IMAGE_PULL_NO_ROUTE,
    IMAGE_PULL_DNS_FAILURE,
    TLS_UNTRUSTED_CA,
    TLS_CERTIFICATE_EXPIRED,
    TLS_WRONG_HOST,
    PROXY_UNREACHABLE,
    PROXY_REFUSES,
    PROXY_AUTHENTICATION_REQUIRED,
)


@check()
def registries_can_be_reached(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The registries can be reached from the instances.

    What it checks:   errors of pulls that tell of names, routes, certificates and proxies.
    Why it matters:   without a way to the registry (for ECR also to S3) no new image gets onto an instance.
    How to fix:       a NAT gateway, or VPC endpoints for ecr.api, ecr.dkr and S3; the proxy in Docker's own drop-in.
    How to confirm:   curl -sS https://REGISTRY/v2/ on an instance answers (401 is an answer).
    """
    findings = list(tell(statements, services, *_PROBLEMS))
    yield from silence(services, findings, "images are pulled")
