"""The literal of a pattern stands in everything that the pattern matches."""

from __future__ import annotations

import pytest
from test_signs import TABLES

from ecsdoctor_checks.literal import literal_of

SIGNS = [sign for _, table in TABLES for sign in table]


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        (r"no space left on device", "no space left on device"),
        (r"Pool (?P<n>\d+) is full", " is full"),
        (r"one|another one", ""),
        (r"ab?cde", "cde"),
        (r"abc{0,2}de", "ab"),
        (r"abc+de", "abc"),
        (r"x.*yes\.no", "yes.no"),
        (r"[abc]d\]e\d", "d]e"),
        (r"(in(side)|out)a", "a"),
        (r"(?:a|b)", ""),
        (r"Size \{2\}", "size {2}"),
        (r"[]x]after", "after"),
        (r"", ""),
    ],
)
def test_what_every_match_holds(pattern: str, literal: str) -> None:
    assert literal_of(pattern) == literal


def test_every_sign_matches_only_texts_with_its_literal() -> None:
    assert all(literal_of(sign.pattern) in sign.example.lower() for sign in SIGNS)
    assert sum(len(literal_of(sign.pattern)) > 5 for sign in SIGNS) > len(SIGNS) / 2
