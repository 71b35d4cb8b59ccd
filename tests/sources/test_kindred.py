"""Names that people give to the output of a command."""

from __future__ import annotations

from typing import Tuple

import pytest

from ecsdoctor.sources.kindred import kindred


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sudo-systemctl-status-ecs-service-l.txt", ("systemctl", "status", "ecs")),
        ("journalctl-u-ecs.service-no-pager.log", ("journalctl", "-u", "ecs")),
        ("dmesg-T-tail.txt", ("dmesg",)),
        ("df-ih.txt", ("df", "-i")),
        ("journalctl-xe.txt", ("journalctl",)),
    ],
)
def test_the_same_question_in_other_words(name: str, words: Tuple[str, ...]) -> None:
    assert kindred([name], words) == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("journalctl-u-docker.txt", ("journalctl", "-u", "ecs")),
        ("journalctl-u-docker.txt", ("journalctl",)),
        ("docker-ps-a.txt", ("docker", "ps", "-q")),
        ("df-i.txt", ("df", "-h")),
        ("systemctl-start-ecs.txt", ("systemctl", "status", "ecs")),
        ("ip-6-route.md", ("ip", "-6", "route")),
    ],
)
def test_another_question_is_not_mistaken(name: str, words: Tuple[str, ...]) -> None:
    assert kindred([name], words) is None


def test_the_plainest_name_wins() -> None:
    assert kindred(["dmesg-T-tail.txt", "dmesg-T.txt"], ("dmesg",)) == "dmesg-T.txt"
