"""The State Manager association that runs the document every few hours and stores the reports in S3."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..model.frozen import frozen
from .s3 import Place

ASSOCIATION = "ECSDoctor"
# CreateAssociation takes rates in minutes, hours and days; below an hour State Manager may lag behind.
MOST_HOURS = 24 * 30


@frozen
class Schedule:
    """How often, where, and where to. Without tag and instances: every managed instance of the account and region."""

    document: str
    hours: int
    place: Place
    region: str = ""
    tag: Optional[Tuple[str, str]] = None
    instances: Sequence[str] = ()

    @property
    def rate(self) -> str:
        """As EventBridge spells it."""
        return f"rate({self.hours} {'hour' if self.hours == 1 else 'hours'})"

    @property
    def targets(self) -> List[Dict[str, Any]]:
        """Whom it runs on."""
        if self.tag:
            return [{"Key": f"tag:{self.tag[0]}", "Values": [self.tag[1]]}]
        return [{"Key": "InstanceIds", "Values": list(self.instances) or ["*"]}]


def association(schedule: Schedule) -> Dict[str, Any]:
    """What `aws ssm create-association --cli-input-json` takes. Findings never stop it."""
    output: Dict[str, Any] = {"OutputS3BucketName": schedule.place.bucket, "OutputS3KeyPrefix": _prefix(schedule)}
    if schedule.region:
        output["OutputS3Region"] = schedule.region
    return {
        "Name": schedule.document,
        "AssociationName": ASSOCIATION,
        "DocumentVersion": "$DEFAULT",
        "Targets": schedule.targets,
        "ScheduleExpression": schedule.rate,
        "OutputLocation": {"S3Location": output},
        "MaxConcurrency": "50",
        "MaxErrors": "100%",
        "ComplianceSeverity": "UNSPECIFIED",
    }


def cloud_formation(schedule: Schedule) -> Dict[str, Any]:
    """A template with the same; its properties have the same names but for two."""
    properties = association(schedule)
    properties.pop("ComplianceSeverity")
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Runs ecsdoctor by SSM State Manager and stores the reports in S3.",
        "Resources": {"ECSDoctorAssociation": {"Type": "AWS::SSM::Association", "Properties": properties}},
    }


def _prefix(schedule: Schedule) -> str:
    return schedule.place.key or "ecsdoctor"
