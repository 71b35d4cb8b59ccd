"""Writes down every AWS call that ecsdoctor makes, at botocore's own event before a call is sent.

The worlds of the tests are built with boto3 too, in the same process: what is ecsdoctor's is told by its user agent.
`WATCH` names the file, so that processes which tests start write to the same one (sitecustomize.py).
"""

from __future__ import annotations

import os
from typing import Any

WATCH = "ECSDOCTOR_TEST_CALLS"
OURS = "ecsdoctor/"


def install() -> None:
    """Every botocore session that is made from now on is watched."""
    import botocore.handlers

    botocore.handlers.BUILTIN_HANDLERS.append(("before-call", write_down))


def write_down(model: Any, params: Any, **_: Any) -> None:
    """Append `ec2:DescribeVpcs` to the file; short lines are appended whole."""
    path = os.environ.get(WATCH)
    agent = params["headers"].get("User-Agent", "")
    if path and OURS in (agent.decode() if isinstance(agent, bytes) else agent):
        with open(path, "a") as calls:
            calls.write(f"{model.service_model.signing_name}:{model.name}\n")
