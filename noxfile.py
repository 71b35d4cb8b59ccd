"""`nox`: the test suite on every Python that is supported and found."""

from __future__ import annotations

import glob
import os
import shutil

import nox

VERSIONS = ("3.9", "3.11", "3.13")
# What requirements-dev.txt has for running tests, without the tools of `make check`.
NEEDED = ("hypothesis>=6", "jsonschema>=4.17", "moto[server]>=5", "pytest>=8", "pytest-xdist>=3")
PARSERS = ("junitparser>=2", "markdown-it-py>=2", "nagiosplugin>=1.3", "prometheus-client>=0.17")

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True


def interpreter(version: str) -> str:
    """The program of one Python version: on the PATH, or where pyenv keeps it."""
    kept = sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python")))
    # A pyenv shim may stand on the PATH without the version behind it: the real program goes first.
    return kept[-1] if kept else shutil.which(f"python{version}") or ""


FOUND = [path for path in map(interpreter, VERSIONS) if path]


@nox.session(python=FOUND)
def tests(session: nox.Session) -> None:
    """Install as a user would, then test."""
    session.install("--quiet", ".")
    session.install("--quiet", *NEEDED, *PARSERS)
    session.run("pytest", "-n", "auto", *session.posargs)
