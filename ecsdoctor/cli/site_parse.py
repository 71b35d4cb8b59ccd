"""Read the text of `ecsdoctor.toml`; what is wrong in it is told with its line and column."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any, Collection, Dict, List, NoReturn, Optional, Tuple, Type, TypeVar

from ..model.frozen import frozen
from ..model.house_rules import NO_RULES, HouseRules, Waiver
from ..model.problem import Severity
from ..model.settings import USUAL, Settings, thresholds
from .errors import UsageError
from .site_places import end_of, place
from .style import FailOn, Format

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEYS = ("output", "timeout", "fail-on", "severities", "thresholds", "waivers")
WAIVER_KEYS = ("problem", "subject", "reason", "expires")
E_ = TypeVar("E_", bound=Enum)


@frozen
class Site:
    """What the file says; None where it says nothing."""

    path: str = ""
    output: Optional[Format] = None
    timeout: Optional[float] = None
    fail_on: Optional[FailOn] = None
    rules: HouseRules = NO_RULES


def parse(text: str, path: str, today: date) -> Site:
    """The site's habits and rules; raises UsageError with file, line and column."""
    return _File(text, path).site(today)


class _File:
    """One file and what was read of it."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        try:
            self._data: Dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            told = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
            where = (int(told[1]), int(told[2])) if told else end_of(text)
            self._stop(where, re.sub(r" \(at [^)]*\)$", "", str(error)))
        except RecursionError:
            self._stop((1, 1), "nested too deeply")

    def site(self, today: date) -> Site:
        self._only(KEYS, self._data, "", 0)
        severities = self._table("severities")
        waivers = self._data.get("waivers", [])
        if not isinstance(waivers, list) or not all(isinstance(row, dict) for row in waivers):
            self._wrong("waivers", "", "write waivers as [[waivers]], each with problem, reason and expires")
        weights = {id_: self._word(Severity, value, "severities", id_) for id_, value in severities.items()}
        rules = HouseRules(
            today=today,
            severities=weights,
            waivers=tuple(self._waiver(row, number) for number, row in enumerate(waivers)),
            places={id_: self._where("severities", id_) for id_ in weights},
            settings=self._settings(),
        )
        return Site(
            path=self._path,
            output=self._word(Format, self._data["output"], "", "output") if "output" in self._data else None,
            timeout=self._seconds(),
            fail_on=self._word(FailOn, self._data["fail-on"], "", "fail-on") if "fail-on" in self._data else None,
            rules=rules,
        )

    def _settings(self) -> Settings:
        table = self._table("thresholds")
        known = {one.name: one for one in thresholds()}
        self._only(known, table, "thresholds", 0)
        for name, value in table.items():
            one = known[name]
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not number or not one.lowest <= value <= one.highest:
                wanted = f"a number{f' ({one.unit})' if one.unit else ''} from {one.lowest:g} to {one.highest:g}"
                self._wrong("thresholds", name, f"{name} is not {wanted}")
        return replace(USUAL, **{name.replace("-", "_"): float(value) for name, value in table.items()})

    def _waiver(self, row: Dict[str, Any], number: int) -> Waiver:
        self._only(WAIVER_KEYS, row, "waivers", number)
        for key in ("problem", "reason", "expires"):
            if key not in row:
                self._wrong("waivers", "", f"the waiver lacks {key!r}", number)
        texts = {key: row.get(key, "") for key in ("problem", "subject", "reason")}
        for key, value in texts.items():
            if not isinstance(value, str) or (key in row and not value.strip()):
                self._wrong("waivers", key, f"{key} is not a text that says something", number)
        where = self._where("waivers", "problem", number)
        return Waiver(texts["problem"], texts["reason"], self._day(row, number), texts["subject"], where)

    def _day(self, row: Dict[str, Any], number: int) -> date:
        value = row["expires"]
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._wrong("waivers", "expires", "expires is not a day like 2027-01-31", number)

    def _seconds(self) -> Optional[float]:
        value = self._data.get("timeout")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= 3600:
            self._wrong("", "timeout", "timeout is not a number of seconds from 1 to 3600")
        return float(value)

    def _word(self, kind: Type[E_], value: Any, table: str, key: str) -> E_:
        words = [member.value for member in kind]
        if value not in words:
            self._wrong(table, key, f"{key} is {value!r}, not one of {', '.join(words)}")
        return kind(value)

    def _table(self, name: str) -> Dict[str, Any]:
        value = self._data.get(name, {})
        if not isinstance(value, dict):
            self._wrong("", name, f"write {name} as a table: [{name}]")
        table: Dict[str, Any] = value
        return table

    def _only(self, known: Collection[str], row: Dict[str, Any], table: str, number: int) -> None:
        for key in row:
            if key not in known:
                near: List[str] = difflib.get_close_matches(key, known, 1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
                self._wrong(table, key, f"there is no setting {key!r}{hint}", number)

    def _where(self, table: str, key: str, number: int = 0) -> str:
        line, _ = place(self._text, table, key, number)
        return f"{self._path}:{line}"

    def _wrong(self, table: str, key: str, message: str, number: int = 0) -> NoReturn:
        self._stop(place(self._text, table, key, number), message)

    def _stop(self, where: Tuple[int, int], message: str) -> NoReturn:
        raise UsageError(f"{self._path}:{where[0]}:{where[1]}: {message}")
