"""Reporting in every circumstance: by keys alone, without script, without network, with mistakes, known already."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cogov.contexts.reports import categories
from cogov.contexts.reports.models import Attachment, Category, Report
from cogov.contexts.reports.tests.world import World
from cogov.ui.tests.browsing import (
    DESKTOP_ENGLISH,
    IN_BROWSER,
    NARROW_LARGE_CHINESE,
    PHONE_CHINESE,
    PHONE_LARGE_ENGLISH,
    Look,
    violations,
)
from tests.e2e.conftest import Enter
from tests.e2e.filing import LAMP, choose_community, file_by_hand, say_what
from tests.e2e.people import Visitor, photo

pytestmark = IN_BROWSER

DARK = "The street lamp is dark"


def test_the_keyboard_alone_files_a_report(world: World, enter: Enter) -> None:
    one = enter("anonymous", DESKTOP_ENGLISH)
    keys = one.page.keyboard
    one.go("/")
    one.tab_to(one.page.get_by_role("main").get_by_role("link", name="Report a problem").first)
    keys.press("Enter")
    one.check()
    one.tab_to(one.asked("text"))
    keys.type(DARK)
    one.tab_to(one.asked("category"))
    keys.type("street la")
    expect(one.page.get_by_role("option")).to_have_count(1)
    one.check()
    keys.press("Enter")
    one.tab_to(one.page.get_by_role("button", name=one.word("next")))
    keys.press("Enter")
    one.tab_to(one.asked("address"))
    keys.type("12 Lotus Road")
    one.tab_to(one.page.locator("summary").filter(has_text=one.say("Choose the community from a list instead")))
    keys.press("Enter")
    one.tab_to(one.asked("area"))
    keys.type("Community c111")
    keys.press("Enter")
    one.tab_to(one.page.locator(".step:visible").get_by_role("button", name=one.word("next")))
    keys.press("Enter")
    one.tab_to(one.asked("email"))
    keys.type("ming@example.org")
    one.tab_to(one.button("Send report"))
    keys.press("Enter")
    one.reads("Thank you. Your report has arrived.")
    report = Report.objects.select_related("category").get()
    assert (report.text, report.category.code, report.community_id) == (DARK, "lamp", world.areas["c111"])


def test_a_kind_is_found_by_what_people_call_it_and_escape_keeps_the_earlier_choice(world: World, enter: Enter) -> None:
    Category.objects.filter(code="lamp").update(keywords_zh="灯泡 黑灯瞎火", keywords_en="bulb dark")
    categories.snapshot.changed()
    one = enter("anonymous", PHONE_CHINESE)
    one.go("/report")
    box, said = one.asked("category"), one.page.get_by_role("listbox").get_by_role("option")
    lamp = str(one.page.locator("select[name=category] option[value=lamp]").text_content())
    box.click()
    assert said.count() == one.page.locator("select[name=category] option:not([value=''])").count()
    for words in ("家门口黑灯瞎火的", "BULB"):
        box.fill(words)
        expect(said.first).to_contain_text(lamp)
    one.check()
    said.first.click()
    expect(box).to_have_value(lamp)
    box.fill("没有这种东西xyz")
    expect(one.page.get_by_role("listbox")).to_contain_text(one.word("noneFound"))
    one.page.keyboard.press("Escape")
    expect(box).to_have_value(lamp)
    expect(one.page.locator("select[name=category]")).to_have_value("lamp")


def test_a_form_sent_on_without_a_kind_says_so_at_the_search_box(world: World, enter: Enter) -> None:
    one = enter("anonymous", PHONE_CHINESE)
    one.go("/report")
    one.asked("text").fill(LAMP)
    one.go_on()
    expect(one.asked("category")).to_be_focused()
    expect(one.asked("category")).to_have_attribute("aria-invalid", "true")
    one.check()


def test_half_an_address_is_said_in_the_pages_language_whatever_the_browsers(world: World, enter: Enter) -> None:
    one = enter("anonymous", PHONE_CHINESE)
    one.go("/report")
    say_what(one, LAMP)
    one.go_on()
    choose_community(one, world)
    one.go_on()
    one.asked("email").fill("nobody@")
    one.press("Send report")
    expect(one.asked("email")).to_be_focused()
    expect(one.page.locator(".field-error:visible")).to_have_text(one.word("email"))
    one.check()


def test_the_pin_is_moved_by_keys(world: World, enter: Enter) -> None:
    one = enter("anonymous", DESKTOP_ENGLISH)
    one.go("/report")
    say_what(one, DARK)
    one.go_on()
    canvas = one.page.locator("figure[data-map=pin] canvas").first
    expect(canvas).to_be_visible()
    one.tab_to(canvas)
    one.page.keyboard.press("Enter")
    one.reads("Place chosen. You can still move the map.")
    one.go_on()
    one.press("Send report")
    one.page.wait_for_url("**/r/*")
    report = Report.objects.get()
    assert (report.lat, report.lon) == (pytest.approx(30.04, abs=0.001), pytest.approx(104.04, abs=0.001))
    assert not report.approximate


def test_an_address_is_found_on_the_map_and_moves_the_pin(world: World, enter: Enter) -> None:
    one = enter("anonymous", PHONE_CHINESE)
    one.go("/report")
    say_what(one, LAMP)
    one.go_on()
    expect(one.page.locator("figure[data-map=pin] canvas").first).to_be_visible()
    one.asked("address").fill("莲花路 12 号")
    one.press("莲花路")
    expect(one.page.locator("#id_lat")).to_have_value(re.compile(r"^30\.03"))
    one.check()
    one.go_on()
    one.press("Send report")
    one.page.wait_for_url("**/r/*")
    report = Report.objects.get()
    assert (report.lat, report.lon) == (pytest.approx(30.03, abs=0.001), pytest.approx(104.0305, abs=0.001))


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_without_script_one_page_does_it(world: World, enter: Enter, look: Look) -> None:
    one = enter("anonymous", look, script=False)
    page = one.page
    page.goto(one.home + "/report")
    one.labelled("Photos").set_input_files(photo())
    say_what(one, LAMP)
    one.press("Send report")
    expect(one.asked("text")).to_have_value(LAMP)
    assert Report.objects.count() == 0  # the place is missing, and is asked for
    choose_community(one, world)
    one.press("Send report")
    one.reads("Thank you. Your report has arrived.")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    report = Report.objects.get()
    assert report.approximate
    assert Attachment.objects.filter(report=report).count() == 1


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, PHONE_LARGE_ENGLISH], ids=str)
def test_back_goes_through_the_steps_and_a_mistake_loses_nothing(world: World, enter: Enter, look: Look) -> None:
    one = enter("anonymous", look)
    page = one.page
    one.go("/reports")
    one.go("/report")
    one.go_on()  # nothing chosen yet
    expect(one.asked("category")).to_be_focused()
    one.check()
    say_what(one, LAMP)
    one.go_on()
    one.asked("address").fill("莲花路 12 号")
    one.go_on()
    expect(one.button("Send report")).to_be_visible()
    page.go_back()
    expect(one.asked("address")).to_have_value("莲花路 12 号")
    page.go_back()
    expect(one.asked("text")).to_have_value(LAMP)
    one.go_on()
    one.go_on()
    one.asked("email").fill("ming")
    one.press("Send report")
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    one.check()
    one.asked("email").fill("ming@example.org")
    one.press("Send report")
    errors = page.get_by_role("alert")
    expect(errors).to_be_focused()  # an address that nobody can place, told by the server
    one.check()
    expect(one.asked("address")).to_have_value("莲花路 12 号")
    choose_community(one, world)
    one.go_on()
    expect(one.asked("email")).to_have_value("ming@example.org")
    one.press("Send report")
    one.reads("Thank you. Your report has arrived.")
    assert Report.objects.get().text == LAMP


def written_offline(one: Visitor, world: World) -> None:
    """A report with a photo, from the open form, while there is no network."""
    one.page.context.set_offline(True)
    one.labelled("Photos").set_input_files(photo())
    one.reads("Waits for the network")
    say_what(one, LAMP)
    one.go_on()
    choose_community(one, world)
    one.go_on()
    one.press("Send report")
    one.reads("One report waits on this device. It is sent by itself as soon as the network and the city can take it.")
    assert violations(one.page) == []


def all_is_there_once() -> None:
    report = Report.objects.get()
    assert report.text == LAMP
    assert Attachment.objects.filter(report=report).count() == 1


def looks(page: Page) -> Iterator[int]:
    """For at most 15 seconds, ten times a second: what happens without a page cannot be waited for on one."""
    for number in range(150):
        yield number
        page.wait_for_timeout(100)


def test_without_network_it_waits_and_is_sent_exactly_once(world: World, enter: Enter) -> None:
    one = enter("anonymous", PHONE_CHINESE)
    one.go("/report")
    written_offline(one, world)
    assert not Report.objects.exists()
    one.page.context.set_offline(False)
    one.reads("Your waiting report has been sent.")
    all_is_there_once()
    one.page.reload()
    one.page.wait_for_load_state("networkidle")
    all_is_there_once()
    one.page.goto(one.home + "/reports")
    link = one.find("link", "Open the report")
    link.click()
    one.reads("Thank you. Your report has arrived.")


def test_what_waits_survives_a_reload_without_network(world: World, enter: Enter) -> None:
    one = enter("anonymous", PHONE_CHINESE, worker=True)
    one.go("/report")
    one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    one.page.reload()  # now through the worker, which keeps the form in this reader's language
    expect(one.page.locator("html.js")).to_be_attached()
    written_offline(one, world)
    one.page.reload()
    one.reads("One report waits on this device. It is sent by itself as soon as the network and the city can take it.")
    assert not Report.objects.exists()
    one.page.context.set_offline(False)
    one.reads("Your waiting report has been sent.")
    all_is_there_once()


def test_what_waits_is_sent_in_the_background_when_no_page_is_open(world: World, enter: Enter) -> None:
    """Background Sync: the browser wakes the worker; here its own developer tools do so."""
    one = enter("anonymous", PHONE_CHINESE, worker=True)
    one.go("/report")
    one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    one.page.reload()
    expect(one.page.locator("html.js")).to_be_attached()
    tools = one.page.context.new_cdp_session(one.page)
    known: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(each["registrationId"] for each in event["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    written_offline(one, world)
    one.page.goto("about:blank")
    one.page.context.set_offline(False)
    assert not Report.objects.exists()
    wake = {"origin": one.home, "registrationId": known[0], "tag": "cogov-outbox", "lastChance": False}
    tools.send("ServiceWorker.dispatchSyncEvent", wake)
    assert any(Report.objects.exists() for _ in looks(one.page))
    assert one.page.url == "about:blank"
    all_is_there_once()
    one.page.goto(one.home + "/help")
    one.reads("Your waiting report has been sent.")
    all_is_there_once()


def test_a_lost_answer_does_not_file_twice(world: World, enter: Enter) -> None:
    """The city got it, but its answer was lost on the way: the same key comes again."""
    one = enter("anonymous", PHONE_CHINESE)
    one.go("/report")
    lost: list[str] = []

    def lose_the_first(route, request) -> None:  # type: ignore[no-untyped-def]
        if request.method == "POST" and not lost:
            lost.append(request.url)
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    one.page.route(re.compile(r"/report$"), lose_the_first)
    say_what(one, LAMP)
    one.go_on()
    choose_community(one, world)
    one.go_on()
    one.press("Send report")
    one.reads("One report waits on this device. It is sent by itself as soon as the network and the city can take it.")
    assert Report.objects.count() == 1
    one.page.reload()
    one.reads("Your waiting report has been sent.")
    assert lost
    assert Report.objects.count() == 1


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_what_is_known_gets_a_voice_instead_of_a_second_report(world: World, enter: Enter, look: Look) -> None:
    known = world.file(text=LAMP)
    lat, lon = world.areas.middle("c1111")
    one = enter("anonymous", look)
    one.go(f"/report?lat={lat}&lon={lon}")
    say_what(one, LAMP)
    one.go_on()
    one.go_on()
    one.reads("Perhaps it is known already")
    one.check()
    one.press("Me too")
    one.reads("Thank you. Your voice has been added.")
    expect(one.page).to_have_url(re.compile(rf"/reports/{known.pk}$"))
    one.check()
    known.refresh_from_db()
    assert (Report.objects.count(), known.supporters) == (1, 1)


def test_what_only_looks_known_is_filed_all_the_same(world: World, enter: Enter) -> None:
    world.file(text=LAMP)
    lat, lon = world.areas.middle("c1111")
    one = enter("anonymous", PHONE_CHINESE)
    one.go(f"/report?lat={lat}&lon={lon}")
    say_what(one, LAMP)
    one.go_on()
    one.go_on()
    one.reads("Perhaps it is known already")
    one.press("Send report")
    one.reads("Thank you. Your report has arrived.")
    assert Report.objects.count() == 2


def test_without_script_the_page_asks_whether_it_is_known(world: World, enter: Enter) -> None:
    known = world.file(text=LAMP)
    lat, lon = world.areas.middle("c1111")
    one = enter("anonymous", PHONE_CHINESE, script=False)
    one.page.goto(f"{one.home}/report?lat={lat}&lon={lon}")
    say_what(one, LAMP)
    one.press("Send report")
    one.reads("Perhaps it is known already")
    expect(one.button("Me too")).to_be_visible()
    one.press("No, it is something else: send")
    one.reads("Thank you. Your report has arrived.")
    one.page.goto(f"{one.home}/reports/{known.pk}")
    one.press("Me too")
    one.reads("Thank you. Your voice has been added.")
    known.refresh_from_db()
    assert (Report.objects.count(), known.supporters) == (2, 1)


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_a_receipt_typed_by_hand_opens_the_report_and_it_can_be_withdrawn(
    world: World, enter: Enter, look: Look
) -> None:
    code = file_by_hand(enter("anonymous", look), world).rpartition("/")[2]
    one = enter("anonymous", look)
    one.go("/receipt")
    one.labelled("Receipt").fill("AAAA BBBB")
    one.press("Open")
    one.reads("There is no report with this receipt. Please check the letters.")
    one.check()
    one.labelled("Receipt").fill(" ".join(code[i : i + 4] for i in range(0, len(code), 4)).upper())
    one.press("Open")
    dialog = one.open("Withdraw the report", "Withdraw the report?")
    one.press("Withdraw", dialog)
    one.reads("Your report has been withdrawn.")
    one.check()
    assert Report.objects.get().state == "withdrawn"


def test_feedback_on_the_site_gets_a_receipt_like_any_report(world: World, enter: Enter) -> None:
    one = enter("anonymous", NARROW_LARGE_CHINESE)
    one.go("/reports")
    one.find("link", "Feedback on this site").click()
    one.check()
    one.labelled("Your words").fill("字可以再大一点")
    one.press("Send")
    one.page.wait_for_url("**/r/*")
    one.check()
    assert Report.objects.get().private
