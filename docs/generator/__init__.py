"""The pages under docs/ that are made from the code: `make docs` writes them, tests/test_docs.py compares them."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Dict

from . import checks, configuration, examples, formats, man, problems

DOCS = Path(__file__).parent.parent
PAGES: Dict[str, Callable[[], str]] = {
    "checks.md": checks.page,
    "problems.md": problems.page,
    "formats.md": formats.page,
    "configuration.md": configuration.page,
    "ecsdoctor.1": man.page,
    "examples/no-route.html": examples.page,
}
