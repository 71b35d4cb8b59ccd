"""Variables that shape the registration: what the instance offers and how it is marked."""

from __future__ import annotations

from typing import Tuple

from .model import Kind, OnBad, Variable

# agent/dockerclient/logging_drivers.go; the names are case-sensitive.
LOGGING_DRIVERS = (
    "json-file",
    "syslog",
    "journald",
    "gelf",
    "fluentd",
    "awslogs",
    "splunk",
    "logentries",
    "sumologic",
    "none",
    "awsfirelens",
)

REGISTRATION: Tuple[Variable, ...] = (
    Variable(
        "ECS_INSTANCE_ATTRIBUTES",
        Kind.JSON_STRING_OBJECT,
        on_bad=OnBad.FATAL,
        field="InstanceAttributes",
        note="sent with the first registration only",
    ),
    Variable(
        "ECS_CONTAINER_INSTANCE_TAGS",
        Kind.JSON_STRING_OBJECT,
        on_bad=OnBad.FATAL,
        field="ContainerInstanceTags",
    ),
    Variable(
        "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM",
        Kind.ENUM,
        "none",
        OnBad.SILENT,
        allowed=("none", "ec2_instance"),
        field="ContainerInstancePropagateTagsFrom",
    ),
    Variable(
        "ECS_AVAILABLE_LOGGING_DRIVERS",
        Kind.JSON_STRINGS,
        '["json-file","syslog","awslogs","fluentd","none"]',
        allowed=LOGGING_DRIVERS,
        field="AvailableLoggingDrivers",
        fallback='["json-file","none"]',
    ),
    Variable(
        "ECS_RESERVED_PORTS",
        Kind.JSON_PORTS,
        "[22,2375,2376,51678,51679]",
        field="ReservedPorts",
        low=0,
        high=65535,
    ),
    Variable("ECS_RESERVED_PORTS_UDP", Kind.JSON_PORTS, "[]", field="ReservedPortsUDP", low=0, high=65535),
    Variable("ECS_RESERVED_MEMORY", Kind.UINT16, "0", field="ReservedMemory", low=0, high=65535, note="in MiB"),
    Variable("ECS_DISABLE_PRIVILEGED", Kind.BOOL, "false", field="PrivilegedDisabled"),
    Variable("ECS_SELINUX_CAPABLE", Kind.BOOL, "false", field="SELinuxCapable"),
    Variable("ECS_APPARMOR_CAPABLE", Kind.BOOL, "false", field="AppArmorCapable"),
    Variable(
        "ECS_VOLUME_PLUGIN_CAPABILITIES",
        Kind.JSON_STRINGS,
        '["efsAuth"]',
        field="VolumePluginCapabilities",
        fallback="[]",
    ),
)
