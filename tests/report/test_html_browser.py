"""The HTML report in a real Chromium: quiet, quick, usable with a keyboard, and nobody gets in through evidence."""

from __future__ import annotations

import time
from typing import Iterator

import pytest
from chromium import Chromium
from pictures import cluster_report, hostile_picture_report, instance_report
from test_table import a_report

from ecsdoctor.report.html import render

PAGES = {
    "instance": instance_report,
    "cluster": lambda: cluster_report(7, 2),
    "hostile": hostile_picture_report,
}


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    browser = Chromium(tmp_path_factory.mktemp("pages"))
    yield browser
    browser.driver.quit()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_opens_quietly_and_fits(chromium: Chromium, name: str, size: str) -> None:
    address = chromium.open(render(PAGES[name]()), size)
    assert chromium.complaints() == []
    assert [url for url in chromium.requests() if url != address] == []
    assert chromium.run("return document.documentElement.scrollWidth <= window.innerWidth")
    assert chromium.run("return document.documentElement.scrollHeight") > 800
    assert chromium.run("return [...document.querySelectorAll('script')].length") == 1


def test_the_policy_keeps_out_what_got_in_all_the_same(chromium: Chromium) -> None:
    """If escaping ever failed: neither a script nor a handler nor a picture from elsewhere would do anything."""
    evil = "<script>window.pwned=1</script><img src='http://192.0.2.1/x' onerror='window.pwned=2'><b style='color:red'>b</b>"
    address = chromium.open(render(a_report()).replace('<main id="main"', f'{evil}<main id="main"'))
    assert chromium.run("return window.pwned || 0") == 0
    assert [url for url in chromium.requests() if url != address] in ([], ["http://192.0.2.1/x"])
    assert len([c for c in chromium.complaints() if "Content Security Policy" in c]) >= 3


def test_copying_takes_the_command_and_nothing_else(chromium: Chromium) -> None:
    chromium.open(render(instance_report()))
    chromium.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    (button,) = [b for b in chromium.all("button.copy") if b.is_displayed()]
    assert button.text.startswith("Copy")
    button.click()
    script = "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)));"
    assert chromium.driver.execute_async_script(script) == "sudo systemctl restart ecs"
    assert chromium.run("return document.getElementById('said').textContent") == "Copied"


def test_copying_works_without_a_clipboard_to_write_to(chromium: Chromium) -> None:
    chromium.open(render(instance_report()))
    chromium.run("""
        navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
        document.addEventListener('copy', () => { window.copied = String(window.getSelection()); });
    """)
    chromium.all("button.copy")[0].click()
    for _ in range(20):
        if chromium.run("return window.copied"):
            break
        time.sleep(0.05)
    assert chromium.run("return window.copied") == "sudo systemctl restart ecs"


def test_checks_are_filtered_by_status_and_by_text(chromium: Chromium) -> None:
    chromium.open(render(instance_report()))
    rows = (
        "return [...document.querySelectorAll('#checks-table tbody tr')].filter(r => !r.hidden).map(r => r.dataset.s)"
    )
    chromium.all(".count.unknown")[0].click()
    assert chromium.run(rows) == ["unknown"] * 4
    pressed = chromium.all("[data-filter=checks-table] button[aria-pressed=true]")
    assert [b.get_attribute("data-show") for b in pressed] == ["unknown"]
    chromium.all("[data-filter=checks-table] input")[0].send_keys("INODES")
    assert chromium.run(rows) == ["unknown"]
    assert chromium.all("[data-filter=checks-table] .shown")[0].text == "1 of 8 shown"
    chromium.all("[data-filter=checks-table] button[data-show='']")[0].click()
    chromium.all("[data-filter=checks-table] input")[0].send_keys("\ue003" * 6)
    assert len(chromium.run(rows)) == 8


def test_members_are_filtered_and_a_tile_leads_to_its_row(chromium: Chromium) -> None:
    chromium.open(render(cluster_report(7, 2)))
    chromium.run("document.querySelector('.tiles a').focus()")
    chromium.driver.switch_to.active_element.send_keys("\n")
    for _ in range(40):  # the hash changes in a task of its own
        if chromium.run("return document.getElementById('members').open"):
            break
        time.sleep(0.05)
    assert chromium.run("return document.getElementById('members').open")
    assert chromium.run("return document.querySelector(':target').dataset.s") == "missing"
    chromium.all("[data-filter=members-table] button[data-show=missing]")[0].click()
    rows = "return [...document.querySelectorAll('#members-table tbody tr')].filter(r => !r.hidden).length"
    assert chromium.run(rows) == 2


def test_without_script_all_is_there(chromium: Chromium) -> None:
    chromium.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        chromium.open(render(instance_report()))
        assert not [b for b in chromium.all("button") if b.is_displayed()]
        assert "sudo systemctl restart ecs" in chromium.all("main")[0].text
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_paper_shows_commands_and_the_way_without_buttons(chromium: Chromium) -> None:
    chromium.open(render(instance_report()))
    chromium.run("window.dispatchEvent(new Event('beforeprint'))")
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not [b for b in chromium.all("button") if b.is_displayed()]
        assert chromium.all(".hops")[0].is_displayed() and chromium.all(".trail.wide")[0].is_displayed()
        assert not chromium.run("return document.getElementById('all-checks').open")
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["instance", "cluster"])
def test_nothing_stands_in_the_way_of_anybody(chromium: Chromium, name: str, scheme: str) -> None:
    chromium.open(render(PAGES[name]()), scheme=scheme)
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in chromium.axe()] == []


def test_a_thousand_instances_open_in_two_seconds(chromium: Chromium) -> None:
    page = render(cluster_report(1000, 30))
    begin = time.monotonic()
    chromium.open(page)
    assert len(chromium.run("return document.querySelectorAll('rect.tile')")) > 1000
    measured = chromium.run("const t = performance.timing; return t.loadEventEnd - t.navigationStart")
    assert measured < 2000, f"{measured} ms, {time.monotonic() - begin:.1f} s with the driver"
