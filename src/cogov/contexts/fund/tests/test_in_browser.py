"""The fund on a screen: nobody is shut out, nothing sticks out; three people spend together with their hands."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.bodies.tests.factories import desk
from cogov.contexts.fund.models import Kind, State, Voucher
from cogov.contexts.fund.tests.factories import Treasury, treasury
from cogov.kernel import checkpoints
from cogov.kernel.actors import Role
from cogov.ui.tests.browsing import (
    DESKTOP_ENGLISH,
    IN_BROWSER,
    NARROW_LARGE_CHINESE,
    PHONE_CHINESE,
    Look,
    check,
    dress,
)

pytestmark = IN_BROWSER


@pytest.fixture
def fund(transactional_db: None) -> Treasury:
    made = treasury()
    made.book(Kind.REFUND, 500, made.paid(12_345))
    return made


def wear(page: Page, server: LiveServer, look: Look, client: Client | None = None) -> None:
    page.set_viewport_size({"width": look.width, "height": 844})
    dress(page.context, server.url, look)
    if client is not None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_everybody_gets_from_a_figure_to_its_proof(
    page: Page, live_server: LiveServer, fund: Treasury, look: Look
) -> None:
    checkpoints.checkpoint()
    wear(page, live_server, look)
    page.goto(f"{live_server.url}/fund")
    check(page)
    page.locator('td a[href*="kind=payment"]').first.click()
    check(page)
    page.locator("main tbody a").first.click()
    check(page)
    expect(page.get_by_text("已证明" if look.language != "en" else "Proved", exact=True)).to_be_visible()


def test_an_auditor_walks_through_everything(page: Page, live_server: LiveServer, fund: Treasury) -> None:
    wear(page, live_server, PHONE_CHINESE, desk(Role.AUDITOR, fund.source.body))
    posting = Voucher.objects.filter(state=State.BOOKED).latest("posting").posting
    for address in ("", "/vouchers", "/accounts", "/accounts/1", f"/postings/{posting}", "/reconciliation", "/forecast",
                    "/settings"):  # fmt: skip
        page.goto(f"{live_server.url}/desk/fund{address}")
        check(page)


def test_asking_and_approving_by_hand(page: Page, live_server: LiveServer, fund: Treasury) -> None:
    wear(page, live_server, DESKTOP_ENGLISH, desk(Role.ADMIN, fund.source.body))
    page.goto(f"{live_server.url}/desk/fund/ask/commitment")
    check(page)
    page.get_by_label("Amount in yuan").fill("80.50")
    page.get_by_label("Budget").select_option(str(fund.budget.pk))
    page.get_by_label("Supplier").select_option(str(fund.supplier.pk))
    page.get_by_label("What it pays for").fill("Umbrellas for the volunteers")
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_role("heading", name="Umbrellas for the volunteers")).to_be_visible()
    expect(page.get_by_role("button", name="Approve first")).to_have_count(0)
    row = Voucher.objects.latest("pk")
    for role, button in ((Role.SUPERVISOR, "Approve first"), (Role.LEADER, "Approve and book")):
        wear(page, live_server, DESKTOP_ENGLISH, desk(role, fund.source.body))
        page.goto(f"{live_server.url}/desk/fund/vouchers/{row.pk}")
        check(page)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("Saved.").first).to_be_visible()
    row.refresh_from_db()
    assert (row.state, row.fen) == (State.BOOKED, 8_050)
