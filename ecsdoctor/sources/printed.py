"""An answer of AWS as somebody pasted it: JSON with or without the command before it, an error, or another format.

An error occurred (ClusterNotFoundException) when calling the ListServices operation: Cluster not found.
"""

from __future__ import annotations

import codecs
import json
from typing import Any, Dict

from ..model.reading import broken
from ..model.regex import regex
from .aws_refusals import refusal

_ERROR = regex(
    r"An error occurred \((\w{1,100})\)(?: when calling the \w{1,100} operation[^:\n]{0,100})?: ([^\n]{0,500})"
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PROMPT = ("$", "#", ">", "aws ", "+", "PS ")
_AGAIN = "print it again with --output json"
# The first lines of what the AWS CLI prints for --output table, yaml and text.
_OTHERS = (
    ("table", regex(r"\A-{20,}\n\|")),
    ("yaml", regex(r"\A(?:- )?[A-Za-z]\w{0,60}:(?: [^\n]*)?\n|\A- [A-Za-z]\w{0,60}:")),
    ("text", regex(r"\A[A-Z][A-Z0-9_]{2,60}\t")),
)


def printed(body: bytes, action: str) -> Dict[str, Any]:
    """The object of the answer; raises Missing for a refusal that was pasted, and for what cannot be read."""
    text = _text(body).strip()
    start = text.find("{")
    if start == 0 or start > 0 and text.startswith(_PROMPT):
        return _object(text[start:], action)
    error = _ERROR.search(text)
    if error:
        raise refusal({"Error": {"Code": error.group(1), "Message": error.group(2)}}, action)
    if not text:
        raise broken(f"{action}: the answer is empty")
    form = other_format(text)
    raise broken(f"{action}: the answer is {form}", _AGAIN) if form else broken(f"{action}: the answer is not JSON")


def other_format(text: str) -> str:
    """`printed with --output table`, empty for what looks like none of the AWS CLI's other formats."""
    if text.startswith("["):
        return "a list, as --query makes it"
    return next((f"printed with --output {name}" for name, begins in _OTHERS if begins.match(text + "\n")), "")


def _text(body: bytes) -> str:
    """PowerShell writes UTF-16."""
    return body.decode(next((codec for mark, codec in _BOMS if body.startswith(mark)), "utf-8"), "replace")


def _object(text: str, action: str) -> Dict[str, Any]:
    try:
        value = json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError) as error:
        raise broken(f"{action}: the answer is not JSON ({error})") from error
    assert isinstance(value, dict)  # it begins with a brace
    return value
