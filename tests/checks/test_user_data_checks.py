"""The checks of user data and cloud-init."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Callable, Dict, Iterable, List, Optional

import pytest

from ecsdoctor import Confidence, Finding, Got, NotApplicable, Reading, Severity, Status, absent
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.boot.cloud_init import CloudInit
from ecsdoctor.facts.boot.cloud_init_log import CloudInitLog, parse_cloud_init_log
from ecsdoctor.facts.boot.jobs import BootJobs, CloudFinal, parse_jobs
from ecsdoctor.facts.boot.user_data import UserData, parse_user_data
from ecsdoctor.facts.boot.user_data_source import FirstUserData
from ecsdoctor.facts.config.ecs_config import MAIN, EcsConfig, parse_ecs_config
from ecsdoctor.facts.config.settings import ConfiguredCluster, Named
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.facts.logs.ecs_init import EcsInitLog
from ecsdoctor.facts.scope import Scope
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.user_data.agent_starts_after_user_data import agent_starts_after_user_data
from ecsdoctor_checks.user_data.cloud_init_ended_well import cloud_init_ended_well
from ecsdoctor_checks.user_data.cloud_init_found_its_datasource import cloud_init_found_its_datasource
from ecsdoctor_checks.user_data.user_data_does_not_wait_for_agent import user_data_does_not_wait_for_agent
from ecsdoctor_checks.user_data.user_data_is_well_formed import user_data_is_well_formed
from ecsdoctor_checks.user_data.user_data_names_the_cluster import user_data_names_the_cluster
from ecsdoctor_checks.user_data.user_data_sets_the_cluster import user_data_sets_the_cluster
from ecsdoctor_checks.user_data.user_data_suits_the_system import user_data_suits_the_system
from ecsdoctor_checks.user_data.user_data_took_effect import user_data_took_effect

UNSEEN = absent("not in this snapshot")
NOWHERE = absent("No such file or directory")
CLASSIC = "#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\n"
WAITS = CLASSIC + "systemctl restart ecs\n"
AL2023 = Got(OsRelease("amzn", "2023", "Amazon Linux 2023"))
AL1 = Got(OsRelease("amzn", "2018.03", "Amazon Linux AMI 2018.03"))
UBUNTU = Got(OsRelease("ubuntu", "22.04", "Ubuntu 22.04", "debian"))
BOTTLEROCKET = Got(OsRelease("bottlerocket", "1.26.1", "Bottlerocket OS 1.26.1"))
PROD = Got(JoinedCluster(True, "prod", place="log:3", excerpt="registered"))
DEFAULT = Got(JoinedCluster(True, "default", place="log:3", excerpt="registered"))
REFUSED = Got(JoinedCluster(False))
DONE = Got(CloudInit("result.json", "DataSourceEc2", (), True))
RUNNING = Got(CloudInit("status.json", "DataSourceEc2", (), False, "modules-final"))
QUEUED = Got(parse_jobs("JOB UNIT TYPE STATE\n12 ecs.service start waiting\n3 cloud-final.service start running\n"))


def data(text: str) -> Reading[UserData]:
    """User data from text."""
    return Got(parse_user_data(text.encode()))


def config(text: str) -> Reading[EcsConfig]:
    """ecs.config from text."""
    return Got(EcsConfig(Got(parse_ecs_config(MAIN, Answer(text.encode()))), NOWHERE))


def cluster(name: str) -> Reading[ConfiguredCluster]:
    """What ecs.config makes of it."""
    named = Named(f"{MAIN}:1", name, f"ECS_CLUSTER={name}") if name else None
    return Got(ConfiguredCluster(name or "default", named, ()))


def logged(*lines: str) -> Reading[CloudInitLog]:
    """cloud-init's log."""
    return Got(CloudInitLog(tuple(parse_cloud_init_log("/var/log/cloud-init-output.log", "\n".join(lines)))))


def unit(active: str = "", after: str = "") -> Reading[EcsUnit]:
    """The agent's unit."""
    return Got(EcsUnit("ecs.service", "loaded", active, after=tuple(after.split()), source="systemctl show ecs"))


