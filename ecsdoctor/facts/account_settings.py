"""Account settings of ECS: whether awsvpcTrunking is on for whoever registers instances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict

from ..model.reading import Reading
from ..plugin import fact
from ..sources.aws import Aws
from .answers import answer, rows, text
from .pasted import PastedTexts
from .scope import Scope

SOURCE = "ecs:ListAccountSettings"


@dataclass(frozen=True)
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
    return parse_account_settings(answer(scope, aws, pasted, "ecs", "list-account-settings", "settings"))
