"""Variables about the agent's own files, updates and logs, and those that ecs-init alone reads."""

from __future__ import annotations

from typing import Tuple

from .model import Kind, OnBad, Reader, Variable

_LEVELS = ("crit", "error", "warn", "info", "debug", "none")
LOG_DRIVERS = ("awslogs", "fluentd", "gelf", "json-file", "journald", "logentries", "syslog", "splunk")

FILES: Tuple[Variable, ...] = (
    Variable(
        "ECS_DATADIR",
        Kind.PATH,
        "/data",
        OnBad.USED,
        field="DataDir",
        note="a path inside the agent's container",
    ),
    Variable("ECS_HOST_DATA_DIR", Kind.PATH, "/var/lib/ecs", OnBad.USED, field="DataDirOnHost"),
    Variable("ECS_CHECKPOINT", Kind.BOOL, "true where ECS_DATADIR is set", field="Checkpoint"),
    Variable("ECS_AGENT_CONFIG_FILE_PATH", Kind.PATH, "/etc/ecs/ecs.config.json", OnBad.USED),
    Variable("ECS_UPDATES_ENABLED", Kind.BOOL, "true", field="UpdatesEnabled", fallback="false"),
    Variable("ECS_UPDATE_DOWNLOAD_DIR", Kind.PATH, "/var/cache/ecs", OnBad.USED, field="UpdateDownloadDir"),
    Variable("ECS_AUDIT_LOGFILE", Kind.PATH, "/log/audit.log", OnBad.USED, field="CredentialsAuditLogFile"),
    Variable("ECS_AUDIT_LOGFILE_DISABLED", Kind.BOOL, "false", OnBad.SILENT, field="CredentialsAuditLogDisabled"),
    Variable("ECS_AGENT_HEALTHCHECK_HOST", default="localhost", on_bad=OnBad.USED),
)

LOGGING: Tuple[Variable, ...] = (
    Variable("ECS_LOGLEVEL", Kind.ENUM_ANY_CASE, "info", reader=Reader.BOTH, allowed=_LEVELS),
    Variable("ECS_LOGLEVEL_ON_INSTANCE", Kind.ENUM_ANY_CASE, "ECS_LOGLEVEL", allowed=_LEVELS),
    Variable("ECS_LOGFILE", Kind.PATH, "/log/ecs-agent.log", OnBad.USED),
    Variable(
        "ECS_LOG_ROLLOVER_TYPE",
        Kind.ENUM,
        "size",
        OnBad.SILENT,
        allowed=("size", "hourly", "none"),
        note="anything else means hourly",
    ),
    Variable("ECS_LOG_OUTPUT_FORMAT", Kind.ENUM, "logfmt", OnBad.USED, allowed=("logfmt", "json", "windows")),
    Variable("ECS_LOG_MAX_FILE_SIZE_MB", Kind.FLOAT, "5"),
    Variable("ECS_LOG_MAX_ROLL_COUNT", Kind.INT, "24"),
    Variable("ECS_LOG_DRIVER", Kind.ENUM, "json-file", reader=Reader.BOTH, allowed=LOG_DRIVERS),
    Variable("ECS_LOG_OPTS", Kind.JSON_STRING_OBJECT, reader=Reader.ECS_INIT),
)

ECS_INIT: Tuple[Variable, ...] = (
    Variable("ECS_INIT_DOCKER_LOG_FILE_SIZE", default="16m", on_bad=OnBad.USED, reader=Reader.ECS_INIT),
    Variable("ECS_INIT_DOCKER_LOG_FILE_NUM", default="4", on_bad=OnBad.USED, reader=Reader.ECS_INIT),
    Variable("ECS_AGENT_LABELS", Kind.JSON_STRING_OBJECT, "no labels", reader=Reader.ECS_INIT),
    Variable("ECS_AGENT_RUN_PRIVILEGED", Kind.EXACT_TRUE, "false", OnBad.SILENT, Reader.ECS_INIT),
    Variable("ECS_AGENT_APPARMOR_PROFILE", default="ecs-agent-default", on_bad=OnBad.USED, reader=Reader.ECS_INIT),
    Variable("ECS_AGENT_PID_NAMESPACE_HOST", Kind.BOOL_UNTRIMMED, "false", OnBad.SILENT, Reader.ECS_INIT),
    Variable("ECS_SKIP_LOCALHOST_TRAFFIC_FILTER", Kind.BOOL_UNTRIMMED, "false", reader=Reader.ECS_INIT),
    Variable("ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS", Kind.BOOL_UNTRIMMED, "false", reader=Reader.ECS_INIT),
    Variable(
        "ECS_OFFHOST_INTROSPECTION_INTERFACE_NAME",
        on_bad=OnBad.USED,
        reader=Reader.NOBODY,
        note="no longer read: the rule covers every interface",
    ),
)
