"""The optional parts of `-o json` since 1.2: what is known for pictures, each key only where there is something."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Dict, Mapping

from ..model.picture import Picture


def picture_rows(picture: Picture) -> Dict[str, Any]:
    """`paths`, `members`, `contrasts`, `timeline`, `facts` as plain data."""
    return {f.name: plain(getattr(picture, f.name)) for f in fields(picture) if getattr(picture, f.name)}


def plain(value: Any) -> Any:
    """Frozen values as JSON knows them; what is None or an empty text is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        rows = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        return {name: row for name, row in rows.items() if row is not None and row != ""}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value
