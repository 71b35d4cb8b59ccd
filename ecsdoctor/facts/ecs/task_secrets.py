"""Secrets and parameters that task definitions name: whether they exist. Their values are never asked for."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, rows, text
from ..scope import Scope
from .wanted_tasks import WantedTasks

SECRET = "secretsmanager:DescribeSecret"
PARAMETER = "ssm:DescribeParameters"
MAX_SECRETS = 30


@frozen
class SecretName:
    """What `valueFrom` names. `service` is secretsmanager or ssm; `id` is what the API is asked for."""

    service: str
    region: str
    id: str


def secret_name(value: str, region: str) -> SecretName:
    """Take `valueFrom` apart: an ARN of a secret (with JSON key and version), an ARN of a parameter, or its name.

    Sample:  arn:aws:secretsmanager:us-east-1:123456789012:secret:db-Ab12Cd:password::
    """
    parts = value.split(":")
    if value.startswith("arn:") and len(parts) > 6 and parts[2] == "secretsmanager":
        return SecretName("secretsmanager", parts[3] or region, ":".join(parts[:7]))
    if value.startswith("arn:") and len(parts) > 5 and parts[2] == "ssm":
        name = parts[5][len("parameter") :]
        return SecretName("ssm", parts[3] or region, name if name.count("/") > 1 else name.lstrip("/"))
    return SecretName("ssm", region, value)


@frozen
class TaskSecrets:
    """`valueFrom` → why it cannot be had (empty: it is there); what could not be asked for is not in it."""

    known: Dict[str, str]

    @property
    def absent(self) -> Dict[str, str]:
        """Those that cannot be had."""
        return {name: why for name, why in self.known.items() if why}


@fact(deadline=15.0, actions=(SECRET, PARAMETER))
def task_secrets(scope: Scope, aws: Aws, wanted: WantedTasks) -> TaskSecrets:
    """Ask whether each exists in the region that its ARN names, else in that of the cluster."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    named = tuple(dict.fromkeys(s for t in wanted.all for c in t.containers for s in c.secrets if s))[:MAX_SECRETS]
    if not named:
        raise NotApplicable("no container has secrets")
    known: Dict[str, str] = {}
    refused: List[Missing] = []
    for value in named:
        try:
            why = _lacks(aws, secret_name(value, scope.region))
        except Missing as missing:
            refused.append(missing)
            continue
        if why is not None:
            known[value] = why
    if refused and not known:
        raise refused[0]
    return TaskSecrets(known)


def _lacks(aws: Aws, name: SecretName) -> Optional[str]:
    """Empty where it is there; raises Missing where that could not be asked."""
    where = f"in {name.region}" if name.region else "in this region"
    about = f"{name.region}-{name.id.split(':')[-1].strip('/').replace('/', '-')}"
    if name.service == "secretsmanager":
        try:
            body = aws.call(
                "secretsmanager", "describe-secret", [{"SecretId": name.id}], region=name.region, about=about
            )
        except Missing as missing:
            if missing.why is Why.ABSENT:
                return f"there is no such secret {where}"
            raise
        return "it is scheduled for deletion" if text(body, "DeletedDate") else ""
    filters: Tuple[Dict[str, object], ...] = ({"Key": "Name", "Option": "Equals", "Values": [name.id]},)
    batch = {"ParameterFilters": list(filters)}
    body = aws.call("ssm", "describe-parameters", [batch], region=name.region, about=about)
    here = {text(row, "Name") for row in rows(body.get("Parameters"))}
    return "" if name.id in here else f"there is no such parameter {where}"
