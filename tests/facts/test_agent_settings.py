"""Places that configure the agent beside ecs.config, which of them wins, and what the agent joined."""

from __future__ import annotations

from typing import Any, Dict, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor import Got, Missing, Reading, absent, broken
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster, joined_cluster
from ecsdoctor.facts.checkpoint.saved_state import Checkpoint
from ecsdoctor.facts.config.agent_json import AgentJson, UserDataJson, nearest_field, parse_agent_json, parse_user_data
from ecsdoctor.facts.config.ecs_config import MAIN, VENDOR, EcsConfig, parse_ecs_config
from ecsdoctor.facts.config.provenance import Provenance, Role, provenance
from ecsdoctor.facts.config.settings import agent_region, configured_cluster
from ecsdoctor.facts.config.unit_environment import UnitEnvironment, parse_drop_in
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.memory import Memory
from ecsdoctor.facts.host.offered_memory import offered_memory
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.sources.base import Answer, Asker, Question
from ecsdoctor.sources.http import Imds

UNSEEN = absent("not in this snapshot")
GONE = absent("No such file or directory")
ARN = "arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/0a1b"


def a_config(main: Optional[str] = None, vendor: Optional[str] = None, missing: Missing = GONE) -> EcsConfig:
    def reading(path: str, text: Optional[str]) -> Reading[Any]:
        return missing if text is None else Got(parse_ecs_config(path, Answer(text.encode())))

    return EcsConfig(reading(MAIN, main), reading(VENDOR, vendor))


def an_imds(user_data: Optional[str] = None) -> Imds:
    def answer(question: Question) -> Answer:
        if question.slot == "imds/user-data" and user_data is not None:
            return Answer(user_data.encode())
        raise absent("404")

    return Imds(Asker({Question: answer}, absent("")))


def a_container(**environment: str) -> AgentContainer:
    return AgentContainer("running", True, 0, "", False, "", None, None, "", dict(environment))


# --- ecs.config.json and user data ---


@pytest.mark.parametrize("text", ["", "  \n", "{}", "null"])
def test_an_empty_json_file_is_fine(text: str) -> None:
    assert parse_agent_json(MAIN, text) == AgentJson(MAIN, {})


def test_keys_are_matched_in_any_case() -> None:
    settings = parse_agent_json(MAIN, '{"cluster": " prod ", "RESERVEDMEMORY": 256, "Colour": 1}')
    assert settings.text("Cluster") == "prod"
    assert settings.values["ReservedMemory"] == 256
    assert (settings.fault, settings.unknown) == ("", ("Colour",))


def test_the_deprecated_key_still_counts() -> None:
    assert parse_agent_json(MAIN, '{"ClusterArn": "prod"}').text("Cluster") == "prod"


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ('{\n "Cluster": "prod",\n}', "a comma stands before", 3),
        ('{\n "ReservedMemory": "256"\n}', "not a whole number", 2),
        ('{"Checkpoint": "true"}', "without quotes", 1),
        ('{"DockerStopTimeout": "30s"}', "nanoseconds", 1),
        ('{"Cluster": 5}', "a text in quotes", 1),
        ('{"InstanceAttributes": {"a": 1}}', "an object of texts", 1),
        ('{"ReservedPorts": 22}', "a list", 1),
        ("[]", "not an object of settings", 1),
    ],
)
def test_what_stops_the_agent_is_told_with_its_line(text: str, words: str, line: int) -> None:
    settings = parse_agent_json(MAIN, text)
    assert words in settings.fault
    assert settings.fault_place == f"{MAIN}:{line}"


def test_user_data_counts_only_with_its_wrapper() -> None:
    assert parse_user_data('{"ECSAgentConfiguration": {"Cluster": "prod"}}').text("Cluster") == "prod"
    for text in ("#!/bin/bash\necho ECSAgentConfiguration", '{"Cluster": "prod"}', "", "[1]"):
        with pytest.raises(Missing):
            parse_user_data(text)


