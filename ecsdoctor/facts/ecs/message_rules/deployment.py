"""Deployments that do not finish: service events, rollout reasons, and what waiting tools print."""

from __future__ import annotations

from .rules import rule

_EVENTS = "aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].events[:10].message'"
_STOPPED = "aws ecs list-tasks --cluster CLUSTER --service-name SERVICE --desired-status STOPPED"

RULES = (
    rule(
        "deployment-percent-deadlock",
        r"unable to stop or start tasks during a deployment because of the service deployment configuration"
        r"|(?:update|change|check|increase|lower) the minimumHealthyPercent (?:or|and|&) maximumPercent",
        "The deployment may neither stop an old task nor start a new one: minimumHealthyPercent and maximumPercent"
        " leave no room",
        "aws ecs update-service --cluster CLUSTER --service SERVICE "
        "--deployment-configuration 'minimumHealthyPercent=50,maximumPercent=200'",
    ),
    rule(
        "circuit-breaker-triggered",
        r"deployment circuit breaker|deployment (?P<deployment>\S+ )?failed: tasks failed to start"
        r"|exceeded the maximum number of failed tasks|circuit breaker (?:was )?triggered"
        r"|rolling back to (?:deployment|last completed)|SERVICE_DEPLOYMENT_FAILED|ROLLBACK_(?:IN_PROGRESS"
        r"|SUCCESSFUL|FAILED)\b.{0,40}service revision",
        "The deployment was given up by its circuit breaker: too many new tasks failed",
        "Why its tasks failed: " + _STOPPED,
        "aws ecs describe-tasks --cluster CLUSTER --tasks TASK --query 'tasks[].[stoppedReason,containers[].reason]'",
    ),
    rule(
        "task-failed-to-start",
        r"is unable to consistently start tasks successfully|SERVICE_TASK_START_IMPAIRED",
        "The tasks of the service fail soon after they start, again and again",
        "Why they stopped: " + _STOPPED,
        "aws ecs describe-tasks --cluster CLUSTER --tasks TASK --query "
        "'tasks[].[stoppedReason,containers[].[name,exitCode,reason]]'",
    ),
    rule(
        "api-throttled",
        r"operations are being throttled|ECS_OPERATION_THROTTLED|SERVICE_DISCOVERY_OPERATION_THROTTLED",
        "ECS throttles what the service scheduler does; it will try again later",
    ),
    rule(
        "deployment-stuck",
        r"did not stabilize|waiting for state to become '?(?:tfSTABLE|INACTIVE'? \(last state: '?DRAINING)"
        r"|waiting for .{0,160} to (?:reach|become|get to|be(?: in)?) (?:a |its )?(?:steady|stable|desired)\b.{0,40}"
        r"(?:fail|error|timeout|NotReady|exceeded|deadline)|(?:Max attempts exceeded"
        r"|failed).{0,60}servicesStable"
        r"|servicesStable.{0,60}(?:Max attempts exceeded|failed)"
        r"|Resource is not in the state service|NotStabilized|deployment (?:is |was )?(?:not|never) (?:complete"
        r"|finish|stabili)\w*"
        r"|(?:timed? ?out|timeout).{0,80}(?:deployment|steady state|services?[- ]stable"
        r"|service.{0,20}(?:to (?:become|reach|be) )?(?:stable|stabili[sz]))"
        r"|(?:waiting for|wait(?:ed)? until) (?:ECS )?(?:service|deployment)\b.{0,80}(?:timeout|timed out"
        r"|exceeded)"
        r"|Deployment has not completed|Running count has not changed for [\d.]+ minutes"
        r"|couldn't get to the desired state|hasn't reached a (?:steady|stable) state",
        "The deployment does not reach a steady state",
        _EVENTS,
        _STOPPED,
        fallback=True,
    ),
)
