"""From a report to a bag of rice: points for what was checked, handed over once at a partner's counter; and the same
for somebody who has nothing but a service counter."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from django.utils.translation import pgettext
from playwright.sync_api import expect

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies.models import Body
from cogov.contexts.catalogue import actions as catalogue
from cogov.contexts.catalogue import codes, facade
from cogov.contexts.catalogue.actions import ItemData
from cogov.contexts.catalogue.models import Item, Order, Partner, State
from cogov.contexts.catalogue.tests import factories as shop
from cogov.contexts.fund.actions.reconciling import reconcile
from cogov.contexts.fund.tests.factories import treasury
from cogov.contexts.honours import actions as honours
from cogov.contexts.honours import codes as certificate_codes
from cogov.contexts.honours.models import Award, Certificate, Claim, Measure
from cogov.contexts.honours.tasks import last_month, propose_commendations
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World
from cogov.contexts.rewards import actions as rewards
from cogov.contexts.rewards import balances
from cogov.contexts.rewards.models import Kind
from cogov.kernel import ids, ledger, worker
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.ui.tests.browsing import (
    DESKTOP_DARK_CHINESE,
    DESKTOP_ENGLISH,
    IN_BROWSER,
    NARROW_DARK_ENGLISH,
    NARROW_LARGE_CHINESE,
    PHONE_CHINESE,
    Look,
)
from tests.e2e.conftest import Enter
from tests.e2e.filing import LAMP
from tests.e2e.people import Visitor

pytestmark = [*IN_BROWSER, pytest.mark.slow]

POINTS = 60
PRICE = 50


CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "%s" }]; }
};
"""
"""A camera that sees one code: headless browsers have neither camera nor detector."""


def rice(one: Visitor) -> str:
    return "Rice" if one.look.language == "en" else "大米"


def hand_over(one: Visitor) -> str:
    with translation.override(one.look.language):
        return pgettext("goods", "Hand over")


def stock(world: World) -> Item:
    """Rice at the counter of the centre, for fewer points than a checked repair earns."""
    office = Body.objects.get(pk=world.bodies["centre"])
    partner = shop.partner("hall", keeper=office)
    data = ItemData(
        kind="goods", partner=partner.pk, price=PRICE, cost=3000, name_zh="大米", name_en="Rice",
        text_zh="五公斤。", text_en="Five kilograms.", policy_zh="积分办法", policy_en="Rules for points",
    )  # fmt: skip
    pk = catalogue.add_item(code="rice", data=data, by=SYSTEM)
    catalogue.receive_stock(item=pk, quantity=5, by=SYSTEM, key=ids.token())
    return Item.objects.get(pk=pk)


def rule() -> None:
    """A checked repair is worth POINTS, at once."""
    data = rewards.RuleData(
        kind=Kind.USEFUL, name_zh="核查办好", name_en="Checked repair", points=POINTS, since=now().date(), caps={},
        wait_days=0,
    )  # fmt: skip
    rewards.switch_on(rewards.draft_rule(data, code="useful", by=SYSTEM), revision=1, by=SYSTEM)


def settle_points() -> None:
    """What the worker does within the minute."""
    worker.drain()
    rewards.vest_due()


def review_and_repair(enter: Enter, desk: Look, report: Report) -> None:
    """Accepted, repaired and checked, each by somebody else at their own screen."""
    reviewer = enter("reviewer", desk)
    reviewer.go(f"/desk/reports/{report.pk}?queue=review")
    reviewer.press("Accept")
    reviewer.reads("Accepted and handed on.")
    handler = enter("handler:lamps", desk)
    handler.go(f"/desk/reports/{report.pk}")
    handler.press("Start work")
    handler.reads("Work has begun.")
    dialog = handler.open("Done", "Say that it is done")
    handler.labelled("In Chinese", dialog).fill("已更换灯泡")
    handler.press("Send for checking", dialog)
    handler.reads("Done. Somebody else checks it now.")
    inspector = enter("inspector", desk)
    inspector.go(f"/desk/reports/{report.pk}")
    inspector.press("Yes: close it")
    inspector.page.wait_for_load_state()
    report.refresh_from_db()
    assert report.state == "closed"


def order_rice(resident: Visitor) -> Order:
    """From the catalogue to the code."""
    resident.go("/goods?afford=1")
    resident.page.get_by_role("main").get_by_role("link", name=rice(resident), exact=True).click()
    resident.check()
    resident.find("link", "Order this").click()
    resident.check()
    resident.press("Yes, put it aside for me")
    resident.page.wait_for_url(re.compile(r"/orders/\d+$"))
    resident.check()
    return Order.objects.select_related("partner").get()


