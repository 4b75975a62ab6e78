"""From a dark lamp to a star: reporter, reviewer, handler, inspector and reporter again, each at their own screen."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World
from tests.e2e.people import DESKTOP_DARK_CHINESE, DESKTOP_ENGLISH, NARROW_LARGE_CHINESE, PHONE_CHINESE, Look, Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # a fixture of pytest-base-url, which pytest-playwright brings along
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]


NEXT = "fieldset.step:not([hidden]) > .btns > button:not(.quiet)"
"""The step's own way on, whatever it is called in the page's language."""


def photo(colour: tuple[int, int, int]) -> dict[str, object]:
    data = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").point(lambda value: value // 2 + colour[0] // 4).save(data, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def file(reporter: Visitor, world: World, text: str) -> str:
    """Three steps; returns the address of the receipt page."""
    page = reporter.page
    reporter.go("/report")
    page.locator("input[type=file]").set_input_files(photo((40, 40, 60)))  # type: ignore[arg-type]
    page.locator("#id_text").fill(text)
    page.locator("#id_category").select_option("lamp")
    reporter.check()
    page.locator(NEXT).click()
    page.locator("#id_address").fill("莲花路 12 号")
    page.locator("details.fold summary").click()
    page.locator("#id_area").select_option(str(world.areas["c111"]))
    reporter.check()
    page.locator(NEXT).click()
    page.locator("#id_email").fill("ming@example.org")
    reporter.check()
    page.locator(NEXT).click()
    page.wait_for_url("**/r/*")
    reporter.check()
    return page.url.removeprefix(reporter.home)


@pytest.mark.parametrize(
    ("phone", "desk"), [(PHONE_CHINESE, DESKTOP_ENGLISH), (NARROW_LARGE_CHINESE, DESKTOP_DARK_CHINESE)], ids=str
)
def test_a_lamp_is_reported_mended_checked_and_judged(
    world: World, enter: Callable[..., Visitor], phone: Look, desk: Look
) -> None:
    reporter = enter("anonymous", phone)
    receipt = file(reporter, world, "路灯不亮了，晚上很黑")
    report = Report.objects.get()

    reviewer = enter("reviewer", desk)
    reviewer.go("/desk")
    reviewer.go("/desk/review")
    reviewer.page.locator(f"a[href*='/desk/reports/{report.pk}']").first.click()
    reviewer.check()
    reviewer.press(action="/accept")
    reviewer.check()

    handler = enter("handler:lamps", phone)
    handler.go("/desk/work")
    handler.go(f"/desk/reports/{report.pk}")
    handler.press(action="/start")
    handler.page.locator("#resolve > summary").click()
    handler.check()
    dialog = handler.page.locator("form[action$='/resolve']")
    dialog.locator("input[type=file]").set_input_files(photo((200, 200, 120)))  # type: ignore[arg-type]
    expect(dialog.locator("input[name=photos]")).to_have_count(1)
    dialog.locator("textarea[name=text_zh]").fill("已更换灯泡")
    dialog.locator("button:not([type=button])").last.click()
    expect(handler.page.locator(".status", has_text="").first).to_be_visible()
    report.refresh_from_db()
    assert report.state == "resolved"

    reporter.go(receipt)
    reporter.page.locator("form[action$='/judge'] label", has_text="4").first.click()
    reporter.page.locator("button[name=fixed][value=yes]").click()
    reporter.page.wait_for_url("**/r/*")
    reporter.check()
    report.refresh_from_db()
    assert (report.state, report.stars) == ("closed", 4)

    stranger = enter("anonymous", desk)
    for path in ("/", "/reports", f"/reports/{report.pk}", "/reports?q=路灯", "/reports?q=nothing-like-it"):
        stranger.go(path)


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_an_inspector_sends_it_back_and_the_deadline_stays(world: World, enter: Callable[..., Visitor], look: Look) -> None:
    from cogov.contexts.reports import actions
    from cogov.contexts.reports.schemas import Said

    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
    due = Report.objects.get().due_at
    inspector = enter("inspector", look)
    inspector.go("/desk/check")
    inspector.go(f"/desk/reports/{report.pk}")
    inspector.page.locator("details:has(form[action$='/reopen']) > summary").click()
    inspector.page.locator("form[action$='/reopen'] textarea[name=text_zh]").fill("灯还是不亮")
    inspector.press(action="/reopen")
    inspector.check()
    report.refresh_from_db()
    assert (report.state, report.reopened, report.due_at) == ("dispatched", 1, due)


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_without_script_one_page_does_it(world: World, browser, live_server, look: Look) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False, viewport={"width": look.width, "height": 844})
    context.add_cookies([{"name": "django_language", "value": look.language, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + "/report")
    page.locator("#id_text").fill("井盖不见了")
    page.locator("#id_category").select_option("road")
    page.locator("details.fold summary").click()
    page.locator("#id_area").select_option(str(world.areas["c111"]))
    page.locator("form[data-draft] button").last.click()
    page.wait_for_url("**/r/*")
    context.close()
    assert Report.objects.get().approximate


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_the_desk_stands_for_every_role(world: World, enter: Callable[..., Visitor], look: Look) -> None:
    from cogov.contexts.reports import actions

    for category in ("lamp", "rubbish", "noise"):
        report = world.file(category=category)
        if category != "lamp":
            actions.accept(report=report.pk, by=world.actor("reviewer"))
    stops = {
        "operator": ("/desk", "/desk/new", "/desk/search"),
        "dispatcher": ("/desk/dispatch", "/desk/responsibilities", f"/desk/reports/{report.pk}"),
        "supervisor:lamps": ("/desk", "/desk/work"),
        "admin": ("/desk/messages", "/desk/deliveries", "/desk/bodies"),
    }
    for who, paths in stops.items():
        person = enter(who, look)
        for path in paths:
            person.go(path)
