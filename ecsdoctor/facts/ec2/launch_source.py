"""The launch template version or launch configuration that the instance came from, and its user data."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Reading, absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, rows, text
from ..boot.user_data import UserData, parse_user_data
from ..scope import Scope
from .instance import Ec2Instance
from .outside import described
from .providers import GROUP_TAG
from .registrations import Registrations
from .user_data_attribute import decoded

TEMPLATE_TAG = "aws:ec2launchtemplate:id"
VERSION_TAG = "aws:ec2launchtemplate:version"


@frozen
class LaunchSource:
    """`kind` is "launch template" or "launch configuration"; `user_data` is None where it has none of its own."""

    kind: str
    name: str
    version: str
    body: bytes
    user_data: Optional[UserData]

    @property
    def label(self) -> str:
        """`launch template lt-0ab, version 3`."""
        return f"{self.kind} {self.name}" + (f", version {self.version}" if self.version else "")


def parse_template_version(row: Mapping[str, Any]) -> LaunchSource:
    """One of `LaunchTemplateVersions`.

    Sample:  {"LaunchTemplateId": "lt-…", "VersionNumber": 1, "LaunchTemplateData": {"UserData": "IyEv…"}}
    """
    return _source(
        "launch template",
        text(row, "LaunchTemplateId"),
        text(row, "VersionNumber"),
        text(nested(row, "LaunchTemplateData"), "UserData"),
    )


def parse_configuration(row: Mapping[str, Any]) -> LaunchSource:
    """One of `LaunchConfigurations`.

    Sample:  {"LaunchConfigurationName": "ecs", "UserData": "IyEv…", …}
    """
    return _source("launch configuration", text(row, "LaunchConfigurationName"), "", text(row, "UserData"))


def _source(kind: str, name: str, version: str, encoded: str) -> LaunchSource:
    body = decoded(encoded) if encoded else b""
    return LaunchSource(kind, name, version, body, parse_user_data(body, f"{kind} {name}") if body else None)


@fact(
    deadline=8.0,
    actions=(
        "ec2:DescribeLaunchTemplateVersions",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
    ),
)
def launch_source(scope: Scope, aws: Aws, instance: Ec2Instance, joined: Reading[Registrations]) -> LaunchSource:
    """By the tags that EC2 gives, else by the auto scaling group; not asked for a connected instance."""
    if not isinstance(joined, Missing) and joined.value.connected:
        raise NotApplicable("not asked for: the instance is registered and connected")
    template, version = instance.tags.get(TEMPLATE_TAG, ""), instance.tags.get(VERSION_TAG, "")
    if template and version:
        return _template(aws, scope, template, version)
    if not instance.tags.get(GROUP_TAG):
        raise NotApplicable("the instance comes from no launch template and no auto scaling group")
    template, version, configuration = _by_group(aws, scope, instance.id)
    if template:
        return _template(aws, scope, template, version)
    if configuration:
        parameters = {"LaunchConfigurationNames": [configuration]}
        found = described(
            aws, scope, "describe-launch-configurations", "LaunchConfigurations", parameters, service="autoscaling"
        )
        if found:
            return parse_configuration(found[0])
    raise absent("its auto scaling group names neither a launch template nor a launch configuration")


def _template(aws: Aws, scope: Scope, template: str, version: str) -> LaunchSource:
    parameters = {"LaunchTemplateId": template, "Versions": [version]}
    found = described(aws, scope, "describe-launch-template-versions", "LaunchTemplateVersions", parameters)
    if not found:
        raise absent(f"the launch template {template} has no version {version} any more")
    return parse_template_version(found[0])


def _by_group(aws: Aws, scope: Scope, instance_id: str) -> Tuple[str, str, str]:
    """Template id, its version, launch configuration; each empty where the group uses another means."""
    parameters = {"InstanceIds": [instance_id]}
    found = described(
        aws, scope, "describe-auto-scaling-instances", "AutoScalingInstances", parameters, service="autoscaling"
    )
    row: Mapping[str, Any] = next(iter(rows(list(found))), {})
    template = nested(row, "LaunchTemplate")
    return text(template, "LaunchTemplateId"), text(template, "Version"), text(row, "LaunchConfigurationName")
