"""Whether the SSM agent of an external instance has written credentials; their content is not read here."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import Missing
from ...plugin import fact
from ...sources.files import Files
from ..presence import surely_absent

# Written by the SSM agent, mounted into the agent's container (ecs-init/docker/docker.go).
DIRECTORY = "/root/.aws"
PATH = f"{DIRECTORY}/credentials"


@frozen
class ExternalCredentials:
    """`there`: the file exists."""

    path: str
    there: bool


@fact()
def external_credentials(files: Files) -> ExternalCredentials:
    """Look at the names in root's .aws directory only; raises Missing when it may not be looked at."""
    try:
        return ExternalCredentials(PATH, "credentials" in files.names(DIRECTORY))
    except Missing as missing:
        if surely_absent(missing):
            return ExternalCredentials(PATH, False)
        raise
