"""Does the name localhost resolve on the host?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, PASTED, HostLines
from ecsdoctor.facts.network.resolver import HOSTS, HostsFile, NameServiceSwitch

from ..signs import cannot_tell, evidence, only_on_ecs_hosts, when
from .problems import LOCALHOST_NOT_RESOLVABLE

# Modules that know localhost without the hosts file (nss-myhostname(8), nss-resolve(8)). The agent, a static Go
# program in a container with a copy of the hosts file, asks neither of them.
_FAILED = regex(
    r"lookup localhost(?: on \S+)?: (?P<why>[^\"\n]+)|lookup (?P<ip6>ip6-localhost|localhost\.localdomain)\b"
)
_ADD = "echo '127.0.0.1 localhost localhost.localdomain' | sudo tee -a /etc/hosts"


@check()
def localhost_resolves(
    host: EcsHost, hosts: Reading[HostsFile], switch: Reading[NameServiceSwitch], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The name localhost resolves on the host.

    What it checks:   /etc/hosts for localhost, and failed lookups of it in the logs.
    Why it matters:   the agent's container gets a copy of that file; its health check and its servers use localhost.
    How to fix:       add the line `127.0.0.1 localhost` to /etc/hosts and restart ecs.
    How to confirm:   `grep -w localhost /etc/hosts` prints 127.0.0.1.
    """
    only_on_ecs_hosts(host)
    failed = lines.value.matches(_FAILED, (AGENT, INIT, DOCKER, PASTED)) if isinstance(lines, Got) else []
    entries = hosts.value.named("localhost") if isinstance(hosts, Got) else ()
    if failed:
        lacks = isinstance(hosts, Got) and not entries
        yield found(
            LOCALHOST_NOT_RESOLVABLE,
            "The agent asks the resolver for localhost and gets no "
            f"address{': /etc/hosts has no line for it' if lacks else ''}. "
            f"{when(failed)}".strip(),
            evidence=[evidence(failed[-1][0]), *((Evidence(HOSTS, "no line names localhost"),) if lacks else ())],
            remedy=(_ADD, "sudo systemctl restart ecs"),
        )
    elif entries:
        yield ok(f"{entries[0].excerpt} ({entries[0].place})")
    elif isinstance(hosts, Got) and not _known_otherwise(switch):
        working = isinstance(lines, Got) and lines.value.working
        yield found(
            LOCALHOST_NOT_RESOLVABLE,
            "/etc/hosts has no line for localhost, so programs ask the network's resolver for it.",
            evidence=Evidence(HOSTS, "no line names localhost"),
            remedy=(_ADD, "sudo systemctl restart ecs"),
            confidence=Confidence.LIKELY,
            severity=Severity.WARNING if working else None,
        )
    else:
        yield cannot_tell(**{HOSTS: hosts})


def _known_otherwise(switch: Reading[NameServiceSwitch]) -> bool:
    if isinstance(switch, Missing):
        return False
    return bool({"myhostname", "resolve"} & set(switch.value.hosts))