DEFAULTS: Dict[str, object] = {
    "user_data": UNSEEN,
    "first": UNSEEN,
    "jobs": UNSEEN,
    "final": UNSEEN,
    "unit": UNSEEN,
    "cloud": UNSEEN,
    "system": UNSEEN,
    "init": UNSEEN,
    "joined": UNSEEN,
    "config": UNSEEN,
    "cluster": UNSEEN,
    "log": UNSEEN,
    "lines": UNSEEN,
    "scope": Scope("instance", datetime(2026, 11, 23, tzinfo=timezone.utc)),
}
REQUIRED = (user_data_took_effect, user_data_names_the_cluster, user_data_sets_the_cluster)


def run(check: Callable[..., Iterable[Finding]], **known: object) -> List[Finding]:
    """Findings of a check that knows only what is given."""
    names = check.__code__.co_varnames[: check.__code__.co_argcount]
    arguments = {name: known.get(name, DEFAULTS[name]) for name in names}
    own = arguments.get("user_data")
    if check in REQUIRED and isinstance(own, Got):
        arguments["user_data"] = own.value
    return list(check(**arguments))


def problems(check: Callable[..., Iterable[Finding]], **known: object) -> List[str]:
    """Ids of the problems found."""
    return [f.problem.id for f in run(check, **known) if f.problem]


def status(check: Callable[..., Iterable[Finding]], **known: object) -> Status:
    """The status of the only finding."""
    (finding,) = run(check, **known)
    return finding.status


class TestDeadlock:
    """user_data_does_not_wait_for_agent."""

    @pytest.mark.parametrize(
        ("known", "confidence"),
        [
            pytest.param({}, Confidence.LIKELY, id="nothing else is known"),
            pytest.param({"system": AL2023, "cloud": RUNNING}, Confidence.LIKELY, id="Amazon Linux, still booting"),
            pytest.param({"jobs": QUEUED}, Confidence.CERTAIN, id="systemd shows both waiting"),
            pytest.param({"unit": unit("inactive", "cloud-final.service")}, Confidence.LIKELY, id="the unit says so"),
        ],
    )
    def test_is_told(self, known: Dict[str, object], confidence: Confidence) -> None:
        (finding,) = run(user_data_does_not_wait_for_agent, user_data=data(WAITS), **known)
        assert finding.problem is not None and finding.problem.id == "user-data-deadlock"
        assert finding.confidence is confidence
        assert finding.evidence[0].source == "user data:3"

    @pytest.mark.parametrize(
        "known",
        [
            pytest.param({"joined": PROD}, id="the agent has registered"),
            pytest.param({"joined": REFUSED}, id="the agent has started, and fails for another reason"),
            pytest.param({"init": Got(EcsInitLog("x", ()))}, id="ecs-init has started"),
            pytest.param({"unit": unit("active")}, id="the unit is active"),
            pytest.param({"unit": unit("failed")}, id="the unit has failed"),
            pytest.param({"cloud": DONE}, id="cloud-init has ended"),
            pytest.param({"jobs": Got(BootJobs(()))}, id="nothing is queued"),
            pytest.param({"system": UBUNTU}, id="the deb's unit does not wait"),
            pytest.param({"system": AL1}, id="Upstart"),
            pytest.param({"unit": unit("inactive", "docker.service")}, id="this unit does not wait"),
            pytest.param({"user_data": data(CLASSIC)}, id="nothing waits"),
            pytest.param({"user_data": data(WAITS.replace("restart", "restart --no-block"))}, id="--no-block"),
            pytest.param(
                {
                    "user_data": data(
                        "#!/bin/bash\nsed -i /cloud-final/d /lib/systemd/system/ecs.service\n" + WAITS[12:]
                    )
                },
                id="the order was changed before",
            ),
        ],
    )
    def test_is_not_told(self, known: Dict[str, object]) -> None:
        assert status(user_data_does_not_wait_for_agent, **{"user_data": data(WAITS), **known}) is Status.OK

    def test_that_ecs_knows_no_registration_does_not_mean_that_the_agent_started(self) -> None:
        unknown_to_ecs = Got(JoinedCluster(False, place="ecs:DescribeContainerInstances"))
        assert problems(user_data_does_not_wait_for_agent, user_data=data(WAITS), joined=unknown_to_ecs)

    def test_a_process_of_cloud_final_that_waits_is_proof(self) -> None:
        final = Got(CloudFinal("activating", ("bash part-001", "systemctl start ecs")))
        (finding,) = run(user_data_does_not_wait_for_agent, final=final)
        assert (finding.status, finding.confidence) == (Status.FAIL, Confidence.CERTAIN)

    def test_a_queue_alone_is_only_a_possibility(self) -> None:
        (finding,) = run(user_data_does_not_wait_for_agent, jobs=QUEUED)
        assert finding.confidence is Confidence.POSSIBLE
        booting = absent("user data: HTTP 404 Not Found")
        assert status(user_data_does_not_wait_for_agent, jobs=QUEUED, user_data=booting) is Status.UNKNOWN


