"""A stranger's distribution brings a fact and a check; a broken one is told and harms nobody."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Dict

import pytest

from conftest import run

STORY = Path(__file__).parent.parent.parent / "fixtures" / "stories" / "healthy" / "snapshot"
GOOD = '''
    """A site's own rule: the machine carries its owner's file."""
    from __future__ import annotations
    from dataclasses import dataclass
    from typing import Iterator
    from ecsdoctor import Finding, Problem, Severity, check, fact, found, ok
    from ecsdoctor.sources.files import Files

    OWNER_MISSING = Problem("owner-missing", Severity.WARNING, "No owner", "m", "w", ("Write it.",), "c",
                            leads_to=("agent-not-registered",))

    @dataclass(frozen=True)
    class Owner:
        name: str

    @fact()
    def owner(files: Files) -> Owner:
        return Owner(files.read("/etc/os-release").text.split("=")[0])

    @check()
    def machine_has_an_owner(owner: Owner) -> Iterator[Finding]:
        """The machine has an owner.

        What it checks:   a file.
        Why it matters:   somebody must be called.
        How to fix:       write it.
        How to confirm:   read it.
        """
        if owner.name:
            yield found(OWNER_MISSING, f"Owned by {owner.name}, which is nobody.")
        else:
            yield ok()
'''
BAD = {
    "names a type that is not there": """
        from __future__ import annotations
        from ecsdoctor import check
        @check()
        def strange(x: Nowhere):
            \"\"\"It is strange.\"\"\"
    """,
    "does not import": "import no_such_module_anywhere",
    "exits": "raise SystemExit(3)",
    "asks for what nobody gives": '''
        from ecsdoctor import check
        @check()
        def strange(x: int):
            """It is strange."""
    ''',
    "repeats a problem": """
        from ecsdoctor import Problem, Severity
        X = Problem("cluster-not-found", Severity.INFO, "t", "m", "w", ("f",), "c")
    """,
    "makes a circle": """
        from ecsdoctor import Problem, Severity
        X = Problem("circle-a", Severity.INFO, "t", "m", "w", ("f",), "c", leads_to=("circle-a",))
    """,
    "has no docstring": """
        from ecsdoctor import check
        from ecsdoctor.facts.scope import Scope
        @check()
        def undocumented(scope: Scope):
            yield None
    """,
}
BADLY_BEHAVED = '''
    import time
    from ecsdoctor import check
    from ecsdoctor.facts.scope import Scope

    @check()
    def raises_in_the_middle(scope: Scope):
        """It raises."""
        raise RuntimeError("on purpose")

    @check(deadline=0.3)
    def hangs_for_ever(scope: Scope):
        """It hangs."""
        time.sleep(600)
        yield
'''


def install(folder: Path, name: str, code: str) -> Dict[str, str]:
    """Build and install a small distribution into a folder of its own; the environment that sees it."""
    source = folder / f"source-{name}"
    source.mkdir()
    (source / f"{name}.py").write_text(textwrap.dedent(code))
    (source / "setup.cfg").write_text(
        f"[metadata]\nname = {name}\nversion = 1\n[options]\npy_modules = {name}\n"
        f"[options.entry_points]\necsdoctor.checks =\n    {name} = {name}\n"
    )
    (source / "pyproject.toml").write_text('[build-system]\nrequires = ["setuptools"]\n')
    target = folder / "site"
    build = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(source)]
    done = subprocess.run(build, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stderr)
    return {"PYTHONPATH": str(target)}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Dict[str, str]:
    return install(tmp_path_factory.mktemp("good"), "site_rules", GOOD)


def test_a_strangers_check_runs_and_its_problem_is_diagnosed(good: Dict[str, str]) -> None:
    ran = run("replay", str(STORY), "-o", "json", env=good)
    assert ran.check("machine-has-an-owner")["status"] == "warn"
    assert ran.problems == ["owner-missing"]


def test_a_strangers_problem_is_explained(good: Dict[str, str]) -> None:
    assert "Write it." in run("explain", "owner-missing", env=good).out
    assert "site_rules" in run("explain", "machine-has-an-owner", env=good).out


@pytest.mark.parametrize("code", BAD.values(), ids=BAD.keys())
def test_a_broken_plugin_is_told_and_harms_nobody(tmp_path: Path, code: str) -> None:
    (tmp_path / "bad_rules.py").write_text(textwrap.dedent(code))
    info = tmp_path / "bad_rules-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bad_rules\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[ecsdoctor.checks]\nbad = bad_rules\n")
    ran = run("replay", str(STORY), "-o", "json", env={"PYTHONPATH": str(tmp_path)})
    told = [c for c in ran.report["checks"] if c["category"] == "plugins"]
    assert len(told) == 1 and told[0]["status"] == "unknown" and told[0]["reason"]
    assert ran.check("instance-registered")["status"] == "ok"
    assert "Traceback" not in ran.err
    assert json.dumps(ran.report)


def test_checks_that_misbehave_are_unknown_with_the_reason(tmp_path: Path) -> None:
    ran = run("replay", str(STORY), "-o", "json", env=install(tmp_path, "bad_manners", BADLY_BEHAVED))
    assert "on purpose" in ran.check("raises-in-the-middle")["reason"]
    assert "did not end" in ran.check("hangs-for-ever")["reason"]
    assert ran.seconds < 10
    assert ran.check("instance-registered")["status"] == "ok"
