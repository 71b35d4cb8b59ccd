"""The forms that user data can have, and what keeps a text from being one of them.

After cloud-init (canonical/cloud-init: cloudinit/user_data.py, handlers/__init__.py, handlers/shell_script.py):
the first characters decide what a text is; a script is written to a file and executed as it is, except that
Windows line ends are changed when the first line has them.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional

from ...model.frozen import frozen
from ...model.regex import regex
from .action import excerpt


class Form(str, Enum):
    """What a part of user data is."""

    SHELL = "shell script"
    CLOUD_CONFIG = "cloud-config"
    BOOTHOOK = "boothook"
    INCLUDE = "include"
    PART_HANDLER = "part-handler"
    UPSTART_JOB = "upstart job"
    ARCHIVE = "cloud-config-archive"
    WINDOWS = "Windows script"
    TOML = "Bottlerocket settings"
    JSON = "JSON"
    NONE = "text without a header"
    OTHER = "part of a kind that cloud-init passes over"


class FaultKind(str, Enum):
    """Why a part, or the whole, is not done."""

    NO_HEADER = "no-header"
    NO_SHEBANG = "no-shebang"
    BLANK_FIRST = "blank-before-shebang"
    LINE_ENDS = "line-ends"
    MIME = "mime"
    BASE64_TWICE = "base64-twice"
    COMPRESSION = "compression"
    YAML = "yaml"
    JSON = "json"
    TOML = "toml"
    QUOTE = "quote"
    TAG = "tag"


@frozen
class Fault:
    """One reason. `detail` completes the sentence "it cannot be read: …"."""

    kind: FaultKind
    detail: str
    line: int = 1
    excerpt: str = ""


# Longest first, as cloud-init compares them, without regard to case.
_STARTS = (
    ("#cloud-config-archive", Form.ARCHIVE),
    ("#cloud-boothook", Form.BOOTHOOK),
    ("#cloud-config", Form.CLOUD_CONFIG),
    ("#part-handler", Form.PART_HANDLER),
    ("#upstart-job", Form.UPSTART_JOB),
    ("#include", Form.INCLUDE),
    ("#!", Form.SHELL),
    ("<powershell", Form.WINDOWS),
    ("<script", Form.WINDOWS),
    ("<persist", Form.WINDOWS),
    ("<runasadmin", Form.WINDOWS),
    ("{", Form.JSON),
)
CONTENT_TYPES = {
    "text/x-shellscript": Form.SHELL,
    "text/cloud-config": Form.CLOUD_CONFIG,
    "text/cloud-config-archive": Form.ARCHIVE,
    "text/cloud-boothook": Form.BOOTHOOK,
    "text/part-handler": Form.PART_HANDLER,
    "text/upstart-job": Form.UPSTART_JOB,
    "text/x-include-url": Form.INCLUDE,
    "text/x-include-once-url": Form.INCLUDE,
    "text/jinja2": Form.CLOUD_CONFIG,
    "text/x-shellscript-per-boot": Form.SHELL,
    "text/x-shellscript-per-instance": Form.SHELL,
    "text/x-shellscript-per-once": Form.SHELL,
}
_TOML = regex(r"(?:#[^\n]*\n|\s)*(?:\[{1,2}\"?settings\b|settings\.[\w.-]+\s*=)")
_LAUNCH_V2 = regex(r"version:\s*[\"']?\d[\s\S]*^tasks:", re.MULTILINE)


def form_of(text: str) -> Form:
    """The form that a text announces by its beginning."""
    start = text.lstrip()[:64].lower()
    if start.startswith("## template: jinja"):
        return form_of(text.lstrip().partition("\n")[2])
    for mark, form in _STARTS:
        if start.startswith(mark):
            return form
    if _TOML.match(text):
        return Form.TOML
    if start.startswith("version:") and _LAUNCH_V2.match(text.lstrip()):
        return Form.WINDOWS
    return Form.NONE


def shell_fault(text: str, stored: bool = False) -> Optional[Fault]:
    """What keeps the kernel from executing a script; `stored` is one that cloud-init has written already."""
    first = text.split("\n", 1)[0]
    lines = text.split("\n")
    if not text.startswith("#!"):
        if text.lstrip().startswith("#!"):
            detail = 'something stands before "#!", which must be the very first characters of a script'
            return Fault(FaultKind.BLANK_FIRST, detail)
        detail = 'its first line is not "#!" and a shell, so that the kernel refuses to execute it'
        return Fault(FaultKind.NO_SHEBANG, detail, 1, excerpt(lines, 1))
    windows = next((n for n, line in enumerate(lines, 1) if line.endswith("\r")), 0)
    if windows and (stored or not first.endswith("\r")):
        detail = "it has Windows line ends (CR LF): the shell takes the CR for a part of the last word"
        return Fault(FaultKind.LINE_ENDS, detail, windows, excerpt(lines, windows))
    return None


def header_fault(text: str) -> Fault:
    """Why a text without a header is passed over, naming a header that was probably meant."""
    first = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0].strip()
    line = text[: len(text) - len(text.lstrip("\ufeff \t\r\n"))].count("\n") + 1
    detail = "its first line is none of the headers that cloud-init knows, so that it is passed over"
    if text.startswith("\ufeff"):
        detail = "it begins with a byte order mark, which hides its first line from cloud-init"
    elif re.match(r"#\s+!|!#|#\s*/bin/|/bin/|#\s*!\s*/", first):
        detail = 'its first line should be "#!/bin/bash", and is not quite that'
    elif re.match(r"#\s*cloud[\s_-]*config", first, re.IGNORECASE):
        detail = 'its first line should be "#cloud-config", and is not quite that'
    return Fault(FaultKind.NO_HEADER, detail, line, excerpt([first], 1))
