"""Put what README.md shows of the program back to what it is now: reports, and the table of problems."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

from ecsdoctor.cli.catalogue import everything

README = Path(__file__).parent.parent / "README.md"
REPORT = re.compile(r"<!-- report: (\S+) -->\n```\n.*?```\n<!-- /report -->", re.S)
PROBLEMS = re.compile(r"<!-- problems -->\n.*?<!-- /problems -->", re.S)
SHOWN = 3


def report(match: re.Match[str]) -> str:
    """The marked block with a fresh report in it."""
    command = [sys.executable, "-m", "ecsdoctor", "demo", match.group(1)]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    text = text.partition("\nChecked ")[0]  # how many checks there are is of no interest here
    return f"<!-- report: {match.group(1)} -->\n```\n{text}```\n<!-- /report -->"


def problems() -> str:
    """The marked block with a row a category: how many problems, and the gravest of them."""
    catalogue = everything().catalogue
    known = sorted(catalogue.problems.values(), key=lambda p: (catalogue.categories[p.id], p.severity.rank, p.id))
    rows = [f"{len(known)} problems.", "", "| category | problems | such as |", "|---|---|---|"]
    for category, group in groupby(known, key=lambda p: catalogue.categories[p.id]):
        ids = [problem.id for problem in group]
        more = ", …" if len(ids) > SHOWN else ""
        rows.append(f"| {category} | {len(ids)} | {', '.join(f'`{id_}`' for id_ in ids[:SHOWN])}{more} |")
    return "\n".join(["<!-- problems -->", *rows, "<!-- /problems -->"])


if __name__ == "__main__":
    whole = REPORT.sub(report, README.read_text("utf-8"))
    table = problems()
    README.write_text(PROBLEMS.sub(lambda _: table, whole), "utf-8")
