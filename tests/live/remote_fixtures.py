"""Fixtures of `remote.py`; a test module names this one in `pytest_plugins`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Iterator

import pytest
from aws_front import AwsFront
from remote import Doctor
from servers import http

from conftest import KEYS


@pytest.fixture(scope="module")
def practice(moto: str) -> Iterator[Doctor]:
    """A front before moto, and clients that are made once."""
    front = AwsFront(moto)
    with ExitStack() as stack:
        url = stack.enter_context(http(front))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true"}.items():
            patch.setenv(name, value)
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
            patch.delenv(name, raising=False)
        yield Doctor(front, url)


@pytest.fixture
def doctor(practice: Doctor) -> Doctor:
    """The same at the beginning of a test."""
    practice.begin()
    return practice
