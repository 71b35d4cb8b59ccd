"""The checkpoint: what is saved in agent.db or its predecessor, where it is, and when there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, Union

import pytest
from bolt_writer import with_buckets
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsdoctor import Got, Missing, NotApplicable, Why, absent, denied
from ecsdoctor.facts.checkpoint.saved_state import (
    LEGACY_PATH,
    PATH,
    Checkpoint,
    checkpoint,
    parse_checkpoint,
    parse_legacy_checkpoint,
)
from ecsdoctor.facts.config.ecs_config import MAIN, EcsConfig, parse_ecs_config
from ecsdoctor.sources.base import Answer, Asker, Question
from ecsdoctor.sources.files import FileQuestion, Files

SOURCES = Path(__file__).parents[2] / "fixtures" / "sources" / "agent-db"
REGISTERED = (SOURCES / "registered.db").read_bytes()
FRESH = (SOURCES / "never-registered.db").read_bytes()
ARN = "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/3abb08cd05174e7cb16f4de065d809fa"
LEGACY = {"Version": 29, "Data": {"Cluster": "prod", "ContainerInstanceArn": ARN, "EC2InstanceID": "i-0a1b2c3d"}}
NO_FILE = absent("No such file or directory")
NO_CONFIG = absent("not in this snapshot")


def files(**contents: Union[bytes, Missing]) -> Files:
    """`db` and `legacy` as the instance's files; what is not given does not exist."""
    given_ = {PATH: contents.get("db", NO_FILE), LEGACY_PATH: contents.get("legacy", NO_FILE)}

    def answer(question: Question) -> Answer:
        assert isinstance(question, FileQuestion)
        content = given_[question.path]
        if isinstance(content, Missing):
            raise content
        return Answer(content)

    return Files(Asker({FileQuestion: answer}, absent("not asked")))


def config(text: str) -> Got[EcsConfig]:
    return Got(EcsConfig(Got(parse_ecs_config(MAIN, Answer(text.encode()))), NO_FILE))


def saved(entries: Dict[str, str], **more: Dict[bytes, bytes]) -> bytes:
    metadata = {k.encode(): json.dumps(v).encode() for k, v in entries.items()}
    return with_buckets({b"metadata": metadata, **{k.encode(): v for k, v in more.items()}})


def test_a_registered_agent() -> None:
    got = parse_checkpoint(Answer(REGISTERED, modified=12.5))
    assert got == Checkpoint(
        path=PATH,
        cluster="prod",
        container_instance_arn=ARN,
        instance_id="i-0123456789abcdef0",
        availability_zone="us-east-1a",
        agent_version="1.105.1",
        task_count=0,
        size=32768,
        modified=12.5,
        damaged="",
    )
    assert got.short_id == "3abb08cd05174e7cb16f4de065d809fa"


def test_an_agent_that_never_registered() -> None:
    got = parse_checkpoint(Answer(FRESH))
    assert (got.cluster, got.container_instance_arn, got.instance_id, got.damaged) == ("", "", "", "")


def test_tasks_are_counted() -> None:
    task = {b"t1": b'{"Arn": "arn:task/t1"}', b"t2": b'{"Arn": "arn:task/t2"}'}
    box = {b"c1": b'{"DockerId": "d", "Container": {"taskARN": "arn:task/t1"}}'}
    got = parse_checkpoint(Answer(saved({"cluster-name": "prod"}, tasks=task, containers=box)))
    assert (got.task_count, got.damaged) == (2, "")


DAMAGED = {
    "an empty file": (b"", "empty"),
    "a file cut short": (REGISTERED[:8192], "cut short"),
    "a text file": (b"hello " * 2000, "magic number"),
    "a value that is not JSON": (with_buckets({b"metadata": {b"cluster-name": b"prod"}}), "cluster-name is not JSON"),
    "a value that is no string": (with_buckets({b"metadata": {b"cluster-name": b"7"}}), "not a JSON string"),
    "a task that is not JSON": (saved({}, tasks={b"t1": b"{"}), "entry 't1' of its bucket tasks"),
    "a container without its task": (
        saved({}, containers={b"c1": b'{"Container": {"taskARN": "arn:task/gone"}}'}),
        "task 'arn:task/gone' of its container 'c1' is not saved",
    ),
}


@pytest.mark.parametrize("story", DAMAGED)
def test_what_the_agent_could_not_load_is_a_value(story: str) -> None:
    data, expected = DAMAGED[story]
    got = parse_checkpoint(Answer(data))
    assert expected in got.damaged
    assert got.size == len(data)
    assert got.cluster == ""


@pytest.mark.parametrize(
    "container", [b"{}", b"[]", b'{"Container": 1}', b'{"Container": {"taskARN": ["x"]}}'], ids=repr
)
def test_unknown_forms_of_entries_are_not_called_damage(container: bytes) -> None:
    assert parse_checkpoint(Answer(saved({}, containers={b"c1": container}))).damaged == ""


def test_a_part_of_a_large_file_is_not_called_damaged() -> None:
    with pytest.raises(Missing) as caught:
        parse_checkpoint(Answer(REGISTERED[:8192], truncated=True))
    assert caught.value.why is Why.BROKEN
    assert "not read whole" in str(caught.value)


def test_half_a_surrogate_can_be_printed() -> None:
    data = with_buckets({b"metadata": {b"cluster-name": b'"a\\ud800"'}})
    assert parse_checkpoint(Answer(data)).cluster == "a?"


def test_the_older_file() -> None:
    body = {**LEGACY, "Data": {**LEGACY["Data"], "TaskEngine": {"Tasks": [{}, {}]}}}  # type: ignore[dict-item]
    got = parse_legacy_checkpoint(Answer(json.dumps(body).encode()))
    assert (got.path, got.cluster, got.container_instance_arn) == (LEGACY_PATH, "prod", ARN)
    assert (got.instance_id, got.task_count, got.damaged) == ("i-0a1b2c3d", 2, "")


@pytest.mark.parametrize("text", ["", "{", "[]", "nul", "[" * 100_000], ids=["empty", "cut", "list", "word", "deep"])
def test_the_older_file_damaged(text: str) -> None:
    assert "its content is not" in parse_legacy_checkpoint(Answer(text.encode())).damaged


def test_the_older_file_with_odd_content() -> None:
    got = parse_legacy_checkpoint(Answer(b'{"Data": {"Cluster": null, "TaskEngine": []}}'))
    assert (got.cluster, got.task_count, got.damaged) == ("", 0, "")


def test_agent_db_is_preferred() -> None:
    got = checkpoint(files(db=REGISTERED, legacy=b"{"), NO_CONFIG)
    assert (got.path, got.damaged) == (PATH, "")


def test_the_older_file_alone() -> None:
    assert checkpoint(files(legacy=json.dumps(LEGACY).encode()), NO_CONFIG).path == LEGACY_PATH


def test_the_older_file_counts_until_agent_db_has_a_version() -> None:
    legacy = json.dumps(LEGACY).encode()
    assert checkpoint(files(db=FRESH, legacy=legacy), NO_CONFIG).cluster == "prod"
    assert checkpoint(files(db=FRESH), NO_CONFIG).path == PATH


def test_no_checkpoint_at_all_is_no_question() -> None:
    with pytest.raises(NotApplicable, match="registers anew"):
        checkpoint(files(), NO_CONFIG)


def test_not_recorded_is_not_known() -> None:
    nothing = absent("not in this snapshot")
    with pytest.raises(Missing) as caught:
        checkpoint(files(db=nothing, legacy=nothing), NO_CONFIG)
    assert caught.value.why is Why.ABSENT


@pytest.mark.parametrize("which", ["db", "legacy"])
def test_a_refusal_keeps_its_reason(which: str) -> None:
    with pytest.raises(Missing) as caught:
        checkpoint(files(**{which: denied("Permission denied", "run as root (sudo)")}), NO_CONFIG)
    assert caught.value.why is Why.DENIED
    assert "sudo" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["ECS_CHECKPOINT=false", "ECS_CHECKPOINT=0", "ECS_DATADIR=/mnt/data", "ECS_DATADIR="], ids=str
)
def test_a_checkpoint_that_is_not_used_is_not_looked_at(text: str) -> None:
    with pytest.raises(NotApplicable, match=r"ecs\.config:1"):
        checkpoint(files(db=REGISTERED), config(text))


@pytest.mark.parametrize("text", ["", "ECS_CHECKPOINT=true", "ECS_CHECKPOINT=no", "ECS_DATADIR=/data/"], ids=str)
def test_a_checkpoint_that_is_used_is_looked_at(text: str) -> None:
    assert checkpoint(files(db=REGISTERED), config(text)).cluster == "prod"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 0x2A0), st.binary(min_size=1, max_size=8), st.integers(0, 32768))
def test_no_change_makes_the_parser_fail(at: int, new: bytes, cut: int) -> None:
    """Changes in the page that holds the buckets: the headers stay valid."""
    data = REGISTERED[: 0x4000 + at] + new + REGISTERED[0x4000 + at + len(new) :]
    for variant in (data, data[:cut]):
        assert isinstance(parse_checkpoint(Answer(variant)), Checkpoint)
