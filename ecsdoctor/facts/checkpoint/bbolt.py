"""Read the key/value pairs of a bbolt database from its bytes: no lock, no mapping, never a write.

The format (go.etcd.io/bbolt, internal/common/{meta,page,bucket}.go), little-endian on x86_64 and aarch64:

    page 0 and 1   meta: two copies, written in turn; the valid one with the higher transaction id counts
    other pages    header (id, flags, count, overflow), then `count` elements, then what they point to
    branch         elements (position, key size, page id): the children of a B+ tree
    leaf           elements (flags, position, key size, value size); flag 1: the value is a bucket
    bucket value   root page id and a sequence; root 0: a whole leaf page follows (inline)

The file may be torn or made by an enemy: every page is entered at most once; depth, keys and bytes are counted.
"""

from __future__ import annotations

from struct import Struct
from typing import Dict, Iterator, List, Set, Tuple, Union

from ...model.frozen import frozen

MAGIC = 0xED0CDAED
VERSION = 2
MAX_DEPTH = 32  # bbolt's trees are 3 or 4 pages deep
MAX_KEYS = 200_000  # the agent keeps a few keys for each task and container
_NO_FREELIST = 0xFFFFFFFFFFFFFFFF
_BRANCH, _LEAF, _FREELIST = 0x01, 0x02, 0x10
_IS_BUCKET = 0x01

_PAGE = Struct("<QHHI")
_META = Struct("<IIIIQQQQQQ")
_LEAF_ELEMENT = Struct("<IIII")
_BRANCH_ELEMENT = Struct("<IIQ")
_BUCKET = Struct("<QQ")


class BoltError(Exception):
    """The bytes are no whole bbolt database; the text says what is wrong with them."""


@frozen
class _Meta:
    page_size: int
    root: int
    freelist: int
    end: int  # the first page id that was never used
    transaction: int


@frozen
class _Page:
    """`start` and `end` are offsets of the page with its overflow; `name` is for error texts."""

    name: str
    start: int
    end: int
    flags: int
    count: int


def read_buckets(data: bytes) -> Dict[bytes, Dict[bytes, bytes]]:
    """The top-level buckets with their keys and values (nested buckets are left out); raises BoltError."""
    return _Reader(data).buckets()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._meta = _newest_meta(data)
        self._entered: Set[int] = set()
        self._keys = 0
        self._bytes = 0

    def buckets(self) -> Dict[bytes, Dict[bytes, bytes]]:
        found: Dict[bytes, Dict[bytes, bytes]] = {}
        self._check_freelist()
        for flags, name, value in list(self._tree(self._meta.root)):
            if flags & _IS_BUCKET:
                found[name] = {k: v for f, k, v in self._bucket(name, value) if not f & _IS_BUCKET}
        return found

    def _bucket(self, name: bytes, value: bytes) -> Iterator[Tuple[int, bytes, bytes]]:
        if len(value) < _BUCKET.size:
            raise BoltError(f"the bucket {_shown(name)} is too short to be one")
        root, _ = _BUCKET.unpack_from(value)
        if root:
            yield from self._tree(root)
            return
        if len(value) < _BUCKET.size + _PAGE.size:
            raise BoltError(f"the bucket {_shown(name)} has neither a page nor content")
        _, flags, count, _ = _PAGE.unpack_from(value, _BUCKET.size)
        if not flags & _LEAF:
            raise BoltError(f"the content of the bucket {_shown(name)} is not a leaf page")
        yield from self._leaf(value, _Page(f"bucket {_shown(name)}", _BUCKET.size, len(value), flags, count))

    def _tree(self, page_id: int, depth: int = 1) -> Iterator[Tuple[int, bytes, bytes]]:
        if depth > MAX_DEPTH:
            raise BoltError(f"its pages are nested more than {MAX_DEPTH} deep")
        page = self._page(page_id)
        if page.flags & _LEAF:
            yield from self._leaf(self._data, page)
        elif page.flags & _BRANCH:
            for child in self._children(page):
                yield from self._tree(child, depth + 1)
        else:
            raise BoltError(f"{page.name} should hold data, but is of another kind (flags {page.flags:#x})")

    def _page(self, page_id: int) -> _Page:
        name, size = f"page {page_id}", self._meta.page_size
        if not 2 <= page_id < self._meta.end:
            raise BoltError(f"{name} is referred to, but only pages 2 to {self._meta.end - 1} exist")
        start = page_id * size
        if start + size > len(self._data):
            raise BoltError(f"it is cut short: it ends at byte {len(self._data)}, {name} begins at byte {start}")
        id_, flags, count, overflow = _PAGE.unpack_from(self._data, start)
        if id_ != page_id:
            raise BoltError(f"in the place of {name} is something else")
        end = start + (overflow + 1) * size
        if end > len(self._data) or page_id + overflow >= self._meta.end:
            raise BoltError(f"{name} ends at byte {end}, beyond the end of the file or of its pages")
        taken = range(page_id, page_id + overflow + 1)
        if not self._entered.isdisjoint(taken):
            raise BoltError(f"{name} is referred to twice")
        self._entered.update(taken)
        return _Page(name, start, end, flags, count)

    def _leaf(self, data: bytes, page: _Page) -> Iterator[Tuple[int, bytes, bytes]]:
        for at in _elements(page, _LEAF_ELEMENT.size):
            flags, position, key_size, value_size = _LEAF_ELEMENT.unpack_from(data, at)
            key_at = at + position
            value_at = key_at + key_size
            if value_at + value_size > page.end:
                raise BoltError(f"an element of {page.name} reaches beyond its end")
            self._count(key_size + value_size)
            yield flags, data[key_at:value_at], data[value_at : value_at + value_size]

    def _children(self, page: _Page) -> List[int]:
        self._count(0)
        places = _elements(page, _BRANCH_ELEMENT.size)
        return [_BRANCH_ELEMENT.unpack_from(self._data, at)[2] for at in places]

    def _count(self, size: int) -> None:
        """Elements of a sound file do not overlap: together they are never larger than twice the file
        (an inline bucket is counted as a value and by its keys)."""
        self._keys += 1
        self._bytes += size
        if self._keys > MAX_KEYS:
            raise BoltError(f"it has more than {MAX_KEYS} keys")
        if self._bytes > 2 * len(self._data):
            raise BoltError("its elements overlap")

    def _check_freelist(self) -> None:
        """bbolt refuses a database whose list of free pages is none, so it matters that it is sound."""
        if self._meta.freelist == _NO_FREELIST:
            return
        page = self._page(self._meta.freelist)
        if not page.flags & _FREELIST:
            raise BoltError(f"{page.name} should list the free pages, but is of another kind (flags {page.flags:#x})")


