"""Lines of the agent in places where its log file is not: the journal of a unit, and texts that people pasted.

The agent logs `level=error time=… msg=…`, `2018-11-17T15:33:28Z [ERROR] …` or JSON; in a journal each line begins
with time, host and program. dockerd's form (`time="…" level=…`) is another.
"""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from ...model.reading import Got, Reading
from ...model.regex import regex
from ..pasted import PastedTexts
from .ecs_journal import EcsJournal

_AGENT_LINE = regex(
    r"^(?:\S[^\n]{0,100}? [\w.@-]{1,40}\[\d{1,10}\]: )?"
    r"(level=\w{1,10} time=\d{4}-\S{1,40} msg=.*"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \[(?:DEBUG|INFO|WARN|ERROR|CRITICAL)\] .*"
    r'|\{"level":"\w{1,10}","time":"\d{4}-.*)$'
)
# ecs-init writes the same forms; these are its words, and names under which people keep its log.
_INIT = regex(r"ecs-init|pre-start|post-stop|Amazon (?:Elastic|EC2) Container Service Agent|Agent exited with code")
# The first words of every agent, which ecs-init never says.
AGENT_SPEAKS = regex(
    r"(?:\] |msg=\"?)(?:Loading configuration|Amazon ECS [aA]gent Version|Starting (?:Amazon ECS )?Agent:? )"
)
_MAX_LINE = 16384


def agent_lines(text: str) -> str:
    """The text with every line emptied that is not the agent's, so that the others keep their numbers."""
    return "\n".join(_agent_part(line) for line in text.split("\n"))


def _agent_part(line: str) -> str:
    if line[:1] == "\t" or line.lstrip().startswith(("caused by:", "<")):  # continues the event before
        return line
    match = _AGENT_LINE.match(line[:_MAX_LINE])
    return match.group(1) if match and not _INIT.search(line) else ""


def elsewhere(journal: Reading[EcsJournal], pasted: Reading[PastedTexts]) -> Optional[Tuple[str, str]]:
    """Source and text of the first place that holds lines of the agent."""
    for source, text in _places(journal, pasted):
        found = agent_lines(text)
        if found.strip():
            return source, found
    return None


def _places(journal: Reading[EcsJournal], pasted: Reading[PastedTexts]) -> Iterator[Tuple[str, str]]:
    if isinstance(journal, Got):
        yield journal.value.source, "\n".join(line.raw for line in journal.value.programs)
    if isinstance(pasted, Got):
        for text in pasted.value.texts:
            if text.line and not _INIT.search(text.source):
                yield text.source, text.text
