"""What the name of a public image tells: its system, whether it is ECS-optimized, and what replaces it."""

from __future__ import annotations

from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex

_BASE = "/aws/service/ecs/optimized-ami"
# Accounts that publish the images named below (Amazon Linux, ECS-optimized AMIs, Bottlerocket, Canonical, Debian).
PUBLISHERS = ("591542846629", "137112412989", "amazon", "801119661308", "099720109477", "136693071363", "092701018921")


@frozen
class Family:
    """`system` and `version` as os-release has them (amzn 2023). `ecs`: Docker and the agent are inside.

    `parameter` is the public SSM parameter of the newest image of the family, empty where there is none.
    """

    name: str
    system: str
    version: str
    ecs: bool
    parameter: str = ""
    date: str = ""


# Name pattern → name for people, os-release id and version, ECS-optimized, SSM parameter. `date` is picked out.
_FAMILIES: Tuple[Tuple[str, str, str, str, bool, str], ...] = (
    (
        r"al2023-ami-ecs-(?P<variant>gpu|neuron)-hvm-.*?(?P<date>20\d{6})",
        "ECS-optimized Amazon Linux 2023 ({variant})", "amzn", "2023", True,
        f"{_BASE}/amazon-linux-2023/{{variant}}/recommended",
    ),
    (
        r"al2023-ami-ecs-hvm-.*?(?P<date>20\d{6}).*arm64",
        "ECS-optimized Amazon Linux 2023 (arm64)", "amzn", "2023", True,
        f"{_BASE}/amazon-linux-2023/arm64/recommended",
    ),
    (
        r"al2023-ami-ecs-hvm-.*?(?P<date>20\d{6})",
        "ECS-optimized Amazon Linux 2023", "amzn", "2023", True, f"{_BASE}/amazon-linux-2023/recommended",
    ),
    (
        r"amzn2-ami-ecs-(?P<kernel>kernel-5\.10-)?(?P<variant>gpu|inf)-hvm-.*?(?P<date>20\d{6})",
        "ECS-optimized Amazon Linux 2 ({variant})", "amzn", "2", True,
        f"{_BASE}/amazon-linux-2/{{variant}}/recommended",
    ),
    (
        r"amzn2-ami-ecs-(?P<kernel>kernel-5\.10-)?hvm-.*?(?P<date>20\d{6}).*arm64",
        "ECS-optimized Amazon Linux 2 (arm64)", "amzn", "2", True, f"{_BASE}/amazon-linux-2/arm64/recommended",
    ),
    (
        r"amzn2-ami-ecs-(?P<kernel>kernel-5\.10-)?hvm-.*?(?P<date>20\d{6})",
        "ECS-optimized Amazon Linux 2", "amzn", "2", True, f"{_BASE}/amazon-linux-2/recommended",
    ),
    (
        r"amzn-ami-20\d\d\.\d\d\.(?:(?P<date>20\d{6})|\w+)-amazon-ecs-optimized",
        "ECS-optimized Amazon Linux 1", "amzn", "2018", True, f"{_BASE}/amazon-linux/recommended",
    ),
    (
        r"Windows_Server-(?P<version>\w+)-English-(?P<variant>Full|Core)-ECS_Optimized-(?P<date>20\d\d\.\d\d\.\d\d)",
        "ECS-optimized Windows Server {version} {variant}", "windows", "{version}", True,
        "/aws/service/ami-windows-latest/Windows_Server-{version}-English-{variant}-ECS_Optimized",
    ),
    (r"bottlerocket-aws-ecs-(?P<version>\d)", "Bottlerocket for ECS", "bottlerocket", "", True, ""),
    (r"al2023-ami-(?:minimal-)?2023\..*?(?P<date>20\d{6})", "plain Amazon Linux 2023", "amzn", "2023", False, ""),
    (r"al2022-ami-.*?(?P<date>20\d{6})", "Amazon Linux 2022 (a preview)", "amzn", "2022", False, ""),
    (
        r"amzn2-ami-(?:minimal-)?(?:kernel-5\.10-)?(?:minimal-)?hvm-.*?(?P<date>20\d{6})",
        "plain Amazon Linux 2", "amzn", "2", False, "",
    ),
    (r"amzn-ami-(?:minimal-)?(?:hvm|pv)-.*?(?P<date>20\d{6})", "plain Amazon Linux 1", "amzn", "2018", False, ""),
    (r"ubuntu/images/.*ubuntu-\w+-(?P<version>\d\d\.\d\d)-.*(?P<date>20\d{6})", "plain Ubuntu {version}", "ubuntu",
     "{version}", False, ""),
    (r"debian-(?P<version>\d+)-.*?(?P<date>20\d{6})", "plain Debian {version}", "debian", "{version}", False, ""),
)  # fmt: skip
_COMPILED = tuple((regex(pattern), row) for pattern, *row in _FAMILIES)


def family_of(name: str) -> Optional[Family]:
    """The family by the image's name; None for a name that says nothing.

    Sample:  "al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-x86_64"
    """
    for pattern, (title, system, version, ecs, parameter) in _COMPILED:
        match = pattern.match(name)
        if match:
            words = {key: value or "" for key, value in match.groupdict().items()}
            texts = [str(part).format(**words) for part in (title, system, version, parameter)]
            date = words.get("date", "").replace(".", "")
            return Family(texts[0], texts[1], texts[2], bool(ecs), texts[3], date)
    return None
