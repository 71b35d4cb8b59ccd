"""docs/formats.md: every output format, with the sample that the tests compare."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Iterator

from ecsdoctor.cli.style import Format
from ecsdoctor.report.markdown import fence

from .builtin import MADE

GOLDEN = Path(__file__).parent.parent.parent / "tests" / "report" / "golden"
# Format → module, golden file, language of the sample.
SAMPLES = {
    Format.TABLE: ("table", "plain.txt", "text"),
    Format.JSON: ("json_report", "report.jsonl", "json"),
    Format.JSONL: ("jsonl", "report.jsonl", "json"),
    Format.COMPACT: ("compact", "compact.txt", "text"),
    Format.MARKDOWN: ("markdown", "report.md", "markdown"),
    Format.NAGIOS: ("nagios", "nagios.txt", "text"),
    Format.PROMETHEUS: ("prometheus", "metrics.prom", "text"),
    Format.JUNIT: ("junit", "junit.xml", "xml"),
    Format.EMF: ("emf", "emf.json", "json"),
    Format.HTML: ("html", "", ""),
}
LONGEST = 1_500

INTRODUCTION = """\
`-o FORMAT` chooses how the report is printed, `--output-file FILE` where to: the file is replaced whole, so a reader
never sees half of one (a link or a device in its place is refused). Metrics get the mode 0644, because node_exporter
runs as a user of its own; all else what the umask leaves. The exit code is the same for every format:
0 ok, 1 warnings only, 2 failures, 3 could not tell, 64 bad usage, 70 a fault of ecsdoctor; `--fail-on` moves the line.

What stood in files, logs and answers is hostile text. Control characters, marks that turn the direction of writing and
whatever ends a line, a fence, a tag or a label are neutral in every format."""


def page() -> str:
    """The page."""
    lines = ["# Output formats", "", MADE, "", INTRODUCTION]
    for kind in Format:
        lines += ["", *_section(kind)]
    return "\n".join(lines) + "\n"


def _section(kind: Format) -> Iterator[str]:
    module, golden, language = SAMPLES[kind]
    doc = inspect.cleandoc(importlib.import_module(f"ecsdoctor.report.{module}").__doc__ or "")
    yield from (f"## {kind.value}", "", doc, "")
    # A page of markup is nothing to read: `make examples` makes one to look at.
    yield (
        fence(_sample(golden, kind), language)
        if golden
        else "A sample: [examples/no-route.html](examples/no-route.html)."
    )


def _sample(golden: str, kind: Format) -> str:
    text = (GOLDEN / golden).read_text(encoding="utf-8").rstrip("\n")
    if kind is Format.JSON:
        import json

        text = json.dumps(json.loads(text), indent=1)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
