"""How cloud-init's last boot ended: its datasource, its errors, and whether it has come to its end."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, broken
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files

# Written at the very end of the last stage, and removed when the next boot begins.
RESULT = "/var/lib/cloud/data/result.json"
STATUS = "/var/lib/cloud/data/status.json"
DISABLED = "/etc/cloud/cloud-init.disabled"
_RESULTS = (RESULT, "/run/cloud-init/result.json")
_STATUSES = (STATUS, "/run/cloud-init/status.json")
NO_DATASOURCE = "DataSourceNone"
MAX_ERRORS = 20


@frozen
class CloudInit:
    """`finished` is None where nobody says; `stage` is the one that runs. `errors` are cloud-init's own words.

    `disabled`: it is switched off on this system, so that user data is never looked at.
    """

    place: str
    datasource: str
    errors: Tuple[str, ...]
    finished: Optional[bool]
    stage: str = ""
    disabled: bool = False

    @property
    def without_datasource(self) -> bool:
        """Whether it found no datasource, so that it saw no user data."""
        return self.datasource.startswith(NO_DATASOURCE)


def parse_result(text: str, place: str = RESULT) -> CloudInit:
    """Parse result.json, which exists only once all stages are done; raises Missing (broken).

    Sample:  {"v1": {"datasource": "DataSourceEc2Local", "errors": []}}
    """
    body = _version_one(text, place)
    return CloudInit(place, _text(body.get("datasource")), _texts(body.get("errors")), True)


def parse_status(text: str, place: str = STATUS) -> CloudInit:
    """Parse status.json, which is kept up to date while the stages run; raises Missing (broken).

    Sample:  {"v1": {"datasource": null, "init": {"errors": [], "finished": 1.5, "start": 1.0}, …, "stage": "init"}}
    """
    body = _version_one(text, place)
    stages = {name: row for name, row in body.items() if isinstance(row, dict) and "errors" in row}
    final = stages.get("modules-final")
    errors = tuple(e for row in stages.values() for e in _texts(row.get("errors")))
    finished = None if final is None else final.get("finished") is not None
    if final is not None and final.get("start") is None and body.get("stage") is None:
        finished = None
    return CloudInit(place, _text(body.get("datasource")), errors[:MAX_ERRORS], finished, _text(body.get("stage")))


def parse_status_command(text: str) -> CloudInit:
    """Parse `cloud-init status --long`; raises Missing (broken).

    Sample:  "status: error\\nboot_status_code: …\\ndetail: DataSourceEc2\\nerrors:\\n\\t- ('scripts-user', …)\\n"
    """
    place = "cloud-init status --long"
    state = re.search(r"^status: ([\w ()-]+)$", text, re.MULTILINE)
    if state is None:
        raise broken(f"{place} names no status")
    word = state.group(1).strip()
    source = re.search(r"\b(DataSource\w+)", text)
    errors = re.findall(r"^[^\S\n]+- (.+)$", text.partition("errors:")[2].partition("recoverable")[0], re.MULTILINE)
    finished = None if word in ("not run", "disabled") else not word.startswith("running")
    found = tuple(str(e)[:300] for e in errors[:MAX_ERRORS])
    if not found and word.startswith("error"):
        found = (f"status: {word}",)
    off = word.startswith("disabled")
    return CloudInit(place, source.group(1) if source else "", found, finished, disabled=off)


def _version_one(text: str, place: str) -> Dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise broken(f"{place} is not JSON") from None
    inner = body.get("v1") if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        raise broken(f'{place} holds no "v1"')
    return inner


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> Tuple[str, ...]:
    return tuple(str(v)[:300] for v in value[:MAX_ERRORS]) if isinstance(value, list) else ()


@fact(deadline=5.0)
def cloud_init(files: Files, commands: Commands) -> CloudInit:
    """Read what cloud-init has written down; ask the program only where neither file is there."""
    first: Optional[Missing] = None
    for paths, parse in ((_RESULTS, parse_result), (_STATUSES, parse_status)):
        for path in paths:
            try:
                return parse(files.read(path).text, path)
            except Missing as missing:
                first = first or missing
    try:
        files.read(DISABLED, 4096)
        return CloudInit(DISABLED, "", (), None, disabled=True)
    except Missing:
        pass
    for words in (("cloud-init", "status", "--long"), ("cloud-init", "status")):
        try:
            return parse_status_command(commands.run(*words))
        except Missing:
            continue
    assert first is not None
    raise Missing(first.why, f"cloud-init: {first.detail}", first.cure)
