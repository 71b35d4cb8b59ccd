"""Is the operating system still supported?"""

from __future__ import annotations

from datetime import date
from typing import Iterator, Optional, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, frozen, ok, regex, unknown
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.host_lines import PASTED, HostLines
from ecsdoctor.facts.scope import Scope

from ..signs import cannot_tell
from .problems import OS_END_OF_LIFE


@frozen
class Life:
    """Until when a system gets security updates without a paid extension; the vendor's long-term support counts."""

    id: str
    version: str
    name: str
    ends: date


# Amazon Linux: its FAQs and release notes; Debian: LTS wiki; Ubuntu: release cycle (standard support of LTS releases);
# Red Hat and its rebuilds: product life cycle; SUSE: general support of the last service pack.
LIVES: Tuple[Life, ...] = (
    Life("amzn", "2018", "Amazon Linux AMI (1)", date(2023, 12, 31)),
    Life("amzn", "2017", "Amazon Linux AMI (1)", date(2023, 12, 31)),
    Life("amzn", "2016", "Amazon Linux AMI (1)", date(2023, 12, 31)),
    Life("amzn", "2015", "Amazon Linux AMI (1)", date(2023, 12, 31)),
    Life("amzn", "2014", "Amazon Linux AMI (1)", date(2023, 12, 31)),
    Life("amzn", "2", "Amazon Linux 2", date(2026, 6, 30)),
    Life("amzn", "2023", "Amazon Linux 2023", date(2029, 6, 30)),
    Life("debian", "8", "Debian 8", date(2020, 6, 30)),
    Life("debian", "9", "Debian 9", date(2022, 6, 30)),
    Life("debian", "10", "Debian 10", date(2024, 6, 30)),
    Life("debian", "11", "Debian 11", date(2026, 8, 31)),
    Life("debian", "12", "Debian 12", date(2028, 6, 30)),
    Life("debian", "13", "Debian 13", date(2030, 6, 30)),
    Life("ubuntu", "14.04", "Ubuntu 14.04", date(2019, 4, 30)),
    Life("ubuntu", "16.04", "Ubuntu 16.04", date(2021, 4, 30)),
    Life("ubuntu", "18.04", "Ubuntu 18.04", date(2023, 5, 31)),
    Life("ubuntu", "20.04", "Ubuntu 20.04", date(2025, 5, 31)),
    Life("ubuntu", "22.04", "Ubuntu 22.04", date(2027, 4, 30)),
    Life("ubuntu", "24.04", "Ubuntu 24.04", date(2029, 5, 31)),
    Life("ubuntu", "26.04", "Ubuntu 26.04", date(2031, 5, 31)),
    Life("centos", "6", "CentOS 6", date(2020, 11, 30)),
    Life("centos", "7", "CentOS 7", date(2024, 6, 30)),
    Life("centos", "8", "CentOS 8", date(2021, 12, 31)),
    Life("rhel", "7", "Red Hat Enterprise Linux 7", date(2024, 6, 30)),
    Life("rhel", "8", "Red Hat Enterprise Linux 8", date(2029, 5, 31)),
    Life("rhel", "9", "Red Hat Enterprise Linux 9", date(2032, 5, 31)),
    Life("rocky", "8", "Rocky Linux 8", date(2029, 5, 31)),
    Life("rocky", "9", "Rocky Linux 9", date(2032, 5, 31)),
    Life("sles", "12", "SUSE Linux Enterprise Server 12", date(2024, 10, 31)),
    Life("sles", "15", "SUSE Linux Enterprise Server 15", date(2031, 7, 31)),
)
# Packages and kernels of Amazon Linux 1 carry this mark; nothing else does.
_AMAZON_1 = regex(r"\.amzn1\.|Amazon Linux AMI(?: release)? 201\d")
_NAMED = regex(r"Amazon Linux AMI|Amazon Linux 2023|Amazon Linux 2\b")


@check()
def os_supported(
    scope: Scope, system: Reading[OsRelease], docker: Reading[DockerInfo], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The operating system still gets security updates.

    What it checks:   name and version of the system against the dates at which its support ends.
    Why it matters:   no fixes for kernel, Docker and agent come any more; ECS-optimized AMIs of it end too.
    How to fix:       launch instances from the current ECS-optimized AMI (Amazon Linux 2023).
    How to confirm:   `cat /etc/os-release` names a supported version.
    """
    proof, life = _known(system, docker, lines)
    today = scope.now.date()
    if proof is None:
        yield cannot_tell(os_release=system)
    elif life is None:
        yield unknown(f"no date is known for {proof.excerpt}")
    elif life.ends >= today:
        yield ok(f"{life.name} is supported until {life.ends}")
    else:
        yield found(
            OS_END_OF_LIFE,
            f"{life.name} gets no updates since {life.ends}.",
            evidence=proof,
            remedy=(
                "Take the id of the current AMI and put it into the launch template:",
                "aws ssm get-parameter --name /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id "
                "--query Parameter.Value --output text",
            ),
        )


def life_of(id_: str, version: str) -> Optional[Life]:
    """The entry of a system; `2018.03` and `8.10` count by their first part where the table does."""
    parts = (version, version.partition(".")[0])
    return next((life for life in LIVES if life.id == id_ and life.version in parts), None)


def _known(
    system: Reading[OsRelease], docker: Reading[DockerInfo], lines: Reading[HostLines]
) -> Tuple[Optional[Evidence], Optional[Life]]:
    """os-release, else Docker's word for the system, else marks in pasted texts."""
    if isinstance(system, Got):
        one = system.value
        return Evidence(one.place, one.pretty_name or f"{one.id} {one.version_id}"), life_of(one.id, one.version_id)
    if isinstance(docker, Got):
        named = _NAMED.search(docker.value.operating_system)
        if named:
            version = {"Amazon Linux AMI": "2018", "Amazon Linux 2": "2"}.get(named.group(0), "2023")
            return Evidence("docker info", docker.value.operating_system), life_of("amzn", version)
    hits = lines.value.matches(_AMAZON_1, (PASTED,)) if isinstance(lines, Got) else []
    if hits:
        line = hits[0][0]
        return Evidence(line.place, line.raw.strip()[:200]), life_of("amzn", "2018")
    return None, None
