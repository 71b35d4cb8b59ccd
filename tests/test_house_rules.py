"""Who may import whom, and what every check and problem must look like."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator, Set, Tuple

import pytest

from registries import builtin

ROOT = Path(__file__).parent.parent
# Room → the rooms it may enter (docs/architecture.md). Every room may enter itself.
DOORS = {
    "model": set(),
    "sources": {"model"},
    "facts": {"model", "plugin", "sources"},
    "engine": {"model", "plugin"},
    "snapshot": {"model", "sources"},
    "report": {"model"},
    # Facts: an instance's traits and the contrast of sick and healthy are the same for a cluster and for a fleet.
    "fleet": {"model", "snapshot", "sources", "report", "facts"},
}
HEADINGS = ("What it checks:", "Why it matters:", "How to fix:", "How to confirm:")
REGISTRY = builtin()


def imports(file: Path, package: str) -> Iterator[str]:
    """Absolute names of everything a module imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                yield ".".join([*base, node.module] if node.module else base)
            elif node.module:
                yield node.module


def modules(folder: str, package: str) -> Iterator[Tuple[Path, str]]:
    """Files of a package with the package each is in."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        inside = file.relative_to(ROOT / folder).parent.parts
        yield file, ".".join([package, *inside])


@pytest.mark.parametrize("room", sorted(DOORS))
def test_rooms_enter_only_the_rooms_they_may(room: str) -> None:
    for file, package in modules(f"ecsdoctor/{room}", f"ecsdoctor.{room}"):
        for name in imports(file, package):
            if name.startswith("ecsdoctor."):
                assert name.split(".")[1] in DOORS[room] | {room}, f"{file} imports {name}"
            assert not name.startswith("ecsdoctor_checks"), f"{file} imports {name}"


def test_facts_do_not_touch_live_sources() -> None:
    for file, package in modules("ecsdoctor/facts", "ecsdoctor.facts"):
        live = [name for name in imports(file, package) if "sources.live" in name]
        assert not live, f"{file} imports {live}"


def test_checks_import_only_the_public_surface_facts_and_themselves() -> None:
    forbidden = {"boto3", "botocore", "requests", "psutil", "subprocess", "socket", "os", "pathlib", "docker"}
    for file, package in modules("checks/ecsdoctor_checks", "ecsdoctor_checks"):
        for name in imports(file, package):
            if name == "ecsdoctor" or name.startswith(("ecsdoctor.facts", "ecsdoctor_checks")):
                continue
            assert not name.startswith("ecsdoctor"), f"{file} imports {name}"
            assert name.split(".")[0] not in forbidden, f"{file} imports {name}"


def test_checks_open_nothing() -> None:
    for file, _ in modules("checks/ecsdoctor_checks", "ecsdoctor_checks"):
        calls = {n.func.id for n in ast.walk(ast.parse(file.read_text("utf-8")))
                 if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
        assert not calls & {"open", "exec", "eval", "__import__"}, file


def test_everything_built_in_loads() -> None:
    assert not REGISTRY.broken
    assert len(REGISTRY.checks) > 40
    assert len(REGISTRY.catalogue.problems) > 200


@pytest.mark.parametrize("id_", sorted(REGISTRY.checks))
def test_check_explains_itself(id_: str) -> None:
    check = REGISTRY.checks[id_]
    places = [check.doc.find(heading) for heading in HEADINGS]
    assert all(place > 0 for place in places), f"{id_} lacks a heading"
    assert places == sorted(places)
    assert 10 <= len(check.title) <= 80
    assert not check.title.startswith(("Ensure", "Check", "Verify"))
    assert re.fullmatch(r"[a-z][a-z0-9-]+", id_)
    assert check.mark.since


def test_no_check_has_a_problems_name() -> None:
    assert not set(REGISTRY.checks) & set(REGISTRY.catalogue.problems)


def test_setup_lists_every_package() -> None:
    text = (ROOT / "setup.cfg").read_text()
    listed = set(re.search(r"\npackages =\n((?:    \S+\n)+)", text).group(1).split())  # type: ignore[union-attr]
    there: Set[str] = {"ecsdoctor_stories"}
    for folder, package in (("ecsdoctor", "ecsdoctor"), ("checks/ecsdoctor_checks", "ecsdoctor_checks")):
        for file in (ROOT / folder).rglob("__init__.py"):
            there.add(".".join([package, *file.relative_to(ROOT / folder).parent.parts]))
    assert listed == there


def test_values_are_frozen_without_generated_code() -> None:
    """`@dataclass(frozen=True)` costs half a millisecond at every start: see docs/decisions."""
    places = [file for folder in ("ecsdoctor", "checks") for file in (ROOT / folder).rglob("*.py")
              if "@dataclass(frozen=True)\n" in file.read_text("utf-8")]  # fmt: skip
    assert not places, "use `@frozen` (ecsdoctor.model.frozen)"
