"""`-o html`: one self-contained file for people, to be mailed, put on S3 or attached to a ticket.

Verdict and root cause first, then pictures: the way to ECS hop by hop, the instances of a cluster as tiles, what keeps
tasks off instances, the history of the agent's log. No network, font or script from elsewhere; a strict Content
Security Policy allows the one style sheet and the one script inside by their hashes, and without the script all is
readable. Light or dark as the reader's system is; it prints. Everything of the machine is escaped and stays text.
"""

from __future__ import annotations

from ...model.report import Report


def render(report: Report) -> str:
    """The report as an HTML document."""
    # Jinja2 takes its time to import; only this format pays for it.
    from .page import page

    return page(report)
