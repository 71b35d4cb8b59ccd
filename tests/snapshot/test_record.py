"""What is written: one place for each question, a ledger that tells all, a size that is kept, a file for its owner."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import tarfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple, Union

import pytest
from recording import MB, NOW

from ecsdoctor.model.reading import Missing, absent, broken, denied
from ecsdoctor.snapshot.entries import Entry, entries
from ecsdoctor.snapshot.private_file import NotWritten, write_private
from ecsdoctor.snapshot.record import Occasion, pack
from ecsdoctor.snapshot.redact import Redactor
from ecsdoctor.snapshot.slots import place_of
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.base import Answer, Asker, Question
from ecsdoctor.sources.commands import CommandQuestion
from ecsdoctor.sources.files import FileQuestion, ListingQuestion

OCCASION = Occasion({"kind": "instance"}, {"kind": "instance"}, {}, NOW, "0.1.0")
LOG = "/var/log/ecs/ecs-agent.log"


def asked(*outcomes: Tuple[Question, Union[Answer, Missing]]) -> Asker:
    """An asker that was asked these questions and got these outcomes."""
    answers = dict(outcomes)

    def answer(question: Question) -> Answer:
        outcome = answers[question]
        if isinstance(outcome, Missing):
            raise outcome
        return outcome

    asker = Asker({Question: answer}, absent("not asked"))
    for question, _ in outcomes:
        try:
            asker.ask(question)
        except Missing:
            continue
    return asker


def file(path: str = LOG, **more: Any) -> FileQuestion:
    return FileQuestion(f"root{path}", path, path, **more)


def recorded(*outcomes: Tuple[Question, Union[Answer, Missing]], reducers: Any = None) -> Mapping[str, Entry]:
    return {entry.slot: entry for entry in entries(asked(*outcomes), reducers or {})}


def unpacked(archive: bytes) -> Tuple[Dict[str, bytes], Dict[str, Any]]:
    """Files and ledger of an archive."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
        assert all(m.mode == 0o600 and m.isreg() for m in tar.getmembers())
    return files, json.loads(files.pop("snapshot.json"))


def test_answers_and_refusals_stand_in_the_ledger() -> None:
    made = entries(
        asked(
            (file("/etc/ecs/ecs.config"), Answer(b"ECS_CLUSTER=prod\n", modified=1795000000.5)),
            (CommandQuestion("commands/df-h.txt", "df -h", ("df", "-h")), denied("no", "run as root (sudo)")),
        ),
        {},
    )
    files, ledger = unpacked(pack(made, OCCASION, Redactor(), MB))
    assert files == {"root/etc/ecs/ecs.config": b"ECS_CLUSTER=prod\n"}
    rows = {row["path"]: row for row in ledger["readings"]}
    assert rows["root/etc/ecs/ecs.config"]["outcome"] == "got"
    assert rows["root/etc/ecs/ecs.config"]["modified"] == 1795000000.5
    refusal = rows["commands/df-h.txt"]
    assert (refusal["outcome"], refusal["detail"], refusal["cure"]) == ("denied", "no", "run as root (sudo)")
    assert ledger["collected_at"] == "2026-11-23T03:30:00Z"
    assert ledger["tool"]["name"] == "ecsdoctor"


def test_names_of_a_directory_stand_in_the_ledger_not_as_empty_files() -> None:
    listing = ListingQuestion("root/var/log/ecs/", "/var/log/ecs", "/var/log/ecs")
    made = entries(asked((listing, Answer(b"ecs-agent.log\necs-init.log"))), {})
    files, ledger = unpacked(pack(made, OCCASION, Redactor(), MB))
    assert files == {}
    assert ledger["readings"][0]["names"] == ["ecs-agent.log", "ecs-init.log"]


def test_parts_of_one_file_are_put_together() -> None:
    end = Answer(b"the end of it\n", truncated=True, size=5000)
    start = Answer(b"Starting here\nand on\n", truncated=True, size=5000)
    head = Answer(b"the beginning\n", truncated=True, size=5000)
    entry = recorded((file(tail=True), end), (file(since=b"Starting"), start), (file(limit=14), head))[f"root{LOG}"]
    body = entry.body or b""
    assert body.startswith(b"the beginning\n") and body.endswith(b"the end of it\n") and b"Starting here" in body
    assert b"bytes are left out here" in body
    assert entry.row["truncated"] is True and entry.row["size"] == 5000


def test_whole_file_wins_over_its_parts() -> None:
    whole = Answer(b"one\ntwo\n", size=8)
    entry = recorded((file(limit=4), Answer(b"one\n", True, size=8)), (file(tail=True), whole))[f"root{LOG}"]
    assert entry.body == b"one\ntwo\n" and "truncated" not in entry.row


def test_a_mark_that_is_not_there_does_not_hide_the_file() -> None:
    made = recorded((file(since=b"x"), absent("does not hold it")), (file(tail=True), Answer(b"text")))
    assert made[f"root{LOG}"].body == b"text"


def test_answers_of_aws_to_several_batches_are_joined() -> None:
    def question(parameters: str) -> AwsQuestion:
        return AwsQuestion("aws/ecs/describe-tasks.json", "t", "ecs", "describe-tasks", parameters, "")

    one = (question("[1]"), Answer(b'{"tasks": [{"a": 1}], "failures": []}'))
    two = (question("[2]"), Answer(b'{"tasks": [{"a": 2}], "failures": []}'))
    entry = recorded(one, two)["aws/ecs/describe-tasks.json"]
    assert json.loads(entry.body or b"") == {"tasks": [{"a": 1}, {"a": 2}], "failures": []}


