"""Texts are counted, the newest is shown, and what a later success settled is left out."""

from __future__ import annotations

from typing import Any, Dict, List

from ecsdoctor.facts.ecs.messages import activity_messages, event_messages, log_messages, task_messages
from ecsdoctor.facts.ecs.services import parse_services
from ecsdoctor.facts.ecs.statements import Statements, gather
from ecsdoctor.facts.ecs.tasks import parse_tasks
from ecsdoctor.facts.logs.agent import parse_agent_log
from ecsdoctor.facts.scaling.activities import parse_activities
from ecsdoctor.sources.base import Answer

STEADY = "(service web) has reached a steady state."
FULL = "(service web) was unable to place a task because no container instance met all of its requirements. \
The closest matching (container-instance 1) has insufficient memory available."


def events(*rows: Any, **more: Any) -> Statements:
    listed: List[Dict[str, Any]] = [
        {"message": text, "createdAt": f"2026-05-01T02:{minute:02d}:00Z"} for minute, text in rows
    ]
    services = parse_services([{"serviceName": "web", "events": listed, **more}])
    return gather(event_messages(services))


def ids(statements: Statements) -> List[str]:
    return [s.problem for s in statements.current]


def test_repeated_events_are_counted_since_the_first() -> None:
    statement = events((50, FULL), (30, FULL), (11, FULL)).current[0]
    assert statement.count == 3
    assert statement.first is not None and f"{statement.first:%H:%M}" == "02:11"
    assert statement.message.at is not None and f"{statement.message.at:%H:%M}" == "02:50"


def test_a_later_steady_state_settles_events() -> None:
    statements = events((50, STEADY), (30, FULL))
    assert ids(statements) == [] and [s.problem for s in statements.settled] == ["insufficient-memory"]


def test_an_event_after_the_steady_state_holds() -> None:
    assert ids(events((50, FULL), (30, STEADY), (20, FULL))) == ["insufficient-memory"]


def test_events_without_times_count_by_their_order() -> None:
    services = parse_services([{"events": [{"message": STEADY}, {"message": FULL}]}])
    assert ids(gather(event_messages(services))) == []


def task(minute: int, reason: str = "", code: str = "", exit_code: Any = None, container: str = "") -> Dict[str, Any]:
    row: Dict[str, Any] = {"name": "web", "reason": container, "exitCode": exit_code}
    return {
        "taskArn": "arn:aws:ecs:r:1:task/c/1",
        "group": "service:web",
        "lastStatus": "STOPPED",
        "stopCode": code,
        "stoppedReason": reason,
        "stoppedAt": f"2026-05-01T02:{minute:02d}:00Z",
        "containers": [row],
    }


def of_tasks(*rows: Dict[str, Any], newest: str = "") -> List[str]:
    events = [{"message": newest, "createdAt": "2026-05-01T02:40:00Z"}] if newest else []
    services = parse_services([{"serviceName": "web", "desiredCount": 1, "runningCount": 1, "events": events}])
    return ids(gather(task_messages(parse_tasks(list(rows)), services)))


OOM = "OutOfMemoryError: Container killed due to memory usage"


def test_a_task_that_stopped_before_the_steady_state_is_history() -> None:
    assert of_tasks(task(30, "Essential container in task exited", container=OOM), newest=STEADY) == []


def test_a_task_that_stopped_after_it_is_not() -> None:
    stopped = task(50, "Essential container in task exited", container=OOM)
    assert of_tasks(stopped, newest=STEADY) == ["container-memory-limit-too-low"]


def test_the_container_tells_more_than_the_summary() -> None:
    assert of_tasks(task(50, "Essential container in task exited", exit_code=1)) == ["container-exits"]
    assert of_tasks(task(50, "Essential container in task exited", exit_code=127)) == ["container-command-not-found"]


def test_what_was_stopped_on_purpose_tells_nothing() -> None:
    assert of_tasks(task(50, "Task stopped by user", "UserInitiated", 137)) == []
    assert (
        of_tasks(task(50, "Scaling activity initiated by (deployment ecs-svc/1)", "ServiceSchedulerInitiated", 143))
        == []
    )


def test_a_balancer_that_kills_a_task_is_the_reason_and_not_the_exit_code() -> None:
    reason = "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:r:1:targetgroup/web/1)"
    assert of_tasks(task(50, reason, "ServiceSchedulerInitiated", 137)) == ["target-unhealthy"]


def activity(status: str, minute: int, message: str = "") -> Dict[str, Any]:
    return {
        "AutoScalingGroupName": "g",
        "StatusCode": status,
        "StatusMessage": message,
        "Description": "Launching a new EC2 instance",
        "StartTime": f"2026-05-01T02:{minute:02d}:00Z",
    }


def test_a_launch_that_succeeded_later_settles_a_failed_one() -> None:
    failed = activity("Failed", 10, "Launching EC2 instance failed.")
    later, earlier = activity("Successful", 20), activity("Successful", 5)
    assert ids(gather(activity_messages(parse_activities([later, failed])))) == []
    assert ids(gather(activity_messages(parse_activities([failed, earlier])))) == ["autoscaling-launch-failed"]


def agent(*lines: str) -> List[str]:
    start = 'level=info time=2026-05-01T02:00:00Z msg="Starting Amazon ECS Agent" version="1.105.1"'
    return ids(gather(log_messages(parse_agent_log("log", Answer("\n".join([start, *lines]).encode())))))


PULL = 'level=error time=2026-05-01T02:01:00Z msg="Failed to pull" error="CannotPullContainerError: manifest unknown"'
RUNNING = (
    'level=info time=2026-05-01T02:02:00Z msg="Task change" event="TaskChange: [arn -> RUNNING, Known Sent: NONE]"'
)


def test_the_agents_log_speaks_until_a_task_runs() -> None:
    assert agent(PULL) == ["image-not-found"]
    assert agent(RUNNING, PULL) == ["image-not-found"]
    assert agent(PULL, RUNNING) == []
