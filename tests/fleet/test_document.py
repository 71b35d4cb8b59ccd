"""The SSM document is valid and small, and its script does in a real shell what it says."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Dict, List

import pytest
from fleets import a_report, compact

from conftest import environment, run
from ecsdoctor.fleet.document import LIMIT, STEP, Fetched, document, text
from ecsdoctor.fleet.s3 import Place

PLACE = Place("tools", "ecsdoctor/ecsdoctor.pyz")
SHELLS = [shell for shell in ("sh", "bash", "dash", "busybox") if shutil.which(shell)]


def script(content: Dict[str, Any], **parameters: str) -> str:
    """What the SSM Agent runs: the lines of the step with its parameters put in."""
    values = {name: row["default"] for name, row in content["parameters"].items()}
    lines = "\n".join(content["mainSteps"][-1]["inputs"]["runCommand"])
    return re.sub(r"\{\{ (\w+) \}\}", lambda m: {**values, **parameters}[m.group(1)], lines)


@pytest.mark.parametrize("compliance", [False, True])
@pytest.mark.parametrize("fetched", [None, Fetched(PLACE, "0" * 64, "eu-west-1")])
def test_shape(fetched: Any, compliance: bool) -> None:
    content = document(fetched, compliance)
    assert content["schemaVersion"] == "2.2" and len(text(content).encode()) < LIMIT / 8
    names = [step["name"] for step in content["mainSteps"]]
    assert names == (["Fetch", STEP] if fetched else [STEP])
    for step in content["mainSteps"]:
        assert step["precondition"] == {"StringEquals": ["platformType", "Linux"]}
    for name, row in content["parameters"].items():
        allowed = row.get("allowedValues") or [row["default"]]
        assert row["default"] in allowed and row["type"] == "String", name
        for hostile in ("$(reboot)", "1; reboot", "`id`", "30\nreboot", ""):
            pattern = row.get("allowedPattern")
            assert not re.search(pattern, hostile) if pattern else hostile not in allowed
    assert not re.findall(r"@[A-Z0-9]+@", text(content))
    assert set(re.findall(r"\{\{ (\w+) \}\}", text(content))) == set(content["parameters"])


def test_what_is_fetched() -> None:
    step = document(Fetched(PLACE, "0" * 64, "eu-west-1"))["mainSteps"][0]
    assert step["action"] == "aws:downloadContent" and step["inputs"]["destinationPath"] == "ecsdoctor.pyz"
    assert json.loads(step["inputs"]["sourceInfo"]) == {
        "path": "https://s3.eu-west-1.amazonaws.com/tools/ecsdoctor/ecsdoctor.pyz"
    }


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """An instance: a folder of programs, and one where the SSM Agent works, with a file that it has fetched."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "work" / "awsrunShellScript").mkdir(parents=True)
    (tmp_path / "work" / "downloads").mkdir()
    for name in ("sha256sum", "cut", "timeout", "cat", "env"):
        os.symlink(str(shutil.which(name)), tmp_path / "bin" / name)
    os.symlink(sys.executable, tmp_path / "bin" / "python3")
    with zipfile.ZipFile(tmp_path / "work" / "downloads" / "ecsdoctor.pyz", "w") as archive:
        archive.writestr("__main__.py", "import sys; print('fetched', *sys.argv[1:])")
    return tmp_path


def sha256(box: Path) -> str:
    return hashlib.sha256((box / "work" / "downloads" / "ecsdoctor.pyz").read_bytes()).hexdigest()


