"""Write small bbolt files page by page, sound or broken on purpose."""

from __future__ import annotations

import struct
from typing import Dict, Mapping, Sequence, Tuple

LEAF, BRANCH, FREELIST = 0x02, 0x01, 0x10
PAGE_SIZE = 1024
Entry = Tuple[int, bytes, bytes]


def fnv1a(data: bytes) -> int:
    value = 14695981039346656037
    for byte in data:
        value = (value ^ byte) * 1099511628211 % 2**64
    return value


def header(page_id: int, flags: int, count: int, overflow: int = 0) -> bytes:
    return struct.pack("<QHHI", page_id, flags, count, overflow)


def meta(
    page_id: int, root: int, end: int, transaction: int, page_size: int = PAGE_SIZE, version: int = 2, freelist: int = 2
) -> bytes:
    body = struct.pack("<IIIIQQQQQ", 0xED0CDAED, version, page_size, 0, root, 0, freelist, end, transaction)
    return header(page_id, 0x04, 0) + body + struct.pack("<Q", fnv1a(body))


def leaf(page_id: int, entries: Sequence[Entry], overflow: int = 0) -> bytes:
    """Entries are (flags, key, value)."""
    at = 16 * len(entries)
    elements, content = b"", b""
    for index, (flags, key, value) in enumerate(entries):
        elements += struct.pack("<IIII", flags, at - 16 * index, len(key), len(value))
        content += key + value
        at += len(key) + len(value)
    return header(page_id, LEAF, len(entries), overflow) + elements + content


def branch(page_id: int, children: Sequence[int]) -> bytes:
    elements = b"".join(struct.pack("<IIQ", 16 * (len(children) - i), 0, c) for i, c in enumerate(children))
    return header(page_id, BRANCH, len(children)) + elements


def inline(entries: Sequence[Entry]) -> bytes:
    """The value of a bucket whose content stands in the value itself."""
    return struct.pack("<QQ", 0, 0) + leaf(0, entries)


def bucket(root: int) -> bytes:
    """The value of a bucket with pages of its own."""
    return struct.pack("<QQ", root, 0)


def file_of(pages: Mapping[int, bytes], root: int = 3, page_size: int = PAGE_SIZE) -> bytes:
    """Two metas, an empty list of free pages as page 2, and the given pages in their places."""
    end = 1 + max(p + max(0, (len(body) - 1) // page_size) for p, body in pages.items())
    all_pages: Dict[int, bytes] = {
        0: meta(0, root, end, 8, page_size),
        1: meta(1, root, end, 7, page_size),
        2: header(2, FREELIST, 0),
        **pages,
    }
    data = bytearray(end * page_size)
    for page_id, body in all_pages.items():
        data[page_id * page_size : page_id * page_size + len(body)] = body
    return bytes(data)


def with_buckets(buckets: Mapping[bytes, Mapping[bytes, bytes]]) -> bytes:
    """A sound file whose buckets are all inline."""
    entries = [(1, name, inline([(0, k, v) for k, v in sorted(kv.items())])) for name, kv in sorted(buckets.items())]
    overflow = len(leaf(3, entries)) // PAGE_SIZE
    return file_of({3: leaf(3, entries, overflow)})
