"""What can be wrong with quotas."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

SERVICE_QUOTA_REACHED = Problem(
    id="service-quota-reached",
    severity=Severity.ERROR,
    title="An ECS or EC2 limit is reached",
    meaning=(
        "An event or error names a quota: LimitExceededException, network interfaces per region, instances "
        "or tasks per cluster or service, or the rate of API calls."
    ),
    why="Further tasks or instances are refused until something is freed or the quota is raised.",
    fix=(
        "See the quotas of ECS:",
        (
            "aws service-quotas list-service-quotas --region REGION --service-code ecs --query "
            "'Quotas[].[QuotaCode,QuotaName,Value,Adjustable]' --output table"
        ),
        "Ask for more of the one that is named:",
        (
            "aws service-quotas request-service-quota-increase --region REGION --service-code ecs "
            "--quota-code QUOTA_CODE --desired-value VALUE"
        ),
    ),
    confirm="The message does not appear again, and the tasks are placed.",
    leads_to=("service-cannot-place-task", "agent-not-registered"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",),
)
