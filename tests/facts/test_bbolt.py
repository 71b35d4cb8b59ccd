"""The bbolt reader: what bbolt writes is read, and nothing that is broken gets further than BoltError."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from bolt_writer import (
    FREELIST,
    PAGE_SIZE,
    branch,
    bucket,
    file_of,
    header,
    inline,
    leaf,
    meta,
    with_buckets,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsdoctor.facts.checkpoint import bbolt
from ecsdoctor.facts.checkpoint.bbolt import BoltError, read_buckets

REAL = Path(__file__).parents[2] / "fixtures" / "sources" / "agent-db"
REGISTERED = (REAL / "registered.db").read_bytes()


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def test_a_file_of_the_agent() -> None:
    buckets = read_buckets(REGISTERED)
    assert sorted(buckets) == [b"containers", b"eniattachments", b"images", b"metadata", b"resattachments", b"tasks"]
    assert buckets[b"metadata"][b"cluster-name"] == b'"prod"'
    assert buckets[b"metadata"][b"ec2-instance-id"] == b'"i-0123456789abcdef0"'
    assert buckets[b"tasks"] == {}


def test_a_database_without_buckets() -> None:
    assert read_buckets(file_of({3: leaf(3, [])})) == {}


def test_inline_buckets() -> None:
    buckets = {b"metadata": {b"a": b"1", b"b": b""}, b"tasks": {}}
    assert read_buckets(with_buckets(buckets)) == buckets


def test_a_bucket_of_branch_and_leaf_pages() -> None:
    data = file_of(
        {
            3: leaf(3, [(1, b"tasks", bucket(4))]),
            4: branch(4, [5, 6]),
            5: leaf(5, [(0, b"a", b"1")]),
            6: leaf(6, [(0, b"b", b"2")]),
        }
    )
    assert read_buckets(data) == {b"tasks": {b"a": b"1", b"b": b"2"}}


def test_a_value_larger_than_a_page() -> None:
    page = leaf(4, [(0, b"big", b"x" * 3000)], overflow=2)
    data = file_of({3: leaf(3, [(1, b"tasks", bucket(4))]), 4: page})
    assert read_buckets(data)[b"tasks"] == {b"big": b"x" * 3000}


def test_nested_buckets_and_keys_beside_the_buckets_are_left_out() -> None:
    data = file_of({3: leaf(3, [(0, b"key", b"value"), (1, b"tasks", inline([(1, b"sub", inline([]))]))])})
    assert read_buckets(data) == {b"tasks": {}}


@pytest.mark.parametrize("page_size", [1024, 4096, 65536])
def test_the_page_size_comes_from_the_file(page_size: int) -> None:
    data = file_of({3: leaf(3, [(1, b"metadata", inline([]))])}, page_size=page_size)
    assert read_buckets(data) == {b"metadata": {}}
    assert read_buckets(patched(data, 16, b"\0" * 64)) == {b"metadata": {}}, "with the second header alone"


def test_the_newer_of_two_valid_headers_counts() -> None:
    pages = {3: leaf(3, [(1, b"new", inline([]))]), 4: leaf(4, [(1, b"old", inline([]))])}
    data = file_of(pages)
    older_first = patched(patched(data, 0, meta(0, 4, 5, 6)), PAGE_SIZE, meta(1, 3, 5, 7))
    assert list(read_buckets(older_first)) == [b"new"]


def test_a_torn_header_leaves_the_other_one() -> None:
    pages = {3: leaf(3, [(1, b"new", inline([]))]), 4: leaf(4, [(1, b"old", inline([]))])}
    data = patched(file_of(pages), PAGE_SIZE, meta(1, 4, 5, 7))
    assert list(read_buckets(patched(data, 16 + 32, b"\xff"))) == [b"old"]


def test_no_list_of_free_pages_is_fine() -> None:
    data = file_of({3: leaf(3, [])})
    data = patched(patched(data, 0, meta(0, 3, 4, 8, freelist=2**64 - 1)), 2 * PAGE_SIZE, b"\xff" * PAGE_SIZE)
    assert read_buckets(data) == {}


BROKEN = {
    "nothing at all": (b"", "empty"),
    "a few bytes": (b"hello", "neither of its two header pages is valid"),
    "zeros": (bytes(32768), "magic number is missing"),
    "a text file": (b'{"Version": 1}' * 500, "magic number is missing"),
    "another format version": (
        meta(0, 3, 4, 8, version=3).ljust(PAGE_SIZE, b"\0") + bytes(4 * PAGE_SIZE),
        "version is 3, not 2",
    ),
    "both checksums wrong": (
        patched(patched(file_of({3: leaf(3, [])}), 16 + 32, b"\xff"), PAGE_SIZE + 16 + 32, b"\xff"),
        "checksum is wrong",
    ),
    "only the first header left": (file_of({3: leaf(3, [])})[:PAGE_SIZE], "cut short"),
    "cut behind the headers": (REGISTERED[:8192], "cut short: it ends at byte 8192"),
    "a page that refers to itself": (file_of({3: branch(3, [3])}), "referred to twice"),
    "two pages that refer to each other": (file_of({3: branch(3, [4]), 4: branch(4, [3])}), "referred to twice"),
    "a child beyond the end": (file_of({3: branch(3, [900])}), "page 900 is referred to"),
    "a header page as a child": (file_of({3: branch(3, [1])}), "page 1 is referred to"),
    "the root is the list of free pages": (file_of({3: leaf(3, [])}, root=2), "referred to twice"),
    "the root is a free page": (file_of({3: header(3, FREELIST, 0)}), "of another kind"),
    "a page in a foreign place": (file_of({3: leaf(4, [])}), "in the place of page 3"),
    "no list of free pages where it should be": (
        patched(file_of({3: leaf(3, [])}), 2 * PAGE_SIZE, header(2, 0x02, 0)),
        "should list the free pages",
    ),
    "more elements than a page holds": (file_of({3: header(3, 0x02, 65535)}), "claims 65535 elements"),
    "an overflow beyond the end": (file_of({3: header(3, 0x02, 0, overflow=2**32 - 1)}), "beyond the end"),
    "a value beyond its page": (
        file_of({3: header(3, 0x02, 1) + struct.pack("<IIII", 0, 16, 4, 2**32 - 1)}),
        "reaches beyond",
    ),
    "a bucket too short": (file_of({3: leaf(3, [(1, b"tasks", b"x")])}), "bucket 'tasks' is too short"),
    "an inline bucket without a page": (file_of({3: leaf(3, [(1, b"tasks", bucket(0))])}), "neither a page"),
    "an inline bucket that is no leaf": (
        file_of({3: leaf(3, [(1, b"tasks", bucket(0) + header(0, 0x01, 0))])}),
        "not a leaf page",
    ),
}


@pytest.mark.parametrize("story", BROKEN)
def test_broken_files_say_what_is_wrong(story: str) -> None:
    data, expected = BROKEN[story]
    with pytest.raises(BoltError, match=expected):
        read_buckets(data)


def test_a_deep_chain_of_pages_ends() -> None:
    pages = {i: branch(i, [i + 1]) for i in range(3, 60)}
    with pytest.raises(BoltError, match="nested more than"):
        read_buckets(file_of({**pages, 60: leaf(60, [])}))


def test_elements_cannot_share_their_bytes() -> None:
    """A hundred elements of one page, each with the same 38 KiB as its value: 4 MB out of 43 KB."""
    size = 40 * PAGE_SIZE
    elements = b"".join(struct.pack("<IIII", 0, 1600 - 16 * i, 0, size - 1616) for i in range(100))
    page = (header(3, 0x02, 100, overflow=39) + elements).ljust(size, b"\0")
    with pytest.raises(BoltError, match="overlap"):
        read_buckets(file_of({3: page}))


def test_the_number_of_keys_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bbolt, "MAX_KEYS", 3)
    with pytest.raises(BoltError, match="more than 3 keys"):
        read_buckets(with_buckets({b"tasks": {b"%d" % i: b"" for i in range(9)}}))


changes = st.lists(
    st.tuples(st.integers(0, len(REGISTERED) - 1), st.binary(min_size=1, max_size=16)), min_size=1, max_size=12
)


@settings(max_examples=300, deadline=None)
@given(changes=changes, cut=st.integers(0, len(REGISTERED)), both=st.booleans())
def test_no_change_of_a_real_file_does_harm(changes: list[tuple[int, bytes]], cut: int, both: bool) -> None:
    data = REGISTERED
    for at, new in changes:
        data = patched(data, at % 0x5020, new)
    began = time.process_time()
    for variant in (data, data[:cut]) if both else (data,):
        try:
            read_buckets(variant)
        except BoltError as error:
            assert str(error)
    assert time.process_time() - began < 1.0


@settings(max_examples=200, deadline=None)
@given(changes=changes)
def test_no_change_below_a_valid_checksum_does_harm(changes: list[tuple[int, bytes]]) -> None:
    """The header stays valid, so that the changes are reached."""
    data = REGISTERED
    for at, new in changes:
        data = patched(data, 0x4000 + at % 0x2B8, new)
    data = patched(data, 0, REGISTERED[:0x2000])
    try:
        read_buckets(data)
    except BoltError as error:
        assert str(error)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=4000))
def test_no_garbage_does_harm(garbage: bytes) -> None:
    with pytest.raises(BoltError):
        read_buckets(garbage)
