"""The checks of ecs.config: form, names, values, and the cluster that it leads to."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Iterable, List, Optional, Tuple

import pytest

from ecsdoctor import Confidence, Finding, Got, Missing, NotApplicable, Reading, Severity, Status, absent
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import UserDataJson, parse_agent_json, parse_user_data
from ecsdoctor.facts.config.ecs_config import MAIN, VENDOR, EcsConfig, parse_ecs_config
from ecsdoctor.facts.config.provenance import Provenance, Sources, provenance
from ecsdoctor.facts.config.settings import AgentRegion, ConfiguredCluster, Named
from ecsdoctor.facts.config.unit_environment import UnitEnvironment, parse_drop_in
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.facts.scope import Scope
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.config.agent_json_is_valid import agent_json_is_valid
from ecsdoctor_checks.config.agent_log_is_written import agent_log_is_written
from ecsdoctor_checks.config.agent_ports_are_reserved import agent_ports_are_reserved
from ecsdoctor_checks.config.cluster_name_has_no_quotes import cluster_name_has_no_quotes
from ecsdoctor_checks.config.cluster_name_stands_alone import cluster_name_stands_alone
from ecsdoctor_checks.config.config_is_unchanged_since_start import config_is_unchanged_since_start
from ecsdoctor_checks.config.config_lines_are_accepted_by_docker import config_lines_are_accepted_by_docker
from ecsdoctor_checks.config.config_lines_are_recognised import config_lines_are_recognised
from ecsdoctor_checks.config.config_sources_agree import config_sources_agree
from ecsdoctor_checks.config.config_values_are_valid import config_values_are_valid
from ecsdoctor_checks.config.config_values_have_no_carriage_return import config_values_have_no_carriage_return
from ecsdoctor_checks.config.config_variables_are_known import config_variables_are_known
from ecsdoctor_checks.config.config_variables_are_set_once import config_variables_are_set_once
from ecsdoctor_checks.config.ecs_cluster_is_set import ecs_cluster_is_set
from ecsdoctor_checks.config.ecs_config_is_present import ecs_config_is_present
from ecsdoctor_checks.config.feature_switches_agree import feature_switches_agree
from ecsdoctor_checks.config.joined_cluster_is_the_configured_one import joined_cluster_is_the_configured_one

UNSEEN = absent("not in this snapshot")
GONE = absent("No such file or directory")
NOW = datetime(2026, 11, 23, 3, 14, tzinfo=timezone.utc)
STARTED = datetime(2026, 11, 23, 3, 11, tzinfo=timezone.utc)
ARN = "arn:aws:ecs:eu-west-1:123456789012:container-instance/{}/0a1b"
A_CLUSTER = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"
START = 'level=info time=2026-11-23T03:11:00Z msg="Loading configuration"'


def a_config(
    main: Optional[str] = None, vendor: Optional[str] = None, missing: Missing = GONE, modified: Optional[float] = None
) -> EcsConfig:
    def reading(path: str, text: Optional[str]) -> Reading[Any]:
        return missing if text is None else Got(parse_ecs_config(path, Answer(text.encode(), modified=modified)))

    return EcsConfig(reading(MAIN, main), reading(VENDOR, vendor))


def a_log(*lines: str) -> Got[AgentLog]:
    return Got(parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join((START, *lines)).encode())))


def a_container(**environment: str) -> Got[AgentContainer]:
    return Got(AgentContainer("running", True, 0, "", False, "", STARTED, None, "", dict(environment)))


def a_cluster(name: str) -> Got[ConfiguredCluster]:
    named = Named(f"{MAIN}:1", name, f"ECS_CLUSTER={name}")
    return Got(ConfiguredCluster(name, named, (named,)))


def joined(name: str = "prod") -> Got[JoinedCluster]:
    return Got(JoinedCluster(True, name, ARN.format(name), "http://localhost:51678/v1/metadata", "{}"))


NOT_JOINED = Got(JoinedCluster(False))
NO_CLUSTER = Got(ConfiguredCluster("default", None, ()))
HERE: Reading[EcsHost] = Got(EcsHost(True, True, "instance"))


def only(findings: Iterable[Finding]) -> Finding:
    (finding,) = findings
    return finding


def problems(findings: Iterable[Finding]) -> List[Tuple[str, Severity]]:
    return [(f.problem.id, f.severity) for f in findings if f.problem]


def says_ok(findings: Iterable[Finding]) -> bool:
    return [f.status for f in findings] == [Status.OK]


# --- present, set ---


def present(config: EcsConfig, **given: Any) -> List[Finding]:
    rest = {"cluster": NO_CLUSTER, "joined": NOT_JOINED, "container": UNSEEN, "system": UNSEEN, "host": HERE, **given}
    return list(ecs_config_is_present(config, **rest))


def test_a_file_with_settings_is_present() -> None:
    assert says_ok(present(a_config("ECS_CLUSTER=prod")))


@pytest.mark.parametrize("text", ["", " \n\n", "\x00\x00\x00", "\ufeff\r\n"])
def test_an_empty_file_is_missing(text: str) -> None:
    assert problems(present(a_config(text))) == [("config-missing", Severity.ERROR)]


def test_a_file_that_was_not_recorded_is_unknown() -> None:
    assert only(present(a_config(missing=UNSEEN))).status is Status.UNKNOWN


def test_an_agent_in_default_may_be_meant_to_be_there() -> None:
    assert problems(present(a_config(""), joined=joined("default"))) == [("config-missing", Severity.WARNING)]


def test_other_places_are_as_good_as_the_file() -> None:
    assert says_ok(present(a_config(), cluster=a_cluster("prod")))
    assert says_ok(present(a_config(), container=a_container(ECS_CLUSTER="prod")))


def test_no_agent_and_bottlerocket_are_another_matter() -> None:
    with pytest.raises(NotApplicable):
        present(a_config(), host=Got(EcsHost(True, False, "instance")))
    with pytest.raises(NotApplicable):
        present(a_config(), system=Got(OsRelease("bottlerocket", "1.20", "Bottlerocket")))


def cluster_set(config: EcsConfig, cluster: Got[ConfiguredCluster], **given: Any) -> List[Finding]:
    rest = {"joined": NOT_JOINED, "container": UNSEEN, **given}
    return list(ecs_cluster_is_set(config, cluster.value, **rest))


def test_a_named_cluster_is_set() -> None:
    assert says_ok(cluster_set(a_config("ECS_CLUSTER=prod"), a_cluster("prod")))


@pytest.mark.parametrize("text", ["ECS_LOGLEVEL=info", "ECS_CLUSTER=", "ECS_CLUSTER= "])
def test_no_cluster_is_told(text: str) -> None:
    finding = only(cluster_set(a_config(text), NO_CLUSTER))
    assert problems([finding]) == [("config-cluster-not-set", Severity.WARNING)]
    assert finding.confidence is Confidence.LIKELY


def test_a_cluster_that_the_agent_had_to_make_was_not_meant() -> None:
    line = a_log('level=info time=2026-11-23T03:11:01Z msg="Successfully created a cluster" cluster="default"')
    made = Got(JoinedCluster(True, "default", "", "", "", None, line.value.lines[-1]))
    finding = only(cluster_set(a_config("ECS_LOGLEVEL=info"), NO_CLUSTER, joined=made))
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)


def test_a_container_started_with_its_cluster_needs_no_file() -> None:
    assert says_ok(cluster_set(a_config("A=b"), NO_CLUSTER, container=a_container(ECS_CLUSTER="prod")))


# --- recognised ---


def recognised(text: str, joined_: Any = NOT_JOINED, container: Any = UNSEEN) -> List[Finding]:
    return list(config_lines_are_recognised(a_config(text), joined_, container))


def test_plain_lines_are_recognised() -> None:
    assert says_ok(recognised("# ours\nECS_CLUSTER=prod\n\nhttp_proxy=p:1\n"))


def test_a_lost_cluster_is_critical_and_its_fix_one_command() -> None:
    finding = only(recognised("ECS_CLUSTER = prod\n"))
    assert problems([finding]) == [("config-variable-not-recognised", Severity.CRITICAL)]
    assert "sudo sed -i '1s|.*|ECS_CLUSTER=prod|' /etc/ecs/ecs.config" in finding.remedy


def test_a_lost_cluster_beside_a_named_one_is_a_warning() -> None:
    assert problems(recognised("ECS_CLUSTER=a\nexport ECS_CLUSTER=b\n")) == [
        ("config-variable-not-recognised", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("text", "joined_", "container"),
    [
        ("ECS_CLUSTER=prod\nexport ECS_CLUSTER=prod\n", NOT_JOINED, UNSEEN),
        ("export ECS_CLUSTER=prod\n", joined("prod"), UNSEEN),
        ("export ECS_CLUSTER=prod\n", UNSEEN, a_container(ECS_CLUSTER="prod")),
        ("ECS_CLUSTER=prodECS_LOGLEVEL=debug\n", NOT_JOINED, UNSEEN),
    ],
)
def test_what_counts_anyway_or_is_told_elsewhere_is_silent(text: str, joined_: Any, container: Any) -> None:
    assert says_ok(recognised(text, joined_, container))


def test_other_lost_variables_do_not_explain_the_cluster() -> None:
    finding = only(recognised("ECS_CLUSTER=prod\nexport HTTP_PROXY=http://u:word@proxy:1\n"))
    assert (finding.subject, finding.severity) == ("HTTP_PROXY", Severity.ERROR)
    assert "word" not in "".join(e.excerpt for e in finding.evidence)
    assert only(recognised("export ECS_LOGLEVEL=debug", joined())).severity is Severity.WARNING


# --- the cluster's name ---


def quoted(text: str, joined_: Any = NOT_JOINED, container: Any = UNSEEN) -> List[Finding]:
    return list(cluster_name_has_no_quotes(a_config(text), joined_, container))


def alone(text: str, joined_: Any = NOT_JOINED) -> List[Finding]:
    return list(cluster_name_stands_alone(a_config(text), joined_, UNSEEN))


@pytest.mark.parametrize("value", ['"prod"', "'prod'", 'prod"', "“prod”", f'"{A_CLUSTER}"'])
def test_quotes_are_a_part_of_the_name(value: str) -> None:
    assert problems(quoted(f"ECS_CLUSTER={value}")) == [("cluster-name-quoted", Severity.CRITICAL)]
    assert says_ok(alone(f"ECS_CLUSTER={value}"))


def test_quotes_that_somebody_takes_away_do_no_harm() -> None:
    with pytest.raises(NotApplicable):
        quoted('ECS_CLUSTER="prod"', joined("prod"))
    with pytest.raises(NotApplicable):
        quoted('ECS_CLUSTER="prod"', UNSEEN, a_container(ECS_CLUSTER="prod"))


@pytest.mark.parametrize("value", ["prod", "prod-2_A", " prod ", "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/prod"])
def test_plain_names_pass(value: str) -> None:
    assert says_ok(quoted(f"ECS_CLUSTER={value}"))
    assert says_ok(alone(f"ECS_CLUSTER={value}"))


@pytest.mark.parametrize(
    ("value", "words", "name"),
    [
        ("prod # ours", "a comment", "prod"),
        ("prod#ours", "a comment", "prod"),
        ('"prod" # ours', "a comment", "prod"),
        ("prodECS_LOGLEVEL=debug", "line of ECS_LOGLEVEL", "prod"),
        ("prod ECS_LOGLEVEL=debug", "line of ECS_LOGLEVEL", "prod"),
        ("prod\\nECS_LOGLEVEL=debug", "line of ECS_LOGLEVEL", "prod"),
        ("prod cluster", "first word", "prod"),
        ("prod;", "at the end", "prod"),
        ("${CLUSTER}", "never filled in", "CLUSTER"),
        ("{{ cluster }}", "never filled in", "CLUSTER"),
        ("arn:aws:ecs:eu-west-1:1234:cluster/prod", "not the ARN", "CLUSTER"),
        ("prod/web", "only letters", "CLUSTER"),
    ],
)
def test_what_else_stands_in_the_line(value: str, words: str, name: str) -> None:
    finding = only(alone(f"ECS_CLUSTER={value}"))
    assert problems([finding]) == [("cluster-name-has-comment", Severity.CRITICAL)]
    assert words in finding.text
    assert any(f"ECS_CLUSTER={name}|" in command for command in finding.remedy)


@pytest.mark.parametrize("value", ["", "...", "***"])
def test_no_name_and_a_blacked_out_one_are_not_judged(value: str) -> None:
    for check in (quoted, alone):
        with pytest.raises(NotApplicable):
            check(f"ECS_CLUSTER={value}")


# --- duplicates, rejected lines, names ---


def test_the_last_line_wins_and_the_report_says_so() -> None:
    finding = only(config_variables_are_set_once(a_config("ECS_CLUSTER=a\nECS_CLUSTER=b"), NOT_JOINED))
    assert problems([finding]) == [("config-duplicate-variable", Severity.WARNING)]
    assert '"b" from /etc/ecs/ecs.config:2' in finding.text
    assert finding.subject == ""


def test_etc_wins_over_the_vendors_file() -> None:
    finding = only(config_variables_are_set_once(a_config("ECS_CLUSTER=a", "ECS_CLUSTER=b"), NOT_JOINED))
    assert '"a" from /etc/ecs/ecs.config:1, because the file in /etc wins' in finding.text


@pytest.mark.parametrize(
    ("main", "vendor"),
    [
        ("ECS_CLUSTER=a\nECS_CLUSTER=a", None),
        ("ECS_CLUSTER=\nECS_CLUSTER=a", None),
        ("ECS_ENABLE_TASK_ENI=true", "ECS_ENABLE_TASK_ENI=false"),
        ("A=1\nA=2", None),
        ("# x=1\n# x=2", None),
    ],
)
def test_no_disagreement_is_no_finding(main: str, vendor: Optional[str]) -> None:
    assert says_ok(config_variables_are_set_once(a_config(main, vendor), NOT_JOINED))


def test_another_variable_twice_is_for_information_when_the_agent_works() -> None:
    config = a_config("ECS_LOGLEVEL=info\nECS_LOGLEVEL=debug")
    assert only(config_variables_are_set_once(config, joined())).severity is Severity.INFO
    finding = only(config_variables_are_set_once(config, NOT_JOINED))
    assert (finding.severity, finding.subject) == (Severity.WARNING, "ECS_LOGLEVEL")


def test_doubled_secrets_are_not_shown() -> None:
    config = a_config("AWS_SECRET_ACCESS_KEY=firstkey\nAWS_SECRET_ACCESS_KEY=otherkey")
    finding = only(config_variables_are_set_once(config, NOT_JOINED))
    assert "key" not in (finding.text + "".join(e.excerpt for e in finding.evidence)).replace("_KEY", "")


@pytest.mark.parametrize("line", ["=====", "=", " = x"])
def test_a_line_without_a_name_is_rejected(line: str) -> None:
    config = a_config(f"ECS_CLUSTER=a\n{line}\n")
    assert problems(config_lines_are_accepted_by_docker(config, NOT_JOINED)) == [
        ("config-line-rejected", Severity.CRITICAL)
    ]
    assert only(config_lines_are_accepted_by_docker(config, joined())).severity is Severity.WARNING


def test_lines_with_names_are_accepted() -> None:
    assert says_ok(config_lines_are_accepted_by_docker(a_config("A=\n# x\nno equals\n"), NOT_JOINED))


def known(text: str, file: str = "", region: Any = UNSEEN, joined_: Any = NOT_JOINED) -> List[Finding]:
    settings = Got(parse_agent_json("/etc/ecs/ecs.config.json", file))
    return list(config_variables_are_known(a_config(text), settings, region, joined_))


@pytest.mark.parametrize("text", ["ECS_CLUSTER=a", "http_proxy=p", "FOO=bar\nPATH=/x\nFTP_PROXY=y", "# ECS_FOO=1"])
def test_known_and_foreign_names_pass(text: str) -> None:
    assert says_ok(known(text))


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("ECS_CLUSTERS=prod", Severity.CRITICAL),
        ("ECS_CLUSTER_NAME=prod", Severity.CRITICAL),
        ("CLUSTER=prod", Severity.CRITICAL),
        ("ECS_CLUSTER=prod\nECS_CLUSTERS=prod", Severity.INFO),
        ("ECS_CLUSTER=prod\nECS_LOG_LEVEL=debug", Severity.WARNING),
        ("ECS_CLUSTER=prod\nECS_FOO=bar", Severity.INFO),
    ],
)
def test_unknown_names_weigh_what_they_cost(text: str, severity: Severity) -> None:
    assert problems(known(text)) == [("config-unknown-variable", severity)]


def test_the_right_name_is_in_the_command() -> None:
    assert "sudo sed -i '1s|ECS_LOG_LEVEL=|ECS_LOGLEVEL=|' /etc/ecs/ecs.config" in only(known("ECS_LOG_LEVEL=x")).remedy


def test_aws_region_matters_only_where_it_differs() -> None:
    here = Got(AgentRegion("eu-west-1", "instance identity document", ""))
    assert says_ok(known("AWS_REGION=eu-west-1", region=here))
    assert [f.subject for f in known("AWS_REGION=us-east-1", region=here) if f.problem] == ["AWS_REGION"]


def test_keys_of_the_json_file_are_compared_too() -> None:
    assert [f.subject for f in known("ECS_CLUSTER=a", '{"ECS_CLUSTER": "prod"}') if f.problem] == ["ECS_CLUSTER"]


# --- values ---


def values(text: Optional[str], log: Any = UNSEEN, joined_: Any = NOT_JOINED) -> List[Finding]:
    config: Reading[EcsConfig] = UNSEEN if text is None else Got(a_config(text))
    return list(config_values_are_valid(config, log, joined_))


def test_good_values_pass_the_check() -> None:
    assert says_ok(values("ECS_CLUSTER=a\nECS_RESERVED_MEMORY=256\nECS_POLLING_METRICS_WAIT_DURATION=1s\n"))


def test_a_bound_counts_only_beside_its_switch() -> None:
    text = "ECS_POLL_METRICS=true\nECS_POLLING_METRICS_WAIT_DURATION=1s\n"
    assert problems(values(text)) == [("config-value-invalid", Severity.WARNING)]


def test_only_the_line_that_counts_is_judged() -> None:
    assert says_ok(values("ECS_RESERVED_MEMORY=x\nECS_RESERVED_MEMORY=256"))


def test_a_value_that_stops_the_agent_is_critical_until_it_runs_again() -> None:
    text = "ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES=10.0.0.0/8"
    assert problems(values(text)) == [("config-value-invalid", Severity.CRITICAL)]
    assert problems(values(text, joined_=joined())) == [("config-value-invalid", Severity.WARNING)]


def test_several_values_make_one_finding_with_the_agents_line() -> None:
    log = a_log(
        'level=warn time=2026-11-23T03:11:00Z msg="Invalid format for \\"ECS_RESERVED_MEMORY\\" environment; x"'
    )
    finding = only(values("ECS_RESERVED_MEMORY=256m\nECS_CONTAINER_STOP_TIMEOUT=120", log))
    assert "ECS_RESERVED_MEMORY" in finding.text and "ECS_CONTAINER_STOP_TIMEOUT" in finding.text
    assert finding.evidence[-1].source == "/var/log/ecs/ecs-agent.log:2"


def test_the_log_alone_is_enough() -> None:
    log = a_log(
        'level=warn time=2026-11-23T03:11:00Z msg="Invalid format for \\"ECS_CHECKPOINT\\", expected a boolean."'
    )
    assert only(values(None, log)).subject == "ECS_CHECKPOINT"
    with pytest.raises(Missing):
        values(None, a_log())


# --- JSON ---


def as_json(file: Optional[str], user_data: Optional[str] = None, **given: Any) -> List[Finding]:
    settings = Got(parse_agent_json("/etc/ecs/ecs.config.json", file)) if file is not None else GONE
    data = Got(UserDataJson(parse_user_data(user_data))) if user_data else UNSEEN
    rest = {"cluster": NO_CLUSTER, "log": UNSEEN, "joined": NOT_JOINED, **given}
    return list(agent_json_is_valid(settings, data, **rest))


def test_json_settings() -> None:
    assert says_ok(as_json(""))
    assert says_ok(as_json('{"Cluster": "prod"}'))
    assert problems(as_json("{")) == [("config-json-file-invalid", Severity.CRITICAL)]
    assert problems(as_json("{", joined=joined())) == [("config-json-file-invalid", Severity.WARNING)]
    with pytest.raises(NotApplicable):
        as_json(None)


def test_broken_user_data_stops_nobody() -> None:
    finding = only(as_json(None, '{"ECSAgentConfiguration": {"Cluster": "prod",}}'))
    assert (finding.severity, finding.subject) == (Severity.ERROR, "user data")


# --- carriage returns ---


def returns(text: str, container: Any = UNSEEN, log: Any = UNSEEN, joined_: Any = NOT_JOINED) -> List[Finding]:
    return list(config_values_have_no_carriage_return(Got(a_config(text)), container, log, joined_))


STRAY = 'level=warn time=2026-11-23T03:11:00Z msg="Unrecognized AuthType type" type="dockercfg\\r"'


def test_windows_line_ends_alone_do_no_harm() -> None:
    assert says_ok(returns("ECS_CLUSTER=prod\r\n"))
    assert says_ok(returns("ECS_CLUSTER=prod\r\n", a_container(ECS_CLUSTER="prod\r"), joined_=joined()))


def test_a_carriage_return_that_reached_a_value_is_told() -> None:
    assert problems(returns("ECS_ENGINE_AUTH_TYPE=dockercfg\r\n", log=a_log(STRAY))) == [
        ("config-crlf", Severity.ERROR)
    ]
    assert problems(returns("X=y", a_container(ECS_LOGLEVEL="info\r"))) == [("config-crlf", Severity.ERROR)]


@pytest.mark.parametrize("text", ["HTTP/1.1 403 Forbidden\\r\\nServer: x", "C:\\\\repo\\\\rest", "info"])
def test_other_carriage_returns_are_not_ours(text: str) -> None:
    line = f'level=warn time=2026-11-23T03:11:00Z msg="{text}"'
    assert says_ok(returns("ECS_LOGLEVEL=info\nX=Forbidden\nY=repo\n", log=a_log(line)))


# --- changed since the start ---

BEFORE, AFTER = STARTED.timestamp() - 60, STARTED.timestamp() + 60


def unchanged(text: str, modified: Optional[float], container: Any, **given: Any) -> List[Finding]:
    rest = {"log": UNSEEN, "joined": joined(), **given}
    return list(config_is_unchanged_since_start(a_config(text, modified=modified), container, **rest))


@pytest.mark.parametrize(
    ("modified", "given", "outcome"),
    [
        (BEFORE, "prod", "ok"),
        (AFTER, "prod", "ok"),
        (None, "prod", "ok"),
        (AFTER, "staging", "warning"),
        (BEFORE, "staging", "ok"),
        (None, "staging", "unknown"),
    ],
)
def test_an_edit_counts_when_it_is_later_and_differs(modified: Optional[float], given: str, outcome: str) -> None:
    finding = only(unchanged("ECS_CLUSTER=prod", modified, a_container(ECS_CLUSTER=given)))
    assert (finding.severity.value if finding.problem else finding.status.value) == outcome


def test_without_the_environment_a_later_edit_is_for_information() -> None:
    finding = only(unchanged("ECS_CLUSTER=prod", AFTER, UNSEEN, log=a_log("x=1")))
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.POSSIBLE)


def test_an_agent_that_does_not_run_will_read_the_file_anew() -> None:
    with pytest.raises(NotApplicable):
        unchanged("ECS_CLUSTER=prod", AFTER, UNSEEN, joined=NOT_JOINED)


# --- sources, joined ---


def sources(**given: Any) -> Provenance:
    names = ("config", "file", "user_data", "container", "units", "identity", "saved", "joined")
    return provenance(**{name: given.get(name, UNSEEN) for name in names})


def agree(**given: Any) -> List[Finding]:
    config, container = given.get("config", UNSEEN), given.get("container", UNSEEN)
    return list(config_sources_agree(sources(**given), UNSEEN, given.get("joined", UNSEEN), config, container))


def a_drop_in(text: str) -> Got[UnitEnvironment]:
    return Got(UnitEnvironment(tuple(parse_drop_in("ecs", "/etc/systemd/system/ecs.service.d/x.conf", text))))


FILE = Got(a_config("ECS_CLUSTER=prod"))
JSON = Got(parse_agent_json("/etc/ecs/ecs.config.json", '{"Cluster":"old"}'))


def test_places_that_agree() -> None:
    same = Got(parse_agent_json("/etc/ecs/ecs.config.json", '{"Cluster":"prod"}'))
    assert says_ok(agree(config=FILE))
    assert says_ok(agree(config=FILE, file=same, units=a_drop_in("Environment=ECS_CLUSTER=prod")))
    with pytest.raises(NotApplicable):
        agree()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"config": FILE, "file": JSON}, "the first wins"),
        ({"config": FILE, "units": a_drop_in("Environment=ECS_CLUSTER=x")}, "does not hand it on"),
        ({"config": FILE, "container": a_container(ECS_CLUSTER="x")}, "was given ECS_CLUSTER"),
        ({"units": a_drop_in("Environment=HTTPS_PROXY=http://u:word@proxy:1"), "config": FILE}, "no proxy at all"),
    ],
)
def test_places_that_disagree(given: Any, words: str) -> None:
    finding = only(f for f in agree(**given) if f.problem)
    assert finding.problem and finding.problem.id == "config-sources-disagree"
    assert words in finding.text
    assert "word" not in finding.text


def test_an_edit_after_the_start_is_told_by_another_check() -> None:
    edited = Got(a_config("ECS_CLUSTER=prod", modified=AFTER))
    assert says_ok(agree(config=edited, container=a_container(ECS_CLUSTER="old")))


def test_a_working_agent_without_proxy_needs_none() -> None:
    proxy = a_drop_in("Environment=HTTPS_PROXY=http://proxy:1")
    assert says_ok(agree(config=FILE, units=proxy, joined=joined()))


def where(now: Got[JoinedCluster], cluster: Any, text: Optional[str] = None, container: Any = UNSEEN) -> List[Finding]:
    config: Reading[EcsConfig] = UNSEEN if text is None else Got(a_config(text))
    return list(joined_cluster_is_the_configured_one(now.value, cluster, config, container, UNSEEN))


def test_the_joined_cluster_is_compared_by_its_short_name() -> None:
    assert says_ok(where(joined("prod"), a_cluster("arn:aws:ecs:eu-west-1:123456789012:cluster/prod")))
    assert says_ok(where(joined("arn:aws:ecs:eu-west-1:123456789012:cluster/prod"), a_cluster('"prod"')))
    assert says_ok(where(joined("default"), NO_CLUSTER))


def test_another_cluster_is_told() -> None:
    assert problems(where(joined("default"), a_cluster("prod"))) == [("wrong-cluster-joined", Severity.ERROR)]
    assert problems(where(joined("default"), NO_CLUSTER, "export ECS_CLUSTER=prod")) == [
        ("wrong-cluster-joined", Severity.ERROR)
    ]


def test_an_agent_that_is_not_registered_joined_nothing() -> None:
    with pytest.raises(NotApplicable):
        where(NOT_JOINED, a_cluster("prod"))


# --- log, ports, switches ---

SCOPE = Scope("instance", NOW)


def log_written(text: str, log: Any = UNSEEN, container: Any = UNSEEN) -> List[Finding]:
    return list(agent_log_is_written(a_config(text), log, container, SCOPE))


@pytest.mark.parametrize(
    "text",
    [
        "ECS_LOGLEVEL=debug",
        "ECS_LOG_DRIVER=awslogs\nECS_LOGLEVEL_ON_INSTANCE=info",
        "ECS_LOG_OUTPUT_FORMAT=json",
        "ECS_LOGFILE=/log/ecs-agent.log",
        "ECS_LOG_DRIVER=",
    ],
)
def test_the_log_is_written(text: str) -> None:
    assert says_ok(log_written(text))


@pytest.mark.parametrize(
    "text",
    [
        "ECS_LOG_DRIVER=json-file",
        "ECS_LOG_DRIVER=awslogs\nECS_LOGLEVEL_ON_INSTANCE=loud",
        "ECS_LOG_OUTPUT_FORMAT=JSON",
        "ECS_LOGLEVEL=none",
        "ECS_LOGLEVEL_ON_INSTANCE=none",
        "ECS_LOGFILE=/var/log/agent.log",
    ],
)
def test_the_log_is_silenced(text: str) -> None:
    assert problems(log_written(text)) == [("agent-log-silenced", Severity.WARNING)]


def test_a_file_with_lines_of_now_is_not_silenced() -> None:
    assert says_ok(log_written("ECS_LOG_DRIVER=json-file", a_log()))
    assert says_ok(log_written("ECS_LOG_DRIVER=json-file", a_log(), a_container()))


def test_ports_of_the_agent() -> None:
    assert says_ok(agent_ports_are_reserved(a_config("ECS_RESERVED_PORTS=[22,51678,51679]")))
    finding = only(agent_ports_are_reserved(a_config("ECS_RESERVED_PORTS=[8080]")))
    assert problems([finding]) == [("config-auto-detected-limits", Severity.WARNING)]
    assert "[22,8080,51678,51679]" in finding.remedy[0]
    for text in ("ECS_CLUSTER=a", "ECS_RESERVED_PORTS=[]", "ECS_RESERVED_PORTS=22"):
        with pytest.raises(NotApplicable):
            list(agent_ports_are_reserved(a_config(text)))


@pytest.mark.parametrize(
    ("main", "vendor", "odd"),
    [
        ("ECS_ENABLE_GPU_SUPPORT=true", None, False),
        ('ECS_ENABLE_GPU_SUPPORT="true"', None, False),
        ("ECS_ENABLE_GPU_SUPPORT=false", None, False),
        ("ECS_CLUSTER=a", "ECS_ENABLE_GPU_SUPPORT=true", False),
        ("ECS_ENABLE_GPU_SUPPORT=1", None, True),
        ("ECS_CLUSTER=a", "ECS_ENABLE_GPU_SUPPORT=True", True),
        ("ECS_GMSA_SUPPORTED=TRUE", None, True),
    ],
)
def test_switches_that_ecs_init_reads_by_the_letter(main: str, vendor: Optional[str], odd: bool) -> None:
    found = list(feature_switches_agree(a_config(main, vendor), NOT_JOINED))
    assert bool(problems(found)) is odd


def test_sources_name_their_winner() -> None:
    assert Sources("ECS_CLUSTER", ()).winner is None