def test_broken_user_data_is_a_fault() -> None:
    assert "not JSON" in parse_user_data('{"ECSAgentConfiguration": {"Cluster": "prod",}}').fault


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    parse_agent_json(MAIN, text)
    try:
        parse_user_data(text)
    except Missing:
        pass


def test_the_nearest_key_is_suggested() -> None:
    assert nearest_field("ECS_CLUSTER") == "Cluster"
    assert nearest_field("ReservedMemmory") == "ReservedMemory"
    assert nearest_field("Colour") is None


# --- drop-ins ---


def test_drop_ins_are_read_with_systemds_quoting() -> None:
    rows = parse_drop_in("ecs", "/x.conf", '[Service]\nEnvironment="A=b c" D=e\nEnvironment=\nEnvironment=F=g\n')
    assert [(r.name, r.value, r.place) for r in rows] == [("F", "g", "/x.conf:4")]
    rows = parse_drop_in("ecs", "/x.conf", '[Service]\nEnvironment="A=b c" D=e\n')
    assert [(r.name, r.value) for r in rows] == [("A", "b c"), ("D", "e")]


@given(st.text(max_size=60))
def test_any_drop_in_can_be_read(text: str) -> None:
    parse_drop_in("ecs", "/x.conf", f"Environment={text}")


# --- cluster and region ---


@pytest.mark.parametrize(
    ("main", "vendor", "file", "user_data", "name", "place"),
    [
        ("ECS_CLUSTER=a", "ECS_CLUSTER=b", '{"Cluster":"c"}', None, "a", f"{MAIN}:1"),
        ("ECS_LOGLEVEL=info", "ECS_CLUSTER=b", '{"Cluster":"c"}', None, "b", f"{VENDOR}:1"),
        ("ECS_CLUSTER=", "ECS_CLUSTER=b", '{"Cluster":"c"}', None, "c", "/etc/ecs/ecs.config.json"),
        ("ECS_CLUSTER=", None, "", '{"ECSAgentConfiguration":{"Cluster":"d"}}', "d", "user data"),
        ("ECS_CLUSTER=x\nECS_CLUSTER= y ", None, "", None, "y", f"{MAIN}:2"),
        ("", None, "", "#!/bin/bash", "default", None),
        (None, None, "", None, "default", None),
    ],
)
def test_the_cluster_comes_from_the_strongest_place(
    main: Optional[str], vendor: Optional[str], file: str, user_data: Optional[str], name: str, place: Optional[str]
) -> None:
    settings = Got(parse_agent_json("/etc/ecs/ecs.config.json", file))
    found = configured_cluster(a_config(main, vendor), settings, an_imds(user_data))
    assert (found.name, found.explicit and found.explicit.place) == (name, place)


def test_a_file_that_nobody_looked_for_proves_nothing() -> None:
    with pytest.raises(Missing):
        configured_cluster(a_config(missing=UNSEEN), UNSEEN, an_imds())


def test_the_region_comes_from_the_strongest_place() -> None:
    here = Got(InstanceIdentity("i-0", "eu-west-1", "", "", "", "", ""))
    file = Got(parse_agent_json("/etc/ecs/ecs.config.json", '{"AWSRegion": "eu-north-1"}'))
    config = Got(a_config("AWS_DEFAULT_REGION=eu-central-1"))
    assert agent_region(config, file, here, an_imds()).name == "eu-central-1"
    assert agent_region(UNSEEN, file, here, an_imds()).name == "eu-north-1"
    assert agent_region(UNSEEN, UNSEEN, here, an_imds()).place == "instance identity document"


# --- what was joined ---

START = 'level=info time=2026-11-23T03:11:00Z msg="Loading configuration"'
DONE = (
    'level=info time=2026-11-23T03:11:01Z msg="Instance registration completed successfully"'
    f' instanceArn="{ARN}" cluster="prod"'
)
CREATED = 'level=info time=2026-11-23T03:11:01Z msg="Successfully created a cluster" cluster="default"'
ENDED = 'level=critical time=2026-11-23T03:11:02Z msg="Agent will terminally exit, unable to register: x"'


def a_log(*lines: str) -> Got[AgentLog]:
    return Got(parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join(lines).encode())))


