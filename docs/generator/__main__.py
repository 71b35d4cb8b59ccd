"""`python -m docs.generator`: write the pages; with --check only name those that are stale, and fail."""

from __future__ import annotations

import sys

from . import DOCS, PAGES


def main() -> int:
    """Exit code: 1 when --check finds a stale page."""
    stale = []
    for name, page in PAGES.items():
        file, text = DOCS / name, page()
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
                print(f"docs/{name}")
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; make docs writes them", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
