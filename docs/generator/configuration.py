"""docs/configuration.md: the file of a site, and the environment."""

from __future__ import annotations

import inspect
import re

from ecsdoctor.cli import site
from ecsdoctor.model.settings import thresholds

from .builtin import MADE

RULES = """\
- A waiver covers the problem that it names and nothing else. A symptom that another check reports still counts and
  stands on its own, so that accepting a small thing never hides a big one.
- A waived problem is shown (`Waived 1:` in the table, `waived` in JSON) and counts for no status; its check becomes
  `not-applicable` with the reason.
- `subject` is the name that the report gives (a service, a task, an instance of a cluster); for the target itself its
  own id. Without `subject` the waiver holds wherever the problem is found.
- After `expires` (UTC; the day itself still counts) the problem counts again, and `waiver-expired` warns until the
  waiver is renewed or removed.
- A severity makes the status of the check: `critical` and `error` fail, `warning` warns, `info` is ok. A cause is
  still shown as severe as the worst thing that it leads to.
- A fault in the file, or a problem that does not exist, is one line with file, line and column, and exit code 64.
- Root uses the file only if nobody else could have written it: owner root (or who called sudo), not writable by group
  or others. `--config /dev/null` means no file, `ECSDOCTOR_CONFIG` is the same as `--config`."""

ENVIRONMENT = """\
| variable | meaning |
|---|---|
| `ECSDOCTOR_CONFIG` | the site's file, as `--config` |
| `ECSDOCTOR_AGENT_URL` | where the agent answers, as `--agent-url` |
| `ECSDOCTOR_DEBUG` | show the traceback of a fault of ecsdoctor itself |
| `NO_COLOR`, `FORCE_COLOR` | no colour, colour also in a pipe; `NO_COLOR` has the last word |
| `AWS_…` | as for every AWS SDK, `AWS_ENDPOINT_URL` and `AWS_EC2_METADATA_SERVICE_ENDPOINT` included |"""


def _thresholds() -> str:
    """The table of thresholds."""
    rows = [f"| `{one.name}` | {one.default:g} {one.unit}".rstrip() + f" | {one.meaning} |" for one in thresholds()]
    head = "What counts as a problem beyond a measure; `ecsdoctor explain CHECK` names those of a check."
    return "\n".join([head, "", "| setting | default | a finding when |", "|---|---|---|", *rows])


def page() -> str:
    """The page."""
    title, rest = inspect.cleandoc(site.__doc__ or "").split("\n", 1)
    sample = re.search(r"(?:^    .*\n|^\n)+", rest, re.M)
    assert sample is not None
    toml = inspect.cleandoc(sample.group())
    after = " ".join(rest[sample.end() :].split())
    parts = [
        "# Configuration",
        MADE,
        title,
        f"```toml\n{toml}\n```",
        after,
        "## Rules",
        RULES,
        "## Thresholds",
        _thresholds(),
    ]
    return "\n\n".join([*parts, "## Environment", ENVIRONMENT]) + "\n"
