"""What the agent's exit codes mean, and what each packaging of ecs-init does then.

ecs-init itself starts the agent again after every code but 0 and 5 (ecs-init/engine/engine.go, StartSupervised);
after those it ends, and the unit decides: RestartPreventExitStatus=5 in packaging/amazon-linux-ami-integrated and
packaging/generic-rpm-integrated, not in packaging/generic-deb-integrated; packaging/suse has no Restart= at all.
"""

from __future__ import annotations

from typing import Optional

from ecsdoctor.facts.host.os_release import OsRelease

TERMINAL = 5
UPDATE = 42
_MEANINGS = {
    0: "it was told to stop (SIGTERM) or its session ended",
    1: "it met an error that it takes for passing",
    2: "it crashed (Go panic) or its command line was refused",
    5: "it met an error that it takes for final",
    42: "it asks ecs-init to load a newer image",
    125: "Docker could not run the container",
    126: "the command in the image cannot be executed",
    127: "the command in the image was not found, or the container runtime could not start it",
    134: "it was aborted (SIGABRT)",
    137: "it was killed (SIGKILL): by the kernel for want of memory, or by hand",
    139: "it crashed (SIGSEGV)",
    143: "it was told to stop (SIGTERM)",
    255: "ecs-init itself failed",
}


def meaning(code: int) -> str:
    """What a code says about the end of the agent."""
    return _MEANINGS.get(code, "not a code of the agent's own")


def stays_down(code: int, system: Optional[OsRelease]) -> Optional[bool]:
    """Whether nothing starts the agent again after this code; None when the packaging is not known."""
    if code == 0:
        return True
    if system is None:
        return None if code == TERMINAL else False
    if system.suse_family:
        return code == TERMINAL
    return code == TERMINAL and not system.debian_family


def consequence(code: int, system: Optional[OsRelease]) -> str:
    """One sentence on what happens after this code on this system."""
    down = stays_down(code, system)
    if code == 0:
        return "After code 0 nothing starts it again."
    if code != TERMINAL:
        return "ecs-init starts it again by itself, after half a second at first and about every 16 s later."
    if down is None:
        return "After code 5 the units of Amazon Linux and of the rpm packages stay down until started by hand."
    if down:
        return "After code 5 the unit stays down until it is started by hand."
    return "The unit of the deb package starts it again every 10 s, whatever the code."
