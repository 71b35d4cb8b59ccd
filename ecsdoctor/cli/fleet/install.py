"""`fleet install`: name every change, ask, make them."""

from __future__ import annotations

import sys
import zipfile
from typing import List, Optional

from ...fleet.install import File, carry_out, plan
from ...fleet.names import NAME
from ...model.reading import Missing
from ...sources.live.aws_calls import LiveCalls
from ..errors import UsageError
from ..remote import known_region
from .run import DOCUMENT_NAME, place_of

LARGEST = 64 * 1024 * 1024
REFUSED = 3


def install(
    *,
    document: str,
    s3_uri: Optional[str],
    file: Optional[str],
    compliance: bool,
    instance_timeout: int,
    yes: bool,
    dry: bool,
    region: str,
    profile: str,
) -> int:
    """Create or update the document, and with --s3-uri put the one file there. 3: AWS refused, and why."""
    if not DOCUMENT_NAME.fullmatch(document):
        raise UsageError(f"--document {document!r} is not what SSM takes")
    if not document.startswith("ECSDoctor-"):
        _say(f"`ecsdoctor policy` speaks of documents named ECSDoctor-…, as {NAME}; {document} is none.")
    prefix = place_of(s3_uri) if s3_uri else None
    if file and not prefix:
        raise UsageError("--file needs --s3-uri, the place where it is put")
    one = one_file(file) if prefix else None
    where = known_region(region, profile)
    calls = LiveCalls(where, profile, "fleet-install")
    try:
        todo = plan(calls, document, one, prefix, where, compliance, instance_timeout)
        if not _agreed(todo.changes, yes, dry):
            return 0
        for line in carry_out(calls, todo):
            _say(f"Done: {line}.")
    except Missing as missing:
        _say(f"AWS refused: {missing}. `ecsdoctor policy fleet-install` prints what is needed.")
        return REFUSED
    return 0


def one_file(path: Optional[str]) -> File:
    """The one-file program: the one named, or the one that runs now. Raises UsageError."""
    name = path or sys.argv[0]
    try:
        with open(name, "rb") as file:
            body = file.read(LARGEST + 1)
        if len(body) > LARGEST or not zipfile.is_zipfile(name):
            raise UsageError(_NO_FILE if path is None else f"--file {path}: is not ecsdoctor.pyz")
    except OSError as error:
        raise UsageError(_NO_FILE if path is None else f"--file {path}: {error.strerror}") from error
    return File.of(body)


_NO_FILE = "this is not the one-file program; name it with --file ecsdoctor.pyz (`make dist` builds it)"


def _agreed(changes: List[str], yes: bool, dry: bool) -> bool:
    if not changes:
        _say("Nothing is to be changed: the document is as it should be.")
        return False
    _say("This will be changed, and nothing else; no instance is touched:")
    for line in changes:
        _say(f"  {line}")
    if dry or yes:
        return yes and not dry
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to ask; --yes makes these changes")
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