def _elements(page: _Page, size: int) -> range:
    """Offsets of the elements' headers."""
    first = page.start + _PAGE.size
    last = first + page.count * size
    if last > page.end:
        raise BoltError(f"{page.name} claims {page.count} elements, more than it has room for")
    return range(first, last, size)


def _newest_meta(data: bytes) -> _Meta:
    """The valid meta page with the higher transaction id, as bbolt's Open picks it."""
    if not data:
        raise BoltError("the file is empty (0 bytes)")
    first = _meta_at(data, 0)
    # Without the first copy the page size is unknown; bbolt tries the same sizes (db.go, getPageSizeFromSecondMeta).
    sizes = [first.page_size] if isinstance(first, _Meta) else [1024 << i for i in range(15)]
    copies = [first, *(_meta_at(data, size) for size in sizes)]
    metas = [meta for meta in copies if isinstance(meta, _Meta)]
    if not metas:
        raise BoltError(f"neither of its two header pages is valid ({first})")
    best = max(metas, key=lambda m: m.transaction)
    if len(data) < 2 * best.page_size:
        raise BoltError(f"it is cut short: {len(data)} bytes are less than its two header pages")
    return best


def _meta_at(data: bytes, offset: int) -> Union[_Meta, str]:
    """The meta page at an offset, or what is wrong with it."""
    begin = offset + _PAGE.size
    if begin + _META.size > len(data):
        return f"the file has only {len(data)} bytes"
    fields = _META.unpack_from(data, begin)
    magic, version, page_size, _, root, _, freelist, end, transaction, checksum = fields
    if magic != MAGIC:
        return "the magic number is missing"
    if version != VERSION:
        return f"its format version is {version}, not {VERSION}"
    if checksum != _fnv1a(data[begin : begin + _META.size - 8]):
        return "its checksum is wrong"
    if not 1024 <= page_size <= 1 << 24 or page_size & (page_size - 1) or offset not in (0, page_size):
        return f"its page size is {page_size}"
    return _Meta(page_size, root, freelist, end, transaction)


def _fnv1a(data: bytes) -> int:
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def _shown(name: bytes) -> str:
    return ascii(name[:40].decode("utf-8", "replace"))
