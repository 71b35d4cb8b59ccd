"""The pages made from the code are fresh; what they promise about the file of a site is true."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from docs.generator import DOCS, PAGES
from ecsdoctor.cli.site_parse import parse
from ecsdoctor.cli.site_rules import refuse_unknown
from ecsdoctor.cli.style import Format
from registries import builtin

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_fresh(name: str) -> None:
    file = DOCS / name
    assert file.exists() and file.read_text("utf-8") == PAGES[name](), f"docs/{name} is stale: run `make docs`"


def test_the_sample_of_the_configuration_is_valid() -> None:
    page = PAGES["configuration.md"]()
    block = re.search(r"```toml\n(.*?)```", page, re.S)
    assert block is not None
    site = parse(block.group(1), "sample", date(2026, 11, 23))
    refuse_unknown(site.rules, builtin())
    assert site.output is Format.JSON and len(site.rules.waivers) == len(site.rules.severities) == 1


def test_every_link_inside_the_pages_leads_somewhere() -> None:
    for name in ("checks.md", "problems.md"):
        page = PAGES[name]()
        anchors = set(re.findall(r"^#+ (\S+)$", page, re.M))
        assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors


def test_every_format_has_a_section() -> None:
    assert re.findall(r"^## (\S+)$", PAGES["formats.md"](), re.M) == [kind.value for kind in Format]
