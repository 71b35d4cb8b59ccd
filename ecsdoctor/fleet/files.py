"""Reports gathered by any other means: files and folders of `-o json`, `jsonl`, `compact`, or of what SSM put into S3."""

from __future__ import annotations

import os
from typing import Dict, Iterator, List, Sequence, Tuple

from ..model.fleet import How
from ..model.reading import Missing
from ..model.regex import regex
from ..sources.safe_open import read_regular
from .observation import INSTANCE_ID, Observation, observed, unknown
from .outputs import LARGEST, NoReport, report_in

MOST_FILES = 50_000
# Enough to see whose report it is and of when; the rest is read once, and only of the newest.
_GLANCE = 256 * 1024
_ID = regex(rb'"instance_id":\s*"(m?i-[0-9a-f]+)"')
_STARTED = regex(rb'"started_at":\s*"([0-9TZ:-]+)"')
# Beside the report SSM stores errors of the step, and what other steps printed.
_NOT_REPORTS = regex(r"(^|/)(stderr|awsdownloadContent/.*)$")


class NoFiles(Exception):
    """A path that is not there, or a folder with too much in it; one line for people."""


def observations(paths: Sequence[str]) -> Iterator[Observation]:
    """One for each instance, by its newest report; a file that holds none stands for itself. Raises NoFiles."""
    for name in _newest(_files(paths)):
        yield _observation(name)


def _files(paths: Sequence[str]) -> List[str]:
    """Files as they were named; below folders all that may be reports, in order, without following links."""
    found: List[str] = []
    for path in paths:
        if os.path.isdir(path):
            for folder, inner, names in os.walk(path):
                inner.sort()
                places = (os.path.join(folder, name) for name in sorted(names) if not name.startswith("."))
                found += [p for p in places if not _NOT_REPORTS.search(os.path.relpath(p, path))]
                if len(found) > MOST_FILES:
                    raise NoFiles(f"{path}: there are more than {MOST_FILES:,} files")
        elif os.path.lexists(path):
            found.append(path)
        else:
            raise NoFiles(f"{path}: there is no such file or folder")
    return list(dict.fromkeys(found))


def _newest(files: Sequence[str]) -> List[str]:
    """Of several reports about one instance the last one; all files that do not say so."""
    last: Dict[str, Tuple[bytes, str]] = {}
    for name in files:
        try:
            head = read_regular(name, _GLANCE).body
        except Missing:
            head = b""
        about, at = _ID.search(head), _STARTED.search(head)
        key = about.group(1).decode() if about else name
        row = (at.group(1) if at else b"", name)
        if key not in last or row[0] >= last[key][0]:
            last[key] = row
    return [name for _, name in last.values()]


def _observation(name: str) -> Observation:
    in_name = INSTANCE_ID.search(name)
    id_ = in_name.group() if in_name else os.path.basename(name)[-100:]
    try:
        answer = read_regular(name, LARGEST)
    except Missing as missing:
        return unknown(id_, How.FILE, f"{name}: {missing.detail}")
    try:
        report = report_in(answer.text)
    except NoReport as reason:
        return unknown(id_, How.FILE, f"{name}: {reason}")
    told = str(report["target"].get("instance_id") or "")
    return observed(report, told if INSTANCE_ID.fullmatch(told) else id_, How.FILE)
