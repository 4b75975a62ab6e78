"""Pictures of the main pages for docs/screenshots, from a demo city of their own.

    tools/screenshots.py [name …]     COGOV_CITY=http://127.0.0.1:8000 takes them of a demo city that runs already

Each picture is a page as one persona sees it, in one look; `PICTURES` below names them all.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HOME = Path(__file__).resolve().parent.parent
TARGET = HOME / "docs" / "screenshots"
COGOV = [sys.executable, "-m", "cogov.cli"]
REPORTS = "5000"
"""Enough for every queue of a persona to hold a morning's work."""
PATIENCE = 400
"""Seconds for the city to be built and served, also on a busy machine."""
FLAGS = ["--no-sandbox", "--disable-quic", "--enable-unsafe-swiftshader"]
SETTLE = 2500
"""Milliseconds for the map to draw; it says nothing when it has."""
MOST = 150 * 1024
"""Bytes of one picture: a reader of the README on a telephone loads several."""
QUALITIES = (86, 80, 72, 64, 55)
PAGES_READ = 4
"""Pages of closed reports among which the most telling one in each language is chosen."""

PHONE = 390
DESKTOP = 1440
HEIGHTS = {PHONE: 844, DESKTOP: 940}
SHARPNESS = {PHONE: 2, DESKTOP: 1}  # device pixels: phones have sharp screens, and their pictures are shown small


@dataclass(frozen=True)
class City:
    """A running demo, with what its pictures need: a telling report in each language, a photo, a place."""

    address: str
    report_zh: str
    report_en: str
    words: str
    photo: bytes
    place: str


Act = Callable[[Page, City], None]


def nothing(page: Page, city: City) -> None:
    """The page as it opens."""


