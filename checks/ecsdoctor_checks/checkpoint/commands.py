"""Commands that put a checkpoint or the name of the cluster right."""

from __future__ import annotations

from typing import Optional, Tuple

from ecsdoctor import regex
from ecsdoctor.facts.checkpoint.saved_state import Checkpoint
from ecsdoctor.facts.config.settings import Named

MAIN = "/etc/ecs/ecs.config"
_HARMLESS = regex(r"[\w:/.-]+")  # as a cluster's name or ARN is; safe inside quotes and a sed program
_ARN = regex(r"arn:[\w-]+:ecs:(?P<region>[\w-]+):\d+:container-instance/[\w/-]+")


def name_cluster(explicit: Optional[Named], cluster: str) -> str:
    """Write the cluster's name where the agent has it from, or into the main file."""
    path = explicit.place.rsplit(":", 1)[0] if explicit else MAIN
    if not _HARMLESS.fullmatch(cluster):
        return f"Set ECS_CLUSTER in {path} to {cluster!r}, without the quotes."
    if explicit is None:
        # The file may lack its last newline: two lines glued together are one value.
        return f"printf '\\nECS_CLUSTER={cluster}\\n' | sudo tee -a {path}"
    return f"sudo sed -i 's|^[[:space:]]*ECS_CLUSTER=.*|ECS_CLUSTER={cluster}|' {path}"


def forgets(checkpoint: Checkpoint) -> str:
    """What the agent loses with its checkpoint, as the end of a sentence whose subject is the agent."""
    if not checkpoint.task_count:
        return "forgets its registration; it has no saved tasks"
    tasks = "1 saved task" if checkpoint.task_count == 1 else f"{checkpoint.task_count} saved tasks"
    return f"forgets its registration and its {tasks}, whose containers run on unattended: drain the instance first"


def set_aside(checkpoint: Checkpoint) -> Tuple[str, ...]:
    """Start without the checkpoint and keep it beside."""
    return (
        "sudo systemctl stop ecs",
        f"sudo mv {checkpoint.path} {checkpoint.path}.$(date +%s)",
        "sudo systemctl start ecs",
    )


def deregister(arn: str, cluster: str) -> Tuple[str, ...]:
    """Remove a container instance that nobody serves any more; nothing when the ARN is none."""
    match = _ARN.fullmatch(arn)
    if match is None or not _HARMLESS.fullmatch(cluster):
        return ()
    return (
        f"aws ecs deregister-container-instance --region {match.group('region')} --cluster {cluster}"
        f" --container-instance {arn} --force",
    )