@pytest.mark.parametrize(
    ("phone", "desk"), [(PHONE_CHINESE, DESKTOP_ENGLISH), (NARROW_DARK_ENGLISH, DESKTOP_DARK_CHINESE)], ids=str
)
def test_a_checked_report_becomes_a_bag_of_rice_at_the_counter(
    world: World, enter: Enter, phone: Look, desk: Look
) -> None:
    thing = stock(world)
    rule()
    report = world.file(text=LAMP)
    review_and_repair(enter, desk, report)
    settle_points()

    resident = enter("resident", phone)
    resident.go("/points")
    order = order_rice(resident)
    short = codes.spaced(codes.short(order.pk, order.salt))
    expect(resident.page.get_by_text(short)).to_be_visible()

    counter = enter("handler:centre", desk)
    counter.go("/partner")
    counter.labelled("Code of the order").fill(short)
    counter.press("Look it up")
    counter.check()
    counter.press("I have handed it over")
    counter.reads("Handed over and paid")
    counter.check()
    counter.go(f"/partner?code={codes.token(order.pk, order.salt)}")
    counter.reads("Do not hand anything over")
    counter.go("/partner/statement")
    counter.reads("the city pays")

    resident.go(f"/orders/{order.pk}")
    resident.reads("paid")
    resident.go("/points")
    order.refresh_from_db()
    person = world.people["resident"]
    assert order.state == State.COLLECTED
    assert balances.purse(person).free == POINTS - PRICE
    assert ledger.balance(facade.redeemed_account(thing.pk)).total == PRICE
    assert [level.agrees for level in facade.stock_levels()] == [True]
    the_city_pays(enter, phone, desk, thing.cost)


def the_city_pays(enter: Enter, phone: Look, desk: Look, fen: int) -> None:
    """What the partner handed over is paid from the fund: anybody sees it, and points, stock and money agree."""
    treasury().paid(fen)
    anybody = enter("anonymous", phone)
    anybody.go("/fund")
    anybody.page.locator('main a[href*="kind=payment"]').first.click()
    anybody.check()
    expect(anybody.page.get_by_role("main")).to_contain_text(f"{fen // 100}.00")
    assert reconcile(by=SYSTEM).found == 0
    auditor = enter("auditor", desk)
    auditor.go("/desk/fund/reconciliation")
    auditor.reads("All books agree")


def test_the_camera_reads_the_code_and_without_script_typing_does(world: World, enter: Enter) -> None:
    stock(world)
    order = catalogue.order_item(item="rice", by=_with_points(world), key=ids.token())
    counter = enter("handler:centre", PHONE_CHINESE)
    counter.page.add_init_script(CAMERA % f"{counter.home}/partner/code/{_code(order)}")
    counter.go("/partner")
    counter.press("Scan with the camera")
    expect(counter.button("I have handed it over")).to_be_visible()
    counter.check()
    plain = enter("handler:centre", DESKTOP_ENGLISH, script=False)
    plain.page.goto(f"{plain.home}/partner")
    expect(plain.button("Scan with the camera")).to_be_hidden()
    plain.labelled("Code of the order").fill(_code(order))
    plain.press("Look it up")
    plain.press("I have handed it over")
    plain.reads("Handed over and paid")
    assert Order.objects.get().state == State.COLLECTED


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, NARROW_LARGE_CHINESE], ids=str)
def test_somebody_with_nothing_but_a_service_counter_gets_all_of_it(world: World, enter: Enter, look: Look) -> None:
    """Ordered, printed, handed over and taken back by staff; a benefit asked for, and the certificate on paper."""
    stock(world)
    person = world.actor("resident").person or 0
    shop.give(person, POINTS)
    operator = enter("operator", look)
    operator.go("/desk/goods")
    operator.labelled("Telephone number or e-mail").fill("p1@example.org")
    operator.press("Look up")
    operator.page.wait_for_url("**/desk/goods/resident?**")
    operator.check()
    visit = operator.page.url
    operator.page.get_by_role("main").get_by_role("link", name=rice(operator), exact=True).click()
    operator.check()
    operator.press("Order", operator.page.get_by_role("article"))
    operator.page.wait_for_url("**/desk/goods/slip/**")
    operator.check()
    order = Order.objects.get()
    expect(operator.page.get_by_text(codes.spaced(codes.short(order.pk, order.salt)))).to_be_visible()
    operator.page.goto(visit)
    operator.page.locator("button[aria-label]", has_text=hand_over(operator)).click()
    operator.reads("Handed over and paid.")
    operator.check()
    order.refresh_from_db()
    assert order.state == State.COLLECTED
    operator.go("/desk/honours/resident")
    operator.labelled("Telephone number or e-mail").fill("p1@example.org")
    operator.press("Look up")
    operator.page.wait_for_url("**/desk/honours/resident/visit?**")
    operator.check()


