"""Errors that tools print about the cluster and the region themselves."""

from __future__ import annotations

from typing import Optional

from ...region_names import is_region, nearest_region
from .rules import Chosen, Values, rule

_NO_NAME = (
    r"(?:no such host|Name or service not known|Could not connect to the endpoint URL|getaddrinfo|NXDOMAIN"
    r"|ENOTFOUND|nodename nor servname)"
)


def _region(values: Values, text: str) -> Optional[Chosen]:
    """Only a region that is none is a finding: that a name of a real region fails is the resolver's matter."""
    region = values.get("region", "")
    if not region or is_region(region):
        return None
    near = nearest_region(region)
    hint = f"; near to it is {near}" if near else ""
    values["region"] = region
    return "region-invalid", "There is no AWS region {region}, so its endpoint's name does not exist" + hint


RULES = (
    rule(
        _region,
        rf"\becs\.(?P<region>[\w-]+)\.(?:amazonaws\.com|api\.aws)\S*.{{0,200}}{_NO_NAME}"
        rf"|{_NO_NAME}.{{0,120}}\becs\.(?P<region>[\w-]+)\.(?:amazonaws\.com|api\.aws)",
        "",
        "aws configure list    # where the region comes from",
    ),
    rule(
        "external-instance-misconfigured",
        r"InvalidActivation|activation .{0,60}(?:expired|not valid|invalid)|error registering the instance with AWS SSM"
        r"|failed to register (?:this (?:instance|machine) )?with (?:AWS )?(?:SSM|Systems Manager)",
        "The external machine cannot register with Systems Manager: its activation has expired, was used up, belongs "
        "to another region, or its endpoint cannot be reached",
        "aws ssm describe-activations --query 'ActivationList[].[ActivationId,Expired,RegistrationsCount,RegistrationLimit]'",
        "aws ssm create-activation --iam-role ecsAnywhereRole    # then run the installation script with the new pair",
    ),
    rule(
        "cluster-inactive",
        r"\bcluster (?:\S+ )?(?:was|is) INACTIVE\b",
        "The cluster that was asked for has been deleted (INACTIVE)",
        "aws ecs create-cluster --cluster-name CLUSTER",
    ),
    rule(
        "cluster-not-found",
        r"ClusterNotFoundException|Cluster not found|The referenced cluster was not found",
        "ECS does not find the cluster that was asked for",
        "aws ecs list-clusters",
    ),
)
