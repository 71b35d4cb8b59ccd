"""Registry credentials by the agent's rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor.facts.config.engine_auth import auth_fault
from ecsdoctor.facts.config.registration_rules import attribute_fault, tag_fault

TOKEN = "dXNlcjpub3QtYS1wYXNzd29yZA=="  # user:not-a-password
HUB = '{"https://index.docker.io/v1/":{"auth":"' + TOKEN + '"}}'


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("", ""),
        ("dockercfg", HUB),
        ("dockercfg ", HUB),
        ("dockercfg", HUB.replace("https://", "")),
        ("dockercfg", '{"registry.example:5000/team":{"auth":"' + TOKEN + '","email":"a@example.com"}}'),
        ("docker", '{"registry.example":{"username":"ci","password":"p","email":"x"}}'),
        ("docker", '{"registry.example":{"Username":"ci","Password":"p"}}'),
        ("dockercfg", "***"),
        ("dockercfg", '{"registry.example":{"auth":"xxxx"}}'),
        ("dockercfg", "REDACTED-2"),
        ("dockercfg", '{"registry.example":{"auth":"REDACTED-3"}}'),
        ("dockercfg", '{"registry.example":{"auth":"' + TOKEN + '"},"HttpHeaders":{"a":"b"}}'),
    ],
)
def test_what_the_agent_can_use(kind: str, data: str) -> None:
    assert auth_fault(kind, data) is None


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("", HUB, "ECS_ENGINE_AUTH_TYPE is not"),
        ("dockercfg", "", "ECS_ENGINE_AUTH_DATA is not"),
        ("Docker", HUB, "neither docker nor dockercfg"),
        ("dockercfg\r\nx", HUB, "neither docker nor dockercfg"),
        ("dockercfg", HUB[:30], "not JSON"),
        ("dockercfg", f"'{HUB}'", "not JSON"),
        ("dockercfg", f"[{HUB}]", "is a list"),
        ("dockercfg", '{"auths":' + HUB + "}", '"auths"'),
        ("docker", '{"auths":' + HUB + "}", '"auths"'),
        ("dockercfg", '{"auths":{"registry.example":{"auth":"REDACTED-3"}}}', '"auths"'),
        ("dockercfg", '{"registry.example":{"username":"ci","password":"p"}}', "belongs to type docker"),
        ("docker", '{"registry.example":{"auth":"' + TOKEN + '"}}', "belongs to type dockercfg"),
        ("dockercfg", '{"registry.example":{"auth":"not base64!"}}', "not base64"),
        ("dockercfg", '{"registry.example":{"auth":"bm8tY29sb24="}}', "user:password"),
        ("dockercfg", '{"registry.example":"' + TOKEN + '"}', "is a text, not an object"),
        ("dockercfg", '{"https://index.docker.io/v2/":{"auth":"' + TOKEN + '"}}', "Docker Hub"),
        ("dockercfg", '{"docker.io":{"auth":"' + TOKEN + '"}}', "Docker Hub"),
        ("dockercfg", '{"credsStore":"ecr-login"}', "names no registry"),
    ],
)
def test_what_it_cannot_use(kind: str, data: str, words: str) -> None:
    fault = auth_fault(kind, data)
    assert fault is not None
    assert words in fault.sentence
    assert fault.advice


def test_one_good_registry_is_still_used() -> None:
    fault = auth_fault("dockercfg", HUB[:-1] + ',"registry.example":{"auth":"bm8tY29sb24="}}')
    assert fault is not None and fault.usable


@given(
    st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=12, max_size=30),
    st.sampled_from(["docker", "dockercfg", "other", ""]),
    st.sampled_from(
        [
            '{{"registry.example":{{"auth":"{}"}}}}',
            '{{"registry.example":{{"password":"{}"}}}}',
            '{{"auths":{{"r":{{"auth":"{}"}}}}}}',
            '{{"registry.example":"{}"',
            "{}",
            '["{}"]',
        ]
    ),
)
def test_no_sentence_repeats_the_secret(secret: str, kind: str, form: str) -> None:
    fault = auth_fault(kind, form.format(secret))
    if fault is not None:
        assert secret not in fault.sentence + fault.advice


@given(st.text(max_size=10), st.text(max_size=60))
def test_any_pair_can_be_judged(kind: str, data: str) -> None:
    auth_fault(kind, data)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"stack": "blue", "a.b/c-d_e\\f": "x:y@z 1"}, ""),
        ({}, ""),
        ({"my attr!": "x"}, "my attr!"),
        ({"": "x"}, "is empty"),
        ({"a" * 129: "x"}, "129 letters"),
        ({"a": "x" * 129}, "129 letters"),
        ({"a": "b;c"}, 'the value of "a"'),
        ({"a": " b"}, "begins or ends with a blank"),
        ({"a": None}, ""),
    ],
)
def test_attributes_by_the_rules_of_ecs(attributes: dict[str, str], words: str) -> None:
    fault = attribute_fault(attributes)
    assert (words in fault) if words else not fault


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"team": "web", "größe": "ä b+c=d"}, ""),
        ({"aws:team": "web"}, "reserved"),
        ({"AWS:team": "web"}, "reserved"),
        ({"": "x"}, "no key"),
        ({"a" * 129: "x"}, "longer"),
        ({"a": "x" * 257}, "longer"),
        ({"a": "b;c"}, "characters"),
        ({str(n): "" for n in range(51)}, "51 tags"),
    ],
)
def test_tags_by_the_rules_of_aws(tags: dict[str, str], words: str) -> None:
    fault = tag_fault(tags)
    assert (words in fault) if words else not fault
