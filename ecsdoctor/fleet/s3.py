"""Places in S3: as people write them, and as SSM tells them."""

from __future__ import annotations

from typing import Optional
from urllib.parse import quote, unquote, urlsplit

from ..model.frozen import frozen
from ..model.regex import regex

# "Bucket naming rules" of the Amazon S3 user guide.
_BUCKET = regex(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_HOST = regex(r"(?:(?P<bucket>.+)\.)?s3[.-](?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?")


@frozen
class Place:
    """A bucket and a key, or the beginning of one."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}" if self.key else f"s3://{self.bucket}"

    def below(self, name: str) -> Place:
        """A name below this prefix."""
        prefix = self.key.rstrip("/")
        return Place(self.bucket, f"{prefix}/{name}" if prefix else name)

    def url(self, region: str) -> str:
        """The address that aws:downloadContent takes; the path form, because names of buckets may hold dots."""
        host = f"s3.{region}.amazonaws.com" if region else "s3.amazonaws.com"
        if region.startswith("cn-"):
            host += ".cn"
        return f"https://{host}/{self.bucket}/{quote(self.key)}"


def parse_uri(text: str) -> Place:
    """`s3://bucket/prefix`; raises ValueError with one line for people."""
    scheme, _, rest = text.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme != "s3" or not _BUCKET.fullmatch(bucket):
        raise ValueError(f"{text!r} is no place in S3; one looks like s3://bucket/prefix")
    return Place(bucket, key.strip("/"))


def parse_url(url: str) -> Optional[Place]:
    """The place of `StandardOutputUrl`, in the path form or with the bucket in the host; None for anything else."""
    parts = urlsplit(url)
    match = _HOST.fullmatch(parts.netloc)
    if match is None:
        return None
    path = unquote(parts.path).lstrip("/")
    bucket, key = (match.group("bucket"), path) if match.group("bucket") else path.partition("/")[::2]
    return Place(bucket, key) if key and _BUCKET.fullmatch(bucket) else None