class TestEffect:
    """user_data_took_effect."""

    def test_a_cluster_that_is_not_in_the_file_was_not_written(self) -> None:
        known = {"user_data": data(CLASSIC), "config": config(""), "cluster": cluster(""), "cloud": DONE}
        assert problems(user_data_took_effect, **known) == ["user-data-not-run"]
        assert status(user_data_took_effect, **{**known, "cloud": RUNNING}) is Status.UNKNOWN
        assert status(user_data_took_effect, **{**known, "config": UNSEEN, "cluster": UNSEEN}) is Status.UNKNOWN

    def test_a_reboot_before_the_write_is_the_reason(self) -> None:
        script = "#!/bin/bash\nshutdown -r now\n" + CLASSIC[12:]
        (finding,) = run(user_data_took_effect, user_data=data(script), config=config(""), cluster=cluster(""))
        assert "restarted" in finding.text
        assert finding.confidence is Confidence.CERTAIN

    def test_a_cloud_init_that_is_switched_off_is_the_reason(self) -> None:
        off = Got(CloudInit("/etc/cloud/cloud-init.disabled", "", (), None, disabled=True))
        known = {"user_data": data(CLASSIC), "config": config(""), "cluster": cluster(""), "cloud": off}
        assert "switched off" in run(user_data_took_effect, **known)[0].text

    def test_a_write_that_failed_is_the_reason(self) -> None:
        log = logged("part-001: line 2: /etc/ecs/ecs.config: Permission denied")
        known = {"user_data": data(CLASSIC), "config": config(""), "cluster": cluster(""), "log": log}
        assert "writing the file failed" in run(user_data_took_effect, **known)[0].text

    @pytest.mark.parametrize(
        "known",
        [
            pytest.param({"joined": PROD}, id="registered in the cluster of user data"),
            pytest.param({"cluster": cluster("prod")}, id="ecs.config has it"),
            pytest.param({"cluster": cluster("arn:aws:ecs:us-east-1:1:cluster/prod")}, id="ecs.config has its ARN"),
        ],
    )
    def test_what_shows_that_it_took_effect(self, known: Dict[str, object]) -> None:
        assert status(user_data_took_effect, user_data=data(CLASSIC), **known) is Status.OK

    def test_another_cluster_in_the_file_may_be_meant(self) -> None:
        known = {"user_data": data(CLASSIC), "cluster": cluster("other"), "config": config("ECS_CLUSTER=other")}
        assert status(user_data_took_effect, **known) is Status.UNKNOWN

    @pytest.mark.parametrize(("joined", "severity"), [(UNSEEN, Severity.ERROR), (DEFAULT, Severity.WARNING)])
    def test_user_data_that_was_changed_later_is_not_run(self, joined: object, severity: Severity) -> None:
        old = parse_user_data(CLASSIC.replace("prod", "old").encode(), "/var/lib/cloud/instance/user-data.txt")
        known = {"user_data": data(CLASSIC), "cluster": cluster("old"), "first": Got(FirstUserData(old))}
        (finding,) = run(user_data_took_effect, joined=joined, **known)
        assert finding.problem is not None and finding.problem.id == "user-data-not-run"
        assert finding.severity is severity

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("#!/bin/bash\nyum update -y\nreboot\n", id="names no cluster"),
            pytest.param("<powershell>\nInitialize-ECSAgent -Cluster x\n</powershell>", id="for Windows"),
            pytest.param('[settings.ecs]\ncluster = "x"', id="for Bottlerocket"),
            pytest.param(CLASSIC[12:], id="cannot be read"),
        ],
    )
    def test_what_it_does_not_apply_to(self, text: str) -> None:
        with pytest.raises(NotApplicable):
            run(user_data_took_effect, user_data=data(text), config=config(""), cluster=cluster(""))


