"""Commands, exit codes, output options and what start-up costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from conftest import environment, run

STORIES = Path(__file__).parent.parent.parent / "fixtures" / "stories"
BROKEN = str(STORIES / "cluster-not-found" / "snapshot")
HEALTHY = str(STORIES / "healthy" / "snapshot")


def test_the_classic_story_from_top_to_bottom() -> None:
    out = run("demo").out
    assert out.index("FAIL") < out.index("cluster-not-found") < out.index("evidence") < out.index("fix")
    assert "/etc/ecs/ecs.config:1" in out and "ECS_CLUSTER=prodd" in out
    assert "/var/log/ecs/ecs-agent.log:" in out and "Cluster not found." in out
    assert "sudo systemctl restart ecs" in out
    assert "access-denied" in out


def test_at_least_eight_further_stories() -> None:
    assert len(run("demo", "--list").out.splitlines()) > 8


@pytest.mark.parametrize(
    ("path", "extra", "code"),
    [
        (BROKEN, [], 2),
        (HEALTHY, [], 0),
        (BROKEN, ["--fail-on", "never"], 0),
        (BROKEN, ["--fail-on", "fail"], 2),
        (BROKEN, ["--quiet"], 2),
        ("", [], 3),
        ("", ["--fail-on", "unknown"], 3),
        ("", ["--fail-on", "fail"], 0),
    ],
)
def test_exit_codes(tmp_path: Path, path: str, extra: list, code: int) -> None:
    (tmp_path / "root" / "etc").mkdir(parents=True)  # a snapshot that tells nothing
    (tmp_path / "root" / "etc" / "hostname").write_text("x")
    ran = run("replay", path or str(tmp_path), *extra)
    assert ran.code == code
    assert ("--quiet" in extra) == (ran.out == "")


def test_json_is_valid_by_the_printed_schema() -> None:
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in (BROKEN, HEALTHY):
        jsonschema.validate(run("replay", path, "-o", "json").report, schema)


def test_output_file(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    ran = run("replay", BROKEN, "-o", "json", "--output-file", str(file))
    assert ran.out == ""
    assert json.loads(file.read_text())["status"] == "fail"


def test_no_escape_codes_when_piped() -> None:
    assert "\x1b" not in run("replay", BROKEN).out


def test_ascii_where_the_terminal_knows_no_more() -> None:
    ran = run("replay", BROKEN, env={"PYTHONIOENCODING": "ascii"})
    assert ran.out.isascii() and "cluster-not-found" in ran.out


def test_eighty_columns_but_for_commands() -> None:
    for line in run("replay", BROKEN).out.splitlines():
        assert len(line) <= 80 or line.lstrip().startswith(("sudo", "aws", "printf", "fix")), line


def test_select_and_ignore() -> None:
    only = run("replay", BROKEN, "-o", "json", "--select", "cluster").report
    assert {c["category"] for c in only["checks"]} == {"cluster"}
    rest = run("replay", BROKEN, "-o", "json", "--ignore", "cluster-exists").report
    assert "cluster-exists" not in {c["id"] for c in rest["checks"]}


def test_lists_and_explanations() -> None:
    assert "cluster-exists" in run("checks").out
    assert "cluster-not-found" in run("problems").out
    page = run("explain", "cluster-not-found").out
    for heading in ("What it means", "Why it matters", "How to fix", "How to confirm", "Leads to"):
        assert heading in page
    assert "ecs:DescribeClusters" in run("explain", "cluster-exists").out


@pytest.mark.parametrize("arguments", [["--version"], ["explain", "cluster-not-found"], ["checks"]], ids=" ".join)
def test_start_up_imports_none_of_the_heavy_libraries(arguments: list) -> None:
    code = (
        "import sys; sys.argv = ['ecsdoctor', *sys.argv[1:]]\n"
        "from ecsdoctor.cli import main\n"
        "try:\n    main.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'boto3', 'botocore', 'requests', 'psutil', 'docker'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr
