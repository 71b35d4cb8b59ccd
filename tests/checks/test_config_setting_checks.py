"""The checks of single settings: attributes, tags, drivers, registries, memory, endpoint, region, keys, proxy."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Optional, Tuple

import pytest

from ecsdoctor import Confidence, Finding, Got, Missing, NotApplicable, Reading, Severity, Status, absent
from ecsdoctor.facts.agent.external import ExternalInstance
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import parse_agent_json
from ecsdoctor.facts.config.ecs_config import MAIN, EcsConfig, parse_ecs_config
from ecsdoctor.facts.config.proxy import agent_proxy
from ecsdoctor.facts.config.settings import AgentRegion, ConfiguredCluster, Named
from ecsdoctor.facts.ecs.cluster import ElsewhereClusters
from ecsdoctor.facts.ecs.container_instances import ContainerInstances, parse_container_instances
from ecsdoctor.facts.failures import Doing, Failure, How
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.offered_memory import OfferedMemory
from ecsdoctor.facts.logs.agent import AgentLog, parse_agent_log
from ecsdoctor.sources.base import Answer
from ecsdoctor_checks.config.backend_host_is_ecs import backend_host_is_ecs
from ecsdoctor_checks.config.configured_region_exists import configured_region_exists
from ecsdoctor_checks.config.configured_region_is_the_clusters import configured_region_is_the_clusters
from ecsdoctor_checks.config.instance_attributes_are_applied import instance_attributes_are_applied
from ecsdoctor_checks.config.instance_attributes_are_valid import instance_attributes_are_valid
from ecsdoctor_checks.config.instance_role_is_not_shadowed import instance_role_is_not_shadowed
from ecsdoctor_checks.config.instance_tags_are_valid import instance_tags_are_valid
from ecsdoctor_checks.config.instance_tags_can_be_propagated import instance_tags_can_be_propagated
from ecsdoctor_checks.config.logging_drivers_are_valid import logging_drivers_are_valid
from ecsdoctor_checks.config.metadata_bypasses_proxy import metadata_bypasses_proxy
from ecsdoctor_checks.config.registry_credentials_are_valid import registry_credentials_are_valid
from ecsdoctor_checks.config.reserved_memory_fits_host import reserved_memory_fits_host

UNSEEN = absent("not in this snapshot")
GONE = absent("No such file or directory")
ARN = "arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/0a1b"
START = 'level=info time=2026-11-23T03:11:00Z msg="Loading configuration"'
JOINED = Got(JoinedCluster(True, "prod", ARN, "http://localhost:51678/v1/metadata", "{}"))
NOT_JOINED = Got(JoinedCluster(False))
EU = Got(InstanceIdentity("i-0aaa", "eu-west-1", "", "", "", "", ""))
JSON_PATH = "/etc/ecs/ecs.config.json"


def a_config(text: str) -> Got[EcsConfig]:
    return Got(EcsConfig(Got(parse_ecs_config(MAIN, Answer(text.encode()))), GONE))


def a_log(*lines: str) -> Got[AgentLog]:
    return Got(parse_agent_log("/var/log/ecs/ecs-agent.log", Answer("\n".join((START, *lines)).encode())))


def failing(doing: Doing, how: How, host: str = "", principal: str = "") -> Got[AgentFailures]:
    run = a_log('level=error time=2026-11-23T03:11:01Z msg="it failed"').value.last
    line = run.lines[-1]
    failure = Failure(doing, how, host=host, principal=principal)
    return Got(AgentFailures(run, (CurrentFailure(failure, line, line, 1),)))


def only(findings: Iterable[Finding]) -> Finding:
    (finding,) = findings
    return finding


def told(findings: Iterable[Finding]) -> List[Tuple[str, Severity]]:
    return [(f.problem.id, f.severity) for f in findings if f.problem]


def says_ok(findings: Iterable[Finding]) -> bool:
    return [f.status for f in findings] == [Status.OK]


# --- attributes and tags ---


def attributes(text: Optional[str], log: Any = UNSEEN, joined: Any = NOT_JOINED, file: Any = UNSEEN) -> List[Finding]:
    config: Reading[EcsConfig] = UNSEEN if text is None else a_config(text)
    return list(instance_attributes_are_valid(config, file, log, joined))


REFUSED = 'level=error time=2026-11-23T03:11:00Z msg="Invalid format for ECS_INSTANCE_ATTRIBUTES. Expected a json hash"'


@pytest.mark.parametrize("value", ["{'a':'b'}", '{"a":1}', '[{"a":"b"}]', "a=b", '{"my attr!":"x"}', '{"a":"b",}'])
def test_attributes_that_end_the_registration(value: str) -> None:
    text = f"ECS_INSTANCE_ATTRIBUTES={value}"
    assert told(attributes(text)) == [("instance-attributes-invalid", Severity.CRITICAL)]
    assert told(attributes(text, joined=JOINED)) == [("instance-attributes-invalid", Severity.WARNING)]


def test_attributes_broken_over_lines_are_explained() -> None:
    finding = only(attributes('ECS_INSTANCE_ATTRIBUTES={\n  "a": "b"\n}\n', a_log(REFUSED)))
    assert "goes on in the lines below" in finding.text
    assert len(finding.evidence) == 2


def test_attributes_in_other_places() -> None:
    assert says_ok(attributes('ECS_INSTANCE_ATTRIBUTES={"a":"b"}'))
    assert told(attributes(None, a_log(REFUSED))) == [("instance-attributes-invalid", Severity.CRITICAL)]
    bad = Got(parse_agent_json(JSON_PATH, '{"InstanceAttributes": {"a!": "b"}}'))
    assert told(attributes("ECS_CLUSTER=a", file=bad)) == [("instance-attributes-invalid", Severity.CRITICAL)]
    for text in ("ECS_CLUSTER=a", "ECS_INSTANCE_ATTRIBUTES=", "ECS_INSTANCE_ATTRIBUTES=***"):
        with pytest.raises(NotApplicable):
            attributes(text)
    with pytest.raises(Missing):
        attributes(None)


def an_instance(**known: str) -> Got[ContainerInstances]:
    rows = [{"name": name, "value": value} for name, value in known.items()]
    return Got(parse_container_instances([{"containerInstanceArn": ARN, "attributes": rows}]))


def applied(text: str, instances: Any, joined: Any = JOINED) -> List[Finding]:
    return list(instance_attributes_are_applied(a_config(text), instances, joined, EU))


def test_attributes_that_ecs_does_not_know() -> None:
    text = 'ECS_INSTANCE_ATTRIBUTES={"stack":"blue"}'
    assert says_ok(applied(text, an_instance(stack="blue")))
    finding = only(applied(text, an_instance(stack="green")))
    assert told([finding]) == [("instance-attributes-not-applied", Severity.WARNING)]
    assert f"name=stack,value=blue,targetType=container-instance,targetId={ARN}" in finding.remedy[0]
    assert only(applied(text, Got(ContainerInstances(())))).status is Status.UNKNOWN
    with pytest.raises(Missing):
        applied(text, UNSEEN)
    for given in ("ECS_CLUSTER=a", "ECS_INSTANCE_ATTRIBUTES={}"):
        with pytest.raises(NotApplicable):
            applied(given, UNSEEN)


def test_tags() -> None:
    def tags(text: str) -> List[Finding]:
        return list(instance_tags_are_valid(a_config(text), UNSEEN, UNSEEN, NOT_JOINED))

    assert says_ok(tags('ECS_CONTAINER_INSTANCE_TAGS={"team":"web"}'))
    for value in ('{"aws:team":"web"}', "{'team':'web'}", '{"team":1}'):
        assert told(tags(f"ECS_CONTAINER_INSTANCE_TAGS={value}")) == [("instance-tags-invalid", Severity.CRITICAL)]
    with pytest.raises(NotApplicable):
        tags("ECS_CLUSTER=a")


def test_tags_that_are_to_be_copied() -> None:
    text = "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance"

    def copied(text: str, failures: Any, joined: Any = NOT_JOINED) -> List[Finding]:
        return list(instance_tags_can_be_propagated(a_config(text).value, failures, joined))

    failed = failing(Doing.TAGS, How.ACCESS_DENIED)
    assert told(copied(text, failed)) == [("instance-tags-propagation-failed", Severity.CRITICAL)]
    assert says_ok(copied(text, UNSEEN, JOINED))
    assert only(copied(text, UNSEEN)).status is Status.UNKNOWN
    with pytest.raises(NotApplicable):
        copied("ECS_CLUSTER=a", failed)


# --- drivers and registries ---


def drivers(text: Optional[str], log: Any = UNSEEN, joined: Any = UNSEEN) -> List[Finding]:
    config: Reading[EcsConfig] = UNSEEN if text is None else a_config(text)
    return list(logging_drivers_are_valid(config, log, joined))


@pytest.mark.parametrize("value", ["awslogs", "[awslogs]", "'[\"awslogs\"]'", '"["awslogs"]"', '[\\"awslogs\\"]'])
def test_a_list_of_drivers_that_is_ignored(value: str) -> None:
    finding = only(drivers(f"ECS_AVAILABLE_LOGGING_DRIVERS={value}"))
    assert told([finding]) == [("logging-drivers-invalid", Severity.ERROR)]
    assert 'ECS_AVAILABLE_LOGGING_DRIVERS=["awslogs"]' in finding.remedy[0]


def test_a_driver_that_stops_the_agent() -> None:
    text = 'ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","cloudwatch"]'
    assert told(drivers(text)) == [("logging-drivers-invalid", Severity.CRITICAL)]
    assert told(drivers(text, joined=JOINED)) == [("logging-drivers-invalid", Severity.WARNING)]


def test_drivers_by_the_log_alone() -> None:
    line = 'level=warn time=2026-11-23T03:11:00Z msg="Invalid format for \\"ECS_AVAILABLE_LOGGING_DRIVERS\\" x"'
    assert told(drivers(None, a_log(line))) == [("logging-drivers-invalid", Severity.ERROR)]
    assert says_ok(drivers('ECS_AVAILABLE_LOGGING_DRIVERS=["json-file"]'))
    with pytest.raises(NotApplicable):
        drivers("ECS_CLUSTER=a")


def registries(text: Optional[str], log: Any = UNSEEN) -> List[Finding]:
    config: Reading[EcsConfig] = UNSEEN if text is None else a_config(text)
    return list(registry_credentials_are_valid(config, log))


SECRET = "c2VjcmV0LXdpdGgtbm8tY29sb24="


def test_registry_credentials() -> None:
    good = 'ECS_ENGINE_AUTH_TYPE=docker\nECS_ENGINE_AUTH_DATA={"r":{"username":"a","password":"' + SECRET + '"}}'
    assert says_ok(registries(good))
    bad = only(registries(good.replace("TYPE=docker\n", "TYPE=dockercfg\n")))
    assert told([bad]) == [("engine-auth-invalid", Severity.ERROR)]
    assert SECRET not in bad.text + "".join(e.excerpt for e in bad.evidence) + "".join(bad.remedy)
    with pytest.raises(NotApplicable):
        registries("ECS_CLUSTER=a")


def test_registry_credentials_by_the_log() -> None:
    line = 'level=warn time=2026-11-23T03:11:00Z msg="Unknown auth configuration: dockerconfig" module=dockerauth.go'
    assert told(registries(None, a_log(line))) == [("engine-auth-invalid", Severity.ERROR)]
    assert told(registries("ECS_ENGINE_AUTH_TYPE=docker\nECS_ENGINE_AUTH_DATA=***", a_log(line))) == [
        ("engine-auth-invalid", Severity.ERROR)
    ]


# --- memory ---


def memory(text: Optional[str], total: Optional[int], remaining: Optional[int] = None, **given: Any) -> List[Finding]:
    line = a_log("x=1").value.lines[-1] if remaining is not None else None
    offered = Got(OfferedMemory(total, "docker info" if total else "", remaining, line))
    config: Reading[EcsConfig] = UNSEEN if text is None else a_config(text)
    rest = {"file": UNSEEN, "offered": offered, "joined": NOT_JOINED, **given}
    return list(reserved_memory_fits_host(config, **rest))


@pytest.mark.parametrize(
    ("reserved", "total", "remaining", "severity"),
    [
        ("256", 3788, None, None),
        ("256", None, 3532, None),
        ("3788", 3788, None, Severity.CRITICAL),
        ("8192", 3788, -4404, Severity.CRITICAL),
        ("8192", None, -4404, Severity.CRITICAL),
        ("3700", 3788, 88, Severity.ERROR),
    ],
)
def test_memory_set_aside(
    reserved: str, total: Optional[int], remaining: Optional[int], severity: Optional[Severity]
) -> None:
    findings = memory(f"ECS_RESERVED_MEMORY={reserved}", total, remaining)
    assert told(findings) == ([("reserved-memory-too-high", severity)] if severity else [])


def test_memory_that_is_not_set_aside() -> None:
    for text in ("ECS_CLUSTER=a", "ECS_RESERVED_MEMORY=9999999", "ECS_RESERVED_MEMORY=1g"):
        with pytest.raises(NotApplicable):
            memory(text, 3788)
    assert told(memory(None, None, -5)) == [("reserved-memory-too-high", Severity.CRITICAL)]
    with pytest.raises(Missing):
        memory(None, 3788, 3788)
    assert only(memory("ECS_RESERVED_MEMORY=256", 3788, offered=UNSEEN)).status is Status.UNKNOWN


# --- endpoint and region ---


def backend(value: str, failures: Any = UNSEEN, joined: Any = NOT_JOINED) -> List[Finding]:
    region = Got(AgentRegion("eu-west-1", "instance identity document", ""))
    return list(backend_host_is_ecs(a_config(f"ECS_BACKEND_HOST={value}"), UNSEEN, region, failures, joined))


@pytest.mark.parametrize(
    "value",
    [
        "ecs.eu-west-1.amazonaws.com",
        "https://ecs.eu-west-1.amazonaws.com/",
        "ecs.eu-west-1.api.aws",
        "ecs-fips.eu-west-1.amazonaws.com",
        "vpce-0123-abcd.ecs.eu-west-1.vpce.amazonaws.com",
    ],
)
def test_endpoints_of_ecs(value: str) -> None:
    assert says_ok(backend(value))


def test_hosts_left_over() -> None:
    gone = failing(Doing.REGISTER, How.NAME_NOT_FOUND, "ecs.corp.example")
    sure = only(backend("https://ecs.corp.example", gone))
    assert (told([sure]), sure.confidence) == ([("backend-host-overridden", Severity.CRITICAL)], Confidence.CERTAIN)
    assert only(backend("ecs.corp.example")).confidence is Confidence.LIKELY
    assert "endpoint of us-east-1" in only(backend("ecs.us-east-1.amazonaws.com")).text
    assert says_ok(backend("ecs.corp.example", joined=JOINED))
    elsewhere = failing(Doing.REGISTER, How.NAME_NOT_FOUND, "ecs.eu-west-1.amazonaws.com")
    assert only(backend("ecs.corp.example", elsewhere)).confidence is Confidence.LIKELY
    with pytest.raises(NotApplicable):
        backend("")


def exists(name: str, failures: Any = UNSEEN, identity: Any = EU, joined: Any = NOT_JOINED) -> List[Finding]:
    region = AgentRegion(name, f"{MAIN}:1", f"AWS_DEFAULT_REGION={name}")
    return list(configured_region_exists(region, identity, failures, joined))


@pytest.mark.parametrize("name", ["eu-west-1b", "us-esat-1", "EU-WEST-1", '"eu-west-1"', "Ireland", "eu-west-1 # ours"])
def test_what_is_no_region(name: str) -> None:
    finding = only(exists(name))
    assert (told([finding]), finding.confidence) == ([("region-invalid", Severity.CRITICAL)], Confidence.CERTAIN)
    assert any("AWS_DEFAULT_REGION=eu-west-1" in command for command in finding.remedy)


def test_a_region_without_endpoint_is_doubted_only_beside_another() -> None:
    unresolved = failing(Doing.REGISTER, How.NAME_NOT_FOUND, "ecs.eu-west-7.amazonaws.com")
    assert only(exists("eu-west-7", unresolved)).confidence is Confidence.POSSIBLE
    assert says_ok(exists("eu-west-7", unresolved, UNSEEN))
    assert says_ok(exists("eu-west-7"))
    assert says_ok(exists("eu-west-1"))
    assert says_ok(exists("nowhere", joined=JOINED))


def mismatch(region: str, cluster: str, **given: Any) -> List[Finding]:
    named = Named(f"{MAIN}:1", cluster, f"ECS_CLUSTER={cluster}")
    place = given.pop("place", f"{MAIN}:2")
    rest: Dict[str, Any] = {
        "cluster": Got(ConfiguredCluster(cluster, named, (named,))),
        "identity": EU,
        "failures": UNSEEN,
        "elsewhere": UNSEEN,
        "joined": NOT_JOINED,
        **given,
    }
    return list(configured_region_is_the_clusters(AgentRegion(region, place, ""), **rest))


CLUSTER_ARN = "arn:aws:ecs:eu-central-1:123456789012:cluster/prod"
NOT_FOUND = failing(Doing.REGISTER, How.CLUSTER_NOT_FOUND)


@pytest.mark.parametrize(
    ("region", "cluster", "given", "confidence"),
    [
        ("eu-west-1", CLUSTER_ARN, {}, Confidence.CERTAIN),
        ("us-east-1", "prod", {"failures": NOT_FOUND}, Confidence.LIKELY),
        ("us-east-1", "prod", {"elsewhere": Got(ElsewhereClusters(("eu-west-1",), 9))}, Confidence.CERTAIN),
    ],
)
def test_a_region_without_the_cluster(region: str, cluster: str, given: Any, confidence: Confidence) -> None:
    finding = only(mismatch(region, cluster, **given))
    assert (told([finding]), finding.confidence) == ([("region-mismatch", Severity.CRITICAL)], confidence)


def test_a_region_that_fits() -> None:
    assert says_ok(mismatch("eu-central-1", CLUSTER_ARN))
    assert says_ok(mismatch("eu-west-1", "prod", failures=NOT_FOUND))
    assert says_ok(mismatch("us-east-1", "prod", joined=JOINED))
    assert only(mismatch("us-east-1", "prod")).status is Status.UNKNOWN
    with pytest.raises(NotApplicable):
        mismatch("eu-west-1b", "prod")


# --- keys and proxy ---

KEYS = "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIEXAMPLEKEY\n"


def shadowed(text: str, failures: Any = UNSEEN, joined: Any = NOT_JOINED, external: bool = False) -> List[Finding]:
    outside = Got(ExternalInstance(external))
    return list(instance_role_is_not_shadowed(a_config(text).value, outside, failures, UNSEEN, joined))


def test_keys_in_the_file() -> None:
    denied = failing(Doing.REGISTER, How.ACCESS_DENIED, principal="arn:aws:iam::123456789012:user/ci")
    sure = only(shadowed(KEYS, denied))
    assert (told([sure]), sure.confidence) == ([("credentials-shadowed", Severity.CRITICAL)], Confidence.CERTAIN)
    assert "user/ci" in sure.text
    assert told(shadowed(KEYS, joined=JOINED)) == [("credentials-shadowed", Severity.WARNING)]
    for finding in (sure, only(shadowed(KEYS))):
        everything = finding.text + "".join(e.excerpt for e in finding.evidence) + "".join(finding.remedy)
        assert "AKIA" not in everything and "wJalr" not in everything


def test_keys_that_nobody_uses() -> None:
    assert says_ok(shadowed("ECS_CLUSTER=a"))
    assert says_ok(shadowed("AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"))
    with pytest.raises(NotApplicable):
        shadowed(KEYS, external=True)


def metadata(text: str, failures: Any = UNSEEN, joined: Any = NOT_JOINED) -> List[Finding]:
    proxy = agent_proxy(a_config(text).value)
    return list(metadata_bypasses_proxy(proxy, UNSEEN, failures, joined))


@pytest.mark.parametrize("value", ["169.254.169.254", "169.254.0.0/16", "*", "x.example,169.254.169.254,y"])
def test_metadata_kept_from_the_proxy(value: str) -> None:
    assert says_ok(metadata(f"HTTP_PROXY=p:1\nNO_PROXY={value}"))


def test_metadata_sent_to_the_proxy() -> None:
    lost = failing(Doing.IMDS, How.FORBIDDEN)
    text = "HTTP_PROXY=http://user:word@p:1\nNO_PROXY=x.example,"
    sure = only(metadata(text, lost))
    assert (told([sure]), sure.confidence) == ([("proxy-no-proxy-missing", Severity.CRITICAL)], Confidence.CERTAIN)
    assert "word" not in sure.text + "".join(e.excerpt for e in sure.evidence)
    assert "NO_PROXY=x.example,169.254.169.254,169.254.170.2,/var/run/docker.sock" in sure.remedy[0]
    assert only(metadata("HTTP_PROXY=p:1")).confidence is Confidence.LIKELY
    assert told(metadata("HTTP_PROXY=p:1", joined=JOINED)) == [("proxy-no-proxy-missing", Severity.WARNING)]
    with pytest.raises(NotApplicable):
        metadata("HTTPS_PROXY=p:1")
