"""Can user data be read by what should carry it out?"""

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, Says, Sign
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.boot.user_data_forms import Fault, FaultKind
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.host.os_release import OsRelease

from .common import BY_HAND, TEMPLATE, fulfilled, meant, repair, sign_evidence
from .problems import USER_DATA_INVALID

# What a fault shows itself by in cloud-init's logs.
_SHOWS: Dict[FaultKind, Tuple[Says, ...]] = {
    FaultKind.NO_HEADER: (Says.NOT_UNDERSTOOD,),
    FaultKind.MIME: (Says.NOT_UNDERSTOOD,),
    FaultKind.BASE64_TWICE: (Says.NOT_UNDERSTOOD,),
    FaultKind.COMPRESSION: (Says.NOT_UNDERSTOOD,),
    FaultKind.NO_SHEBANG: (Says.NO_SHEBANG,),
    FaultKind.BLANK_FIRST: (Says.NO_SHEBANG, Says.NOT_UNDERSTOOD),
    FaultKind.LINE_ENDS: (Says.LINE_ENDS,),
    FaultKind.YAML: (Says.BAD_YAML,),
}
# Newer cloud-init undoes a second base64; a text without a header may be meant for a program of the image.
_LIKELY = (FaultKind.NO_HEADER, FaultKind.BASE64_TWICE)
_ON_WINDOWS = (FaultKind.QUOTE, FaultKind.TAG)
# The most telling first: one cause may show itself by several.
_TOLD = {
    Says.LINE_ENDS: "the script in user data has Windows line ends (CR LF), which the shell cannot take",
    Says.NO_SHEBANG: 'a script in user data does not begin with "#!", so that the kernel refused to execute it',
    Says.BAD_YAML: "cloud-init could not read the YAML of user data",
    Says.NOT_UNDERSTOOD: "cloud-init did not understand user data and passed it over",
    Says.SYNTAX: "the shell found an error of syntax in user data and stopped there",
}
_FIXES = {
    FaultKind.NO_HEADER: 'Let the very first line be "#!/bin/bash" (or "#cloud-config").',
    FaultKind.NO_SHEBANG: 'Let the first line of that part be "#!/bin/bash".',
    FaultKind.BLANK_FIRST: 'Remove what stands before "#!", also blanks and empty lines.',
    FaultKind.LINE_ENDS: "Change the line ends to LF, for example with: sed -i 's/\\r$//' FILE",
    FaultKind.BASE64_TWICE: "Give it encoded once: the AWS CLI, and Terraform's user_data, encode it themselves.",
    FaultKind.COMPRESSION: "Compress it anew, or give it as plain text.",
    FaultKind.MIME: "Make it with: cloud-init devel make-mime -a SCRIPT:x-shellscript",
    FaultKind.YAML: "Try it with: cloud-init schema --config-file FILE",
    FaultKind.TOML: 'Write the name of the cluster in quotes: cluster = "CLUSTER"',
    FaultKind.QUOTE: "Close the quote, or remove it.",
    FaultKind.TAG: "Put <powershell> in the first line and </powershell> in the last.",
}
_LOOK = ("Look at it as the instance received it:", "sudo cloud-init query userdata")


@check(refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",))
def user_data_is_well_formed(
    user_data: Reading[UserData],
    log: Reading[CloudInitLog],
    cluster: Reading[ConfiguredCluster],
    joined: Reading[JoinedCluster],
    system: Reading[OsRelease],
) -> Iterator[Finding]:
    """User data can be read by what carries it out.

    What it checks:   the header, MIME parts, YAML, TOML, the tags and quotes of PowerShell, encoding and line ends;
                      and what cloud-init's logs say of them.
    Why it matters:   nothing of what cannot be read is done: the agent stays without its configuration.
    How to fix:       correct it in the launch template and launch a new instance; repair this one by hand.
    How to confirm:   `sudo cloud-init status` prints "status: done" on a new instance.
    """
    done = fulfilled(user_data, cluster, joined)
    signs = log.value.of(*_TOLD) if isinstance(log, Got) else ()
    faults = _faults(user_data, system)
    if done:
        yield ok(done)
    elif faults:
        for place, fault in faults:
            yield _finding(place, fault, signs, _remedy(fault.kind, meant(user_data), joined))
    elif signs:
        yield _by_log(signs, joined)
    elif isinstance(user_data, Got):
        yield ok("nothing in it stands against being read")
    else:
        yield unknown(str(user_data))


def _faults(user_data: Reading[UserData], system: Reading[OsRelease]) -> List[Tuple[str, Fault]]:
    """Faults that count: of user data that speaks of ECS, and of the system that is here."""
    if not isinstance(user_data, Got) or not user_data.value.concerns_ecs:
        return []
    here = [f for f in user_data.value.all_faults if f[1].kind is not FaultKind.JSON]
    return [f for f in here if not (isinstance(system, Got) and f[1].kind in _ON_WINDOWS)]


def _finding(place: str, fault: Fault, signs: Sequence[Sign], remedy: Tuple[str, ...]) -> Finding:
    shown = [s for s in signs if s.says in _SHOWS.get(fault.kind, ())]
    likely = fault.kind in _LIKELY and not shown
    return found(
        USER_DATA_INVALID,
        f"User data is about ECS, but cannot be carried out: {fault.detail} ({place}).",
        evidence=[Evidence(place, fault.excerpt or fault.detail), *sign_evidence(shown)],
        remedy=remedy,
        confidence=Confidence.LIKELY if likely else Confidence.CERTAIN,
    )


def _by_log(signs: Sequence[Sign], joined: Reading[JoinedCluster]) -> Finding:
    says = next(says for says in _TOLD if any(s.says is says for s in signs))
    telling = [s for s in signs if s.says is says]
    kind: Optional[FaultKind] = next((k for k, shows in _SHOWS.items() if says in shows), None)
    return found(
        USER_DATA_INVALID,
        f"By its log, {_TOLD[says]} ({telling[-1].line.place}).",
        evidence=sign_evidence(telling),
        remedy=_remedy(kind, None, joined),
        confidence=Confidence.LIKELY,
    )


def _remedy(kind: Optional[FaultKind], setting: Optional[Setting], joined: Reading[JoinedCluster]) -> Tuple[str, ...]:
    fix = (_FIXES[kind],) if kind is not None else ()
    if kind in (FaultKind.QUOTE, FaultKind.TAG, FaultKind.TOML):
        return (*fix, TEMPLATE)
    return (*_LOOK, *fix, TEMPLATE, BY_HAND, *repair(joined, setting.value if setting is not None else None))
