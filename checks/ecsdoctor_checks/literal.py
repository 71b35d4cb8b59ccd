"""The text that a pattern cannot do without: looking for it first spares compiling patterns that nothing will match.

Compiling one takes half a millisecond and there are dozens of signs; on a healthy host no line holds any of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ecsdoctor import regex

_TOKEN = regex(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)


@lru_cache(maxsize=256)
def literal_of(pattern: str) -> str:
    """The longest text that every match holds, in lower case; empty where that is not plain to see.

    >>> literal_of(r"client is too old, minimum supported API version is (?P<minimum>[\\d.]+)")
    'client is too old, minimum supported api version is '
    """
    runs = [""]
    depth = 0
    for token in _TOKEN.findall(pattern):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "|" and not depth:
            return ""
        if depth or token in "()^$.|" or token[0] == "[":
            runs.append("")
        elif token in "*?" or token[0] == "{":  # what stands before may be missing
            runs[-1] = runs[-1][:-1]
            runs.append("")
        elif token == "+":
            runs.append("")
        elif len(token) == 1 or not token[1].isalnum():
            runs[-1] += token[-1]
        else:  # a class as \d, or a place as \b
            runs.append("")
    return max(runs, key=len).lower()