class TestForm:
    """user_data_is_well_formed."""

    def test_broken_user_data_of_ecs_is_told(self) -> None:
        assert problems(user_data_is_well_formed, user_data=data(CLASSIC[12:])) == ["user-data-invalid"]

    @pytest.mark.parametrize(
        "known",
        [
            pytest.param({"user_data": data("key=value\n")}, id="nothing of ECS in it"),
            pytest.param({"user_data": data(CLASSIC[12:]), "joined": PROD}, id="registered as it says"),
            pytest.param({"user_data": data(CLASSIC[12:]), "cluster": cluster("prod")}, id="ecs.config is as it says"),
            pytest.param({"user_data": data('{"ECSAgentConfiguration":')}, id="JSON is told by another check"),
            pytest.param({"log": logged("YAMLError"), "joined": PROD, "user_data": data(CLASSIC)}, id="x"),
        ],
    )
    def test_what_is_no_finding(self, known: Dict[str, object]) -> None:
        assert status(user_data_is_well_formed, **known) is Status.OK

    def test_registered_in_another_cluster_does_not_excuse_it(self) -> None:
        known = {"user_data": data(CLASSIC[12:]), "joined": DEFAULT}
        assert problems(user_data_is_well_formed, **known) == ["user-data-invalid"]

    def test_the_log_confirms_it(self) -> None:
        log = logged("__init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'echo'")
        (finding,) = run(user_data_is_well_formed, user_data=data(CLASSIC[12:]), log=log)
        assert finding.confidence is Confidence.CERTAIN
        (alone,) = run(user_data_is_well_formed, log=log)
        assert (alone.status, alone.confidence) == (Status.FAIL, Confidence.LIKELY)

    def test_quotes_of_powershell_are_not_asked_for_on_linux(self) -> None:
        text = "<powershell>\nInitialize-ECSAgent 'x\n</powershell>"
        assert status(user_data_is_well_formed, user_data=data(text), system=AL2023) is Status.OK


class TestSystem:
    """user_data_suits_the_system."""

    @pytest.mark.parametrize(
        ("text", "system"),
        [
            pytest.param(CLASSIC, BOTTLEROCKET, id="a script for Bottlerocket"),
            pytest.param('[settings.ecs]\ncluster = "x"', AL2023, id="TOML for Amazon Linux"),
            pytest.param(
                "<powershell>\nInitialize-ECSAgent -Cluster x\n</powershell>", AL2023, id="PowerShell for Linux"
            ),
            pytest.param("#!/bin/bash\nstart ecs\n", AL2023, id="Upstart on systemd"),
            pytest.param("#!/bin/bash\necho ECS_CLUSTER=x > /etc/ecs/config\n", AL2023, id="another file"),
        ],
    )
    def test_what_is_foreign(self, text: str, system: object) -> None:
        assert problems(user_data_suits_the_system, user_data=data(text), system=system) == ["user-data-wrong-platform"]

    @pytest.mark.parametrize(
        ("text", "known"),
        [
            pytest.param(CLASSIC, {"system": AL2023}, id="a script on Amazon Linux"),
            pytest.param("#!/bin/bash\nstart ecs\n", {"system": AL1}, id="Upstart where it belongs"),
            pytest.param("#!/bin/bash\nstart ecs\n", {"system": AL2023, "joined": REFUSED}, id="the agent started"),
            pytest.param('[settings.ecs]\ncluster = "prod"', {"system": AL2023, "joined": PROD}, id="registered"),
            pytest.param(
                "#!/bin/bash\necho ECS_CLUSTER=x > /etc/ecs.env\ncp /etc/ecs.env /etc/ecs/ecs.config\n",
                {"system": AL2023},
                id="a file that is copied",
            ),
            pytest.param(
                "#!/bin/bash\necho ECS_CLUSTER=x > /etc/e\ndocker run --env-file /etc/e amazon/amazon-ecs-agent\n",
                {"system": AL2023},
                id="a file for a container",
            ),
            pytest.param(
                "#!/bin/bash\necho ECS_CLUSTER=prod > /etc/x\n", {"system": AL2023, "joined": PROD}, id="joined"
            ),
        ],
    )
    def test_what_is_not(self, text: str, known: Dict[str, object]) -> None:
        assert status(user_data_suits_the_system, user_data=data(text), **known) is Status.OK

    def test_the_log_alone_tells_of_a_foreign_command(self) -> None:
        log = logged("/var/lib/cloud/instance/scripts/part-001: line 4: apt-get: command not found")
        assert problems(user_data_suits_the_system, log=log) == ["user-data-wrong-platform"]
        assert not problems(user_data_suits_the_system, log=log, joined=PROD)