def installed(box: Path, body: str = 'echo installed "$@"; cat >&2') -> None:
    program = box / "bin" / "ecsdoctor"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def ran(box: Path, code: str, shell: str = "sh") -> subprocess.CompletedProcess[str]:
    command: List[str] = [str(shutil.which(shell)), *(["sh"] if shell == "busybox" else [])]
    where = box / "work" / "awsrunShellScript"
    return subprocess.run(
        [*command, "-c", code], cwd=where, env={"PATH": str(box / "bin")}, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_the_fetched_file_is_run_when_it_is_the_right_one(box: Path, shell: str) -> None:
    done = ran(box, script(document(Fetched(PLACE, sha256(box)))), shell)
    assert (done.returncode, done.stdout) == (0, "fetched -o compact --timeout 30 --fail-on never\n"), done.stderr


def test_parameters_reach_the_program(box: Path) -> None:
    done = ran(box, script(document(Fetched(PLACE, sha256(box))), Timeout="9", Output="json"))
    assert done.stdout == "fetched -o json --timeout 9 --fail-on never\n"


def test_another_file_is_not_run(box: Path) -> None:
    installed(box)
    done = ran(box, script(document(Fetched(PLACE, "0" * 64))))
    assert done.returncode == 1 and done.stdout == "" and "it is not run" in done.stderr


def test_the_installed_one_is_run_where_nothing_is_fetched(box: Path) -> None:
    installed(box)
    done = ran(box, script(document()))
    assert done.returncode == 0 and done.stdout.startswith("installed -o compact") and done.stderr == ""


def test_the_installed_one_is_run_where_nothing_arrives(box: Path) -> None:
    installed(box)
    (box / "work" / "downloads" / "ecsdoctor.pyz").unlink()
    done = ran(box, script(document(Fetched(PLACE, "0" * 64))))
    assert done.stdout.startswith("installed") and "did not arrive from S3" in done.stderr


def test_nothing_there(box: Path) -> None:
    done = ran(box, script(document()))
    assert done.returncode == 1 and "is not installed on this instance" in done.stderr


def test_python_is_too_old(box: Path) -> None:
    (box / "bin" / "python3").unlink()
    done = ran(box, script(document(Fetched(PLACE, sha256(box)))))
    assert done.returncode == 1 and "no Python 3.9 or newer" in done.stderr


def test_what_hangs_is_ended(box: Path) -> None:
    installed(box, f"{shutil.which('sleep')} 100")
    done = ran(box, script(document(), Timeout="1").replace("seconds + 15", "seconds"))
    assert done.returncode == 124 and done.stdout == ""


def test_compliance_gets_the_same_report(box: Path) -> None:
    installed(box, 'if [ "$1" = fleet ]; then echo "told $*:" >&2; cat >&2; else echo "FAIL x"; echo "{}"; fi')
    done = ran(box, script(document(compliance=True)))
    assert (done.returncode, done.stdout) == (0, "FAIL x\n{}\n")
    assert done.stderr == "told fleet comply -:\nFAIL x\n{}\n"


def test_a_real_run_of_the_script(box: Path) -> None:
    """The program of this checkout, diagnosing this machine: one report that the collector accepts."""
    from ecsdoctor.fleet.outputs import report_in

    where = Path(__file__).parent.parent.parent
    variables = " ".join(f"{k}='{v}'" for k, v in environment({"PYTHONPATH": f"{where}:{where}/checks"}).items())
    installed(box, f'exec env {variables} {sys.executable} -m ecsdoctor --no-aws "$@"')
    done = ran(box, script(document(), Timeout="10"))
    assert done.returncode == 0 and len(done.stdout) <= 24_000
    assert report_in(done.stdout)["target"]["kind"] == "instance"


def test_command_prints_it(tmp_path: Path) -> None:
    (tmp_path / "e.pyz").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "e.pyz", "w") as archive:
        archive.writestr("__main__.py", "")
    digest = hashlib.sha256((tmp_path / "e.pyz").read_bytes()).hexdigest()
    printed = run("ssm-document", "--s3-uri", "s3://tools/e.pyz", "--file", str(tmp_path / "e.pyz"), "--compliance")
    assert json.loads(printed.out) == document(Fetched(Place("tools", "e.pyz"), digest), compliance=True)
    assert json.loads(run("ssm-document").out) == document()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--s3-uri", "tools"], "is no place in S3"),
        (["--s3-uri", "s3://tools/a.pyz", "--sha256", "123"], "is no sha256"),
        (["--s3-uri", "s3://tools", "--sha256", "0" * 64], "name the file itself"),
        (["--s3-uri", "s3://tools/a'b", "--sha256", "0" * 64], "name the file itself"),
        (["--sha256", "0" * 64], "which --s3-uri names"),
        (["--s3-uri", "s3://tools/a.pyz", "--file", "/nowhere"], "No such file"),
    ],
)
def test_bad_usage(arguments: List[str], words: str) -> None:
    ran_ = run("ssm-document", *arguments)
    assert ran_.code == 64 and words in ran_.err


def test_compact_output_of_an_instance_is_what_the_collector_reads() -> None:
    from ecsdoctor.fleet.outputs import report_in

    report = a_report(1)
    assert report_in(compact(report)) == report
