"""Texts that a person put into a recording are read, within bounds; what our own facts parse is left to them."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any, List

import pytest

from ecsdoctor.cli.wiring import recorded_asker
from ecsdoctor.facts.pasted import PastedTexts, embedded_json, pasted_texts
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.reading import Missing, NotApplicable
from ecsdoctor.sources.files import Files
from ecsdoctor.sources.pasted import Pasted
from ecsdoctor.sources.recorded import Recording


def read(folder: Path, kind: str = "snapshot") -> PastedTexts:
    asker = recorded_asker(Recording(folder))
    scope = Scope(kind=kind, now=datetime(2026, 5, 1, tzinfo=timezone.utc))
    return pasted_texts(scope, Pasted(asker), Files(asker))


def write(folder: Path, **files: str) -> List[str]:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [t.source for t in read(folder).texts]


def test_pasted_texts_are_read_and_our_own_commands_are_not(tmp_path: Path) -> None:
    sources = write(tmp_path, commands__error_txt="x", **{"commands__journalctl-u-ecs_txt": "y"})
    assert sources == ["commands/error.txt"]


def test_answers_that_no_fact_parses_are_read_by_their_strings(tmp_path: Path) -> None:
    body = '{"StackEvents": [{"ResourceStatusReason": "said so", "Count": 3}]}'
    write(tmp_path, **{"aws__cloudformation__describe-stack-events_json": body})
    assert [t.text for t in read(tmp_path).texts] == ["said so"]


def test_answers_that_a_fact_parses_are_not_read_twice(tmp_path: Path) -> None:
    sources = write(tmp_path, **{"aws__ecs__describe-services_json": '{"services": []}', "commands__a_txt": "x"})
    assert sources == ["commands/a.txt"]


def test_logs_of_applications_are_read_and_those_of_the_system_are_not(tmp_path: Path) -> None:
    sources = write(tmp_path, **{"root__var__log__app_txt": "x", "root__var__log__messages": "y"})
    assert sources == ["/var/log/app.txt"]


def test_json_that_was_pasted_with_its_command_is_known_by_its_keys(tmp_path: Path) -> None:
    write(tmp_path, commands__services_txt='$ aws ecs describe-services\n{"services": [{"serviceName": "web"}]}')
    assert read(tmp_path).json_under("services") == [{"serviceName": "web"}]


def test_a_task_definition_may_be_the_file_itself(tmp_path: Path) -> None:
    write(tmp_path, commands__task_json='{"family": "web", "containerDefinitions": []}')
    found: Any = read(tmp_path).json_under("taskDefinition")
    assert found["family"] == "web"


@pytest.mark.parametrize("text", ["", "plain", "an error: {broken", 'error {"a": 1}'])
def test_text_with_braces_is_not_json(text: str) -> None:
    assert embedded_json(text) is None


def test_a_live_run_has_nothing_pasted(tmp_path: Path) -> None:
    with pytest.raises(NotApplicable):
        read(tmp_path, kind="instance")


def test_an_empty_recording_is_absent(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        read(tmp_path)
