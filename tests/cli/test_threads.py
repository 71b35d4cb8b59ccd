"""What goes wrong on a thread of ours is a line, never a traceback."""

from __future__ import annotations

import subprocess
import sys

from conftest import environment

PROGRAM = """
import threading
from ecsdoctor.cli import main

def leave(code):
    def fails():
        raise ValueError("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY \\x1b[31m")
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()

main.leave = leave
main.main()
"""


def test_a_fault_on_a_thread_is_a_line_without_secrets() -> None:
    command = [sys.executable, "-c", PROGRAM, "checks"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)
    assert done.stderr.startswith("ecsdoctor: a probe failed: ValueError: "), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "wJalrXUtnFEMI" not in done.stderr and "\x1b" not in done.stderr