def test_a_certificate_is_decided_by_a_person_and_checked_by_anyone(world: World, enter: Enter) -> None:
    """Asked for, refused with a reason, objected to, granted by another person, checked without an account."""
    honours.set_honour(
        code="first", kind="badge", name_zh="第一步", name_en="First step", measure="solved", at_least=1, by=SYSTEM
    )
    honours.set_benefit(
        code="park", name_zh="公园年票", name_en="Park pass", policy_zh="办法", policy_en="Rules",
        body_id=world.bodies["centre"], by=SYSTEM,
    )  # fmt: skip
    person = world.actor("resident").person or 0
    for number, at in enumerate((now(), last_month()[1]), start=1):
        honours.note_deed(kind=Measure.SOLVED, person=person, report=number, area=None, at=at, by=SYSTEM)
    propose_commendations()
    assert Award.objects.filter(person=person).exists()
    resident = enter("resident", PHONE_CHINESE)
    resident.go("/honours")
    resident.go("/honours/mine")
    resident.go("/honours/benefits/park")
    resident.press("Ask for it")
    resident.page.wait_for_url("**/honours/claims/*")
    claim = Claim.objects.get()

    supervisor = enter("supervisor", DESKTOP_ENGLISH)
    supervisor.go("/desk/honours/claims")
    supervisor.go(f"/desk/honours/claims/{claim.pk}")
    supervisor.labelled("Why?").fill("明年再来")
    supervisor.press("Do not grant")
    supervisor.reads("Decided. The resident reads it.")
    resident.go(f"/honours/claims/{claim.pk}")
    expect(resident.page.get_by_text("明年再来")).to_be_visible()
    resident.labelled("What do you not agree with?").fill("请再看看")
    resident.press("Send the objection")
    resident.reads("Your objection goes to another person.")
    supervisor.go(f"/desk/honours/claims/{claim.pk}")
    supervisor.reads("You decided on this yourself")
    leader = enter("leader", DESKTOP_DARK_CHINESE)
    leader.go(f"/desk/honours/claims/{claim.pk}")
    leader.labelled("Why?").fill("材料齐全")
    leader.press("Grant after all")
    leader.reads("Decided. The resident reads it.")
    leader.go("/desk/honours/certificates")
    leader.go("/desk/honours")
    with translation.override("zh-hans"):
        leader.page.get_by_role("button", name=pgettext("honour", "Decide"), exact=True).click()
    dialog = leader.page.get_by_role("dialog", name=person_name(person))
    leader.check()
    leader.labelled("Why?", dialog).fill("跟进到底")
    leader.press("Commend", dialog)
    leader.reads("Saved.")
    leader.check()

    paper = Certificate.objects.order_by("pk")[0]
    anyone = enter("anonymous", NARROW_LARGE_CHINESE)
    anyone.go(f"/certificates/{certificate_codes.token(paper.pk, paper.salt)}")
    anyone.reads("This certificate is genuine and valid")


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, NARROW_LARGE_CHINESE], ids=str)
def test_stock_and_partners_are_looked_after(world: World, enter: Enter, look: Look) -> None:
    stock(world)
    by = shop.counter(Partner.objects.get())
    made = catalogue.order_item(item="rice", by=_with_points(world), key=ids.token())
    catalogue.collect(order=made, by=by, key=ids.token(), code=_code(made))
    one = enter("admin", look)
    for path in (
        "/desk/stock", "/desk/stock/rice", "/desk/stock/rice/change", "/desk/stock/add", "/desk/partners",
        "/desk/partners/hall", "/desk/partners/add", "/partner/waiting", "/partner/statement", "/desk/honours/rules",
        "/desk/honours/rules/new",
    ):  # fmt: skip
        one.go(path)
    one.go("/desk/stock/rice")
    dialog = one.open("Receive", "Something has arrived")
    one.labelled("Pieces", dialog).fill("10")
    one.press("Receive", dialog)
    one.reads("Saved.")
    assert Item.objects.get().stock == 14


def person_name(person: int) -> str:
    card = accounts.person(person)
    return card.name if card else ""


def _with_points(world: World) -> Actor:
    actor = world.actor("neighbour")
    shop.give(actor.person or 0, PRICE)
    return actor


def _code(order: int) -> str:
    return codes.token(order, Order.objects.get(pk=order).salt)
