"""The checks of the agent's checkpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, List, Optional

import pytest

from ecsdoctor import Confidence, Finding, Got, NotApplicable, Reading, Severity, Status, absent
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.checkpoint.saved_state import PATH, Checkpoint
from ecsdoctor.facts.config.settings import ConfiguredCluster, Named
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.checkpoint.checkpoint_belongs_to_this_instance import checkpoint_belongs_to_this_instance
from ecsdoctor_checks.checkpoint.checkpoint_is_readable import checkpoint_is_readable
from ecsdoctor_checks.checkpoint.checkpoint_matches_configured_cluster import checkpoint_matches_configured_cluster
from ecsdoctor_checks.checkpoint.container_instance_is_kept import container_instance_is_kept

ROOT = "arn:aws:ecs:us-east-1:123456789012:container-instance"
ARN = f"{ROOT}/prod/3abb08cd05174e7cb16f4de065d809fa"
OTHER = f"{ROOT}/prod/ffffffffffffffffffffffffffffffff"
SAVED = Checkpoint(PATH, "prod", ARN, "i-0aaa", "us-east-1a", "1.105.1", 0, 32768, None, "")
UNSEEN = absent("not in this snapshot")
HERE = Got(InstanceIdentity("i-0aaa", "us-east-1", "", "", "", "", ""))
ELSEWHERE = Got(InstanceIdentity("i-0bbb", "us-east-1", "", "", "", "", ""))
RUNNING = Got(AgentMetadata("prod", ARN, "1.105.1"))

START = """\
level=info time=2026-01-02T03:{m:02}:00Z msg="Starting Amazon ECS Agent" version="1.105.1"
level=info time=2026-01-02T03:{m:02}:00Z msg="Loading configuration"
level=info time=2026-01-02T03:{m:02}:00Z msg="Image excluded from cleanup" image="amazon/amazon-ecs-agent" module=x"""
REGISTERED = (
    'level=info time=2026-01-02T03:{m:02}:01Z msg="Instance registration completed successfully" instanceArn="{arn}"'
)
RESTORED = (
    'level=info time=2026-01-02T03:{m:02}:01Z msg="Restored from checkpoint file" cluster="prod"'
    ' containerInstanceARN="{arn}"'
)
REFUSED = (
    'level=critical time=2026-01-02T03:{m:02}:02Z msg="Unable to initialize new task engine: Data mismatch; saved'
    " cluster 'prod' does not match configured cluster 'staging'. Perhaps you want to delete the configured"
    ' checkpoint file?" module=agent.go'
)
FOREIGN = (
    "level=warn time=2026-01-02T03:{m:02}:01Z msg=\"Data mismatch; saved InstanceID 'i-0bbb' does not match current"
    " InstanceID 'i-0aaa'. Overwriting old datafile\" module=agent.go"
)
INACTIVE = (
    'level=error time=2026-01-02T03:{m:02}:02Z msg="Error connecting to TCS" error="InactiveInstanceException:'
    ' Container instance is inactive."'
)
CORRUPT = (
    'level=critical time=2026-01-02T03:{m:02}:02Z msg="Error loading previously saved state: failed to load previous'
    ' data from BoltDB: unexpected end of JSON input" module=agent.go'
)


def a_log(*lines: str, minute: int = 0, arn: str = ARN) -> Got[AgentLog]:
    """Each start is one minute after the one before."""
    rows: List[str] = []
    for line in lines:
        minute += line is START
        rows.append(line.format(m=minute, arn=arn))
    return Got(parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join(rows).encode())))


def a_cluster(name: str, excerpt: Optional[str] = None) -> ConfiguredCluster:
    named = Named("/etc/ecs/ecs.config:1", name, excerpt or f"ECS_CLUSTER={name}")
    return ConfiguredCluster(name, named, (named,))


NO_CLUSTER = ConfiguredCluster("default", None, ())


def only(findings: Iterable[Finding]) -> Finding:
    (finding,) = findings
    return finding


def compare(
    cluster: ConfiguredCluster,
    checkpoint: Checkpoint = SAVED,
    identity: Reading[InstanceIdentity] = HERE,
    agent: Reading[AgentMetadata] = UNSEEN,
    log: Reading[AgentLog] = UNSEEN,
) -> Finding:
    return only(checkpoint_matches_configured_cluster(checkpoint, cluster, identity, agent, log))


def problem(finding: Finding) -> str:
    return finding.problem.id if finding.problem else ""


class TestCheckpointMatchesConfiguredCluster:
    def test_the_same_name(self) -> None:
        assert compare(a_cluster("prod")).status is Status.OK

    def test_nothing_configured_is_default(self) -> None:
        assert compare(NO_CLUSTER, replace(SAVED, cluster="default")).status is Status.OK

    def test_another_cluster_before_the_next_start(self) -> None:
        finding = compare(a_cluster("staging"))
        assert problem(finding) == "checkpoint-cluster-mismatch"
        assert (finding.severity, finding.confidence) == (Severity.CRITICAL, Confidence.LIKELY)
        assert '"staging"' in finding.text
        assert [e.source for e in finding.evidence] == [PATH, "/etc/ecs/ecs.config:1"]

    def test_the_agent_has_said_so(self) -> None:
        finding = compare(a_cluster("staging"), log=a_log(START, REGISTERED, START, REFUSED))
        assert (finding.severity, finding.confidence) == (Severity.CRITICAL, Confidence.CERTAIN)
        assert "exited with code 5" in finding.text
        assert "/var/log/ecs/ecs-agent.log:8" in [e.source for e in finding.evidence]

    def test_the_agent_has_said_so_and_is_being_started_again(self) -> None:
        finding = compare(a_cluster("staging"), log=a_log(START, REGISTERED, START, REFUSED, START))
        assert (finding.severity, finding.confidence) == (Severity.CRITICAL, Confidence.CERTAIN)

    @pytest.mark.parametrize(
        "agent, log",
        [(RUNNING, UNSEEN), (UNSEEN, a_log(START, RESTORED)), (UNSEEN, a_log(START, REFUSED, START, REGISTERED))],
        ids=["it answers", "it loaded the checkpoint", "it registered after an older refusal"],
    )
    def test_a_running_agent_fails_only_at_its_next_start(
        self, agent: Reading[AgentMetadata], log: Reading[AgentLog]
    ) -> None:
        finding = compare(a_cluster("staging"), agent=agent, log=log)
        assert (problem(finding), finding.status) == ("checkpoint-cluster-mismatch", Status.WARN)
        assert "next" in finding.text

    def test_name_and_arn_of_one_cluster_differ(self) -> None:
        finding = compare(a_cluster("arn:aws:ecs:us-east-1:123456789012:cluster/prod"))
        assert "the ARN" in finding.text
        assert not any("mv" in step for step in finding.remedy), "no reason to forget the registration"

    def test_put_right_but_not_started(self) -> None:
        finding = compare(a_cluster("prod"), log=a_log(START, REFUSED))
        assert problem(finding) == "checkpoint-cluster-mismatch"
        assert finding.remedy == ("sudo systemctl restart ecs",)

    def test_put_right_and_started(self) -> None:
        assert compare(a_cluster("prod"), agent=RUNNING, log=a_log(START, REFUSED)).status is Status.OK
        assert compare(a_cluster("prod"), log=a_log(START, REFUSED, START, RESTORED)).status is Status.OK

    def test_the_agent_does_not_compare_for_another_instance(self) -> None:
        with pytest.raises(NotApplicable, match="without comparing"):
            compare(a_cluster("staging"), identity=ELSEWHERE)

    def test_old_agents_compare_even_then(self) -> None:
        finding = compare(a_cluster("staging"), identity=ELSEWHERE, log=a_log(START, REFUSED))
        assert problem(finding) == "checkpoint-cluster-mismatch"
        assert not any("deregister" in step for step in finding.remedy), "it may belong to a machine that lives"

    def test_not_yet_registered(self) -> None:
        with pytest.raises(NotApplicable, match="not registered"):
            compare(a_cluster("staging"), replace(SAVED, cluster=""))

    def test_a_damaged_checkpoint_is_not_judged(self) -> None:
        assert compare(a_cluster("prod"), replace(SAVED, damaged="cut short")).status is Status.UNKNOWN

    def test_no_file_names_a_cluster(self) -> None:
        """ecs.config.json or user data may: only the agent knows."""
        assert compare(NO_CLUSTER).status is Status.UNKNOWN
        assert compare(NO_CLUSTER, agent=RUNNING).status is Status.OK
        refused = compare(NO_CLUSTER, log=a_log(START, REFUSED))
        assert refused.status is Status.FAIL
        assert any("tee -a /etc/ecs/ecs.config" in step for step in refused.remedy)

    def test_the_commands(self) -> None:
        tasks = replace(SAVED, task_count=3)
        assert compare(a_cluster("staging"), tasks).remedy == (
            'To stay in "prod":',
            "sudo sed -i 's|^[[:space:]]*ECS_CLUSTER=.*|ECS_CLUSTER=prod|' /etc/ecs/ecs.config",
            "sudo systemctl restart ecs",
            'To move to "staging" instead (it then forgets its registration and its 3 saved tasks, whose containers '
            "run on unattended: drain the instance first):",
            "sudo systemctl stop ecs",
            f"sudo mv {PATH} {PATH}.$(date +%s)",
            "sudo systemctl start ecs",
            "aws ecs deregister-container-instance --region us-east-1 --cluster prod"
            f" --container-instance {ARN} --force",
        )

    def test_odd_names_do_not_get_into_commands(self) -> None:
        finding = compare(a_cluster("staging"), replace(SAVED, cluster="a'; rm -rf ~ #"))
        commands = [step for step in finding.remedy if step.startswith(("sudo", "aws", "printf"))]
        assert not any("rm -rf" in command for command in commands)


class TestCheckpointBelongsToThisInstance:
    def judge(
        self,
        checkpoint: Checkpoint = SAVED,
        identity: Got[InstanceIdentity] = HERE,
        agent: Reading[AgentMetadata] = UNSEEN,
    ) -> Finding:
        return only(checkpoint_belongs_to_this_instance(checkpoint, identity.value, agent))

    def test_this_instance(self) -> None:
        assert self.judge().status is Status.OK

    def test_baked_into_the_image(self) -> None:
        finding = self.judge(identity=ELSEWHERE)
        assert (problem(finding), finding.status) == ("checkpoint-from-another-instance", Status.WARN)
        assert "i-0aaa" in finding.text and "i-0bbb" in finding.text
        assert finding.confidence is Confidence.POSSIBLE, "the agent recovers from it by itself"

    def test_the_agent_took_it_for_its_own(self) -> None:
        finding = self.judge(identity=ELSEWHERE, agent=RUNNING)
        assert (problem(finding), finding.severity) == ("checkpoint-from-another-instance", Severity.ERROR)

    def test_the_agent_runs_as_another(self) -> None:
        agent = Got(AgentMetadata("prod", OTHER, "1.105.1"))
        assert self.judge(identity=ELSEWHERE, agent=agent).status is Status.WARN

    def test_nothing_saved(self) -> None:
        with pytest.raises(NotApplicable):
            self.judge(replace(SAVED, instance_id=""))

    def test_what_cannot_be_known(self) -> None:
        assert self.judge(replace(SAVED, damaged="cut short")).status is Status.UNKNOWN
        nameless = Got(replace(HERE.value, instance_id=""))
        assert self.judge(identity=nameless).status is Status.UNKNOWN


class TestCheckpointIsReadable:
    def judge(
        self,
        checkpoint: Checkpoint = SAVED,
        agent: Reading[AgentMetadata] = UNSEEN,
        log: Reading[AgentLog] = UNSEEN,
    ) -> Finding:
        return only(checkpoint_is_readable(checkpoint, Got(a_cluster("prod")), agent, log))

    def test_sound(self) -> None:
        assert self.judge().status is Status.OK
        assert "no registration" in self.judge(replace(SAVED, container_instance_arn="")).text

    def test_damaged(self) -> None:
        finding = self.judge(replace(SAVED, damaged="page 3 is referred to twice"))
        assert (problem(finding), finding.status) == ("checkpoint-unreadable", Status.FAIL)
        assert finding.confidence is Confidence.LIKELY
        assert "page 3 is referred to twice" in finding.text

    def test_damaged_and_the_agent_has_said_so(self) -> None:
        finding = self.judge(replace(SAVED, damaged="cut short"), log=a_log(START, CORRUPT))
        assert finding.confidence is Confidence.CERTAIN
        assert "/var/log/ecs/ecs-agent.log:4" in [e.source for e in finding.evidence]

    @pytest.mark.parametrize("agent, log", [(RUNNING, UNSEEN), (UNSEEN, a_log(START, RESTORED))], ids=["answer", "log"])
    def test_a_file_in_use_may_only_look_torn(self, agent: Reading[AgentMetadata], log: Reading[AgentLog]) -> None:
        finding = self.judge(replace(SAVED, damaged="cut short"), agent, log)
        assert (finding.status, finding.confidence) == (Status.WARN, Confidence.POSSIBLE)

    def test_an_empty_file_means_a_second_registration(self) -> None:
        finding = self.judge(replace(SAVED, damaged="the file is empty (0 bytes)", size=0))
        assert (problem(finding), finding.status) == ("checkpoint-unreadable", Status.WARN)
        assert "another container instance" in finding.text
        assert any("--cluster prod" in step for step in finding.remedy)


def starts(*arns: str, gap: int = 1, between: str = "") -> AgentLog:
    """Registrations, `gap` minutes apart; `between` follows each but the last."""
    rows: List[str] = []
    for index, arn in enumerate(arns):
        rows += [line.format(m=index * gap, arn=arn) for line in (START, REGISTERED)]
        rows += [between.format(m=index * gap)] if between and arn is not arns[-1] else []
    return parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join(rows).encode()))


class TestContainerInstanceIsKept:
    def judge(
        self,
        log: AgentLog,
        checkpoint: Reading[Checkpoint] = UNSEEN,
        agent: Reading[AgentMetadata] = UNSEEN,
    ) -> Finding:
        return only(container_instance_is_kept(log, checkpoint, agent))

    def test_one_start(self) -> None:
        assert self.judge(starts(ARN)).status is Status.OK

    def test_restored(self) -> None:
        assert self.judge(a_log(START, REGISTERED, START, RESTORED).value, Got(SAVED), RUNNING).status is Status.OK

    def test_registered_a_second_time(self) -> None:
        finding = self.judge(starts(OTHER, ARN))
        assert (problem(finding), finding.status) == ("ghost-container-instance", Status.WARN)
        assert [e.source[-2:] for e in finding.evidence] == [":4", ":8"]
        assert OTHER in finding.remedy[-1]

    def test_a_failed_start_in_between(self) -> None:
        lines = [START.format(m=0), REGISTERED.format(m=0, arn=OTHER), START.format(m=1)]
        lines += [START.format(m=2), REGISTERED.format(m=2, arn=ARN)]
        log = parse_agent_log("log", Answer("\n".join(lines).encode()))
        assert self.judge(log).status is Status.WARN

    def test_a_log_that_came_with_the_image_is_no_alarm(self) -> None:
        finding = self.judge(starts(OTHER, ARN, gap=30))
        assert (finding.status, finding.confidence) == (Status.OK, Confidence.POSSIBLE)
        assert not any(step.startswith("aws") for step in finding.remedy), "the other one may be a machine that lives"

    def test_a_move_to_another_cluster_is_no_alarm(self) -> None:
        finding = self.judge(starts(f"{ROOT}/staging/{'a' * 32}", ARN))
        assert (finding.status, finding.severity) == (Status.OK, Severity.INFO)

    @pytest.mark.parametrize("line", [INACTIVE, FOREIGN], ids=["deregistered meanwhile", "of another machine"])
    def test_what_is_gone_is_no_ghost(self, line: str) -> None:
        assert self.judge(starts(OTHER, ARN, between=line)).status is Status.OK

    def test_the_checkpoint_holds_another_one(self) -> None:
        finding = self.judge(starts(ARN), Got(replace(SAVED, container_instance_arn=OTHER)), RUNNING)
        assert (problem(finding), finding.status) == ("ghost-container-instance", Status.WARN)

    def test_nothing_saved_is_no_contradiction(self) -> None:
        assert self.judge(starts(ARN), Got(replace(SAVED, container_instance_arn="")), RUNNING).status is Status.OK

    def test_no_registration(self) -> None:
        with pytest.raises(NotApplicable):
            self.judge(a_log(START).value)
