"""Does the metadata service answer here?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, Why, check, found, ok, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.external import ExternalInstance
from ecsdoctor.facts.host.instance_identity import InstanceIdentity

from .problems import IMDS_DISABLED, IMDS_UNREACHABLE

_SOURCE = "http://169.254.169.254/latest/dynamic/instance-identity/document"


@check()
def metadata_answers(
    identity: Reading[InstanceIdentity], host: EcsHost, external: ExternalInstance
) -> Iterator[Finding]:
    """The instance metadata service answers.

    What it checks:   the identity document at 169.254.169.254, with a session token where the service gives one.
    Why it matters:   the agent learns its region, instance id and credentials there.
    How to fix:       aws ec2 modify-instance-metadata-options --instance-id INSTANCE_ID --http-endpoint enabled
    How to confirm:   curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' 169.254.169.254/latest/api/token
    """
    if host.stranger:
        raise NotApplicable(host.why_not)
    if external.external:
        raise NotApplicable("an external (ECS Anywhere) instance has no metadata service")
    if isinstance(identity, Got):
        yield ok(f"{identity.value.instance_id} in {identity.value.region}")
        return
    evidence = Evidence(_SOURCE, identity.detail)
    if identity.why is Why.DENIED:
        text = f"The metadata service refuses questions ({identity.detail}): it is switched off for this instance."
        yield found(IMDS_DISABLED, text, evidence=evidence, remedy=_ENABLE)
    elif identity.why in (Why.TIMED_OUT, Why.BROKEN):
        text = f"The metadata service does not answer on this instance: {identity.detail}."
        yield found(IMDS_UNREACHABLE, text, evidence=evidence)
    else:
        yield unknown(identity.detail)


_ENABLE = (
    "aws ec2 modify-instance-metadata-options --instance-id INSTANCE_ID --http-endpoint enabled",
    "sudo systemctl restart ecs",
)
