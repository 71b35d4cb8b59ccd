"""Variables about how tasks are run: time limits, cgroups, roles, networks."""

from __future__ import annotations

from typing import Tuple

from .model import Kind, OnBad, Reader, Variable

TASKS: Tuple[Variable, ...] = (
    Variable("ECS_CONTAINER_STOP_TIMEOUT", Kind.DURATION, "30s", low=1, field="DockerStopTimeout"),
    Variable("ECS_CONTAINER_START_TIMEOUT", Kind.DURATION, "3m", low=45, field="ContainerStartTimeout"),
    Variable("ECS_CONTAINER_CREATE_TIMEOUT", Kind.DURATION, "4m", low=60, field="ContainerCreateTimeout"),
    Variable("ECS_ENABLE_TASK_CPU_MEM_LIMIT", Kind.BOOL, "true where cgroups allow it", field="TaskCPUMemLimit"),
    Variable("ECS_PROPAGATE_TASK_MEMORY_LIMIT_CGROUPV2", Kind.BOOL, "false"),
    Variable("ECS_CGROUP_PATH", Kind.PATH, "/sys/fs/cgroup", OnBad.USED, field="CgroupPath"),
    Variable(
        "ECS_CGROUP_CPU_PERIOD",
        Kind.DURATION,
        "100ms",
        low=0.008,
        high=0.1,
        out_of_bounds=OnBad.REPLACED,
        field="CgroupCPUPeriod",
    ),
    Variable("ECS_TASK_PIDS_LIMIT", Kind.INT, "no limit", low=1, high=4194304, out_of_bounds=OnBad.WARNED),
    Variable("ECS_ENABLE_TASK_IAM_ROLE", Kind.BOOL, "true", field="TaskIAMRoleEnabled", fallback="false"),
    Variable(
        "ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST",
        Kind.BOOL,
        "true",
        OnBad.SILENT,
        field="TaskIAMRoleEnabledForNetworkHost",
        fallback="false",
    ),
    Variable(
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE",
        Kind.BOOL,
        "true",
        field="OverrideAWSLogsExecutionRole",
        fallback="false",
    ),
    Variable("ECS_ENABLE_TASK_ENI", Kind.BOOL, "true", reader=Reader.BOTH, field="TaskENIEnabled", fallback="false"),
    Variable(
        "ECS_ENABLE_HIGH_DENSITY_ENI",
        Kind.BOOL,
        "true where task networking is on",
        field="ENITrunkingEnabled",
    ),
    Variable("ECS_CNI_PLUGINS_PATH", Kind.PATH, "/amazon-ecs-cni-plugins", OnBad.USED, field="CNIPluginsPath"),
    Variable("ECS_AWSVPC_BLOCK_IMDS", Kind.BOOL, "false", field="AWSVPCBlockInstanceMetdata"),
    Variable(
        "ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES",
        Kind.JSON_CIDRS,
        "[]",
        OnBad.FATAL,
        field="AWSVPCAdditionalLocalRoutes",
    ),
    Variable(
        "ECS_DYNAMIC_HOST_PORT_RANGE",
        Kind.PORT_RANGE,
        "the kernel's ip_local_port_range",
        field="DynamicHostPortRange",
    ),
    Variable("ECS_EXCLUDE_IPV6_PORTBINDING", Kind.BOOL, "true", field="ShouldExcludeIPv6PortBinding"),
    Variable("ECS_TASK_METADATA_RPS_LIMIT", Kind.RATE_PAIR, "40,60"),
    Variable("ECS_DISABLE_TASK_METADATA_AZ", Kind.BOOL, "false", OnBad.SILENT, field="TaskMetadataAZDisabled"),
    Variable("ECS_DISABLE_DOCKER_HEALTH_CHECK", Kind.BOOL, "false", field="DisableDockerHealthCheck"),
    Variable("ECS_SHARED_VOLUME_MATCH_FULL_CONFIG", Kind.BOOL, "false", field="SharedVolumeMatchFullConfig"),
    Variable("ECS_PAUSE_LABELS", Kind.JSON_STRING_OBJECT, on_bad=OnBad.WARNED),
)
