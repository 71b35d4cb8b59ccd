"""What is a secret, in every shape, and what is none."""

from __future__ import annotations

import base64
import gzip
import json
import re
import time
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import SHAPES, SURVIVORS, UUID_SHAPES

from ecsdoctor.snapshot.redact import Redactor
from ecsdoctor.snapshot.redact.names import looks_secret
from registries import builtin
from thorough import examples

_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
# Never a word, a placeholder or something that must survive: a digit and both cases are always in it.
secrets = st.text(_LETTERS, min_size=12, max_size=40).map(lambda text: f"q7{text}Zk9")


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@given(secret=secrets)
@settings(max_examples=examples(15), deadline=None)
def test_secret_in_this_shape_is_taken_out(shape: str, secret: str) -> None:
    assert secret not in Redactor().text(shape % secret)


@pytest.mark.parametrize("shape", UUID_SHAPES.values(), ids=UUID_SHAPES.keys())
def test_id_in_this_shape_is_taken_out(shape: str) -> None:
    id_ = str(uuid.uuid5(uuid.NAMESPACE_DNS, shape))
    assert id_ not in Redactor().text(shape % id_)


@given(
    shape=st.sampled_from(sorted(SHAPES.values())),
    before=st.text(max_size=60),
    after=st.text(max_size=60),
    secret=secrets,
    quoting=st.integers(0, 2),
)
@settings(max_examples=examples(300), deadline=None)
def test_secret_is_found_among_other_text_and_in_json_in_json(
    shape: str, before: str, after: str, secret: str, quoting: int
) -> None:
    text = shape % secret
    for _ in range(quoting):
        text = json.dumps({"message": text})
    assert secret not in Redactor().text(f"{before}\n{text}\n{after}")


@given(secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=30))
@settings(max_examples=examples(200), deadline=None)
def test_any_printable_password_of_an_env_file_goes_whole(secret: str) -> None:
    clean = Redactor().redact(f"DB_PASSWORD={secret}\nECS_CLUSTER=prod\n".encode(), "root/etc/ecs/ecs.config").decode()
    assert clean.splitlines()[1] == "ECS_CLUSTER=prod"
    value = clean.splitlines()[0].partition("=")[2]
    assert re.fullmatch(r"REDACTED-\d+", value) or value == secret and len(set(secret)) < len(secret) or _hole(secret)


def _hole(secret: str) -> bool:
    """What stands for a secret and is none: `$VARIABLE`, `<password>`, `****`."""
    return bool(re.match(r"[$<`{\[(*.%x-]", secret)) or "REDACTED" in secret


@pytest.mark.parametrize("text", SURVIVORS)
def test_what_tells_survives(text: str) -> None:
    assert Redactor().text(text) == text


def test_texts_of_the_catalogue_survive() -> None:
    """Remedies and explanations speak of passwords without holding any."""
    redactor = Redactor()
    for problem in builtin().catalogue.problems.values():
        for text in (problem.title, problem.meaning, problem.why, *problem.fix, problem.confirm):
            assert redactor.text(text) == text, problem.id
    for check in builtin().checks.values():
        assert redactor.text(check.doc) == check.doc, check.id


def test_same_value_has_the_same_mark_and_another_value_another() -> None:
    redactor = Redactor()
    one = redactor.text("DB_PASSWORD=q7sEcretOneZk9")
    assert one == "DB_PASSWORD=REDACTED-1"
    assert redactor.text("https://bob:q7sEcretOneZk9@example.com") == "https://bob:REDACTED-1@example.com"
    assert redactor.text("API_TOKEN=q7sEcretTwoZk9") == "API_TOKEN=REDACTED-2"


def test_value_that_was_seen_once_is_known_everywhere() -> None:
    redactor = Redactor()
    redactor.learn(b"export DB_PASSWORD='q7sEcretOneZk9'")
    assert redactor.counts == {}
    assert redactor.text("cannot log in with q7sEcretOneZk9") == "cannot log in with REDACTED-1"
    assert redactor.counts == {"seen-elsewhere": 1}


def test_password_inside_base64_of_docker_is_known_too() -> None:
    redactor = Redactor()
    auth = base64.b64encode(b"bob:q7sEcretOneZk9").decode()
    redactor.learn(json.dumps({"auths": {"r.example.com": {"auth": auth}}}).encode())
    assert redactor.text(f"{auth} q7sEcretOneZk9") == "REDACTED-1 REDACTED-1"


def test_cluster_that_serves_as_password_survives_elsewhere() -> None:
    redactor = Redactor()
    redactor.learn(b"DB_PASSWORD=production")
    assert redactor.text("ECS_CLUSTER=production") == "ECS_CLUSTER=production"


def test_marks_that_are_there_stay_and_new_ones_count_on() -> None:
    redactor = Redactor()
    assert redactor.text("A_TOKEN=REDACTED-7 B_TOKEN=q7sEcretOneZk9") == "A_TOKEN=REDACTED-7 B_TOKEN=REDACTED-8"


