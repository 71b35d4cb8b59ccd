"""Is the metadata service of the instance switched on?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.ec2.instance import SOURCE, Ec2Instance
from ecsdoctor.facts.ec2.registrations import Registrations

from ..outside import connected, filled
from .problems import IMDS_DISABLED


@check(refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",))
def metadata_service_is_switched_on(instance: Ec2Instance, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The metadata service of the instance is switched on.

    What it checks:   HttpEndpoint in the metadata options of the instance.
    Why it matters:   the agent learns its region, instance id and credentials there.
    How to fix:       aws ec2 modify-instance-metadata-options --instance-id INSTANCE_ID --http-endpoint enabled
    How to confirm:   aws ec2 describe-instances shows HttpEndpoint "enabled".
    """
    instance.only_running()
    options = instance.metadata
    if options.endpoint == "enabled":
        limit = "" if options.hop_limit is None else f", hop limit {options.hop_limit}"
        yield ok(f"enabled, tokens {options.tokens or 'as by default'}{limit}")
    elif not options.endpoint:
        raise NotApplicable("EC2 tells no metadata options for this instance")
    elif connected(joined):
        yield unknown("HttpEndpoint is disabled, and ECS sees the agent as connected all the same")
    else:
        yield found(
            IMDS_DISABLED,
            f"The metadata service of {instance.id} is switched off: the agent gets neither region nor credentials.",
            evidence=Evidence(SOURCE, f"MetadataOptions.HttpEndpoint: {options.endpoint}"),
            remedy=filled(IMDS_DISABLED.fix, {"REGION": instance.region, "INSTANCE_ID": instance.id}),
        )
