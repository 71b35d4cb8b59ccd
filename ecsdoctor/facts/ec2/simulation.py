"""IAM's own simulation of what the instance role may do."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows, text, texts
from ..scope import Scope
from .agent_place import AgentPlace
from .needs import requests
from .profile import Profile

SIMULATION = "iam:SimulatePrincipalPolicy"


@frozen
class Permission:
    """One action. `allowed` is None where it cannot be told, `sure` is False where something unseen may decide.

    `conditional`: it cannot be told because a condition decides, not because something could not be read.
    """

    action: str
    allowed: Optional[bool]
    sure: bool
    why: str
    source: str
    conditional: bool = False


@frozen
class Simulation:
    """IAM's own decisions by action."""

    permissions: Dict[str, Permission]


def parse_simulation(answer: Mapping[str, Any]) -> Simulation:
    """Parse `EvaluationResults`; an action may be asked for more than one resource, the worst counts.

    Sample:  {"EvaluationResults": [{"EvalActionName": "ecs:Poll", "EvalDecision": "implicitDeny",
              "EvalResourceName": "arn:…", "MatchedStatements": [], "MissingContextValues": ["aws:SourceVpce"],
              "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": false}, …}]}
    """
    found: Dict[str, Permission] = {}
    for row in rows(answer.get("EvaluationResults")):
        action, decision = text(row, "EvalActionName"), text(row, "EvalDecision")
        missing = texts(row.get("MissingContextValues"))
        allowed = decision == "allowed"
        found[action] = Permission(action, allowed, allowed or not missing, _told(row, decision, missing), SIMULATION)
    return Simulation(found)


def _told(row: Mapping[str, Any], decision: str, missing: Sequence[str]) -> str:
    boundary = row.get("PermissionsBoundaryDecisionDetail")
    organisation = row.get("OrganizationsDecisionDetail")
    told = f"{decision} on {text(row, 'EvalResourceName')}"
    if isinstance(boundary, dict) and boundary.get("AllowedByPermissionsBoundary") is False:
        told += ", the permissions boundary does not allow it"
    if isinstance(organisation, dict) and organisation.get("AllowedByOrganizations") is False:
        told += ", a service control policy does not allow it"
    return told + (f", depends on {', '.join(missing)}" if missing else "")


@fact(deadline=8.0, actions=(SIMULATION,))
def simulation(scope: Scope, aws: Aws, profile: Profile, where: AgentPlace) -> Simulation:
    """Ask IAM what it would decide; resources must be named, so the cluster must be known."""
    if profile.role is None or not profile.role.arn:
        raise NotApplicable("the instance has no role")
    if not where.place.known:
        raise Missing(Why.ABSENT, "the cluster is not known, so that its permissions cannot be simulated")
    groups: Dict[str, List[str]] = {}
    asked = requests(where.place, profile.role.arn)
    for request in asked.values():
        groups.setdefault(request.resource, []).append(request.action)
    context = [
        {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
        for key, value in next(iter(asked.values())).context.items()
    ]
    batches = [
        {
            "PolicySourceArn": profile.role.arn,
            "ActionNames": actions,
            "ResourceArns": [resource],
            "ContextEntries": context,
        }
        for resource, actions in sorted(groups.items())
    ]
    return parse_simulation(aws.call("iam", "simulate-principal-policy", batches, region=scope.region))
