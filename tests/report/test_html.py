"""The HTML report without a browser: it is one file, it is small, and what a machine says stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from typing import Dict, List, Tuple

import jsonschema
import pytest
from pictures import BLOCKED, cluster_report, hostile_picture_report, instance_report
from reports import HOSTILE, endless_report, waived_report
from test_table import PROBLEM, a_report

from ecsdoctor.cli.show import in_ascii
from ecsdoctor.cli.style import Format
from ecsdoctor.report import table
from ecsdoctor.report.html import cluster, contrast, heat, render, trail
from ecsdoctor.report.json_report import as_dict
from ecsdoctor.report.paths import as_line
from ecsdoctor.report.plain import harmless

KB = 1024
REPORTS = {
    "plain": a_report,
    "instance": instance_report,
    "cluster": lambda: cluster_report(5, 2),
    "waived": waived_report,
    "hostile": hostile_picture_report,
}


class Elements(HTMLParser):
    """Tags with their attributes, and the text between them without that of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: List[Tuple[str, Dict[str, str]]] = []
        self.text = ""
        self.raw: Dict[str, str] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("style", "script") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw[self._inside] = self.raw.get(self._inside, "") + data
        else:
            self.text += data


@pytest.mark.parametrize("name", REPORTS)
def test_the_policy_allows_the_one_style_and_the_one_script_and_nothing_else(name: str) -> None:
    page = Elements(render(REPORTS[name]()))
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    for kind in ("style", "script"):
        assert sum(tag == kind for tag, _ in page.tags) == 1
        digest = base64.b64encode(hashlib.sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_loaded_and_nothing_runs_by_itself(name: str) -> None:
    for tag, attributes in Elements(render(REPORTS[name]())).tags:
        assert tag not in ("img", "link", "iframe", "object", "embed", "base", "form", "use", "image", "animate", "set")
        for attribute, value in attributes.items():
            assert attribute != "style" and not attribute.startswith("on"), (tag, attribute)
            assert attribute not in ("src", "srcset", "action", "xlink:href"), (tag, attribute)
            assert attribute != "href" or value.startswith(("#", "https://")), value


def test_hostile_text_stays_text() -> None:
    hostile, tame = Elements(render(hostile_picture_report())), Elements(render(instance_report()))
    strange = {tag for tag, _ in hostile.tags} - {tag for tag, _ in tame.tags} - {tag for tag, _ in Elements(
        render(cluster_report(5, 2))).tags}  # fmt: skip
    assert not strange
    words = " ".join(harmless(HOSTILE).split())
    assert " ".join(hostile.text.split()).count(words) > 30
    for sign in ("\x1b", "\x07", "\x00", "\r", "\u202e", "\u2066", "\u2028", "\ud800", "\ufffe"):
        assert sign not in hostile.text + "".join(str(a) for _, a in hostile.tags), repr(sign)


def test_an_address_that_is_none_becomes_no_link() -> None:
    problem = replace(PROBLEM, refs=("javascript:alert(1)", "https://docs.aws.amazon.com/x", "http://x"))
    report = a_report()
    page = render(replace(report, diagnoses=(replace(report.diagnoses[0], problem=problem),)))
    assert [a["href"] for t, a in Elements(page).tags if a.get("href", "#")[0] != "#"] == [
        "https://docs.aws.amazon.com/x"
    ]


def test_ids_are_unique_and_every_link_inside_leads_somewhere() -> None:
    for name in ("instance", "cluster", "hostile"):
        tags = Elements(render(REPORTS[name]())).tags
        ids = [a["id"] for _, a in tags if "id" in a]
        assert len(ids) == len(set(ids))
        wanted = [a["href"][1:] for t, a in tags if a.get("href", "").startswith("#")]
        wanted += [a[k] for _, a in tags for k in ("aria-labelledby", "data-copy", "data-filter") if k in a]
        assert set(wanted) <= set(ids)


def test_the_verdict_stands_first_and_the_root_cause_after_it() -> None:
    text = " ".join(Elements(render(instance_report())).text.split())
    places = [text.index(words) for words in (
        "which does not exist", "The cluster does not exist", "What to do", "Evidence", "Other ways to AWS",
        "History of the agent", "What could not be checked", "What is known", "All checks")]  # fmt: skip
    assert places == sorted(places)


def test_sizes() -> None:
    assert len(render(instance_report()).encode()) < 100 * KB
    assert len(render(cluster_report(1000, 30)).encode()) < 1024 * KB
    assert len(render(endless_report(diagnoses=8, text="ü\x1b" * 200)).encode()) < 3 * 1024 * KB


def test_pictures_are_valid_json_too() -> None:
    schema = json.loads(resources.files("ecsdoctor.report").joinpath("schema.json").read_text("utf-8"))
    for make in REPORTS.values():
        jsonschema.validate(as_dict(make()), schema)


def test_the_table_shows_the_way_in_one_line() -> None:
    told = "i-012345678… → eni-0123456… ok → sg-1 ok → subnet-0123… ok → rtb-0123456… ✗ no route for 0.0.0.0/0"
    assert as_line(BLOCKED) == told
    text = re.sub(r"\s+", " ", table.render(instance_report()))
    assert f"path {told} evidence" in text
    assert "path" not in table.render(replace(a_report(), picture=replace(instance_report().picture, paths=())))


@pytest.mark.parametrize("length", range(1, 20))
def test_stations_lie_within_their_canvas_and_apart(length: int) -> None:
    hops = (BLOCKED.hops * 4)[:length]
    for drawing in (trail.wide(hops), trail.tall(hops)):
        assert len(drawing.stations) == length and len(drawing.links) == length - 1
        assert len({(s.x, s.y) for s in drawing.stations}) == length
        assert all(0 <= s.x and s.x + s.width <= drawing.width + 0.1 and s.y < drawing.height for s in drawing.stations)
    for one, other in zip(trail.wide(hops).stations, trail.wide(hops).stations[1:]):
        assert other.y > one.y or other.x >= one.x + one.width


def test_what_lies_behind_the_block_is_not_called_open() -> None:
    looks = list(trail.looks([*BLOCKED.hops, *BLOCKED.hops[1:3]]))
    assert looks == ["end", "open", "open", "open", "blocked", "beyond", "beyond", "beyond"]


@pytest.mark.parametrize("size", [1, 3, 36, 37, 1000])
def test_every_instance_has_a_tile_of_its_own(size: int) -> None:
    view = cluster.view(cluster_report(size, 1))
    assert view is not None and view.large == (size <= cluster.FEW)
    tiles = [(zone.name, plot.subnet, t.x, t.y) for zone in view.zones for plot in zone.plots for t in plot.tiles]
    assert len(tiles) == len(set(tiles)) == size
    assert all(t.x + view.size[0] <= cluster.WIDTH + 1 and t.y + view.size[1] <= plot.height + 1
               for zone in view.zones for plot in zone.plots for t in plot.tiles)  # fmt: skip
    assert [(c.letter, c.problem, c.count) for c in view.causes] == [("A", PROBLEM.id, 1)]
    assert sum(t.letter == "A" for zone in view.zones for plot in zone.plots for t in plot.tiles) == 1


def test_shades_and_bars_follow_their_numbers() -> None:
    (map_,) = heat.matrices(cluster_report(100))
    assert map_.reasons == ("insufficient-memory", "host-port-in-use")
    assert [row.cells for row in map_.rows] == [(0, 0), (5, 0), (1, 1)]
    assert [row.label for row in map_.rows] == ["i-100", "98 as i-1", "i-99"]
    assert (contrast.bar(3, 4).length, contrast.bar(0, 4).length, contrast.bar(1, 1000).length) == (90.0, 0.0, 2.0)


def test_a_plain_terminal_gets_the_same_page() -> None:
    page = render(instance_report())
    text = in_ascii(page, Format.HTML)
    assert text.isascii() and Elements(text).text == Elements(page).text
    assert Elements(text).raw == Elements(page).raw


def test_jinja_is_imported_only_for_this_format() -> None:
    code = "import sys, ecsdoctor.cli.app, ecsdoctor.cli.run, ecsdoctor.report.table, ecsdoctor.report.json_report\n"
    subprocess.run([sys.executable, "-c", code + "assert 'jinja2' not in sys.modules"], check=True)
