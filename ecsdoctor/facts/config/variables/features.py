"""Switches of optional features: GPUs, Spot, domain membership, EBS, and what reports on the agent itself."""

from __future__ import annotations

from typing import Tuple

from .model import Kind, OnBad, Reader, Variable

FEATURES: Tuple[Variable, ...] = (
    Variable(
        "ECS_ENABLE_GPU_SUPPORT",
        Kind.BOOL,
        "false",
        OnBad.SILENT,
        Reader.BOTH,
        field="GPUSupportEnabled",
        note="ecs-init takes only the exact text true",
    ),
    Variable("ECS_NVIDIA_RUNTIME", default="nvidia", on_bad=OnBad.USED, field="NvidiaRuntime", trimmed=True),
    Variable("ECS_ENABLE_INF_SUPPORT", Kind.BOOL, "false", OnBad.SILENT, field="InferentiaSupportEnabled"),
    Variable("ECS_EBSTA_SUPPORTED", Kind.BOOL, "true", OnBad.SILENT, Reader.BOTH, field="EBSTASupportEnabled"),
    Variable("ECS_ENABLE_SPOT_INSTANCE_DRAINING", Kind.BOOL, "false", field="SpotInstanceDrainingEnabled"),
    Variable(
        "ECS_GMSA_SUPPORTED",
        Kind.BOOL,
        "false",
        OnBad.SILENT,
        Reader.BOTH,
        field="GMSACapable",
        note="ecs-init takes only the exact text true",
    ),
    Variable("ECS_FSX_WINDOWS_FILE_SERVER_SUPPORTED", Kind.BOOL, "false", field="FSxWindowsFileServerCapable"),
    Variable("CREDENTIALS_FETCHER_HOST", Kind.UNIX_SOCKET, on_bad=OnBad.SILENT, reader=Reader.ECS_INIT),
    Variable("CREDENTIALS_FETCHER_HOST_DIR", Kind.PATH, "set by ecs-init", OnBad.USED),
    Variable("CREDENTIALS_FETCHER_SECRET_NAME_FOR_DOMAINLESS_GMSA", on_bad=OnBad.USED),
    Variable("ECS_DOMAIN_JOINED_LINUX_INSTANCE", Kind.BOOL, "set by ecs-init"),
    Variable("ECS_DETAILED_OS_FAMILY", default="set by ecs-init", on_bad=OnBad.USED),
    Variable("ECS_DISABLE_METRICS", Kind.BOOL, "false", field="DisableMetrics"),
    Variable("ECS_POLL_METRICS", Kind.BOOL, "false", field="PollMetrics"),
    Variable(
        "ECS_POLLING_METRICS_WAIT_DURATION",
        Kind.DURATION,
        "10s",
        low=5,
        high=20,
        field="PollingMetricsWaitDuration",
        only_with="ECS_POLL_METRICS",
    ),
    Variable("ECS_ENABLE_RUNTIME_STATS", Kind.BOOL, "false", field="EnableRuntimeStats"),
    Variable("ECS_ENABLE_PROMETHEUS_METRICS", Kind.BOOL, "false", OnBad.SILENT, field="PrometheusMetricsEnabled"),
    Variable("ECS_ENABLE_CONTAINER_METADATA", Kind.BOOL, "false", field="ContainerMetadataEnabled"),
    Variable("ECS_ENABLE_FIRELENS_ASYNC", Kind.BOOL, "true", field="FirelensAsyncEnabled"),
    Variable("ECS_ENABLE_CPU_UNBOUNDED_WINDOWS_WORKAROUND", Kind.BOOL, "false"),
    Variable("ECS_ENABLE_MEMORY_UNBOUNDED_WINDOWS_WORKAROUND", Kind.BOOL, "false"),
)
