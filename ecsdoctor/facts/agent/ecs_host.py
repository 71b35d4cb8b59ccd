"""Whether this is a machine that an ECS agent lives on at all."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why
from ...plugin import fact
from ...sources.files import Files
from ..config.ecs_config import EcsConfig
from ..host.instance_identity import InstanceIdentity
from ..logs.agent import AgentLog
from ..scope import Scope
from .introspection import AgentMetadata

# What EC2's firmware says of itself: Nitro in sys_vendor, Xen in the BIOS version (`4.11.amazon`).
_FIRMWARE = ("/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/bios_version")


@frozen
class EcsHost:
    """`ec2`: the machine shows itself as an EC2 instance. `agent`: an agent has left traces here."""

    ec2: bool
    agent: bool
    kind: str
    root: str = "/"

    @property
    def stranger(self) -> bool:
        """Nothing here has to do with ECS."""
        return not (self.ec2 or self.agent)

    @property
    def why_not(self) -> str:
        """One sentence that says so."""
        if self.kind == "snapshot":
            return "this snapshot holds nothing of an ECS agent or its instance"
        if self.root != "/":
            return f"below {self.root} there is nothing of an ECS agent (no ecs.config, no log)"
        return "this machine is not an EC2 instance (no EC2 metadata service, no ecs.config)"


def _firmware_is_ec2(files: Files) -> bool:
    for path in _FIRMWARE:
        try:
            if "amazon" in files.read(path, 256).text.lower():
                return True
        except Missing:
            continue
    return False


def _has_log_directory(files: Files) -> bool:
    try:
        return bool(files.names("/var/log/ecs"))
    except Missing:
        return False


@fact(deadline=5.0)
def ecs_host(
    scope: Scope,
    files: Files,
    config: Reading[EcsConfig],
    identity: Reading[InstanceIdentity],
    metadata: Reading[AgentMetadata],
    log: Reading[AgentLog],
) -> EcsHost:
    """Look for traces: files, an answering agent, an identity document, the firmware's name."""
    traces = (
        isinstance(metadata, Got),
        isinstance(log, Got),
        isinstance(config, Got) and bool(config.value.files()),
        # There is something by that name, though not a file that can be read.
        isinstance(config, Missing) and config.why in (Why.BROKEN, Why.DENIED),
    )
    agent = any(traces) or _has_log_directory(files)
    return EcsHost(isinstance(identity, Got) or _firmware_is_ec2(files), agent, scope.kind, scope.root)
