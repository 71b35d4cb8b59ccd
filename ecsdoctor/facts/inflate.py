"""Undo gzip without trusting the size that comes out."""

from __future__ import annotations

import zlib

LIMIT = 1024 * 1024
MAGIC = b"\x1f\x8b"


def inflated(body: bytes, limit: int = LIMIT) -> bytes:
    """The first `limit` bytes of what was compressed; a body that is not gzip, or broken, comes back as it is."""
    if not body.startswith(MAGIC):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, limit) or body
    except zlib.error:
        return body