def test_reducer_that_refuses_makes_a_refusal() -> None:
    def refuse(_: Answer) -> bytes:
        raise broken("it is larger than can be read")

    entry = recorded((file("/x"), Answer(b"secret")), reducers={"root/x": refuse})["root/x"]
    assert entry.body is None and entry.row["outcome"] == "broken"


def noisy(count: int) -> bytes:
    """Lines that do not compress well."""
    return b"".join(b"%s\n" % os.urandom(40).hex().encode() for _ in range(count))


def test_size_is_kept_logs_lose_their_middle_and_the_ledger_says_so() -> None:
    made: List[Entry] = list(
        recorded(
            (file(), Answer(b"first line\n" + noisy(40_000) + b"last line\n")),
            (file("/etc/ecs/ecs.config"), Answer(b"ECS_CLUSTER=prod\n")),
            (CommandQuestion("commands/df-h.txt", "df", ("df",)), Answer(b"Filesystem\n")),
        ).values()
    )
    archive = pack(made, OCCASION, Redactor(), MB // 4)
    assert len(archive) <= MB // 4
    files, ledger = unpacked(archive)
    log = files[f"root{LOG}"]
    assert log.startswith(b"first line\n") and log.endswith(b"last line\n") and b"bytes are left out here" in log
    row = next(row for row in ledger["readings"] if row["path"] == f"root{LOG}")
    assert row["truncated"] is True and row["size"] > 3_000_000 and "cut" in row["detail"]
    assert files["root/etc/ecs/ecs.config"] == b"ECS_CLUSTER=prod\n"
    assert len(archive) > MB // 16, "much less was kept than there was room for"


def test_json_is_whole_or_left_out() -> None:
    body = json.dumps({"tasks": [noisy(1).decode() for _ in range(20_000)]}).encode()
    made = list(recorded((Question("aws/ecs/describe-tasks.json", "t"), Answer(body))).values())
    files, ledger = unpacked(pack(made, OCCASION, Redactor(), MB // 4))
    assert files == {}
    assert ledger["readings"][0]["outcome"] == "broken" and "--max-size" in ledger["readings"][0]["cure"]


def test_what_cannot_be_read_is_not_taken_along() -> None:
    body = b"\xfd7zXZ\x00" + os.urandom(4000)
    files, ledger = unpacked(
        pack([Entry("imds/user-data", body, {"path": "imds/user-data"})], OCCASION, Redactor(), MB)
    )
    assert files["imds/user-data"] == body[:16]
    assert "not text" in ledger["readings"][0]["detail"]


def test_compressed_user_data_is_searched_inside() -> None:
    body = gzip.compress(b"#!/bin/sh\nexport DB_PASSWORD=q7secretZk9\n")
    files, _ = unpacked(pack([Entry("imds/user-data", body, {"path": "imds/user-data"})], OCCASION, Redactor(), MB))
    assert gzip.decompress(files["imds/user-data"]) == b"#!/bin/sh\nexport DB_PASSWORD=REDACTED-1\n"


def test_secret_of_one_answer_is_unknown_in_no_other() -> None:
    made = [
        Entry("commands/a.txt", b"failed with q7secretZk9\n", {"path": "commands/a.txt"}),
        Entry("imds/user-data", b"DB_PASSWORD=q7secretZk9\n", {"path": "imds/user-data", "detail": "q7secretZk9"}),
    ]
    files, ledger = unpacked(pack(made, OCCASION, Redactor(), MB))
    assert files["commands/a.txt"] == b"failed with REDACTED-1\n"
    assert ledger["readings"][1]["detail"] == "REDACTED-1"
    assert ledger["redactions"]["assignment"] == 1 and ledger["redactions"]["seen-elsewhere"] >= 1


@pytest.mark.parametrize(
    ("slot", "place"),
    [("root/etc/x", "root/etc/x"), ("root/a/../../../etc/passwd", "root/etc/passwd"), ("aws/ecs/x/arn:a/b.json",) * 2]
    + [("root/" + "x" * 300, None), ("root/a\0b", None), ("../x", None), ("", None), ("root/a\nb", None)],
)
def test_places_stay_inside(slot: str, place: str) -> None:
    assert place_of(slot) == place


def test_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(str(tmp_path / "a"), b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(tmp_path / "a").st_mode) == 0o600
    assert os.listdir(tmp_path) == ["a"]


def test_link_in_its_place_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("untouched")
    os.symlink(tmp_path / "precious", tmp_path / "out")
    write_private(str(tmp_path / "out"), b"archive")
    assert (tmp_path / "precious").read_text() == "untouched"
    assert not (tmp_path / "out").is_symlink() and (tmp_path / "out").read_bytes() == b"archive"


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["a directory", "a FIFO"])
def test_what_is_no_file_is_left_alone(tmp_path: Path, make: Any) -> None:
    make(str(tmp_path / "out"))
    with pytest.raises(NotWritten):
        write_private(str(tmp_path / "out"), b"x")
    assert os.listdir(tmp_path) == ["out"]


def test_no_such_folder_is_one_clause(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="No such file"):
        write_private(str(tmp_path / "no" / "out"), b"x")