class TestStart:
    """agent_starts_after_user_data."""

    GONE = logged("Error response from daemon: No such container: ecs-agent")
    NO_FOLDER = logged("part-001: line 2: /etc/ecs/ecs.config: No such file or directory")

    def test_touching_an_agent_that_is_not_there(self) -> None:
        assert problems(agent_starts_after_user_data, log=self.GONE) == ["user-data-agent-started-too-early"]

    @pytest.mark.parametrize("known", [{"joined": REFUSED}, {"joined": PROD}, {"unit": unit("active")}])
    def test_is_no_matter_once_the_agent_has_started(self, known: Dict[str, object]) -> None:
        assert status(agent_starts_after_user_data, log=self.GONE, **known) is Status.OK

    def test_no_folder_means_no_agent_unless_it_is_installed_later(self) -> None:
        assert problems(agent_starts_after_user_data, log=self.NO_FOLDER) == ["agent-not-installed"]
        text = data(CLASSIC + "yum install -y ecs-init\n")
        found = problems(agent_starts_after_user_data, log=self.NO_FOLDER, user_data=text)
        assert found == ["user-data-agent-started-too-early"]

    @pytest.mark.parametrize(
        ("script", "system", "expected"),
        [
            pytest.param("systemctl start ecs\n" + CLASSIC[12:], AL2023, True, id="started before the write"),
            pytest.param(
                "docker run amazon/amazon-ecs-agent\n" + CLASSIC[12:], AL2023, True, id="run before the write"
            ),
            pytest.param(CLASSIC[12:], UBUNTU, True, id="a unit that does not wait"),
            pytest.param(CLASSIC[12:], AL2023, False, id="nothing shows it"),
            pytest.param("systemctl start ecs\n" + WAITS[12:], AL2023, False, id="restarted after the write"),
        ],
    )
    def test_registered_elsewhere_although_configured(self, script: str, system: object, expected: bool) -> None:
        known = {"user_data": data("#!/bin/bash\n" + script), "joined": DEFAULT, "cluster": cluster("prod")}
        found = problems(agent_starts_after_user_data, system=system, **known)
        assert found == (["user-data-agent-started-too-early"] if expected else [])


class TestCluster:
    """user_data_names_the_cluster and user_data_sets_the_cluster."""

    @pytest.mark.parametrize(
        ("intended", "known", "expected"),
        [
            pytest.param("prod", {}, Status.OK, id="the intended one"),
            pytest.param("", {"cluster": cluster("prod")}, Status.OK, id="nobody said which, and both agree"),
            pytest.param("", {"cluster": cluster("other")}, Status.UNKNOWN, id="nobody said which, and they differ"),
            pytest.param("other", {}, Status.FAIL, id="another one"),
            pytest.param("other", {"cluster": cluster("prod"), "joined": PROD}, Status.FAIL, id="another one, joined"),
            pytest.param("other", {"cluster": cluster("other")}, Status.UNKNOWN, id="ecs.config has the intended one"),
            pytest.param("default", {"joined": DEFAULT}, Status.OK, id="registered in the intended one"),
        ],
    )
    def test_the_name(self, intended: str, known: Dict[str, object], expected: Status) -> None:
        scope = Scope("instance", datetime(2026, 11, 23, tzinfo=timezone.utc), cluster=intended)
        assert status(user_data_names_the_cluster, user_data=data(CLASSIC), scope=scope, **known) is expected

    def test_no_name_where_it_is_needed(self) -> None:
        known = {"config": config("ECS_LOGLEVEL=debug"), "cluster": cluster("")}
        nothing = data("#!/bin/bash\nyum update -y\n")
        assert problems(user_data_sets_the_cluster, user_data=nothing, **known) == ["user-data-does-not-set-cluster"]
        assert status(user_data_sets_the_cluster, user_data=nothing, joined=DEFAULT, **known) is Status.OK
        assert status(user_data_sets_the_cluster, user_data=nothing) is Status.UNKNOWN
        foreign = data("#!/bin/bash\ncurl https://x | bash\n")
        assert status(user_data_sets_the_cluster, user_data=foreign, **known) is Status.UNKNOWN

    def test_a_name_that_came_out_empty(self) -> None:
        known = {"config": config("ECS_CLUSTER="), "cluster": cluster(""), "joined": DEFAULT}
        text = data(CLASSIC.replace("prod", "$(aws ssm get-parameter)"))
        assert problems(user_data_sets_the_cluster, user_data=text, **known) == ["user-data-does-not-set-cluster"]


