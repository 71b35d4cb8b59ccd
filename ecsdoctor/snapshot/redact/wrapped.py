"""Text in wrappings: gzip, UTF-16, base64 (user data, MIME parts, write_files), each inside the other.

What cannot be unwrapped to text cannot be searched for secrets: of it only the first bytes may leave, which tell
what it is.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import re
import zlib
from typing import Callable, Iterator, NamedTuple, Optional

from ...model.regex import regex

MOST = 4 * 1024 * 1024
MAGIC_BYTES = 16
_GZIP = b"\x1f\x8b"
_COMPRESSED = (b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"7z\xbc\xaf\x27\x1c")
# A run of one long line, or of lines that are nothing else.
_RUN = regex(
    rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,}(?:[ \t]*\r?\n[ \t]*[A-Za-z0-9+/]{4,}(?=={0,2}[ \t\r]*(?:\n|$)))*={0,2}"
)
_HOLE = b"\x00" * 16  # what a crash leaves in a log
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x08"))


class Inner(NamedTuple):
    """Text that was found in a wrapping, and how to wrap it again."""

    start: int
    end: int
    body: bytes
    wrap: Callable[[bytes], bytes]


def whole(body: bytes) -> Optional[Inner]:
    """The text of a body that is wrapped as a whole; None when it is plain."""
    if body.startswith(_GZIP):
        text = _inflated(body)
        return Inner(0, len(body), text, lambda inner: gzip.compress(inner, mtime=0)) if text is not None else None
    for mark, codec, zeros in ((b"\xff\xfe", "utf-16-le", 1), (b"\xfe\xff", "utf-16-be", 0)):
        sample = body[zeros:256:2]
        if body.startswith(mark) or (len(body) > 8 and sample.count(0) * 10 > 9 * len(sample) and any(body[:256])):
            head = mark if body.startswith(mark) else b""
            inner = body[len(head) :].decode(codec, "replace").encode("utf-8", "replace")
            return Inner(0, len(body), inner, _recoded(head, codec))
    return None


def _recoded(mark: bytes, codec: str) -> Callable[[bytes], bytes]:
    return lambda inner: mark + inner.decode("utf-8", "replace").encode(codec, "replace")


def parts(body: bytes) -> Iterator[Inner]:
    """Runs of base64 that hold text, or a compressed text."""
    for match in _RUN.finditer(body):
        run = b"".join(match.group().split())
        try:
            decoded = base64.b64decode(run + b"=" * (-len(run.rstrip(b"=")) % 4), validate=False)
        except (binascii.Error, ValueError):
            continue
        if is_text(decoded) or is_compressed(decoded):
            yield Inner(match.start(), match.end(), decoded, _base64_like(match.group()))


def _base64_like(sample: bytes) -> Callable[[bytes], bytes]:
    """Encode with line ends where the sample has them."""
    width = sample.find(b"\n")
    if width < 0:
        return base64.b64encode
    ending = re.search(rb"[ \t\r]*\n[ \t]*", sample)
    assert ending is not None
    joint = ending.group()
    step = max(4, ending.start())

    def encode(inner: bytes) -> bytes:
        text = base64.b64encode(inner)
        return joint.join(text[i : i + step] for i in range(0, len(text), step))

    return encode


def is_text(body: bytes) -> bool:
    """Whether this can be read: hardly any control characters in it, and it is UTF-8 for the most part."""
    sample = body[: 64 * 1024].replace(_HOLE, b"")[:4096]
    if not sample:
        return bool(body)
    odd = len(sample) - len(sample.translate(None, _CONTROLS))
    return odd * 20 <= len(sample) and sample.decode("utf-8", "replace").count("\ufffd") * 10 <= len(sample)


def is_compressed(body: bytes) -> bool:
    """Whether this begins as archives and compressed files do."""
    return body.startswith((_GZIP, *_COMPRESSED))


def _inflated(body: bytes) -> Optional[bytes]:
    engine = zlib.decompressobj(31)
    try:
        text = engine.decompress(body, MOST)
    except zlib.error:
        return None
    return text if engine.eof else None
