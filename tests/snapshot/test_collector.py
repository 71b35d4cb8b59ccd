"""Bundles of the official logs collector of every release, as archives and as folders."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path
from typing import Dict

import pytest
from recording import examined

from conftest import run
from ecsdoctor.facts.network.iptables import parse_iptables
from ecsdoctor.snapshot.collector import translate
from ecsdoctor.snapshot.iptables_list import as_saved
from ecsdoctor.snapshot.recognise import Kind, recognised

MOMENT = 1795404470.0  # 2026-11-23 03:27:50 UTC
LOG = (
    'level=info time=2026-11-23T03:27:48Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
    'level=error time=2026-11-23T03:27:49Z msg="Error registering container instance" error="operation error '
    'ECS: RegisterContainerInstance, https response error StatusCode: 400, ClientException: Cluster not found."\n'
)
INIT = (
    "2026-11-23T03:27:49Z [INFO] Starting Amazon Elastic Container Service Agent\n"
    "2026-11-23T03:27:50Z [INFO] Agent exited with code 5\n"
)
INSPECT = json.dumps(
    [{"Name": "/ecs-agent", "State": {"Status": "exited", "Running": False, "ExitCode": 5},
      "Config": {"Image": "amazon/amazon-ecs-agent:latest", "Env": ["ECS_CLUSTER=prodd"]}}],
    indent=4,
)  # fmt: skip
COMMON = {
    "ps.txt": "USER PID\nroot 1 init\n",
    "docker/docker-info.txt": "Server Version: 25.0.5\nStorage Driver: overlay2\n",
    "docker/container-0123456789ab.txt": json.dumps([{"Name": "/web", "State": {}}]),
    "docker/container-a0b667dfea98.txt": INSPECT,
    "ecs-agent/ecs.config": "ECS_CLUSTER=prodd\nECS_ENGINE_AUTH_TYPE=dockercfg\nECS_ENGINE_AUTH_DATA=\n",
    "ecs-agent/ecs-agent-not-running.txt": "warning: The Amazon ECS Container Agent is not running\n",
    "mounts.txt": "/dev/xvda1 on / type xfs (rw,noatime)\n\nFilesystem Size Used Avail Use% Mounted on\n/dev/xvda1 8G 2G 6G 25% /\n",
}
NEW = {
    **COMMON,
    "instance-id.txt": "i-0123456789abcdef0\n",
    "ecs_agent_logs/ecs-agent.log": LOG,
    "ecs_agent_logs/ecs-init.log": INIT,
    "os-release": 'ID="amzn"\nVERSION_ID="2023"\n',
    "services.txt": " [ - ] docker\n",
}
OLD = {**COMMON, "ecs-agent/ecs-agent.log.2026-11-23-03": LOG, "ecs-init/ecs-init.log": INIT, "var_log/messages": ""}
LAYOUTS = {
    "2016: collect/system": ("collect/system", OLD),
    "2018: collect/i-…/system": ("collect/i-0123456789abcdef0/system", OLD),
    "since 2018: collect/i-…": ("collect/i-0123456789abcdef0", NEW),
    "run from another folder": ("opt/collect/i-0123456789abcdef0", NEW),
}


def bundle(folder: Path, below: str, files: Dict[str, str]) -> Path:
    """The files as the script writes them, all within a minute."""
    for name, text in files.items():
        file = folder / below / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (MOMENT, MOMENT))
    return folder


@pytest.fixture(params=["as a folder", "as an archive"])
def packed(request: pytest.FixtureRequest, tmp_path: Path) -> Packer:
    return Packer(tmp_path, request.param == "as an archive")


class Packer:
    """Makes a bundle in the wanted form."""

    def __init__(self, folder: Path, archive: bool) -> None:
        self.folder = folder
        self.archive = archive

    def __call__(self, below: str, files: Dict[str, str]) -> Path:
        place = bundle(self.folder / "bundle", below, files)
        if not self.archive:
            return place
        path = self.folder / "collect-i-0123456789abcdef0-202611230327.tgz"
        with tarfile.open(path, "w:gz") as archive:
            archive.add(place, arcname=".")
        return path


@pytest.mark.parametrize(("below", "files"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_gives_the_same_diagnosis(packed: Packer, below: str, files: Dict[str, str]) -> None:
    report, _, scope = examined(packed(below, files))
    assert report["diagnoses"][0]["problem"] == "cluster-not-found"
    places = [evidence["source"] for evidence in report["diagnoses"][0]["evidence"]]
    assert "/etc/ecs/ecs.config:1" in places
    assert "engine-auth-invalid" not in [d["problem"] for d in report["diagnoses"]]
    assert f"{scope.now:%Y-%m-%d %H:%M}" == "2026-11-23 03:27"
    readings = {row["question"]: row for row in report["readings"]}
    assert "does not run" in readings["introspection/v1-metadata.json"]["detail"]
    assert readings["docker/inspect-ecs-agent.json"]["outcome"] == "got"


def test_instance_is_named(tmp_path: Path) -> None:
    report, _, _ = examined(bundle(tmp_path, "collect/i-0123456789abcdef0", NEW))
    assert report["target"]["instance_id"] == "i-0123456789abcdef0"
    assert report["target"]["kind"] == "snapshot"


def test_a_bundle_without_docker_says_that_it_does_not_run(tmp_path: Path) -> None:
    files = {"ps.txt": "x\n", "docker/docker-not-running.txt": "warning: the Docker daemon is not running.\n",
             "ecs_agent_logs/ecs-init.log": INIT}  # fmt: skip
    report, _, _ = examined(bundle(tmp_path, "collect/i-0123456789abcdef0", files))
    rows = {row["question"]: row for row in report["readings"]}
    assert rows["docker/info.json"]["outcome"] == "broken"


def test_folder_of_the_caller_is_not_changed(tmp_path: Path) -> None:
    place = bundle(tmp_path / "b", "collect/system", OLD)
    before = sorted(str(p) for p in place.rglob("*"))
    examined(place)
    assert sorted(str(p) for p in place.rglob("*")) == before


def test_environment_that_sed_has_blackened_is_mended(tmp_path: Path) -> None:
    """`sed s/NAME=.*/NAME={REDACTED}"/` takes the comma and leaves no JSON."""
    text = INSPECT.replace('"ECS_CLUSTER=prodd"', '"ECS_CLUSTER={REDACTED}"\n            "PATH={REDACTED}"')
    bundle(tmp_path / "b", ".", {"docker/container-a0b667dfea98.txt": text})
    (tmp_path / "out").mkdir()
    translate(str(tmp_path / "b"), str(tmp_path / "out"))
    made = json.loads((tmp_path / "out/docker/inspect-ecs-agent.json").read_text())
    assert made[0]["State"]["ExitCode"] == 5


def test_list_of_iptables_becomes_what_iptables_save_prints() -> None:
    head = " pkts bytes target     prot opt in     out     source               destination         \n"
    nat = (
        "Chain PREROUTING (policy ACCEPT 0 packets, 0 bytes)\n" + head
        + "    0     0 DNAT       tcp  --  *      *       0.0.0.0/0            169.254.170.2        tcp dpt:80 to:127.0.0.1:51679\n"
        "\nChain DOCKER (2 references)\n" + head
    )  # fmt: skip
    filter_ = (
        "Chain INPUT (policy DROP 0 packets, 0 bytes)\n" + head
        + "   10  600K DROP       6    --  !lo    *       0.0.0.0/0            0.0.0.0/0            tcp dpt:51678\n"
        "    0     0 DROP       0    --  *      *      !127.0.0.0/8          127.0.0.0/8          ! ctstate RELATED,DNAT\n"
        "    0     0 ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0            mark match 0x1\n"
    )  # fmt: skip
    tables = parse_iptables(as_saved(filter_, nat).decode())
    (redirect,) = tables.tables["nat"]["PREROUTING"].rules
    assert redirect.target == "DNAT"
    assert ("-d", ("169.254.170.2",), False) in redirect.conditions
    assert tables.tables["nat"]["DOCKER"].policy == "-"
    chain = tables.tables["filter"]["INPUT"]
    assert chain.policy == "DROP"
    assert ("-i", ("lo",), True) in chain.rules[0].conditions
    assert ("--dport", ("51678",), False) in chain.rules[0].conditions
    assert ("-s", ("127.0.0.0/8",), True) in chain.rules[1].conditions
    assert ("--ctstate", ("RELATED,DNAT",), True) in chain.rules[1].conditions
    assert any(option == "--not-understood" for option, _, _ in chain.rules[2].conditions)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["snapshot.json"], Kind.SNAPSHOT),
        (["root/etc/ecs/ecs.config"], Kind.SNAPSHOT),
        (["aws/ecs/describe-services.json"], Kind.SNAPSHOT),
        (["docker/info.txt"], Kind.SNAPSHOT),
        (["commands/error.txt"], Kind.SNAPSHOT),
        (["etc/ecs/ecs.config", "root/.bashrc", "var/log/ecs/x"], Kind.MOUNTED_ROOT),
        (["etc/os-release", "usr/bin/x"], Kind.MOUNTED_ROOT),
        (["ecs_agent_logs/ecs-agent.log"], Kind.COLLECTOR),
        (["collect/i-0123456789abcdef0/ecs-agent/ecs.config"], Kind.COLLECTOR),
        (["docker/docker-info.txt"], Kind.COLLECTOR),
        (["holiday/photo.jpg"], None),
    ],
)
def test_folders_are_recognised(tmp_path: Path, names: list[str], kind: Kind | None) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = recognised(str(tmp_path))
    assert (found[0] if found else None) is kind


def test_mounted_root_is_read_as_the_disk_of_an_instance(tmp_path: Path) -> None:
    for name, text in (("etc/ecs/ecs.config", "ECS_CLUSTER=prodd\n"), ("var/log/ecs/ecs-agent.log", LOG)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "root").mkdir()
    report, asker, scope = examined(tmp_path)
    assert report["diagnoses"][0]["problem"] == "cluster-not-found"
    assert report["target"]["kind"] == "snapshot"
    assert f"{scope.now:%H:%M:%S}" == "03:27:49"
    assert {row.question.split("/")[0] for row in asker.ledger()} == {"root"}


@pytest.mark.parametrize("below", ["collect/system", "system"])
def test_bundle_of_windows_is_refused_and_says_what_can_be_done(packed: Packer, below: str) -> None:
    """Its names are those of ecs-logs-collector.ps1; some of them are the Linux collector's too."""
    files = {"sysinfo": "Host Name: EC2AMAZ\n", "docker/docker-info.txt": "Server Version: 25.0.5\n", "docker_log/docker-daemon.csv": "x\n",
             "ecs/ecs-agent.log": LOG, "system-eventlogs.csv": "#TYPE\n", "firewall/firewall-Domain": "x\n"}  # fmt: skip
    ran = run("replay", str(packed(below, files)))
    assert ran.code == 64 and ran.out == ""
    assert len(ran.err.splitlines()) == 1 and "Windows" in ran.err and "root/var/log/ecs" in ran.err
