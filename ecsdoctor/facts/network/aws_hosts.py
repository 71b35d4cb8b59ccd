"""Names of AWS endpoints by partition (the SDK's endpoint table for ECS)."""

from __future__ import annotations

from typing import Optional

from ...model.regex import regex

_SUFFIXES = (
    (regex(r"^cn-"), "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    (regex(r"^us-iso-"), "c2s.ic.gov", "api.aws.ic.gov"),
    (regex(r"^us-isob-"), "sc2s.sgov.gov", "api.aws.scloud"),
    (regex(r"^eu-isoe-"), "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    (regex(r"^us-isof-"), "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    (regex(r"^eusc-"), "amazonaws.eu", "api.amazonwebservices.eu"),
    (regex(r""), "amazonaws.com", "api.aws"),
)
_REGIONAL = regex(r"^[\w-]+\.([a-z]{2}[a-z0-9-]+-\d+\w*)\.(?:amazonaws|api\.aws|api\.amazonwebservices)")
# Regions that every account has; the ones that must be switched on first are not guessed at.
COMMON_REGIONS = (
    "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-west-1 eu-west-2 eu-west-3 eu-central-1 "
    "eu-north-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3"
).split()


def endpoint(service: str, region: str, dual_stack: bool = False) -> str:
    """`ecs.us-east-1.amazonaws.com`, or the name that has IPv6 addresses too."""
    suffix, dual = next((plain, both) for pattern, plain, both in _SUFFIXES if pattern.match(region))
    return f"{service}.{region}.{dual if dual_stack else suffix}"


def host_region(host: str) -> Optional[str]:
    """The region in an AWS endpoint's name (`ecs.us-east-1.amazonaws.com`), else None."""
    match = _REGIONAL.match(host)
    return match.group(1) if match else None
