"""A snapshot inside a zip file, read where it lies: the one-file program shows its stories without a disk to write to."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Dict, List, Optional

from ..model.reading import absent
from .base import Answer
from .recorded import Recording


class ZippedRecording(Recording):
    """The files below `prefix` of an archive of our own making; one of strangers is unpacked with care instead."""

    def __init__(self, archive: str, prefix: str) -> None:
        self._zip = zipfile.ZipFile(archive)
        start = prefix.rstrip("/") + "/"
        names = [name for name in self._zip.namelist() if name.startswith(start) and not name.endswith("/")]
        self._files: Dict[str, str] = {name[len(start) :]: name for name in names}
        super().__init__(Path(archive) / prefix)

    def read(self, slot: str, limit: int, tail: bool = False, since: bytes = b"") -> Optional[Answer]:
        """As in a folder."""
        name = self._files.get(slot.strip("/"))
        if name is None:
            return None
        body = self._zip.read(name)
        size, start = len(body), 0
        if since:
            mark = body.rfind(since)
            if mark < 0:
                raise absent(f"does not hold {since.decode()!r}")
            start = body.rfind(b"\n", 0, mark) + 1
        elif tail:
            start = max(0, size - limit)
        part = body[start : start + limit]
        return Answer(part, size - start > limit or (tail and start > 0), None, size)

    def names_in(self, slot: str) -> Optional[List[str]]:
        """As in a folder."""
        start = slot.strip("/") + "/"
        names = {name[len(start) :].split("/")[0] for name in self._files if name.startswith(start)}
        return sorted(names) or None
