"""What ECS takes as names and values of custom attributes and tags (API reference: Attribute, Tag)."""

from __future__ import annotations

from typing import Mapping, Optional

from ...model.regex import regex

_ATTRIBUTE_NAME = regex(r"[A-Za-z0-9_./\\-]{1,128}")
_ATTRIBUTE_VALUE = regex(r"[A-Za-z0-9_./\\@: -]{1,128}")
_TAG = regex(r"[\w\s+=.:/@-]*")
MAX_TAGS = 50
_ODD_NAME = "has characters other than letters, digits and - _ . / \\"
_ODD_VALUE = "has characters other than letters, digits, blanks and - _ . @ : /"


def attribute_fault(attributes: Mapping[str, Optional[str]]) -> str:
    """Why ECS refuses a set of custom attributes; empty when it takes them."""
    for name, value in attributes.items():
        if not _ATTRIBUTE_NAME.fullmatch(name):
            return f'the name "{name[:60]}" {_long(name, 128) or _ODD_NAME}'
        if value and not _ATTRIBUTE_VALUE.fullmatch(value):
            return f'the value of "{name}" {_long(value, 128) or _ODD_VALUE}'
        if value and value != value.strip(" "):
            return f'the value of "{name}" begins or ends with a blank'
    return ""


def tag_fault(tags: Mapping[str, Optional[str]]) -> str:
    """Why ECS refuses a set of tags; empty when it takes them."""
    if len(tags) > MAX_TAGS:
        return f"there are {len(tags)} tags, and {MAX_TAGS} is the limit"
    for key, value in tags.items():
        text = value or ""
        if not key:
            return "one tag has no key"
        if key.lower().startswith("aws:"):
            return f'the key "{key[:60]}" begins with aws:, which is reserved'
        if len(key) > 128 or len(text) > 256:
            return f'the tag "{key[:60]}" is longer than a key of 128 or a value of 256 letters'
        if not _TAG.fullmatch(key) or not _TAG.fullmatch(text):
            return f'the tag "{key[:60]}" has characters other than letters, digits, blanks and + - = . _ : / @'
    return ""


def _long(text: str, limit: int) -> str:
    if not text:
        return "is empty"
    return f"has {len(text)} letters, more than {limit}" if len(text) > limit else ""
