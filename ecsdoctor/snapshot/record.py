"""Make the archive of one run: every raw answer and every refusal, without secrets, within a size."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from dataclasses import replace
from datetime import datetime
from typing import Any, Dict, List, Mapping, Optional, Sequence

from ..model.frozen import frozen
from .budget import fitted
from .entries import Entry
from .redact.redactor import Redactor
from .redact.wrapped import MAGIC_BYTES, is_text, whole
from .slots import place_of

SCHEMA_VERSION = "1.0"
_TRIES = 6


@frozen
class Occasion:
    """`asked` is what the person asked for, `target` what the run found it to be, `scene` as in `scene.scene_of`;
    `collected_at` in UTC.
    """

    target: Mapping[str, Optional[str]]
    asked: Mapping[str, str]
    scene: Mapping[str, Any]
    collected_at: datetime
    version: str


def pack(entries: Sequence[Entry], occasion: Occasion, redactor: Redactor, most: int) -> bytes:
    """A .tar.gz of at most `most` bytes (unless the ledger alone is larger).

    All entries are learnt from before the first is written, so that a password of user data is known in the logs.
    """
    for entry in entries:
        redactor.learn(entry.body or b"", entry.slot)
    clean = [_clean(entry, redactor) for entry in entries]
    room = most
    for _ in range(_TRIES):
        archive = _archive(fitted(clean, room), occasion, redactor)
        if len(archive) <= most:
            break
        room = room * 3 // 4
    return archive


def _clean(entry: Entry, redactor: Redactor) -> Entry:
    row = {key: _text(value, redactor) for key, value in entry.row.items()}
    if entry.body is None:
        return replace(entry, row=row)
    if not entry.body or is_text(entry.body) or whole(entry.body) is not None:
        return replace(entry, body=redactor.redact(entry.body, entry.slot), row=row)
    # What cannot be read cannot be searched for secrets.
    detail = f"not text: only its first {MAGIC_BYTES} bytes are kept"
    row.setdefault("size", len(entry.body))
    return replace(entry, body=entry.body[:MAGIC_BYTES], row={**row, "truncated": True, "detail": detail})


def _text(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, str):
        return redactor.text(value)
    if isinstance(value, list):
        return [_text(item, redactor) for item in value]
    if isinstance(value, Mapping):
        return {key: _text(item, redactor) for key, item in value.items()}
    return value


def _archive(entries: Sequence[Entry], occasion: Occasion, redactor: Redactor) -> bytes:
    files = {}
    rows: List[Mapping[str, Any]] = []
    for entry in entries:
        place = place_of(entry.slot)
        if entry.body is not None and place is not None:
            files[place] = entry.body
        rows.append(entry.row)
    ledger = _ledger(rows, occasion, redactor)
    packed = io.BytesIO()
    moment = int(occasion.collected_at.timestamp())
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=moment) as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, body in [("snapshot.json", ledger), *sorted(files.items())]:
                member = tarfile.TarInfo(name)
                member.size, member.mode, member.mtime = len(body), 0o600, moment
                archive.addfile(member, io.BytesIO(body))
    return packed.getvalue()


def _ledger(rows: Sequence[Mapping[str, Any]], occasion: Occasion, redactor: Redactor) -> bytes:
    ledger: Dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ecsdoctor", "version": occasion.version},
        "collected_at": occasion.collected_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "target": _text(dict(occasion.target), redactor),
        "asked": _text(dict(occasion.asked), redactor),
        **_text(dict(occasion.scene), redactor),
        "redactions": redactor.counts,
        "readings": list(rows),
    }
    return json.dumps(ledger, indent=1).encode()
