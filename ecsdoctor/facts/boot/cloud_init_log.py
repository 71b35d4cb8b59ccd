"""What cloud-init's logs say of user data: lines by which a fault shows itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Iterator, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..ec2.console import SOURCE as CONSOLE
from ..ec2.console import ConsoleOutput
from ..logs.lines import MAX_LINE, LogLine, parse_time
from ..logs.system import SystemLog

OUTPUT = "/var/log/cloud-init-output.log"
LOG = "/var/log/cloud-init.log"
JOURNAL = "journalctl -u cloud-final"
LIMIT = 1024 * 1024
MAX_SIGNS = 200


class Says(str, Enum):
    """What a line tells."""

    NO_DATASOURCE = "no-datasource"
    NOT_UNDERSTOOD = "not-understood"
    BAD_YAML = "bad-yaml"
    LINE_ENDS = "line-ends"
    NO_SHEBANG = "no-shebang"
    SYNTAX = "syntax"
    AGENT_NOT_THERE = "agent-not-there"
    CONFIG_NOT_WRITTEN = "config-not-written"
    COMMAND_UNKNOWN = "command-unknown"
    SCRIPT_FAILED = "script-failed"


# Texts of cloud-init (handlers/__init__.py, cc_scripts_user.py, subp.py, util.py), bash, docker and systemctl.
_PATTERNS = (
    (Says.NO_DATASOURCE, r"Used fallback datasource|Datasource DataSourceNone\b"),
    (Says.NOT_UNDERSTOOD, r"Unhandled (?:non-multipart|unknown content-type) \([^)]*\) userdata"),
    (
        Says.BAD_YAML,
        r"Failed loading yaml blob|Failed at merging in cloud config part|YAMLError|yaml\.(?:scanner|parser)\.",
    ),
    (Says.LINE_ENDS, r"\\r'?: (?:command not found|No such file)|\^M: bad interpreter|bad interpreter:.*\r"),
    (Says.NO_SHEBANG, r"Exec format error"),
    (
        Says.SYNTAX,
        r"/var/lib/cloud/\S+: line \d+: (?:syntax error|unexpected EOF|.*unexpected end of file)",
    ),
    (
        Says.AGENT_NOT_THERE,
        r"[Nn]o such (?:id|container|object): (?:amazon-)?ecs-agent"
        r"|(?:Failed to \w+|Unit) ecs\.service[: ](?:.*not found|could not be found)"
        r"|Failed to \w+ (?:unit: )?(?:Unit |Unit file )?ecs\.service.*(?:not found|does not exist)"
        r"|ecs: unrecognized service|(?:start|stop|restart): Unknown job: ecs",
    ),
    (Says.CONFIG_NOT_WRITTEN, r"/etc/ecs/\S*: (?:No such file or directory|Permission denied|Read-only)"),
    (
        Says.COMMAND_UNKNOWN,
        r"line \d+: (?P<word>start|stop|restart|initctl|yum|apt|apt-get|amazon-linux-extras|dnf): command not found",
    ),
    (
        Says.SCRIPT_FAILED,
        r"Failed to run module scripts[-_]user|Failed running /var/lib/cloud/\S+|(?:Running module|module) "
        r"scripts[-_]user .*failed|Boothooks? script \S+ execution error",
    ),
)
_COMPILED = tuple((says, regex(pattern)) for says, pattern in _PATTERNS)
_TIME = regex(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")


@frozen
class Sign:
    """One line that tells something. `word` is the program that was not found."""

    says: Says
    line: LogLine
    word: str = ""


@frozen
class CloudInitLog:
    """All telling lines, oldest first within each log; the output of the scripts comes first."""

    signs: Tuple[Sign, ...]

    def of(self, *says: Says) -> Tuple[Sign, ...]:
        """The lines that tell one of these."""
        return tuple(s for s in self.signs if s.says in says)


def parse_cloud_init_log(source: str, text: str) -> Iterator[Sign]:
    """The telling lines of a log.

    Sample:  "2026-11-23 03:16:59,123 - util.py[WARNING]: Failed running /var/lib/cloud/instance/scripts/part-001 [1]"
    """
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw[:MAX_LINE]
        for says, pattern in _COMPILED:
            match = pattern.search(line)
            if match:
                clean = line.strip()
                event = LogLine(source, number, _time(line), "", clean[:400], clean)
                yield Sign(says, event, match.groupdict().get("word") or "")
                break


def _time(line: str) -> Optional[datetime]:
    match = _TIME.match(line)
    return parse_time(f"{match.group(1)}T{match.group(2)}") if match else None


@fact(deadline=6.0)
def cloud_init_log(
    files: Files, commands: Commands, system: Reading[SystemLog], console: Reading[ConsoleOutput]
) -> CloudInitLog:
    """Read both logs; either will do. Where there is neither, what the journal or the system's log has of it.

    From outside, what cloud-init wrote to the console.
    """
    try:
        return _on_the_instance(files, commands, system)
    except NotApplicable:
        if isinstance(console, Missing):
            raise console from None
        return CloudInitLog(tuple(parse_cloud_init_log(CONSOLE, console.value.text))[-MAX_SIGNS:])


def _on_the_instance(files: Files, commands: Commands, system: Reading[SystemLog]) -> CloudInitLog:
    signs: List[Sign] = []
    missing: List[Missing] = []
    for path in (OUTPUT, LOG):
        try:
            found = list(parse_cloud_init_log(path, files.tail(path, LIMIT).text))
        except Missing as reason:
            missing.append(reason)
        else:
            signs += found[-MAX_SIGNS:]
    if len(missing) < 2:
        return CloudInitLog(tuple(signs))
    try:
        text = commands.run("journalctl", "-u", "cloud-final", extra=("--no-pager", "--boot", "--lines=600"))
        return CloudInitLog(tuple(parse_cloud_init_log(JOURNAL, text))[-MAX_SIGNS:])
    except Missing:
        lines = system.value.of("cloud-init") if isinstance(system, Got) else ()
    if not lines:
        raise Missing(missing[0].why, f"{OUTPUT}: {missing[0].detail}", missing[0].cure)
    return CloudInitLog(tuple(replace(s, line=x) for x in lines for s in parse_cloud_init_log(x.source, x.text)))
