"""Errors of the command line."""

from __future__ import annotations

# Exit codes beside those of monitoring plugins (docs: README, "Exit codes").
USAGE = 64
FAULT = 70


class UsageError(Exception):
    """The command line asks for something that is not there; one line on stderr, exit code 64."""
