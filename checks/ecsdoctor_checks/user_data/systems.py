"""Which systems order the agent after cloud-init, and which know Upstart."""

from __future__ import annotations

import re
from typing import Optional

from ecsdoctor import Got, Reading
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.host.os_release import OsRelease

_RPM_FAMILY = ("rhel", "centos", "fedora", "rocky", "almalinux", "ol")


def has_upstart(system: Reading[OsRelease]) -> bool:
    """Amazon Linux 1 (2018.03 and before) and Ubuntu 14.04."""
    if not isinstance(system, Got):
        return False
    version = system.value.version_id
    if system.value.id == "amzn":
        return bool(re.match(r"201\d\.\d\d", version))
    return system.value.id == "ubuntu" and version.startswith("14.")


def waits_for_cloud_init(unit: Reading[EcsUnit], system: Reading[OsRelease]) -> Optional[bool]:
    """Whether the ecs unit starts only after cloud-final.service; None where nobody says.

    amazon-ecs-agent packaging/amazon-linux-ami-integrated/ecs.service has `After=cloud-final.service`; the
    generic rpm, deb and SUSE units do not.
    """
    if isinstance(unit, Got) and unit.value.after:
        return any("cloud-final" in name for name in unit.value.after)
    if not isinstance(system, Got):
        return None
    if system.value.amazon_linux:
        return not has_upstart(system)
    family = {system.value.id, *system.value.like.split()}
    if system.value.debian_family or system.value.suse_family or family & set(_RPM_FAMILY):
        return False
    return None
