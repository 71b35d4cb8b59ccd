"""Is an external (ECS Anywhere) instance set up completely?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.agent.external_credentials import ExternalCredentials
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.settings import effective
from ecsdoctor.facts.host.instance_identity import InstanceIdentity

from .problems import EXTERNAL_INSTANCE_MISCONFIGURED

_TRUE = ("1", "t", "T", "TRUE", "true", "True")  # Go's strconv.ParseBool, which the agent uses


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere-registration.html",))
def external_instance_complete(
    config: EcsConfig, credentials: Reading[ExternalCredentials], identity: Reading[InstanceIdentity]
) -> Iterator[Finding]:
    """An external (ECS Anywhere) instance has all its parts.

    What it checks:   ECS_EXTERNAL, AWS_DEFAULT_REGION, the credentials file that the SSM agent keeps, and
                      whether the machine is really outside EC2.
    Why it matters:   the agent gets no region or no credentials, ends, and is started again without end.
    How to fix:       repeat the registration with the script ecs-anywhere-install.sh, or add what is missing.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` shows a ContainerInstanceArn.
    """
    external = config.last("ECS_EXTERNAL")
    if external is None or external.value.strip() not in _TRUE:
        raise NotApplicable("not an external instance")
    findings = [*_setting(external), *_region(config, external), *_credentials(credentials, external)]
    findings += _on_ec2(identity, external)
    yield from findings
    if not findings:
        yield ok("region and credentials are there")


def _setting(external: Assignment) -> Iterator[Finding]:
    if external.value != "true":
        yield found(
            EXTERNAL_INSTANCE_MISCONFIGURED,
            f"ECS_EXTERNAL is {external.value!r}: the agent takes that for true, ecs-init does not. It accepts only "
            'the word "true", so the two disagree about what this machine is.',
            evidence=Evidence(external.place, external.text),
            remedy=(
                f"sudo sed -i 's/^ECS_EXTERNAL=.*/ECS_EXTERNAL=true/' {external.path}",
                "sudo systemctl restart ecs",
            ),
            confidence=Confidence.LIKELY,
        )


def _region(config: EcsConfig, external: Assignment) -> Iterator[Finding]:
    if effective(config, "AWS_DEFAULT_REGION") is None and isinstance(config.vendor, Got):
        yield found(
            EXTERNAL_INSTANCE_MISCONFIGURED,
            "The instance is external (ECS_EXTERNAL), and no file sets AWS_DEFAULT_REGION: outside EC2 the agent "
            "cannot find out its region and ends.",
            evidence=Evidence(external.place, external.text),
            remedy=(
                "Put the region of the cluster in the place of us-east-1:",
                "sudo sh -c 'printf \"\\nAWS_DEFAULT_REGION=us-east-1\\n\" >> /var/lib/ecs/ecs.config'",
                "sudo systemctl restart ecs",
            ),
        )


def _credentials(credentials: Reading[ExternalCredentials], external: Assignment) -> Iterator[Finding]:
    if isinstance(credentials, Got) and not credentials.value.there:
        yield found(
            EXTERNAL_INSTANCE_MISCONFIGURED,
            f"There is no {credentials.value.path}: the SSM agent has not written credentials for this machine, "
            "so its registration with Systems Manager did not come about or has ended.",
            evidence=[Evidence(credentials.value.path, "No such file"), Evidence(external.place, external.text)],
            remedy=(
                "systemctl status amazon-ssm-agent --no-pager",
                "sudo tail -n 20 /var/log/amazon/ssm/errors.log",
                "If the activation has expired, make a new one and register anew with ecs-anywhere-install.sh.",
            ),
            confidence=Confidence.LIKELY,
        )


def _on_ec2(identity: Reading[InstanceIdentity], external: Assignment) -> Iterator[Finding]:
    if isinstance(identity, Got) and identity.value.instance_id.startswith("i-"):
        yield found(
            EXTERNAL_INSTANCE_MISCONFIGURED,
            f"ECS_EXTERNAL is set, but this is the EC2 instance {identity.value.instance_id}: the agent then does "
            "not use the instance's identity and role, and expects credentials of the SSM agent.",
            evidence=[Evidence(external.place, external.text), Evidence("IMDS", identity.value.instance_id)],
            remedy=(f"sudo sed -i '/^ECS_EXTERNAL=/d' {external.path}", "sudo systemctl restart ecs"),
            confidence=Confidence.LIKELY,
        )
