"""Variables that say which cluster, region, endpoint, proxy and credentials the agent uses."""

from __future__ import annotations

from typing import Tuple

from .model import Kind, OnBad, Reader, Variable

CONNECTION: Tuple[Variable, ...] = (
    Variable("ECS_CLUSTER", default="default", on_bad=OnBad.USED, field="Cluster", trimmed=True),
    Variable(
        "AWS_DEFAULT_REGION",
        default="the region of the identity document",
        on_bad=OnBad.USED,
        field="AWSRegion",
        trimmed=True,
    ),
    Variable(
        "ECS_BACKEND_HOST",
        default="the ECS endpoint of the region",
        on_bad=OnBad.USED,
        field="APIEndpoint",
        trimmed=True,
        note="FIPS and dual-stack endpoints are then not chosen",
    ),
    Variable(
        "DOCKER_HOST",
        Kind.UNIX_SOCKET,
        "unix:///var/run/docker.sock",
        OnBad.SILENT,
        Reader.BOTH,
        field="DockerEndpoint",
    ),
    Variable(
        "ECS_EXTERNAL",
        Kind.BOOL,
        "false",
        reader=Reader.BOTH,
        field="External",
        note="ecs-init takes only the exact text true",
    ),
    Variable(
        "ECS_INSTANCE_IP_COMPATIBILITY",
        Kind.ENUM_ANY_CASE,
        "by the default routes",
        allowed=("ipv4", "ipv6"),
        trimmed=True,
    ),
    Variable("ECS_WARM_POOLS_CHECK", Kind.BOOL, "false", field="WarmPoolsSupport"),
    Variable("ECS_ALTERNATE_CREDENTIAL_PROFILE", default="default", on_bad=OnBad.USED),
    Variable("AWS_ACCESS_KEY_ID", on_bad=OnBad.USED, secret=True),
    Variable("AWS_SECRET_ACCESS_KEY", on_bad=OnBad.USED, secret=True),
    Variable("AWS_SESSION_TOKEN", on_bad=OnBad.USED, secret=True),
    Variable("AWS_USE_FIPS_ENDPOINT", on_bad=OnBad.USED),
    Variable("SSL_CERT_DIR", Kind.PATH, "set by ecs-init", OnBad.USED),
    Variable("HTTP_PROXY", on_bad=OnBad.USED, reader=Reader.BOTH),
    Variable("HTTPS_PROXY", default="HTTP_PROXY", on_bad=OnBad.USED, reader=Reader.BOTH),
    Variable("NO_PROXY", Kind.COMMA_LIST, on_bad=OnBad.USED, reader=Reader.BOTH),
)
