"""User data of several parts (MIME), as cloud-init takes it apart."""

from __future__ import annotations

import email
import email.errors
import re
from email.message import Message
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex
from ..inflate import MAGIC, inflated
from .user_data_forms import CONTENT_TYPES, Fault, FaultKind, Form, form_of

MAX_PARTS = 50
_GZIP_TYPES = regex(r"application/(?:x-)?(?:gzip(?:-compressed|ped)?|compress(?:ed)?|gunzip)$")
# A last boundary that is missing does no harm.
_HARMFUL = (
    email.errors.NoBoundaryInMultipartDefect,
    email.errors.StartBoundaryNotFoundDefect,
    email.errors.MultipartInvariantViolationDefect,
    email.errors.FirstHeaderLineIsContinuationDefect,
    email.errors.MissingHeaderBodySeparatorDefect,
)
_SAID = {
    "NoBoundaryInMultipartDefect": "its Content-Type names no boundary",
    "StartBoundaryNotFoundDefect": "the boundary that its Content-Type names does not occur",
    "MultipartInvariantViolationDefect": "its Content-Type says multipart, but it has no parts",
    "FirstHeaderLineIsContinuationDefect": "its first line is indented, so that it is no header",
    "MissingHeaderBodySeparatorDefect": "a line among its headers is not one, or the empty line after them is missing",
}


@frozen
class RawPart:
    """One part: its form, its name (`part-001` where it has none of its own) and its text."""

    form: Form
    name: str
    text: str


@frozen
class Archive:
    """What a MIME text holds. `fault` is set when cloud-init finds no part in it."""

    parts: Tuple[RawPart, ...]
    fault: Optional[Fault] = None


def is_mime(text: str) -> bool:
    """Whether cloud-init takes a text for MIME: a MIME-Version header within the first 4096 characters."""
    return "mime-version:" in text[:4096].lower()


def nearly_mime(text: str) -> bool:
    """Whether a text was meant to be MIME."""
    return bool(re.match(r"\s*content-type:\s*multipart/", text[:4096], re.IGNORECASE))


def parse_mime(text: str) -> Archive:
    """Take a MIME text apart; what is wrong with it is told as its fault, never raised."""
    try:
        message = email.message_from_string(text)
        found = [p for p in message.walk() if p.get_content_maintype() != "multipart"][:MAX_PARTS]
        parts = tuple(_part(p, number) for number, p in enumerate(found, 1))
        return Archive(parts, _fault(message, text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return Archive((), Fault(FaultKind.MIME, f"its MIME structure is broken ({type(error).__name__})"))


def _part(message: Message, number: int) -> RawPart:
    """Form and text of one part; what announces itself by its beginning counts for more than its label."""
    payload = message.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    label = message.get_content_type()
    if _GZIP_TYPES.match(label) or body.startswith(MAGIC):
        body, label = inflated(body), "text/plain"
    text = body.decode("utf-8", "replace")
    form = CONTENT_TYPES.get(label, Form.OTHER)
    if label in ("text/plain", "text/x-not-multipart", "text/x-shellscript"):
        announced = form_of(text)
        if announced not in (Form.NONE, Form.JSON, Form.TOML):
            form = announced
    return RawPart(form, message.get_filename() or f"part-{number:03d}", text)


def _fault(message: Message, text: str) -> Optional[Fault]:
    first = text.lstrip().split("\n", 1)[0].strip()
    if "content-type" not in message and "mime-version" not in message:
        if form_of(text) is not Form.NONE:
            return None  # a script that writes mail itself: it stays a script
        return Fault(FaultKind.MIME, "something stands before its MIME headers", 1, first[:80])
    defect = next((d for d in message.defects if isinstance(d, _HARMFUL)), None)
    if defect is None:
        return None
    return Fault(FaultKind.MIME, _SAID.get(type(defect).__name__, "its MIME structure is broken"), 1, first[:80])
