"""`regex(…)`: a regular expression that is compiled when it is first used.

Four hundred patterns stand in modules that every run loads, and most of them meet no text
(docs/decisions/patterns-are-compiled-late.md). What comes back behaves as `re.Pattern` does; a test compiles all of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Pattern, Union, cast


class Late:
    """Stands in for a compiled pattern. Its methods are the compiled one's, taken over at the first call of one."""

    def __init__(self, pattern: Union[str, bytes], flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = self.compiled()
        for method in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn"):
            self.__dict__[method] = getattr(compiled, method)
        return getattr(compiled, name)

    def compiled(self) -> Pattern[Any]:
        """The pattern itself; raises re.error."""
        return re.compile(self.pattern, self._flags)


def regex(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:
    """As `re.compile`, later."""
    return cast("Pattern[AnyStr]", Late(pattern, flags))
