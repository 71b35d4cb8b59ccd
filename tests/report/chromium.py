"""A real Chromium for tests of the HTML report, with everything that it does on the network written down."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Dict, List

import pytest

AXE = Path(__file__).parent.parent.parent / "build" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


class Chromium:
    """One headless browser that opens pages from files."""

    def __init__(self, folder: Path) -> None:
        webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
        browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
        if not (browser and driver):
            pytest.skip("there is no chromium with chromedriver here: make browser-tools")
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = browser
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(driver), options=options)
        self._folder = folder

    def open(self, text: str, size: str = "desktop", scheme: str = "light") -> str:
        """Show a page; returns its address."""
        width, height = SIZES[size]
        file = self._folder / "report.html"
        file.write_text(text, encoding="utf-8")
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.get("about:blank")
        self.complaints()
        self.requests()
        self.driver.get(file.as_uri())
        return file.as_uri()

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body returns in the page."""
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> List[Any]:
        """Elements of the page."""
        found: List[Any] = self.driver.find_elements("css selector", selector)
        return found

    def complaints(self) -> List[str]:
        """What stands in the console."""
        return [row["message"] for row in self.driver.get_log("browser")]

    def requests(self) -> List[str]:
        """Addresses that were asked for since the page was opened."""
        rows = [json.loads(row["message"])["message"] for row in self.driver.get_log("performance")]
        return [row["params"]["request"]["url"] for row in rows if row["method"] == "Network.requestWillBeSent"]

    def axe(self) -> List[Dict[str, Any]]:
        """Violations that axe-core finds, serious and critical ones."""
        if not AXE.exists():
            pytest.skip("axe-core is not installed: make browser-tools")
        # Into an own world, as a debugger does: the page's own policy would not let it in.
        self.driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        self.driver.refresh()
        self.run("document.querySelectorAll('details').forEach(d => { d.open = true; });")
        self.run(AXE.read_text(encoding="utf-8"))
        done = self.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1]);")
        self.driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
        assert len(done["passes"]) > 10
        return [v for v in done["violations"] if v["impact"] in ("serious", "critical")]
