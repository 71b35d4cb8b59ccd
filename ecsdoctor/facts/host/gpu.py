"""The GPUs that the driver shows and those that ecs-init has written down for the agent."""

from __future__ import annotations

import json
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.files import Files
from ..presence import surely_absent

# Written by ecs-init's pre-start, read by the agent (ecs-init/gpu/nvidia_gpu_manager.go).
INFO = "/var/lib/ecs/gpu/nvidia-gpu-info.json"
_DEVICE = regex(r"^nvidia\d+$")


@frozen
class Gpus:
    """Each is None when it could not be looked at. `listed` is empty when the file is surely not there."""

    devices: Optional[Tuple[str, ...]]
    listed: Optional[Tuple[str, ...]]
    driver: str


def parse_gpu_info(text: str) -> Tuple[Tuple[str, ...], str]:
    """Ids and driver version; an unreadable file lists nothing.

    Sample:  {"DriverVersion": "535.161.07", "GPUIDs": ["GPU-6a3b2c1d-…"]}
    """
    try:
        body = json.loads(text)
        ids = tuple(str(gpu) for gpu in body.get("GPUIDs") or ())
        return ids, str(body.get("DriverVersion") or "")
    except (ValueError, RecursionError, AttributeError, TypeError):
        return (), ""


@fact()
def gpus(files: Files) -> Gpus:
    """Look for /dev/nvidia0 and its fellows, and read the file."""
    devices: Optional[Tuple[str, ...]] = None
    try:
        devices = tuple(name for name in files.names("/dev") if _DEVICE.match(name))
    except Missing:
        pass
    listed: Optional[Tuple[str, ...]] = None
    driver = ""
    try:
        listed, driver = parse_gpu_info(files.read(INFO).text)
    except Missing as missing:
        listed = () if surely_absent(missing) else None
    if devices is None and listed is None:
        raise absent("neither /dev nor ecs-init's list of GPUs could be looked at")
    return Gpus(devices, listed, driver)
