"""Every variable of agent and ecs-init, and what is wrong with a value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor.facts.config.variables import FIELDS, VARIABLES, DefectKind, Kind, OnBad, is_known, nearest, validate

NAMES = sorted(VARIABLES)


def defect(name: str, value: str) -> str:
    """The sentence about a value, or empty."""
    found = validate(VARIABLES[name], value)
    return found.sentence if found else ""


def test_all_variables_are_there_once() -> None:
    assert len(VARIABLES) == 115
    assert len(FIELDS) == len([v for v in VARIABLES.values() if v.field])
    assert {n for n in NAMES if VARIABLES[n].secret} == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "ECS_ENGINE_AUTH_DATA",
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_counts_as_unset(name: str) -> None:
    assert validate(VARIABLES[name], "") is None


GOOD = {
    Kind.BOOL: ["true", " 1 ", "F", "False\r"],
    Kind.BOOL_UNTRIMMED: ["true", "0"],
    Kind.EXACT_TRUE: ["true", "false"],
    Kind.INT: ["5", "1"],
    Kind.UINT16: ["0", "65535"],
    Kind.FLOAT: ["5", "2.5"],
    Kind.DURATION: ["0", "15s"],
    Kind.PORT_RANGE: ["49153-65535", "100"],
    Kind.RATE_PAIR: ["40,60", " 40 , 60 "],
    Kind.UNIX_SOCKET: ["unix:///var/run/docker.sock"],
    Kind.JSON_PORTS: ["[22,51678]", "[]", "null", " [22] "],
    Kind.JSON_CIDRS: ['["10.0.15.0/24"]', '["fd00::/8"]'],
    Kind.JSON_OBJECT: ['{"registry": {}}'],
    Kind.JSON_STRING_OBJECT: ['{"a":"b"}', "{}", '{"a":null}'],
    Kind.STRING: ["anything"],
    Kind.PATH: ["/anything"],
    Kind.COMMA_LIST: ["a,b"],
}
LIMITED = {"ECS_CGROUP_CPU_PERIOD": ["50ms"], "ECS_IMAGE_CLEANUP_INTERVAL": ["10m"]}
SECONDS = ("ECS_MANIFEST_PULL_TIMEOUT", "ECS_CONTAINER_START_TIMEOUT", "ECS_CONTAINER_CREATE_TIMEOUT",
           "ECS_IMAGE_PULL_INACTIVITY_TIMEOUT")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_good_values_pass(name: str) -> None:
    variable = VARIABLES[name]
    values = LIMITED.get(name) or (["2m"] if name in SECONDS else GOOD.get(variable.kind, []))
    if variable.kind in (Kind.ENUM, Kind.ENUM_ANY_CASE):
        values = list(variable.allowed)
    if variable.kind is Kind.JSON_STRINGS:
        values = [json.dumps(list(variable.allowed) or ["efsAuth"])]
    assert values
    assert [validate(variable, value) for value in values] == [None] * len(values)


@pytest.mark.parametrize(
    ("name", "value", "words", "on_bad"),
    [
        ("ECS_ENABLE_TASK_IAM_ROLE", "yes", "is not true or false", OnBad.WARNED),
        ("ECS_AUDIT_LOGFILE_DISABLED", "on", "is not true or false", OnBad.SILENT),
        ("ECS_ENABLE_TASK_IAM_ROLE", '"true"', "quotes are part of a value", OnBad.WARNED),
        ("ECS_AGENT_PID_NAMESPACE_HOST", " true", "is not true or false", OnBad.SILENT),
        ("ECS_AGENT_RUN_PRIVILEGED", "True", "not exactly true", OnBad.SILENT),
        ("ECS_RESERVED_MEMORY", "256m", "plain number of MiB", OnBad.WARNED),
        ("ECS_RESERVED_MEMORY", "999999", "above 65535", OnBad.WARNED),
        ("ECS_RESERVED_MEMORY", " 256", "plain number of MiB", OnBad.WARNED),
        ("ECS_CONTAINER_STOP_TIMEOUT", "120", "has no unit", OnBad.WARNED),
        ("ECS_CONTAINER_STOP_TIMEOUT", "500ms", "below the minimum of 1s", OnBad.CLAMPED),
        ("ECS_IMAGE_CLEANUP_INTERVAL", "1m", "below the minimum of 600s", OnBad.REPLACED),
        ("ECS_CGROUP_CPU_PERIOD", "1s", "above the maximum of 0.1s", OnBad.REPLACED),
        ("ECS_TASK_PIDS_LIMIT", "4194305", "above the maximum", OnBad.WARNED),
        ("ECS_NUM_IMAGES_DELETE_PER_CYCLE", "0", "below the minimum of 1", OnBad.REPLACED),
        ("ECS_LOGLEVEL", "verbose", "is none of", OnBad.WARNED),
        ("ECS_IMAGE_PULL_BEHAVIOR", "Always", "is none of", OnBad.SILENT),
        ("ECS_IMAGE_PULL_BEHAVIOR", " always", "is none of", OnBad.SILENT),
        ("ECS_LOG_MAX_FILE_SIZE_MB", "5MB", "is not a number", OnBad.WARNED),
        ("ECS_DYNAMIC_HOST_PORT_RANGE", "65535-100", "ends before it begins", OnBad.WARNED),
        ("ECS_DYNAMIC_HOST_PORT_RANGE", "high", "not a range of ports", OnBad.WARNED),
        ("ECS_TASK_METADATA_RPS_LIMIT", "40", "two numbers", OnBad.WARNED),
        ("ECS_RESERVED_PORTS", "22,80", "JSON list of port numbers", OnBad.WARNED),
        ("ECS_RESERVED_PORTS", "[22, 70000]", "70000 is no port", OnBad.WARNED),
        ("ECS_RESERVED_PORTS", '["22"]', "not a whole number", OnBad.WARNED),
        ("ECS_AVAILABLE_LOGGING_DRIVERS", "fluentd", "JSON list of texts", OnBad.WARNED),
        ("ECS_AVAILABLE_LOGGING_DRIVERS", '["cloudwatch"]', '"cloudwatch"', OnBad.FATAL),
        ("ECS_INSTANCE_ATTRIBUTES", "{'a':'b'}", "single quote", OnBad.FATAL),
        ("ECS_INSTANCE_ATTRIBUTES", '{"a":1}', 'the value of "a" is a number', OnBad.FATAL),
        ("ECS_INSTANCE_ATTRIBUTES", '[{"a":"b"}]', "it is a list", OnBad.FATAL),
        ("ECS_CONTAINER_INSTANCE_TAGS", '"{\\"a\\":\\"b\\"}"', "quotes around it", OnBad.FATAL),
        ("ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES", '["10.0.15.0"]', "not a network", OnBad.FATAL),
    ],
)
def test_bad_values_are_told(name: str, value: str, words: str, on_bad: OnBad) -> None:
    found = validate(VARIABLES[name], value)
    assert found is not None
    assert words in found.sentence
    assert found.on_bad is on_bad
    assert found.effect


def test_a_bad_value_overwrites_what_ecs_init_would_have_set() -> None:
    # ecs-init sets ECS_ENABLE_TASK_IAM_ROLE=true; a bad value in the file takes its place and means false.
    found = validate(VARIABLES["ECS_ENABLE_TASK_IAM_ROLE"], "yes")
    assert found is not None and "(false)" in found.effect
    drivers = validate(VARIABLES["ECS_AVAILABLE_LOGGING_DRIVERS"], "awslogs")
    assert drivers is not None and '["json-file","none"]' in drivers.effect


def test_the_first_value_of_a_list_is_enough() -> None:
    assert defect("ECS_AVAILABLE_LOGGING_DRIVERS", '["awslogs"]"') == ""
    assert defect("ECS_INSTANCE_ATTRIBUTES", '{"a":"b"}"') != ""


@pytest.mark.parametrize("value", ["***", "xxxx", "<redacted>", "[REDACTED]", "REDACTED-12", "..."])
def test_a_blacked_out_value_is_not_judged(value: str) -> None:
    for name in ("ECS_INSTANCE_ATTRIBUTES", "ECS_ENGINE_AUTH_DATA", "ECS_LOGLEVEL"):
        assert validate(VARIABLES[name], value) is None


@given(st.sampled_from(NAMES), st.text(max_size=30))
def test_any_text_can_be_judged(name: str, value: str) -> None:
    validate(VARIABLES[name], value)


@given(st.text("abcdefghij0123456789+/", min_size=12, max_size=40), st.sampled_from(['{"a":{"auth":"', "'", '["']))
def test_a_secret_is_never_repeated(secret: str, before: str) -> None:
    found = validate(VARIABLES["ECS_ENGINE_AUTH_DATA"], before + secret)
    assert found is not None
    assert secret not in found.sentence
    assert secret[:8] not in found.sentence


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ECS_CLUSTERS", "ECS_CLUSTER"),
        ("ECS_CLUSTR", "ECS_CLUSTER"),
        ("ECS-CLUSTER", "ECS_CLUSTER"),
        ("ecs_cluster", "ECS_CLUSTER"),
        ("ECS_CLUSTER_NAME", "ECS_CLUSTER"),
        ("ECS_LOG_LEVEL", "ECS_LOGLEVEL"),
        ("ECS_ENABLE_SPOT_DRAINING", "ECS_ENABLE_SPOT_INSTANCE_DRAINING"),
        ("ECS_UPDATE_ENABLED", "ECS_UPDATES_ENABLED"),
        ("ECS_REGION", "AWS_DEFAULT_REGION"),
        ("ECS_FOO", None),
        ("FTP_PROXY", None),
        ("PATH", None),
        ("ECS_OUR_OWN_NOTE", None),
    ],
)
def test_the_nearest_name_is_suggested(name: str, known: object) -> None:
    assert nearest(name) == known


@given(st.sampled_from([n for n in NAMES if n.startswith("ECS_") and len(n) > 14]), st.integers(4, 13))
def test_one_lost_letter_is_forgiven(name: str, place: int) -> None:
    short = name[:place] + name[place + 1 :]
    assert short in VARIABLES or nearest(short) is not None


def test_proxies_may_be_written_in_small_letters() -> None:
    assert is_known("http_proxy") and is_known("HTTP_PROXY")
    assert not is_known("ecs_cluster")


def test_a_word_that_is_unknown_names_the_known_ones() -> None:
    found = validate(VARIABLES["ECS_LOG_DRIVER"], "cloudwatch")
    assert found is not None and found.kind is DefectKind.UNKNOWN_NAME and "awslogs" in found.sentence
