"""The roles that task definitions name: whether they exist, whom they trust, and what the execution role may do."""

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Set, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, nested, short
from ..ec2.policy import trusts
from ..ec2.profile import parse_role
from ..ec2.simulation import SIMULATION, Permission, parse_simulation
from ..scope import Scope
from .task_secrets import secret_name
from .wanted_tasks import WantedTask, WantedTasks, ecr_name

ROLE = "iam:GetRole"
SERVICE = "ecs-tasks.amazonaws.com"
MAX_ROLES = 20


@frozen
class TaskRole:
    """`trusted`: ECS may assume it for tasks; None where a condition decides."""

    arn: str
    exists: bool
    trusted: Optional[bool]


@frozen
class TaskRoles:
    """By ARN; a role that could not be asked for is not in it."""

    by_arn: Dict[str, TaskRole]


@fact(deadline=10.0, actions=(ROLE,))
def task_roles(scope: Scope, aws: Aws, wanted: WantedTasks) -> TaskRoles:
    """Ask IAM for the task and execution roles."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    named = [r for t in wanted.all for r in (t.definition.task_role, t.definition.execution_role) if r]
    if not named:
        raise NotApplicable("no task definition names a role")
    found: Dict[str, TaskRole] = {}
    refused: List[Missing] = []
    for arn in list(dict.fromkeys(named))[:MAX_ROLES]:
        name = short(arn)
        try:
            body = aws.call("iam", "get-role", [{"RoleName": name}], region=scope.region, about=name)
        except Missing as missing:
            if missing.why is Why.ABSENT:
                found[arn] = TaskRole(arn, False, None)
            else:
                refused.append(missing)
            continue
        document = parse_role(nested(body, "Role")).trust
        found[arn] = TaskRole(arn, True, trusts(document, SERVICE) if document is not None else None)
    if refused and not found:
        raise refused[0]
    return TaskRoles(found)


@frozen
class ExecutionPermissions:
    """(role ARN, resource) → IAM's decisions on what ECS does with the execution role before a task starts."""

    decided: Dict[Tuple[str, str], Tuple[Permission, ...]]

    def refused(self, role: str, prefix: str) -> Iterator[Tuple[str, Permission]]:
        """Resource and refused action, of actions that begin so (`ecr:`, `logs:`)."""
        for (arn, resource), permissions in self.decided.items():
            if arn == role:
                yield from ((resource, p) for p in permissions if p.allowed is False and p.action.startswith(prefix))


def requests(task: WantedTask, region: str) -> Iterator[Tuple[str, str]]:
    """(action, resource) that the execution role needs for a task."""
    role = task.definition.execution_role
    partition, account = (role.split(":") + [""] * 5)[1], (role.split(":") + [""] * 5)[4]
    for container in task.containers:
        name = ecr_name(container.image)
        if name is not None:
            yield "ecr:GetAuthorizationToken", "*"
            repository = f"arn:{partition}:ecr:{name.region}:{name.account}:repository/{name.repository}"
            yield "ecr:BatchGetImage", repository
            yield "ecr:GetDownloadUrlForLayer", repository
        if container.log_driver == "awslogs" and container.log_group:
            where = f"arn:{partition}:logs:{container.log_region or region}:{account}:log-group:{container.log_group}"
            yield "logs:CreateLogStream", f"{where}:log-stream:x"
            if container.creates_group:
                yield "logs:CreateLogGroup", where
        for secret in container.secrets:
            known = secret_name(secret, region)
            if known.service == "ssm":
                path = f"arn:{partition}:ssm:{known.region}:{account}:parameter/{known.id.lstrip('/')}"
                yield "ssm:GetParameters", path
            else:
                yield "secretsmanager:GetSecretValue", known.id


@fact(deadline=15.0, actions=(SIMULATION,))
def execution_permissions(scope: Scope, aws: Aws, wanted: WantedTasks, roles: TaskRoles) -> ExecutionPermissions:
    """Ask IAM what it would decide; nothing is done and no value is read."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    needs: Dict[Tuple[str, str], Set[str]] = {}
    for task in wanted.all:
        role = task.definition.execution_role
        if role in roles.by_arn and roles.by_arn[role].exists:
            for action, resource in requests(task, scope.region):
                needs.setdefault((role, resource), set()).add(action)
    if not needs:
        raise NotApplicable("no execution role has anything to do")
    decided: Dict[Tuple[str, str], Tuple[Permission, ...]] = {}
    for (role, resource), actions in list(needs.items())[: 2 * MAX_ROLES]:
        batch = {"PolicySourceArn": role, "ActionNames": sorted(actions), "ResourceArns": [resource]}
        about = "-".join([short(role), *resource.replace("/", ":").split(":")[-2:]])[:120].replace("*", "all")
        body = aws.call("iam", "simulate-principal-policy", [batch], region=scope.region, about=about)
        decided[(role, resource)] = tuple(parse_simulation(body).permissions.values())
    return ExecutionPermissions(decided)
