"""`-o markdown` through markdown-it, a CommonMark parser: fences hold, and no text of the machine becomes markup."""

from __future__ import annotations

from typing import List

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from reports import HOSTILE, hostile_report
from test_table import a_report

from ecsdoctor.report import markdown
from ecsdoctor.report.plain import harmless
from ecsdoctor.report.short import one_line

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text: str) -> List[Token]:
    """Blocks and what stands inside them."""
    blocks = PARSER.parse(text)
    return [*blocks, *(inner for block in blocks for inner in block.children or ())]


def shape(text: str) -> List[str]:
    """The blocks alone."""
    return [token.type for token in PARSER.parse(text)]


def test_an_ordinary_report_reads_well() -> None:
    found = tokens(markdown.render(a_report()))
    assert [t.content for t in found if t.type == "fence"][1] == "sudo systemctl restart ecs\n"
    assert [t.tag for t in found if t.type == "heading_open"] == ["h2", "h3", "h3"]


def test_hostile_text_changes_no_block() -> None:
    assert shape(markdown.render(hostile_report())) == shape(markdown.render(tame_report()))


def test_hostile_text_becomes_no_markup() -> None:
    kinds = {token.type for token in tokens(markdown.render(hostile_report()))}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "em_open", "s_open", "table_open"}


def test_a_fence_gives_back_what_went_in() -> None:
    fences = [token.content for token in PARSER.parse(markdown.fence(HOSTILE)) if token.type == "fence"]
    assert fences == [harmless(HOSTILE) + "\n"]


def tame_report():  # type: ignore[no-untyped-def]
    """The hostile report with words in place of its texts."""
    import reports

    text, reports.HOSTILE = reports.HOSTILE, "words"
    try:
        return reports.hostile_report()
    finally:
        reports.HOSTILE = text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("`~*_[]()<>#+-=|\\ab1.!&;:/@ \n\t")))
def test_any_sentence_stays_a_sentence(text: str) -> None:
    found = PARSER.parse(f"x\n\n{markdown.prose(text)}\n\ny\n")
    paragraphs = [token for token in found if token.type == "inline"]
    assert {token.type for token in found} == {"paragraph_open", "inline", "paragraph_close"}
    shown = "".join(t.content for p in paragraphs[1:-1] for t in p.children or ())
    assert shown.split() == one_line(text).split()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("`~\nab ")))
def test_no_text_ends_its_fence(text: str) -> None:
    found = PARSER.parse(f"{markdown.fence(text)}\n\nafter\n")
    assert [token.type for token in found] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert found[0].content == harmless(text) + "\n"
