"""Does the agent see the GPUs that it shall offer?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok, regex
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import Named, effective
from ecsdoctor.facts.host.gpu import INFO, Gpus
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, KERNEL, PASTED, HostLines

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import GPU_NOT_AVAILABLE

_REMEDY = (
    "sudo nvidia-smi",
    "Once it lists the GPUs, let ecs-init write them down again:",
    "sudo systemctl restart ecs",
)
# Families with GPUs of NVIDIA (EC2 instance types, accelerated computing).
_GPU_TYPE = regex(r"^(?:p\d|g\d)[a-z0-9-]*\.")
SIGNS = (
    Sign(
        pattern=r"GPU information is not found; continuing without it",
        problem=GPU_NOT_AVAILABLE,
        sentence="GPU support is switched on, but the agent found no list of GPUs "
        "(/var/lib/ecs/gpu/nvidia-gpu-info.json), so it registered the instance without GPUs. ecs-init writes "
        "that file before the agent starts, once the driver works.",
        example="Config for GPU support is enabled, but GPU information is not found; continuing without it",
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"(?P<why>error initializing nvidia nvml[^\"]*|nvml: [^\"]*(?:not found|failed|mismatch)[^\"]*"
        r"|Nvidia GPU Manager: [^\"]+)",
        problem=GPU_NOT_AVAILABLE,
        sentence="ecs-init cannot talk to the GPU driver and does not start the agent: {why}.",
        example="Nvidia GPU Manager: setup failed: error initializing nvidia nvml: could not load NVML library",
        programs=(INIT, PASTED),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"No GPU devices found, ignoring the GPU support config",
        problem=GPU_NOT_AVAILABLE,
        sentence="ecs-init found no GPU device (/dev/nvidia0): the instance type has none, or the driver is not "
        "loaded.",
        example="No GPU devices found, ignoring the GPU support config",
        programs=(INIT,),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"Could not initialize Nvidia GPU Manager",
        problem=GPU_NOT_AVAILABLE,
        sentence="The agent cannot read the list of GPUs and ends.",
        example='Could not initialize Nvidia GPU Manager error="could not unmarshal GPU file content"',
        programs=(AGENT,),
        remedy=(f"sudo rm {INFO}", "sudo systemctl restart ecs"),
        until_registered=True,
    ),
    Sign(
        pattern=r"could not select device driver \S* ?with capabilities: \[\[gpu|nvidia-container-cli: (?P<why>[^\"]+)|"
        r"[Uu]nknown or invalid runtime name: nvidia",
        problem=GPU_NOT_AVAILABLE,
        sentence="Docker cannot give a container the GPUs: the NVIDIA container toolkit or its driver does not "
        "work. {why}",
        example="nvidia-container-cli: initialization error: nvml error: driver not loaded",
        programs=(AGENT, DOCKER, PASTED),
        remedy=("sudo nvidia-smi", "sudo nvidia-container-cli info", "Use the GPU variant of the ECS-optimized AMI."),
        max_age=LATELY,
    ),
    Sign(
        pattern=r"NVRM: (?P<why>(?:API mismatch|GPU \S+ RmInit|.*[Ff]ailed|.*fallen off the bus).*)"
        # Codes of the hardware and driver (NVIDIA, "XID Errors"); others are faults of the program that uses the GPU.
        r"|NVRM: Xid \([^)]*\): (?P<xid>(?:48|64|74|79|92|94|95|119|120|140)\b.+)",
        problem=GPU_NOT_AVAILABLE,
        sentence="The GPU driver reports an error: {why}{xid}.",
        example="NVRM: API mismatch: the client has the version 535.161.07, but this kernel module has 535.129.03",
        programs=(KERNEL,),
        remedy=("sudo nvidia-smi", "An instance whose GPU has failed must be stopped and started, or replaced."),
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
)


@check()
def gpus_visible(
    config: Reading[EcsConfig],
    gpus: Reading[Gpus],
    identity: Reading[InstanceIdentity],
    lines: Reading[HostLines],
) -> Iterator[Finding]:
    """The agent sees the GPUs of the instance.

    What it checks:   ECS_ENABLE_GPU_SUPPORT, /dev/nvidia*, ecs-init's list of GPUs, and complaints in the logs.
    Why it matters:   an instance that registers without its GPUs gets no GPU task.
    How to fix:       make `nvidia-smi` list them, then restart ecs; use the GPU variant of the ECS-optimized AMI.
    How to confirm:   `aws ecs describe-container-instances` lists a registered resource named GPU.
    """
    named = _enabled(config)
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    if named is not None and isinstance(gpus, Got) and not findings:
        findings += _unseen(named, gpus.value, identity)
    if findings and named is not None:
        first = findings[0]
        proofs = [*first.evidence, Evidence(named.place, named.excerpt)]
        findings[0] = found(
            GPU_NOT_AVAILABLE, first.text, evidence=proofs, remedy=first.remedy, confidence=first.confidence
        )
    yield from findings
    if findings:
        return
    if named is None:
        if isinstance(config, Missing):
            yield cannot_tell(configuration=config)
            return
        raise NotApplicable("GPU support is not switched on (ECS_ENABLE_GPU_SUPPORT)")
    if isinstance(gpus, Got) and gpus.value.listed:
        yield ok(f"{len(gpus.value.listed)} GPUs are listed for the agent")
    else:
        yield cannot_tell(gpus=gpus)


def _enabled(config: Reading[EcsConfig]) -> Optional[Named]:
    if isinstance(config, Missing):
        return None
    named = effective(config.value, "ECS_ENABLE_GPU_SUPPORT")
    return named if named and named.value.strip().lower() in ("true", "1", "t") else None


def _unseen(named: Named, gpus: Gpus, identity: Reading[InstanceIdentity]) -> Iterator[Finding]:
    """No device, or no list of them, on a host whose configuration wants GPUs."""
    kind = identity.value.instance_type if isinstance(identity, Got) else ""
    if gpus.devices == ():
        without = bool(kind) and not _GPU_TYPE.match(kind)
        cause = f"{kind} is a type without GPUs" if without else "its driver is not loaded"
        yield found(
            GPU_NOT_AVAILABLE,
            f"GPU support is switched on, but there is no GPU device (/dev/nvidia0): {cause}. The instance offers "
            f"no GPU.",
            evidence=[Evidence(named.place, named.excerpt), Evidence("/dev", "no nvidia0")],
            remedy=(
                "Use a GPU instance type, or the ordinary AMI and remove ECS_ENABLE_GPU_SUPPORT."
                if without
                else "sudo modprobe nvidia && sudo nvidia-smi",
                "sudo systemctl restart ecs",
            ),
            confidence=Confidence.CERTAIN,
        )
    elif gpus.listed == () and gpus.devices:
        yield found(
            GPU_NOT_AVAILABLE,
            f"GPU support is switched on and {', '.join(gpus.devices)} are there, but ecs-init has not listed them "
            "for the agent: the instance offers no GPU.",
            evidence=[Evidence(named.place, named.excerpt), Evidence(INFO, "no such file, or it lists none")],
            remedy=_REMEDY,
        )
