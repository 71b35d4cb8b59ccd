"""Errors of the command line."""

from __future__ import annotations


class UsageError(Exception):
    """The command line asks for something that is not there; one line on stderr, exit code 64."""
