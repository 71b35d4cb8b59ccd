"""Can the agent keep its state?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, check, ok
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, PASTED, HostLines

from ..checkpoint.problems import DATA_DIRECTORY_NOT_WRITABLE
from ..signs import Sign, cannot_tell, told

_REMEDY = (
    "sudo ls -ldZ /var/lib/ecs /var/lib/ecs/data",
    "df -h /var/lib/ecs/data && findmnt -no OPTIONS -T /var/lib/ecs/data",
    "Make room or give back the rights, then:",
    "sudo systemctl restart ecs",
)
_WHY = (
    r"(?P<why>read-only file system|no space left on device|permission denied|operation not permitted"
    r"|not a directory|input/output error)"
)
SIGNS = (
    Sign(
        pattern=rf"(?:Error creating data client|data client).*?(?P<path>/\S+?): {_WHY}",
        problem=DATA_DIRECTORY_NOT_WRITABLE,
        sentence="The agent cannot open its state {path} (below /var/lib/ecs/data on the host): {why}. It ends at "
        "once.",
        example='Error creating data client error="open /data/agent.db: read-only file system"',
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
        until_registered=True,
    ),
    Sign(
        pattern=r"(?P<path>/\S*) is not a valid directory",
        problem=DATA_DIRECTORY_NOT_WRITABLE,
        sentence="The agent's data directory {path} is not there.",
        example="data dir /data is not a valid directory",
        programs=(AGENT,),
        remedy=("sudo mkdir -p /var/lib/ecs/data", *_REMEDY),
        until_registered=True,
    ),
    Sign(
        pattern=rf"(?:Failed to save|Error saving|could not save|unable to save|Failed to write).*?{_WHY}",
        problem=DATA_DIRECTORY_NOT_WRITABLE,
        sentence="The agent cannot save its state: {why}.",
        example='Failed to save agent metadata to disk error="write /data/agent.db: no space left on device"',
        programs=(AGENT,),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=rf"(?P<path>/var/lib/ecs\S*?|/data/agent\.db|/data/ecs_agent_data\.json\S*?): {_WHY}",
        problem=DATA_DIRECTORY_NOT_WRITABLE,
        sentence="{path} cannot be written: {why}.",
        example="open /var/lib/ecs/data/agent.db: permission denied",
        programs=(AGENT, INIT, PASTED),
        remedy=_REMEDY,
    ),
)


@check()
def data_directory_writable(lines: HostLines) -> Iterator[Finding]:
    """The agent can keep its state in its data directory.

    What it checks:   refusals to open or write agent.db since the agent's last start.
    Why it matters:   without its state the agent does not run, or registers as a new instance at each start.
    How to fix:       make /var/lib/ecs/data writable for root: space, rights, mount options.
    How to confirm:   `sudo ls -l /var/lib/ecs/data/agent.db` shows a time of the last minutes.
    """
    findings = list(told(lines, SIGNS))
    yield from findings
    if findings:
        return
    if lines.registered or lines.working:
        yield ok("the agent opened its state and registered")
    else:
        yield cannot_tell()
