"""All variables, one row each: what a bad value comes to, where the bounds are, and how its name is missed.

The effects were read in agent/config (parse.go, config.go) and ecs-init/config of amazon-ecs-agent@8dfceca; they are
listed here by name, apart from the table that the program uses.
"""

from __future__ import annotations

from typing import Dict, Tuple

import pytest

from ecsdoctor.facts.config.variables import VARIABLES, Kind, OnBad, nearest, validate

# The agent says nothing and goes on with its default.
SILENT = frozenset(
    """DOCKER_HOST ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST ECS_AUDIT_LOGFILE_DISABLED ECS_IMAGE_PULL_BEHAVIOR
    ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM ECS_ENABLE_GPU_SUPPORT ECS_EBSTA_SUPPORTED ECS_ENABLE_INF_SUPPORT
    ECS_DISABLE_TASK_METADATA_AZ ECS_GMSA_SUPPORTED ECS_ENABLE_PROMETHEUS_METRICS ECS_LOG_ROLLOVER_TYPE
    ECS_AGENT_RUN_PRIVILEGED ECS_AGENT_PID_NAMESPACE_HOST CREDENTIALS_FETCHER_HOST""".split()
)
# It ends, and ecs-init starts it over and over.
FATAL = frozenset(("ECS_INSTANCE_ATTRIBUTES", "ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES", "ECS_CONTAINER_INSTANCE_TAGS"))
# It takes the word, and its log comes to nothing.
USED = frozenset(("ECS_LOG_OUTPUT_FORMAT",))
# Any text will do: names, paths, words for others.
FREE = (Kind.STRING, Kind.PATH, Kind.COMMA_LIST)
BAD = {
    Kind.BOOL: "maybe",
    Kind.BOOL_UNTRIMMED: "maybe",
    Kind.EXACT_TRUE: "True",
    Kind.INT: "five",
    Kind.UINT16: "1g",
    Kind.FLOAT: "a lot",
    Kind.DURATION: "30",
    Kind.ENUM: "no-such-word",
    Kind.ENUM_ANY_CASE: "no-such-word",
    Kind.PORT_RANGE: "high",
    Kind.RATE_PAIR: "40",
    Kind.UNIX_SOCKET: "tcp://10.0.0.1:2375",
    Kind.JSON_PORTS: "22,80",
    Kind.JSON_STRINGS: "a,b",
    Kind.JSON_CIDRS: "10.0.0.0",
    Kind.JSON_OBJECT: "{a}",
    Kind.JSON_STRING_OBJECT: "{a}",
}
# name: the lowest and the highest value that is taken, one below and one above; empty where there is no bound.
BOUNDS: Dict[str, Tuple[str, str, str, str, OnBad]] = {
    "ECS_POLLING_METRICS_WAIT_DURATION": ("4s", "5s", "20s", "21s", OnBad.CLAMPED),
    "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION": ("999ms", "1s", "", "", OnBad.REPLACED),
    "ECS_CONTAINER_STOP_TIMEOUT": ("999ms", "1s", "", "", OnBad.CLAMPED),
    "ECS_MANIFEST_PULL_TIMEOUT": ("29s", "30s", "", "", OnBad.CLAMPED),
    "ECS_CONTAINER_START_TIMEOUT": ("44s", "45s", "", "", OnBad.CLAMPED),
    "ECS_CONTAINER_CREATE_TIMEOUT": ("59s", "1m", "", "", OnBad.CLAMPED),
    "ECS_IMAGE_PULL_INACTIVITY_TIMEOUT": ("59s", "1m", "", "", OnBad.CLAMPED),
    "ECS_IMAGE_CLEANUP_INTERVAL": ("9m59s", "10m", "", "", OnBad.REPLACED),
    "ECS_CGROUP_CPU_PERIOD": ("7ms", "8ms", "100ms", "101ms", OnBad.REPLACED),
    "ECS_NUM_IMAGES_DELETE_PER_CYCLE": ("0", "1", "", "", OnBad.REPLACED),
    "ECS_TASK_PIDS_LIMIT": ("0", "1", "4194304", "4194305", OnBad.WARNED),
    "ECS_RESERVED_MEMORY": ("-1", "0", "65535", "65536", OnBad.WARNED),
    "ECS_RESERVED_PORTS": ("[-1]", "[0]", "[65535]", "[65536]", OnBad.WARNED),
    "ECS_RESERVED_PORTS_UDP": ("[-1]", "[0]", "[65535]", "[65536]", OnBad.WARNED),
}


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_a_bad_value_comes_to_what_the_agent_makes_of_it(name: str) -> None:
    variable = VARIABLES[name]
    if variable.kind in FREE:
        assert validate(variable, "no-such-word") is None
        return
    found = validate(variable, BAD[variable.kind])
    assert found is not None and found.effect
    expected = (
        OnBad.FATAL
        if name in FATAL
        else OnBad.SILENT
        if name in SILENT
        else OnBad.USED
        if name in USED
        else OnBad.WARNED
    )
    assert found.on_bad is expected


@pytest.mark.parametrize("name", sorted(n for n, v in VARIABLES.items() if v.low is not None or v.high is not None))
def test_bounds_are_where_the_agent_has_them(name: str) -> None:
    below, lowest, highest, above, effect = BOUNDS[name]
    for value in filter(None, (lowest, highest)):
        assert validate(VARIABLES[name], value) is None, value
    for value in filter(None, (below, above)):
        found = validate(VARIABLES[name], value)
        assert found is not None, value
        assert found.on_bad is effect, value


def test_no_bound_is_left_out() -> None:
    assert set(BOUNDS) == {n for n, v in VARIABLES.items() if v.low is not None or v.high is not None}


@pytest.mark.parametrize("name", sorted(n for n in VARIABLES if n.startswith("ECS_") and len(n) > 10))
def test_a_slip_of_the_finger_finds_the_name(name: str) -> None:
    middle = len(name) // 2
    swapped = name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :]
    for slip in (name[:-1], name + "S", name.replace("_", "-"), name.lower(), swapped):
        assert slip in VARIABLES or nearest(slip) is not None, slip
    assert nearest(name.lower()) == name
