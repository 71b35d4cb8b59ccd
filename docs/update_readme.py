"""Put the reports that README.md shows back to what the program prints now."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def real(match: re.Match[str]) -> str:
    """The marked block with a fresh report in it."""
    command = [sys.executable, "-m", "ecsdoctor", "demo", match.group(1)]
    report = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    report = report.partition("\nChecked ")[0]  # how many checks there are is of no interest here
    return f"<!-- report: {match.group(1)} -->\n```\n{report}```\n<!-- /report -->"


if __name__ == "__main__":
    pattern = re.compile(r"<!-- report: (\S+) -->\n```\n.*?```\n<!-- /report -->", re.S)
    README.write_text(pattern.sub(real, README.read_text("utf-8")), "utf-8")
