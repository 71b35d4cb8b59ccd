"""The SSM document: fetches the one file from S3 or uses the installed one, checks its sha256, and runs it.

Schema 2.2 (https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html). Parameters
take only what their patterns allow, so that who may send this document may run nothing else.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from ..model.frozen import frozen
from .names import STEP
from .s3 import Place

# "The contents of the document can't exceed 64KB", of the AWS Systems Manager user guide.
LIMIT = 64 * 1024
SECONDS = 30
# What fetching, starting on a small instance and telling SSM Compliance take besides.
SPARE = 90


@frozen
class Fetched:
    """The one file in S3."""

    place: Place
    sha256: str
    region: str = ""

    @property
    def name(self) -> str:
        """The last part of its key."""
        return self.place.key.rsplit("/", 1)[-1]


def document(fetched: Optional[Fetched] = None, compliance: bool = False, seconds: int = SECONDS) -> Dict[str, Any]:
    """The content of the document; `seconds` is the default of its parameter Timeout."""
    return {
        "schemaVersion": "2.2",
        "description": "Why is this EC2 instance not working in its ECS cluster? Runs ecsdoctor, which changes nothing.",
        "parameters": {
            "Timeout": {
                "type": "String",
                "description": "Seconds for the diagnosis.",
                "default": str(seconds),
                "allowedPattern": "^[1-9][0-9]{0,2}$",
            },
            "ExecutionTimeout": {
                "type": "String",
                "description": "Seconds after which SSM ends the step.",
                "default": str(seconds + SPARE),
                "allowedPattern": "^[1-9][0-9]{1,3}$",
            },
            "Output": {
                "type": "String",
                "description": "compact fits into what SSM keeps; json needs an S3 bucket for the output.",
                "default": "compact",
                "allowedValues": ["compact", "json"],
            },
        },
        "mainSteps": [*_fetching(fetched), _running(fetched, compliance)],
    }


def text(content: Dict[str, Any]) -> str:
    """The content as it is stored."""
    return json.dumps(content, indent=2) + "\n"


def _fetching(fetched: Optional[Fetched]) -> List[Dict[str, Any]]:
    """A relative destination lies below the folder that the SSM Agent makes for the command and removes again."""
    if fetched is None:
        return []
    return [
        {
            "action": "aws:downloadContent",
            "name": "Fetch",
            "precondition": {"StringEquals": ["platformType", "Linux"]},
            "inputs": {
                "sourceType": "S3",
                "sourceInfo": json.dumps({"path": fetched.place.url(fetched.region)}),
                "destinationPath": fetched.name,
            },
        }
    ]


def _running(fetched: Optional[Fetched], compliance: bool) -> Dict[str, Any]:
    from importlib import resources  # not for nothing at the start of every run

    script = resources.files("ecsdoctor.fleet").joinpath("diagnose.sh").read_text(encoding="utf-8")
    values = {
        "@FILE@": fetched.name if fetched else "",
        "@SHA256@": fetched.sha256 if fetched else "",
        "@COMPLIANCE@": "yes" if compliance else "",
    }
    for mark, value in values.items():
        script = script.replace(mark, value)
    return {
        "action": "aws:runShellScript",
        "name": STEP,
        "precondition": {"StringEquals": ["platformType", "Linux"]},
        "inputs": {"timeoutSeconds": "{{ ExecutionTimeout }}", "runCommand": script.splitlines()},
    }
