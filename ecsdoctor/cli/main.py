"""The entry point: maps every ending to an exit code of the contract and ends on time."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from typing import NoReturn

BEGIN = time.monotonic()


def main() -> NoReturn:
    """Run the command line; a fault of our own is one line and exit code 70."""
    if sys.argv[1:] == ["--version"]:  # the commonest question needs no parser
        from .. import __version__

        print(f"ecsdoctor {__version__}")
        leave(0)
    threading.excepthook = _left_behind
    gc.set_threshold(100_000)  # what is loaded stays: looking for garbage in it takes a tenth of a run
    import click

    from .app import app
    from .errors import FAULT, USAGE, UsageError
    from .narrow import narrowed

    code = 0
    try:
        result = narrowed(app, sys.argv[1:])(standalone_mode=False, prog_name="ecsdoctor")
        code = result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        say(error.format_message())
        code = USAGE
    except UsageError as error:
        say(str(error))
        code = USAGE
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        code = 130
    except BrokenPipeError:
        code = 0
    except Exception as error:
        say(f"internal error: {type(error).__name__}: {error}")
        if os.environ.get("ECSDOCTOR_DEBUG"):
            import traceback

            say(traceback.format_exc())
        code = FAULT
    leave(code)


def _left_behind(fault: threading.ExceptHookArgs) -> None:
    """A fault on a thread of ours, whose answer then is missing and told as such: a line in place of a traceback."""
    if fault.exc_type is not SystemExit:
        say(f"a probe failed: {fault.exc_type.__name__}: {fault.exc_value}")


def say(text: str) -> None:
    """An error message on standard error: without secrets, and unable to drive a terminal."""
    from ..report.plain import harmless
    from .discretion import clean

    print(f"ecsdoctor: {harmless(clean(text))}", file=sys.stderr)


def leave(code: int) -> NoReturn:
    """Exit now: probes that hang in the operating system must not hold the process back."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        pass
    if any(t.daemon and t.is_alive() for t in threading.enumerate()):
        os._exit(code)
    sys.exit(code)
