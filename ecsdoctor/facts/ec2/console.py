"""What the instance wrote to its serial console while it booted."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Mapping

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, NotRecorded, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import text
from ..scope import Scope
from .instance import Ec2Instance
from .registrations import Registrations

SOURCE = "ec2:GetConsoleOutput"
LIMIT = 256 * 1024  # the API gives at most 64 KiB, in base64
# The kernel's clock, and the program that systemd or cloud-init puts in front.
_PREFIX = regex(r"^(?:\x1b\[[\d;]*m)*(?:\[\s*\d+\.\d+\]\s*)?(?:[\w./-]+\[\d+\]:\s*)?", re.MULTILINE)


@frozen
class ConsoleOutput:
    """The text of the last boot, without the clock and program before each line."""

    text: str


def parse_console(body: Mapping[str, Any]) -> ConsoleOutput:
    """Parse an answer; raises Missing (absent) for an instance that has written nothing yet.

    Sample:  {"InstanceId": "i-…", "Timestamp": "…", "Output": "[    0.000000] Linux version …\\r\\n…"}
    The SDK and the CLI undo the base64 of the API; a recording of the API itself has it still.
    """
    output = text(body, "Output")[:LIMIT]
    try:
        plain = base64.b64decode("".join(output.split()), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        plain = output
    if not plain.strip():
        raise absent("the console is empty so far")
    return ConsoleOutput(_PREFIX.sub("", plain.replace("\r\n", "\n").replace("\r", "\n")))


@fact(deadline=8.0, actions=("ec2:GetConsoleOutput",))
def console_output(scope: Scope, aws: Aws, instance: Ec2Instance, joined: Reading[Registrations]) -> ConsoleOutput:
    """Ask only where the instance is in no cluster, or ECS has lost it."""
    if not isinstance(joined, Missing) and joined.value.connected:
        raise NotApplicable("not asked for: the instance is registered and connected")
    try:
        body = aws.call("ec2", "get-console-output", [{"InstanceId": instance.id}], region=scope.region)
    except NotRecorded:
        raise NotApplicable("this snapshot holds no console output") from None
    return parse_console(body)
