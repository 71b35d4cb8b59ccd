"""Every parser takes everything: a value, Missing, or the error that it documents, within bounded time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsers import NASTY, Parser, argument, consumed, corpus, parsers, unfit

from ecsdoctor.model.reading import Missing, NotApplicable
from thorough import examples, some

PARSERS = list(parsers())
UNFIT = unfit(PARSERS)
FIT = [p for p in PARSERS if not any(row.startswith(p.name + " ") for row in UNFIT)]
SECONDS = 3.0  # of the processor's time, not the clock's: the machine may be busy; they take milliseconds

mutations = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.text(max_size=20), st.sampled_from(NASTY[:30]))),
    max_size=3,
)


def mutated(text: str, changes: Any) -> str:
    """Pieces cut out, put in and overwritten."""
    for where, length, piece in changes:
        place = int(where * len(text))
        text = text[:place] + piece + text[place + length :]
    return text[:300_000]


def feed(parser: Parser, text: str) -> None:
    """Call it; whatever it does not document is a fault."""
    begin = time.thread_time()
    try:
        consumed(parser.function(*[argument(type_, text) for type_ in parser.types]))
    except (Missing, NotApplicable):
        pass
    except Exception as error:
        if type(error).__name__ not in (parser.function.__doc__ or ""):
            raise
    assert time.thread_time() - begin < SECONDS


def test_there_are_parsers_and_hardly_any_is_left_out() -> None:
    assert len(FIT) > 50
    assert len(UNFIT) <= 12, UNFIT


@pytest.mark.parametrize("parser", FIT, ids=str)
def test_parser_takes_the_nastiest_texts(parser: Parser) -> None:
    for text in (*NASTY, *parser.samples):
        feed(parser, text)


@pytest.mark.parametrize("parser", FIT, ids=str)
def test_parser_takes_what_was_meant_for_another(parser: Parser) -> None:
    for text in some(corpus(), 40):
        feed(parser, text)


@pytest.mark.parametrize("parser", FIT, ids=str)
@given(data=st.data())
@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
def test_parser_takes_mutations_of_its_samples(parser: Parser, data: Any) -> None:
    base = data.draw(st.sampled_from(list(parser.samples or ()) * 4 + list(some(corpus(), 60))))
    feed(parser, mutated(base, data.draw(mutations)))
