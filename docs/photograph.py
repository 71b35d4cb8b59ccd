"""`python -m docs.photograph`: the picture of the HTML example that README.md shows, where there is Chromium."""

from __future__ import annotations

import base64
import shutil
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parent / "examples" / "no-route.html"
WIDTH, HEIGHT = 1000, 750


def main() -> int:
    """Write the PNG beside the page."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("no chromium: the picture stays as it is", file=sys.stderr)
        return 0
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    try:
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.get(EXAMPLE.as_uri())
        shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    finally:
        driver.quit()
    EXAMPLE.with_suffix(".png").write_bytes(base64.b64decode(shot["data"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