AGENT_SAYS = (
    'level=info time=2026-11-23T03:17:00Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
    'level=critical time=2026-11-23T03:17:00Z msg="Cloud-init failure detected" error="cloud-init used DataSourceNone'
    ' and userdata exists on IMDS but was never executed"\n'
)
NO_SOURCE = Got(CloudInit("result.json", "DataSourceNone", (), True))


def agent_log(text: str) -> Reading[AgentLog]:
    """The agent's log."""
    return Got(parse_agent_log("/var/log/ecs/ecs-agent.log", Answer(text.encode())))


class TestDatasource:
    """cloud_init_found_its_datasource."""

    def test_the_agent_says_so(self) -> None:
        (finding,) = run(cloud_init_found_its_datasource, log=agent_log(AGENT_SAYS))
        assert (finding.status, finding.confidence) == (Status.FAIL, Confidence.CERTAIN)

    def test_a_later_start_withdraws_it(self) -> None:
        later = 'level=info time=2026-11-23T04:00:00Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
        assert not problems(cloud_init_found_its_datasource, log=agent_log(AGENT_SAYS + later), cloud=DONE)

    @pytest.mark.parametrize(
        ("known", "expected"),
        [
            pytest.param({"user_data": data(CLASSIC)}, Status.FAIL, id="user data exists"),
            pytest.param({"user_data": data(CLASSIC), "joined": DEFAULT}, Status.FAIL, id="in another cluster"),
            pytest.param({"user_data": data(CLASSIC), "joined": PROD}, Status.OK, id="registered all the same"),
            pytest.param({"user_data": absent("user data: HTTP 404 Not Found")}, Status.OK, id="no user data"),
            pytest.param({}, Status.WARN, id="user data is not known"),
        ],
    )
    def test_without_a_datasource(self, known: Dict[str, object], expected: Status) -> None:
        assert status(cloud_init_found_its_datasource, cloud=NO_SOURCE, **known) is expected

    def test_with_one(self) -> None:
        assert status(cloud_init_found_its_datasource, cloud=DONE) is Status.OK


class TestEnd:
    """cloud_init_ended_well."""

    FAILED = logged("cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /x)")

    @pytest.mark.parametrize(
        ("known", "expected"),
        [
            pytest.param({"cloud": DONE}, Status.OK, id="no errors"),
            pytest.param({"cloud": RUNNING}, Status.UNKNOWN, id="still running"),
            pytest.param({"cloud": DONE, "log": FAILED, "joined": PROD}, Status.OK, id="registered all the same"),
            pytest.param({"cloud": DONE, "log": FAILED, "cluster": cluster("prod")}, Status.OK, id="configured"),
            pytest.param({"log": FAILED, "user_data": data("#!/bin/sh\nfalse\n")}, Status.OK, id="nothing of ECS"),
            pytest.param({"log": FAILED, "joined": REFUSED}, Status.UNKNOWN, id="the agent has started"),
            pytest.param({"log": FAILED, "config": config(""), "cluster": cluster("")}, Status.FAIL, id="no cluster"),
            pytest.param({"log": FAILED}, Status.FAIL, id="nothing else is known"),
            pytest.param({}, Status.UNKNOWN, id="nothing is known"),
        ],
    )
    def test_errors(self, known: Dict[str, object], expected: Status) -> None:
        assert status(cloud_init_ended_well, **known) is expected

    @pytest.mark.parametrize(
        "line", ["Exec format error", "Unhandled non-multipart (x) userdata: 'b'", "Failed loading yaml blob"]
    )
    def test_what_another_check_tells(self, line: str) -> None:
        with pytest.raises(NotApplicable):
            run(cloud_init_ended_well, log=logged("Failed to run module scripts-user", line))


def test_nothing_known_is_never_ok() -> None:
    for check in (
        user_data_does_not_wait_for_agent,
        user_data_is_well_formed,
        user_data_suits_the_system,
        agent_starts_after_user_data,
        cloud_init_found_its_datasource,
        cloud_init_ended_well,
    ):
        found: Optional[Status] = status(check)
        assert found is Status.UNKNOWN, check.__name__
