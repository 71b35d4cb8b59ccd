"""One command of a shell script."""

from __future__ import annotations

from typing import Optional, Tuple

from ....model.frozen import frozen


@frozen
class Redirect:
    """`sign` is `>`, `>>`, `<` …; `file` the file number where the script names one."""

    sign: str
    target: str
    file: str = ""


@frozen
class Command:
    """One simple command. `fed_by` are the commands whose output it reads, `stdin` a heredoc or here-string.

    `feeds`: its own output goes into a pipe. `until`: it is the condition of a `while` or `until`.
    """

    line: int
    words: Tuple[str, ...]
    redirects: Tuple[Redirect, ...] = ()
    stdin: Optional[str] = None
    fed_by: Tuple[Command, ...] = ()
    background: bool = False
    sure: bool = True
    feeds: bool = False
    until: bool = False
    function: str = ""