def what(page: Page, city: City) -> None:
    page.set_input_files("input[type=file]", {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": city.photo})
    page.locator("[data-picked] input[type=hidden]").wait_for(state="attached")
    page.locator("#id_text").press_sequentially(city.words)
    suggestion = page.locator("#suggestions button").first
    suggestion.wait_for()
    suggestion.click()
    page.evaluate("scrollTo(0, 0)")


def on(page: Page) -> None:
    page.locator("fieldset.step:visible > .btns").last.get_by_role("button").first.click()


def where(page: Page, city: City) -> None:
    what(page, city)
    on(page)
    page.wait_for_timeout(SETTLE)
    page.evaluate("scrollBy(0, 90)")  # the whole map in view; a headless browser leaves the rest of it unpainted


def who(page: Page, city: City) -> None:
    where(page, city)
    on(page)


def sent(page: Page, city: City) -> None:
    who(page, city)
    page.wait_for_load_state("networkidle")  # whether it is known already
    page.locator("fieldset.step:visible > .btns").last.get_by_role("button").first.click()
    page.wait_for_url("**/r/*")


def first(page: Page, _city: City) -> None:
    """Open the first row that has a photo and is written in the language of the page, as far as there is one."""
    chinese = page.locator("html").get_attribute("lang") != "en"
    own = re.compile("[\u4e00-\u9fff]{8}") if chinese else re.compile("[A-Za-z]+ [a-z]+ [a-z]+")
    rows = page.locator("main .row")
    in_own = rows.filter(has=page.locator(".title").filter(has_text=own))
    for choice in (in_own.filter(has=page.locator("img")), in_own, rows):
        if choice.count():
            choice.first.locator("a").first.click()
            break
    page.wait_for_load_state("networkidle")


def talk(page: Page, _city: City) -> None:
    """Take the call that has waited longest, if there is one, and write what is said."""
    take = page.locator("#ringing button")
    if take.count():
        take.first.click()
        page.wait_for_load_state("networkidle")
        page.locator("#id_text").press_sequentially("小区门口的路灯不亮了")
        page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Picture:
    """`persona`: a code of the demo city, empty for a visitor. {report} in `path` is a telling, closed one."""

    name: str
    path: str
    width: int = DESKTOP
    language: str = "zh-hans"
    persona: str = ""
    act: Act = nothing
    type: str = "normal"
    theme: str = "light"


FORM = "/report{place}"
PICTURES = (
    Picture("home-desktop-zh", "/"),
    Picture("home-desktop-en", "/", language="en"),
    Picture("home-phone-zh", "/", PHONE),
    Picture("home-phone-zh-large", "/", PHONE, type="large"),
    Picture("map-desktop-zh", "/reports"),
    Picture("map-desktop-en-dark", "/reports", language="en", theme="dark"),
    Picture("map-phone-en", "/reports", PHONE, "en"),
    Picture("report-desktop-zh", "{report}"),
    Picture("report-desktop-en", "{report}", language="en"),
    Picture("report-phone-zh", "{report}", PHONE),
    Picture("form-1-phone-zh", FORM, PHONE, act=what),
    Picture("form-2-phone-zh", FORM, PHONE, act=where),
    Picture("form-3-phone-zh", FORM, PHONE, act=who),
    Picture("form-1-phone-zh-large", FORM, PHONE, type="large", act=what),
    Picture("receipt-phone-zh", FORM, PHONE, act=sent),
    Picture("review-desktop-zh", "/desk/review", persona="zhixing", act=first),
    Picture("review-desktop-en", "/desk/review", language="en", persona="zhixing", act=first),
    Picture("work-desktop-zh", "/desk/work", persona="jianping"),
    Picture("work-phone-zh-dark", "/desk/work", PHONE, persona="jianping", theme="dark"),
    Picture("check-desktop-en", "/desk/check", language="en", persona="chenhe"),
    Picture("check-phone-zh", "/desk/check", PHONE, persona="chenhe", act=first),
    Picture("call-desktop-zh", "/desk/call", persona="yuqing", act=talk),
    Picture("inbox-desktop-en", "/desk/inbox", language="en", persona="yuqing"),
    Picture("figures-desktop-zh", "/figures"),
    Picture("figures-phone-en-dark", "/figures", PHONE, "en", theme="dark"),
    Picture("answers-phone-zh", "/answers", PHONE),
    Picture("points-phone-zh", "/points", PHONE, persona="xiaozhou"),
    Picture("goods-desktop-en", "/goods", language="en", persona="emma"),
    Picture("fund-desktop-zh", "/fund"),
    Picture("books-desktop-en", "/desk/fund/reconciliation", language="en", persona="fangzheng"),
    Picture("emergencies-desktop-zh", "/desk/emergencies/plans", persona="luomin"),
    Picture("rules-desktop-zh", "/desk/responsibilities", persona="wutong"),
)


def main() -> int:
    wanted = [one for one in PICTURES if not sys.argv[1:] or one.name in sys.argv[1:]]
    TARGET.mkdir(parents=True, exist_ok=True)
    with city() as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
        known = look_around(browser, address)
        for one in wanted:
            size = take(browser, known, one)
            print(f"docs/screenshots/{one.name}.webp  {size / 1024:.0f} KB", flush=True)
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
            wait_for(address, running)
            yield address
        finally:
            running.terminate()
            running.wait(60)


def wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and running.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("the demo city did not start")


def chromium() -> str | None:
    return os.environ.get("COGOV_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def look_around(browser: Browser, address: str) -> City:
    """Choose the closed reports with the most photos and steps; the form is filled as for the Chinese one."""
    page = browser.new_page()
    best = {True: (-99, ""), False: (-99, "")}
    words, photo, place = "", b"", ""
    for path in closed_reports(page, address):
        page.goto(address + path)
        images, title = page.locator("main figure img"), page.locator("h1").inner_text()
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in title)
        told = images.count() * 10 + page.locator(".timeline-item").count() - 15 * title.endswith("…")
        if told <= best[chinese][0]:
            continue
        best[chinese] = (told, path)
        if chinese and images.count():
            pin = page.locator("figure[data-map]").first
            words, place = title, f"?lat={pin.get_attribute('data-lat')}&lon={pin.get_attribute('data-lon')}"
            photo = page.request.get(address + str(images.first.get_attribute("src"))).body()
    page.close()
    return City(address, best[True][1], best[False][1], words, photo, place)


def closed_reports(page: Page, address: str) -> list[str]:
    """Paths of those with a photo."""
    links = page.locator("main .row:has(img) a[href^='/reports/']")
    found: list[str] = []
    page.goto(f"{address}/reports?status=closed")
    for _ in range(PAGES_READ):
        found += links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        older = page.locator(".pager a").last
        if not older.count():
            break
        older.click()
        page.wait_for_load_state("networkidle")
    return list(dict.fromkeys(found))


def take(browser: Browser, known: City, picture: Picture) -> int:
    """Bytes of the picture."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": HEIGHTS[picture.width]},
        device_scale_factor=SHARPNESS[picture.width],
        reduced_motion="reduce",
        service_workers="block",
    )
    page = context.new_page()
    if picture.persona:
        enter(page, known.address, picture.persona)
    looks = {"django_language": picture.language, "cogov_type": picture.type, "cogov_theme": picture.theme}
    context.add_cookies([{"name": name, "value": value, "url": known.address} for name, value in looks.items()])
    report = known.report_en if picture.language == "en" else known.report_zh
    page.goto(known.address + picture.path.format(report=report, place=known.place))
    page.wait_for_load_state("networkidle")
    picture.act(page, known)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE)
    size = save(page.screenshot(), TARGET / f"{picture.name}.webp")
    context.close()
    return size


def enter(page: Page, address: str, persona: str) -> None:
    page.goto(f"{address}/demo")
    page.locator(f"form:has(input[name=persona][value={persona}]) button").click()
    page.wait_for_load_state("networkidle")


def save(png: bytes, path: Path) -> int:
    """The best quality that fits."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for quality in QUALITIES:
        data = BytesIO()
        picture.save(data, "WEBP", quality=quality, method=6)
        if data.tell() <= MOST:
            break
    path.write_bytes(data.getvalue())
    return data.tell()


if __name__ == "__main__":
    sys.exit(main())
