"""Keep a snapshot small: the largest logs are cut first, to their beginning and their end, and the ledger tells."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Dict, List, Sequence

from .entries import Entry
from .file_parts import cut_mark

# A tar header and its end, compressed, and a row of the ledger.
_EACH = 300
_HEAD = 4  # a quarter of what is kept is the beginning
_LEAST = 2048


def fitted(entries: Sequence[Entry], most: int) -> List[Entry]:
    """Entries whose compressed sizes together are at most about `most` bytes."""
    sizes = {e.slot: len(zlib.compress(e.body, 6)) for e in entries if e.body is not None}
    room = most - _EACH * len(entries)
    if sum(sizes.values()) <= room:
        return list(entries)
    fixed = {e.slot for e in entries if e.body is not None and not _may_be_cut(e)}
    dropped = _too_much(fixed & set(sizes), sizes, room * 3 // 4)
    level = _level([n for s, n in sizes.items() if s not in fixed], room - sum(sizes[s] for s in fixed - dropped))
    kept = []
    for entry in entries:
        if entry.slot in dropped:
            entry = _left_out(entry)
        elif entry.body is not None and entry.slot not in fixed and sizes[entry.slot] > level:
            entry = _cut(entry, len(entry.body) * level // sizes[entry.slot])
        kept.append(entry)
    return kept


def _may_be_cut(entry: Entry) -> bool:
    """Logs and outputs of programs; half a JSON document is worth nothing."""
    if entry.slot.endswith(".json") or entry.body is None or len(entry.body) < _LEAST:
        return False
    return entry.slot.startswith(("root/var/log/", "commands/", "docker/")) or entry.slot.endswith(".log")


def _too_much(slots: set[str], sizes: Dict[str, int], room: int) -> set[str]:
    """The largest of what cannot be cut, until the rest fits."""
    dropped: set[str] = set()
    total = sum(sizes[s] for s in slots)
    for slot in sorted(slots, key=lambda s: (-sizes[s], s)):
        if total <= room:
            break
        dropped.add(slot)
        total -= sizes[slot]
    return dropped


def _level(sizes: Sequence[int], room: int) -> int:
    """The size down to which everything larger is cut, so that all together fit the room."""
    left, count = max(0, room), len(sizes)
    for size in sorted(sizes):
        if size * count > left:
            return left // count
        left -= size
        count -= 1
    return max(sizes, default=0)


def _cut(entry: Entry, keep: int) -> Entry:
    """The entry with its beginning and its end, at line ends where there are some."""
    assert entry.body is not None
    body = entry.body
    head = body[: keep // _HEAD]
    head = head[: head.rfind(b"\n") + 1] or head
    tail = body[len(body) - (keep - keep // _HEAD) :] if keep else b""
    tail = tail[tail.find(b"\n") + 1 :] or tail
    kept = head + cut_mark(len(body), [head, tail]) + tail
    row = {**entry.row, "truncated": True, "detail": "cut to keep the archive small"}
    row.setdefault("size", len(body))
    return replace(entry, body=kept, row=row)


def _left_out(entry: Entry) -> Entry:
    assert entry.body is not None
    detail = "left out of the snapshot to keep it small"
    row = {**entry.row, "outcome": "broken", "detail": detail, "cure": "record it again with a larger --max-size"}
    return replace(entry, body=None, row={**row, "size": len(entry.body)})
