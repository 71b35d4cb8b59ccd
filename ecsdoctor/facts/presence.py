"""Tell a file that is not there from a file that nobody looked for."""

from __future__ import annotations

from ..model.reading import Missing, Why


def surely_absent(missing: Missing) -> bool:
    """Whether the operating system itself said so; a snapshot that lacks the file proves nothing."""
    return missing.why is Why.ABSENT and missing.detail.startswith(("No such file", "Not a directory"))
