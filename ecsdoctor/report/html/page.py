"""The document: views of a report put into templates, every value escaped, style and script allowed by hash."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Mapping, Optional, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ...model.report import Report
from ..json_report import stamp
from ..plain import harmless
from ..short import by_status, target_name
from . import checks, cluster, contrast, diagnoses, heat, history, trail

_CHECKS = (
    ("fail", "failed"),
    ("warn", "with warnings"),
    ("ok", "ok"),
    ("unknown", "could not be checked"),
    ("not-applicable", "not applicable"),
)


def page(report: Report) -> str:
    """The document about one target."""
    names = ("instance_id", "cluster", "service", "region", "agent_version")
    told = {"cluster": "cluster ", "service": "service ", "agent_version": "agent "}
    shown = [f"{told.get(key, '')}{report.target[key]}" for key in names if report.target.get(key)]
    counts = {status.value: number for status, number in by_status(report).items()}
    views = {
        "report": report,
        "counts": counts,
        "tally": [(status, counts[status], words) for status, words in _CHECKS if counts[status]],
        "cards": diagnoses.cards(report),
        "trails": trail.others(report),
        "cluster": cluster.view(report),
        "matrices": heat.matrices(report),
        "contrasts": contrast.tables(report),
        "history": history.view(report),
        "unseen": checks.unseen(report),
        "checks": checks.rows(report),
        "facts": checks.facts_by_group(report),
    }
    return document("page.html", target_name(report), shown, views)


def document(template: str, name: str, shown: Sequence[str], views: Mapping[str, Any]) -> str:
    """A page about `name`, with `shown` in its first line. `views` holds what the template asks for."""
    style, script = _file("page.css"), _file("page.js")
    own = {"style": Markup(style), "script": Markup(script), "policy": _policy(style, script)}
    return (
        _environment().get_template(template).render({**views, **own, "name": name, "shown": list(filter(None, shown))})
        + "\n"
    )


def _policy(style: str, script: str) -> str:
    """Nothing but this very style and this very script; no address is contacted, whatever stands in the page."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def _file(name: str) -> str:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    assert text.isascii() and "</" not in text, "it would end its own element, or not survive a plain terminal"
    return text


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ecsdoctor.report.html"),
        autoescape=True,
        finalize=neutral,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["utc"] = _utc
    environment.filters["stamp"] = stamp
    return environment


def neutral(value: Any) -> Any:
    """The one gate for values: marks that drive terminals or turn the direction of writing become visible text."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _utc(at: Optional[datetime]) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else ""