def test_the_agents_own_word_comes_first() -> None:
    found = joined_cluster(Got(AgentMetadata("staging", ARN, "1.105.1")), a_log(START, DONE), UNSEEN)
    assert (found.registered, found.name) == (True, "staging")


def test_the_log_tells_where_the_agent_is_silent() -> None:
    found = joined_cluster(UNSEEN, a_log(START, DONE), UNSEEN)
    assert (found.registered, found.name, found.arn) == (True, "prod", ARN)


@pytest.mark.parametrize("lines", [(START,), (START, DONE, ENDED), (START, DONE, START)])
def test_an_agent_that_ended_or_began_again_is_not_registered(lines: tuple[str, ...]) -> None:
    assert not joined_cluster(UNSEEN, a_log(*lines), UNSEEN).registered


def test_a_closed_port_outweighs_an_old_registration() -> None:
    assert not joined_cluster(broken("connection refused"), a_log(START, DONE), UNSEEN).registered


def test_a_cluster_that_the_agent_made_is_remembered() -> None:
    assert joined_cluster(UNSEEN, a_log(START, CREATED, DONE), UNSEEN).created is not None


def test_nobody_asked_means_unknown() -> None:
    with pytest.raises(Missing):
        joined_cluster(UNSEEN, UNSEEN, UNSEEN)


# --- provenance ---


def everything(**given_: Any) -> Provenance:
    places: Dict[str, Any] = {
        "config": Got(a_config("ECS_CLUSTER=a\nHTTPS_PROXY=http://user:word@proxy:3128\n", "ECS_CLUSTER=b")),
        "file": Got(parse_agent_json("/etc/ecs/ecs.config.json", '{"Cluster":"c"}')),
        "user_data": Got(UserDataJson(parse_user_data('{"ECSAgentConfiguration":{"Cluster":"d"}}'))),
        "container": Got(a_container(ECS_CLUSTER="e")),
        "units": Got(UnitEnvironment(tuple(parse_drop_in("ecs", "/x", "Environment=ECS_CLUSTER=f")))),
        "identity": Got(InstanceIdentity("i-0", "eu-west-1", "", "", "", "", "")),
        "saved": Got(Checkpoint("agent.db", "g", "", "", "", "", 0, 0, None, "")),
        "joined": Got(JoinedCluster(True, "h", ARN, "log", "line")),
    }
    return provenance(**{**places, **given_})


def test_every_place_of_the_cluster_is_gathered() -> None:
    cluster = everything().cluster
    assert [(p.role, p.value) for p in cluster.places] == [
        (Role.RUNNING, "e"),
        (Role.FILE, "a"),
        (Role.FILE, "b"),
        (Role.JSON_FILE, "c"),
        (Role.USER_DATA, "d"),
        (Role.DROP_IN, "f"),
        (Role.SAVED, "g"),
        (Role.JOINED, "h"),
    ]
    assert cluster.winner is not None and cluster.winner.value == "a"


def test_without_files_the_weaker_place_wins() -> None:
    winner = everything(config=UNSEEN).cluster.winner
    assert winner is not None and winner.role is Role.JSON_FILE


def test_the_proxys_password_is_left_out() -> None:
    (place,) = everything().proxy.places
    assert place.value == "http://proxy:3128"
    assert "word" not in place.named.excerpt


def test_nothing_known_is_no_place() -> None:
    nothing = dict.fromkeys(("config", "file", "user_data", "container", "units", "identity", "saved"), UNSEEN)
    assert everything(joined=UNSEEN, **nothing).cluster.winner is None


# --- memory ---


def test_memory_is_dockers_figure_with_the_agents_sum() -> None:
    log = a_log(START, 'level=info time=2026-11-23T03:11:00Z msg="Remaining memory" remainingMemory=-4404')
    found = offered_memory(UNSEEN, Got(Memory(4 * 1024**3, 0, 0)), log)
    assert (found.total, found.place, found.remaining) == (4096, "/proc/meminfo", -4404)
    with pytest.raises(Missing):
        offered_memory(UNSEEN, UNSEEN, UNSEEN)
