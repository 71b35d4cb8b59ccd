"""One invocation of the command: what SSM says became of it, and what the instance printed."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from ..model.fleet import How
from ..model.reading import Missing
from ..sources.aws import AwsCalls
from ..sources.aws_refusals import Refusal
from .names import STEP
from .observation import Observation, observed, unknown
from .outputs import LARGEST, NoReport, report_in
from .s3 import parse_url

# Details of the states in which nothing ever ran on the instance ("Understanding command statuses").
UNREACHED = {
    "DeliveryTimedOut": "SSM could not deliver the command in time",
    "Undeliverable": "SSM could not deliver the command",
    "InvalidPlatform": "the document does not run on its platform",
    "AccessDenied": "its SSM Agent was denied the command",
}
_ENDED = {
    "ExecutionTimedOut": "SSM ended the step after its time was over",
    "Cancelled": "the command was cancelled",
    "Terminated": "SSM sent the command to no further instance, because too many had failed (--max-errors)",
}
_STDERR = 300


def details(row: Mapping[str, Any]) -> str:
    """`StatusDetails` in one word, whatever blanks are in it."""
    return str(row.get("StatusDetails") or row.get("Status") or "").replace(" ", "")


def gathered(calls: AwsCalls, command_id: str, id_: str) -> Observation:
    """What an instance has printed; SSM is asked. What cannot be read is unknown with the reason."""
    try:
        row = _invocation(calls, command_id, id_)
    except Missing as missing:
        return unknown(id_, How.SSM, f"its output cannot be read: {missing}")
    text = str(row.get("StandardOutputContent") or "")
    try:
        return observed(report_in(text, id_), id_, How.SSM)
    except NoReport as reason:
        return _from_s3(calls, row, id_, str(reason))


def _invocation(calls: AwsCalls, command_id: str, id_: str) -> Dict[str, Any]:
    """Of the step that runs ecsdoctor; a document of another make may have no step of this name."""
    about = {"CommandId": command_id, "InstanceId": id_}
    try:
        return calls.read("ssm", "get-command-invocation", {**about, "PluginName": STEP})
    except Refusal as refusal:
        if refusal.code != "InvalidPluginName":
            raise
    return calls.read("ssm", "get-command-invocation", about)


def _from_s3(calls: AwsCalls, row: Mapping[str, Any], id_: str, reason: str) -> Observation:
    """The whole output where SSM has stored it, for one that was cut."""
    place = parse_url(str(row.get("StandardOutputUrl") or ""))
    if place is None or "was cut" not in reason:
        return unknown(id_, How.SSM, _because(row, reason))
    try:
        body = calls.download(place.bucket, place.key, LARGEST)
        return observed(report_in(body.decode("utf-8", "replace"), id_), id_, How.SSM)
    except NoReport as other:
        return unknown(id_, How.SSM, _because(row, f"{place}: {other}"))
    except Missing as missing:
        return unknown(id_, How.SSM, _because(row, f"{reason}; the whole is not to be had at {place}: {missing}"))


def _because(row: Mapping[str, Any], reason: str) -> str:
    """The reason with what SSM and standard error say to it."""
    parts = [_ENDED.get(details(row), ""), reason]
    said = " ".join(str(row.get("StandardErrorContent") or "").split())
    if said:
        parts.append(f'standard error: "{said[-_STDERR:]}"')
    elif str(row.get("ResponseCode")) not in ("0", "-1", "None"):
        parts.append(f"exit code {row['ResponseCode']}")
    return "; ".join(filter(None, parts))


def unreached(row: Mapping[str, Any]) -> Optional[str]:
    """Why the command never ran there, or None."""
    return UNREACHED.get(details(row))
