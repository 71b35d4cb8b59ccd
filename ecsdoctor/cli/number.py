"""Numbers on the command line."""

from __future__ import annotations

import math
from typing import Any, Optional

import click


class Number(click.FloatRange):
    """A number within bounds. Python reads `nan` as a number that lies within any."""

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> Any:
        number = super().convert(value, param, ctx)
        if isinstance(number, float) and math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number
