"""Account settings of ECS: whether awsvpcTrunking is on for whoever registers instances."""

from __future__ import annotations

from typing import Any, Dict, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, rows, text
from ..pasted import PastedTexts
from ..scope import Scope

SOURCE = "ecs:ListAccountSettings"


@frozen
class AccountSettings:
    """Name → value (enabled, disabled). A setting of one principal overrides the account's."""

    values: Dict[str, str]

    def enabled(self, name: str) -> bool:
        """Whether a setting is on."""
        return self.values.get(name) in ("enabled", "on")


def parse_account_settings(value: Any) -> AccountSettings:
    """The `settings` of an answer.

    Sample:  [{"name": "awsvpcTrunking", "value": "enabled", "principalArn": "arn:aws:iam::123456789012:root"}]
    """
    return AccountSettings({text(row, "name"): text(row, "value") for row in rows(value)})


@fact(deadline=20.0, actions=("ecs:ListAccountSettings",))
def account_settings(scope: Scope, aws: Aws, pasted: Reading[PastedTexts]) -> AccountSettings:
    """Ask for the effective settings."""
    try:
        return parse_account_settings(answer(scope, aws, pasted, "ecs", "list-account-settings", "settings"))
    except Missing:
        one = pasted.value.json_under("setting") if isinstance(pasted, Got) else None
        if not isinstance(one, dict):
            raise
        return parse_account_settings([one])  # what put-account-setting answered


@frozen
class TrunkAttributes:
    """Values of ecs.awsvpc-trunk-id of the container instances that have it."""

    names: Tuple[str, ...]
    place: str = "ecs:ListAttributes"


@fact(deadline=5.0)
def trunk_attributes(scope: Scope, pasted: Reading[PastedTexts]) -> TrunkAttributes:
    """What `aws ecs list-attributes` printed, where a person put that into a recording."""
    if scope.kind != "snapshot":
        raise NotApplicable("a live run reads the attributes of the container instances")
    for place, document in pasted.value.documents if isinstance(pasted, Got) else ():
        if "list-attributes" in place and isinstance(document, dict) and isinstance(document.get("attributes"), list):
            return TrunkAttributes(tuple(text(row, "value") for row in rows(document["attributes"])), place)
    raise absent("nobody recorded list-attributes")
