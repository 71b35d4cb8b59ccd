"""What is only printed: the SSM document, and the association of State Manager."""

from __future__ import annotations

import json
import re
import sys
from typing import Optional

from ...fleet.association import MOST_HOURS, Schedule, association, cloud_formation
from ...fleet.document import Fetched, document, text
from ...model.regex import regex
from ..errors import UsageError
from .forms import Paper
from .install import one_file
from .roster import Wanted, settled
from .run import DOCUMENT_NAME, place_of

_SHA256 = regex(r"[0-9a-f]{64}")
_EVERY = regex(r"([1-9][0-9]{0,3})h?")


def print_document(
    s3_uri: Optional[str], sha256: Optional[str], file: Optional[str], compliance: bool, seconds: int, region: str
) -> None:
    """The document that runs the file in S3, checked by its sha256, or what is installed. Raises UsageError."""
    fetched = None
    if s3_uri:
        place = place_of(s3_uri)
        digest = sha256.lower() if sha256 else one_file(file).sha256
        if not _SHA256.fullmatch(digest):
            raise UsageError(f"--sha256 {sha256!r} is no sha256: 64 digits of hex")
        if not re.fullmatch(r"[A-Za-z0-9._-]+", place.key.rsplit("/", 1)[-1]):
            raise UsageError(f"--s3-uri {s3_uri}: name the file itself, as s3://bucket/prefix/ecsdoctor.pyz")
        fetched = Fetched(place, digest, region)
    elif sha256 or file:
        raise UsageError("--sha256 and --file are of the file in S3, which --s3-uri names")
    sys.stdout.write(text(document(fetched, compliance, seconds)))


def print_association(wanted: Wanted, document_name: str, every: str, s3_uri: str, form: Paper) -> None:
    """The association; nothing is made. Raises UsageError."""
    wanted = settled(wanted, needed=False)
    match = _EVERY.fullmatch(every)
    if match is None or int(match.group(1)) > MOST_HOURS:
        raise UsageError(f"--every {every!r}: hours from 1h to {MOST_HOURS}h")
    if not DOCUMENT_NAME.fullmatch(document_name):
        raise UsageError(f"--document {document_name!r} is not what SSM takes")
    tag = wanted.tag_pair() if wanted.tag else None
    place = place_of(s3_uri)
    schedule = Schedule(document_name, int(match.group(1)), place, wanted.region, tag, wanted.instances)
    row = association(schedule) if form is Paper.JSON else cloud_formation(schedule)
    sys.stdout.write(json.dumps(row, indent=2) + "\n")
