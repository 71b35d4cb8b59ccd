"""`fleet run` and `fleet collect`: from options to a job."""

from __future__ import annotations

import uuid
from typing import Dict, List, Optional, Sequence

from ...fleet.document import SPARE
from ...fleet.s3 import Place, parse_uri
from ...fleet.sending import Order
from ...model.regex import regex
from ...sources.live.aws_calls import LiveCalls
from ..errors import UsageError
from ..main import BEGIN
from ..options import Common
from .conduct import conduct, dry_run
from .outcome import Job
from .roster import Wanted, settled
from .show import check_style

FLEET_SECONDS = 300.0
# As SendCommand takes them.
_CONCURRENCY = regex(r"[1-9][0-9]{0,6}|[1-9][0-9]?%|100%")
_ERRORS = regex(r"[0-9]{1,7}|[0-9]{1,2}%|100%")
DOCUMENT_NAME = regex(r"[a-zA-Z0-9_.:/-]{3,128}")


def run_fleet(
    wanted: Wanted,
    common: Common,
    *,
    document: str,
    s3_uri: Optional[str],
    full: bool,
    max_concurrency: str,
    max_errors: str,
    instance_timeout: Optional[int],
    dry: bool,
) -> int:
    """Send the document, follow it, and tell what came back."""
    check_style(common.style)
    for text, pattern, option in (
        (max_concurrency, _CONCURRENCY, "--max-concurrency"),
        (max_errors, _ERRORS, "--max-errors"),
        (document, DOCUMENT_NAME, "--document"),
    ):
        if not pattern.fullmatch(text):
            raise UsageError(f"{option} {text!r} is not what SSM takes")
    if full and not s3_uri:
        raise UsageError("--full needs --s3-uri: SSM itself keeps 24,000 characters of an output")
    wanted = settled(wanted, needed=True)
    seconds = common.timeout or FLEET_SECONDS
    parameters: Dict[str, List[str]] = {"Output": ["json"]} if full else {}
    if instance_timeout:
        parameters.update(Timeout=[str(instance_timeout)], ExecutionTimeout=[str(instance_timeout + SPARE)])
    place = place_of(s3_uri) if s3_uri else Place("", "")
    # Half of the time: what cannot be delivered is still to be looked at from outside.
    delivery = int(seconds / 2)
    order = Order(document, max_concurrency, max_errors, delivery, parameters, place, wanted.region)
    job = Job(wanted, common, seconds, order)
    calls = LiveCalls(wanted.region, wanted.profile, "fleet")
    return dry_run(job, calls, BEGIN) if dry else conduct(job, calls, BEGIN)


def collect(command_ids: Sequence[str], wanted: Wanted, common: Common) -> int:
    """Pick up the results of commands that were sent before, by `fleet run` or by anybody."""
    check_style(common.style)
    wanted = settled(wanted, needed=False)
    for id_ in command_ids:
        if not _is_command_id(id_):
            raise UsageError(f"{id_!r} is no id of a command; `fleet run` prints it")
    seconds = common.timeout or FLEET_SECONDS
    job = Job(wanted, common, seconds, None, tuple(dict.fromkeys(command_ids)))
    return conduct(job, LiveCalls(wanted.region, wanted.profile, "fleet"), BEGIN)


def place_of(uri: str) -> Place:
    """A place in S3; raises UsageError."""
    try:
        return parse_uri(uri)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _is_command_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
