"""Whether the instance role may do what the agent needs: by IAM's own simulation, else by reading its policies."""

from __future__ import annotations

from typing import Dict, Mapping, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading
from ...plugin import fact
from .agent_place import AgentPlace
from .needs import requests
from .outside import sentence
from .policy import Outcome, Request, decide
from .profile import Profile
from .role_policies import RolePolicies
from .simulation import Permission, Simulation


@frozen
class RolePermissions:
    """What is known of each action that the agent needs."""

    role: str
    permissions: Dict[str, Permission]

    def of(self, actions: Sequence[str]) -> Tuple[Permission, ...]:
        """Those of the named actions."""
        return tuple(self.permissions[a] for a in actions if a in self.permissions)


def by_documents(policies: RolePolicies, asked: Mapping[str, Request]) -> Dict[str, Permission]:
    """Evaluate the documents; what was not read may allow, or deny, what the others do not."""
    found = {}
    unread = sentence(policies.unread)
    for action, request in asked.items():
        decision = decide(policies.documents, request, policies.boundary)
        allowed: Optional[bool] = {Outcome.ALLOWED: True, Outcome.DEPENDS: None}.get(decision.outcome, False)
        why = decision.why
        if allowed is False and decision.outcome is Outcome.NOT_ALLOWED and unread:
            allowed, why = None, unread
        conditional = decision.outcome is Outcome.DEPENDS
        found[action] = Permission(action, allowed, not unread, why, "policies of the role", conditional)
    return found


@fact()
def role_permissions(
    profile: Profile, where: AgentPlace, simulated: Reading[Simulation], policies: Reading[RolePolicies]
) -> RolePermissions:
    """IAM's word where it gives one, else the documents."""
    if profile.role is None:
        raise NotApplicable("the instance has no role")
    if isinstance(simulated, Got) and simulated.value.permissions:
        return RolePermissions(profile.role.name, simulated.value.permissions)
    if isinstance(policies, Missing):
        refused = [m for m in (simulated, policies) if isinstance(m, Missing)]
        raise Missing(policies.why, refused[-1].detail, " or ".join(dict.fromkeys(m.cure for m in refused if m.cure)))
    asked = requests(where.place, profile.role.arn)
    return RolePermissions(profile.role.name, by_documents(policies.value, asked))