def test_rules_are_counted() -> None:
    redactor = Redactor()
    redactor.text("https://bob:q7sEcretOneZk9@example.com DB_PASSWORD=q7sEcretTwoZk9")
    assert redactor.counts == {"assignment": 1, "url-password": 1}


SCRIPT = "#!/bin/bash\nexport DB_PASSWORD=q7sEcretOneZk9\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\n"
CLEAN = SCRIPT.replace("q7sEcretOneZk9", "REDACTED-1")


@pytest.mark.parametrize(
    ("wrap", "unwrap"),
    [
        (gzip.compress, gzip.decompress),
        (base64.b64encode, base64.b64decode),
        (base64.encodebytes, base64.decodebytes),
        (lambda body: base64.b64encode(gzip.compress(body)), lambda body: gzip.decompress(base64.b64decode(body))),
        (lambda body: body.decode().encode("utf-16"), lambda body: body.decode("utf-16").encode()),
        (lambda body: body.decode().encode("utf-16-le"), lambda body: body.decode("utf-16-le").encode()),
        (
            lambda body: b"#cloud-config\nwrite_files:\n- encoding: b64\n  content: " + base64.b64encode(body) + b"\n",
            lambda body: base64.b64decode(body.rpartition(b"content: ")[2]),
        ),
        (
            lambda body: json.dumps({"UserData": {"Value": base64.b64encode(body).decode()}}).encode(),
            lambda body: base64.b64decode(json.loads(body)["UserData"]["Value"]),
        ),
    ],
    ids=["gzip", "base64", "base64 in lines", "gzip in base64", "UTF-16", "UTF-16 unmarked", "write_files", "answer"],
)
def test_wrapped_user_data_is_unwrapped_searched_and_wrapped_again(wrap: object, unwrap: object) -> None:
    clean = Redactor().redact(wrap(SCRIPT.encode()), "imds/user-data")  # type: ignore[operator]
    assert unwrap(clean) == CLEAN.encode()  # type: ignore[operator]


def test_json_stays_json_and_keeps_its_form() -> None:
    body = {"https://index.docker.io/v1/": {"auth": "dXNlcjpxN3NFY3JldE9uZVprOQ==", "email": "a@example.com"}}
    text = "ECS_ENGINE_AUTH_DATA=" + json.dumps(body)
    clean = json.loads(Redactor().text(text).partition("=")[2])
    assert list(clean) == list(body)
    assert set(clean["https://index.docker.io/v1/"]) == {"auth", "email"}


@pytest.mark.parametrize(
    ("name", "secret"),
    [("DB_PASSWORD", True), ("pgpassword", True), ("MYSQL_PWD", True), ("apiKey", True), ("client-secret", True)]
    + [("AWS_ACCESS_KEY_ID", True), ("REDIS_AUTH", True), ("PWD", False), ("TOKEN_TTL", False), ("KeyName", False)]
    + [("ECS_ENGINE_AUTH_TYPE", False), ("PASSWORD_FILE", False), ("nextToken", False), ("password-stdin", False)],
)
def test_names_that_promise_a_secret(name: str, secret: bool) -> None:
    assert looks_secret(name) is secret


@pytest.mark.parametrize(
    "line",
    ["password=" * 40_000, '"auth":"' * 40_000, "a://" * 80_000, "-----BEGIN PRIVATE KEY-----" * 12_000]
    + ["echo " * 60_000 + "| docker login", "x" * 400_000, "=" * 400_000, "eyJ" * 100_000, "A" * 400_000 + "=="]
    + [
        "{" * 400_000,
        "ECS_ENGINE_AUTH_DATA={" * 16_000,
        "\\" * 300_000 + '"',
        "docker login " * 30_000,
        "AKIA" * 80_000,
    ]
    + [
        "password" + "\\" * 300_000,
        ("password" + "\\" * 50) * 6000,
        '"value":"' * 40_000 + "key",
        'key"value":"' * 30_000,
        "proxy" * 60_000,
        "proxy=" + "a" * 300_000,
        'secret="' + '\\"' * 150_000,
        "\\n" * 150_000 + "token=",
        "name: x\nvalue:" * 20_000,
        "token " * 60_000,
        "Authorization: " * 24_000,
        "%26" * 100_000,
        "chpasswd:\n" * 30_000,
    ],
    ids=lambda text: text[:12],
)
def test_time_is_bounded_on_the_worst_lines(line: str) -> None:
    begin = time.process_time()
    Redactor().text(line)
    assert time.process_time() - begin < 5  # the machine may be busy


@given(
    body=st.binary(max_size=400), slot=st.sampled_from(["imds/user-data", "root/etc/ecs/ecs.config", "aws/x/y.json"])
)
@settings(max_examples=examples(300), deadline=None)
def test_any_bytes_pass_and_twice_is_once(body: bytes, slot: str) -> None:
    redactor = Redactor()
    once = redactor.redact(body, slot)
    assert redactor.redact(once, slot) == once
