"""Pictures of the main pages for docs/screenshots, from a demo city of their own.

    tools/screenshots.py [name …]

Each picture is a page as one persona sees it, in one look; all of them are seen by `pictures` below.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HOME = Path(__file__).resolve().parent.parent
TARGET = HOME / "docs" / "screenshots"
COGOV = [sys.executable, "-m", "cogov.cli"]
REPORTS = "3000"
PATIENCE = 240
"""Seconds for the city to be built and served."""
FLAGS = ["--no-sandbox", "--disable-quic", "--enable-unsafe-swiftshader"]
SETTLE = 2500
"""Milliseconds for the map to draw; it says nothing when it has."""
COLOURS = 128
"""Of the saved pictures: indistinguishable for flat pages, a third of the bytes."""


@dataclass(frozen=True)
class Picture:
    """`who` is the code of a persona, empty for a visitor; {public} in `path` is a closed report."""

    name: str
    path: str
    who: str = ""
    language: str = "en"
    width: int = 1440
    height: int = 900
    type: str = "normal"
    theme: str = "light"


PHONE = {"width": 390, "height": 844}
PICTURES = (
    Picture("start", "/"),
    Picture("start-zh-phone", "/", language="zh-hans", **PHONE),
    Picture("report-phone", "/report", **PHONE),
    Picture("report-zh-large", "/report", language="zh-hans", type="large", **PHONE),
    Picture("map-zh", "/reports", language="zh-hans"),
    Picture("public-report", "{public}"),
    Picture("public-report-zh-phone", "{public}", language="zh-hans", **PHONE),
    Picture("mine-zh-phone", "/my-reports", who="xiaozhou", language="zh-hans", **PHONE),
    Picture("review", "/desk/review", who="zhixing"),
    Picture("worklist-zh", "/desk/work", who="jianping", language="zh-hans"),
    Picture("worklist-phone-dark", "/desk/work", who="jianping", theme="dark", **PHONE),
    Picture("check-zh-phone", "/desk/check", who="chenhe", language="zh-hans", **PHONE),
    Picture("responsibilities", "/desk/responsibilities", who="wutong"),
    Picture("roles", "/demo"),
)


def main() -> int:
    wanted = [one for one in PICTURES if not sys.argv[1:] or one.name in sys.argv[1:]]
    TARGET.mkdir(parents=True, exist_ok=True)
    with city() as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
        public = first_report(browser, address)
        for one in wanted:
            take(browser, address, one, public)
            print(f"docs/screenshots/{one.name}.png", flush=True)
        browser.close()
    return 0


@contextmanager
def city() -> Iterator[str]:
    """The address of a running demo; $COGOV_CITY names one that runs already."""
    if os.environ.get("COGOV_CITY"):
        yield os.environ["COGOV_CITY"]
        return
    with tempfile.TemporaryDirectory(prefix="cogov-pictures-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        environment = {**os.environ, "COGOV_MODE": "demo", "COGOV_DATA": folder, "COGOV_PORT": port}
        running = subprocess.Popen([*COGOV, "demo", "--reports", REPORTS, "--serve"], env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield address
        finally:
            running.terminate()
            running.wait(60)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("the demo city did not start")


def chromium() -> str | None:
    return os.environ.get("COGOV_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def first_report(browser: Browser, address: str) -> str:
    """A public report that has been closed, so that its page tells the whole story."""
    page = browser.new_page()
    page.goto(f"{address}/reports?status=closed")
    found = page.locator("a[href^='/reports/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    page.close()
    return next(path for path in found if path.split("/")[-1].isdigit())


def take(browser: Browser, address: str, picture: Picture, public: str) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, reduced_motion="reduce", device_scale_factor=1
    )
    page = context.new_page()
    if picture.who:
        enter(page, address, picture.who)
    looks = {"django_language": picture.language, "cogov_type": picture.type, "cogov_theme": picture.theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in looks.items()])
    page.goto(address + picture.path.format(public=public))
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE)
    save(page.screenshot(), TARGET / f"{picture.name}.png")
    context.close()


def enter(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/demo")
    page.locator(f"form:has(input[name=persona][value={who}]) button").click()
    page.wait_for_load_state("networkidle")


def save(png: bytes, path: Path) -> None:
    picture = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
