"""Can the agent write its log?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Got, Reading, check, ok
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.agent_files import PATH
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, PASTED, HostLines

from ..signs import Sign, cannot_tell, told
from .problems import LOG_DIRECTORY_NOT_WRITABLE

_REMEDY = (
    "sudo ls -ldZ /var/log/ecs",
    "df -h /var/log/ecs && df -i /var/log/ecs",
    "Make room or give back the rights, then:",
    "sudo systemctl restart ecs",
    "Meanwhile read the output of the container:",
    "sudo docker logs --tail 40 ecs-agent",
)
SIGNS = (
    Sign(
        # The logger complains on standard error, which only docker logs shows (cihub/seelog).
        pattern=r"seelog internal error: (?P<call>\w+) (?P<path>\S+): (?P<why>.+)",
        problem=LOG_DIRECTORY_NOT_WRITABLE,
        sentence="The agent cannot write its log {path} (/var/log/ecs on the host): {why}.",
        example="seelog internal error: write /log/ecs-agent.log: no space left on device",
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"(?P<path>/var/log/ecs(?:/\S+?)?|/log/ecs-agent\.log|/log/?): (?P<why>no space left on device"
        r"|permission denied"
        r"|read-only file system|not a directory)",
        problem=LOG_DIRECTORY_NOT_WRITABLE,
        sentence="{path} cannot be written: {why}.",
        example="mkdir /var/log/ecs: permission denied",
        programs=(AGENT, INIT, PASTED),
        remedy=_REMEDY,
    ),
)


@check()
def log_directory_writable(lines: HostLines, log: Reading[AgentLog]) -> Iterator[Finding]:
    """The agent can write its log.

    What it checks:   complaints of the agent's logger in docker logs, and of ecs-init about /var/log/ecs.
    Why it matters:   the file in which one looks for causes stays old or empty.
    How to fix:       make room in /var/log, give root the right to write /var/log/ecs, restart ecs.
    How to confirm:   `sudo tail -n 3 /var/log/ecs/ecs-agent.log` shows lines of the last minutes.
    """
    findings = list(told(lines, SIGNS))
    yield from findings
    if findings:
        return
    if isinstance(log, Got) and log.value.source == PATH:
        yield ok(f"{PATH} is written")
    else:
        yield cannot_tell(agent_log=log)
