"""`fleet install`: which changes make the document and the file in S3 what they should be, and making them.

The file's name carries its sha256, so that no upload ever changes what a document refers to, and an older version of the
document goes on working.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, Dict, List, Optional

from ..model.frozen import frozen
from ..model.reading import Missing, Why
from ..sources.aws import AwsCalls
from ..sources.aws_refusals import Refusal
from .document import LIMIT, Fetched, document, text
from .s3 import Place

# What S3 answers to a conditional write of a name that is taken.
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")
_LATEST = "$LATEST"


@frozen
class File:
    """The one file and its sha256 in hex."""

    body: bytes
    sha256: str

    @classmethod
    def of(cls, body: bytes) -> File:
        """With the sha256 that it has."""
        return cls(body, hashlib.sha256(body).hexdigest())

    def place(self, prefix: Place) -> Place:
        """Its place below a prefix."""
        return prefix.below(f"ecsdoctor-{self.sha256[:16]}.pyz")


@frozen
class Plan:
    """What is to be changed, in words, and what for. `create` and `update` exclude each other."""

    name: str
    content: str
    create: bool = False
    update: bool = False
    upload: Optional[Place] = None
    file: Optional[File] = None
    region: str = ""

    @property
    def changes(self) -> List[str]:
        """One line each, with everything that it touches."""
        where = f" in {self.region}" if self.region else ""
        rows = []
        if self.upload and self.file:
            size = f"{len(self.file.body) / 1e6:.1f} MB, sha256 {self.file.sha256}"
            rows.append(f"put {self.upload} ({size}), unless it is there already")
        if self.create:
            rows.append(f"create the SSM document {self.name}{where} ({len(self.content)} characters)")
        if self.update:
            rows.append(f"add a version to the SSM document {self.name}{where} and make it the default")
        return rows


def plan(
    calls: AwsCalls,
    name: str,
    file: Optional[File],
    prefix: Optional[Place],
    region: str,
    compliance: bool,
    seconds: int,
) -> Plan:
    """Compare with what is there; only reads. Raises Missing where that may not be read."""
    upload = file.place(prefix) if file and prefix else None
    fetched = Fetched(upload, file.sha256, region) if file and upload else None
    content = text(document(fetched, compliance, seconds))
    assert len(content.encode()) < LIMIT
    there = _content(calls, name)
    same = there is not None and _loaded(there) == json.loads(content)
    return Plan(name, content, there is None, there is not None and not same, upload, file, region)


def _content(calls: AwsCalls, name: str) -> Optional[str]:
    """The default version; None when there is no such document."""
    try:
        return str(calls.read("ssm", "get-document", {"Name": name, "DocumentFormat": "JSON"}).get("Content") or "")
    except Missing as missing:
        if missing.why is Why.ABSENT or getattr(missing, "code", "") == "InvalidDocument":
            return None
        raise


def _loaded(content: str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def carry_out(calls: AwsCalls, todo: Plan) -> List[str]:
    """Make the changes, the file before the document that needs it; yields what was done. Raises Missing."""
    done: List[str] = []
    if todo.upload and todo.file:
        done.append(_put(calls, todo.upload, todo.file))
    common: Dict[str, Any] = {"Name": todo.name, "Content": todo.content, "DocumentFormat": "JSON"}
    if todo.create:
        kind = {"DocumentType": "Command", "TargetType": "/AWS::EC2::Instance"}
        calls.order("ssm", "create-document", {**common, **kind})
        done.append(f"created {todo.name}")
    if todo.update:
        version = _update(calls, common)
        calls.order("ssm", "update-document-default-version", {"Name": todo.name, "DocumentVersion": version})
        done.append(f"version {version} of {todo.name} is the default")
    return done


def _update(calls: AwsCalls, common: Dict[str, Any]) -> str:
    """The version with this content: a new one, or the latest where an update before was broken off half-way."""
    try:
        answer = calls.order("ssm", "update-document", {**common, "DocumentVersion": _LATEST})
        return str(answer["DocumentDescription"]["DocumentVersion"])
    except Refusal as refusal:
        if refusal.code != "DuplicateDocumentContent":
            raise
    latest = calls.read("ssm", "get-document", {"Name": common["Name"], "DocumentVersion": _LATEST})
    return str(latest["DocumentVersion"])


def _put(calls: AwsCalls, place: Place, file: File) -> str:
    """S3 compares the checksum on arrival, and puts nothing over what is there."""
    checksum = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    parameters = {"Bucket": place.bucket, "Key": place.key, "Body": file.body, "ChecksumSHA256": checksum}
    try:
        calls.order("s3", "put-object", {**parameters, "IfNoneMatch": "*"})
    except Refusal as refusal:
        if refusal.code not in _TAKEN:
            raise
        return f"{place} is there already"
    return f"put {place}"
