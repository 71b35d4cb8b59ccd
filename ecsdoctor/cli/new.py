"""`new CATEGORY/NAME`: a check, its test and its scenario, ready to be filled, in a checkout of ecsdoctor."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Dict, List

import typer

from ..engine.catalogue import Catalogue
from ..model.regex import regex
from .errors import UsageError
from .scaffold import CHECK, CONFIG, EXPECTED, STORY, TEST

_NAME = regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


def scaffold(place: str, problem: str) -> None:
    """Write the files and say what comes next; raises UsageError before anything is written."""
    root = checkout(Path.cwd())
    category, _, name = place.partition("/")
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{place!r} is not CATEGORY/NAME with a name like disk-has-room: what is true when all is well"
        )
    folder = root / "checks" / "ecsdoctor_checks" / category.replace("-", "_")
    if not (folder / "problems.py").is_file():
        raise UsageError(f"there is no category {category!r}; there are {', '.join(_categories(folder.parent))}")
    files = _files(root, folder, name, _problem(problem, category, name))
    for file in files:
        if file.exists():
            raise UsageError(f"{file.relative_to(root)} is there already")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        typer.echo(file.relative_to(root))
    typer.echo("\nFill them, then: make docs && make check. CONTRIBUTING.md tells how, in five minutes.")


def checkout(here: Path) -> Path:
    """The root of the checkout around a folder; raises UsageError elsewhere."""
    for folder in (here, *here.parents):
        setup = folder / "setup.cfg"
        if (folder / "checks" / "ecsdoctor_checks").is_dir() and setup.is_file():
            if "\nname = ecsdoctor\n" in setup.read_text(encoding="utf-8"):
                return folder
    raise UsageError("`new` works in a checkout of ecsdoctor; for a plugin of your own see README.md")


def _categories(checks: Path) -> List[str]:
    return sorted(file.parent.name.replace("_", "-") for file in checks.glob("*/problems.py"))


def _problem(asked: str, category: str, name: str) -> str:
    """`category/id` of the problem that the check shall find; the nearest of its category when none is asked for."""
    from .catalogue import everything

    registry = everything()
    catalogue: Catalogue = registry.catalogue
    if name in registry.checks or name in catalogue.problems:
        raise UsageError(f"{name} is the id of a check or problem already")
    if asked and asked not in catalogue.problems:
        near = difflib.get_close_matches(asked, catalogue.problems, 3)
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise UsageError(f"there is no problem {asked!r}; {hint}New ones go into the category's problems.py first")
    own = [id_ for id_ in catalogue.problems if catalogue.categories[id_] == category]
    id_ = asked or max(own, key=lambda o: difflib.SequenceMatcher(None, o, name).ratio())
    return f"{catalogue.categories[id_]}/{id_}"


def _files(root: Path, folder: Path, name: str, problem: str) -> Dict[Path, str]:
    home, _, id_ = problem.partition("/")
    title = name.replace("-", " ").capitalize()
    values = {
        "name": name,
        "function": name.replace("-", "_"),
        "package": folder.name,
        "title": title if len(title) >= 10 else f"{title}, as it should be",
        "problem": id_,
        "constant": id_.upper().replace("-", "_"),
        "problems": ".problems" if home == folder.name.replace("_", "-") else f"..{home.replace('-', '_')}.problems",
    }
    scenario = root / "fixtures" / "scenarios" / name
    return {
        folder / f"{values['function']}.py": CHECK.format(**values),
        root / "tests" / "checks" / f"test_{values['function']}.py": TEST.format(**values),
        scenario / "story.md": STORY.format(**values),
        scenario / "expected.json": EXPECTED,
        scenario / "snapshot" / "root" / "etc" / "ecs" / "ecs.config": CONFIG,
    }
