"""Pages of the catalogue in the hands of residents, partners and staff."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from cogov.contexts.accounts.models import Person, PersonalDataView
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.factories import BodyFactory, desk
from cogov.contexts.catalogue import actions, codes
from cogov.contexts.catalogue.models import Device, Item, Order, Partner, State
from cogov.contexts.catalogue.tests import factories as make
from cogov.kernel import ids
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def keeper(shop: Partner) -> Body:
    return Body.objects.get(pk=shop.keeper_id)


def at(shop: Partner, role: Role = Role.HANDLER) -> Client:
    """Somebody at the counter, signed in with both steps."""
    return desk(role, keeper(shop))


def post(client: Client, address: str, follow: bool = False, **data: object):  # type: ignore[no-untyped-def]
    return client.post(address, {"key": ids.token(), **data}, follow=follow, headers=ENGLISH)


# Residents


def test_the_catalogue_is_public_and_filters_by_kind_word_and_points() -> None:
    make.item("rice")
    make.item("film", kind="cinema", price=300, name_en="Cinema ticket", name_zh="电影票")
    page = text(Client(), "/goods")
    assert "Rice" in page
    assert "Cinema ticket" in page
    assert "Rice" not in text(Client(), "/goods?kind=cinema")
    assert "Cinema ticket" not in text(Client(), "/goods?q=大米")
    rich = make.browser(make.resident(100))
    assert "Cinema ticket" in text(rich, "/goods")
    assert "Cinema ticket" not in text(rich, "/goods?afford=1")
    assert "200 more to go" in text(rich, "/goods")


def test_closed_and_past_things_are_not_shown_and_empty_ones_say_so() -> None:
    make.item("gone", active=False, name_en="Gone")
    make.item("past", valid_until=(now() - timedelta(days=2)).date(), name_en="Past")
    make.item("sold", stock=0, name_en="Sold")
    page = text(Client(), "/goods")
    assert "Gone" not in page
    assert "Past" not in page
    assert "Nothing left" in page
    assert Client().get("/goods/none").status_code == 404


def test_a_long_catalogue_goes_on_by_key(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    shop = make.partner()
    for number in range(26):
        make.item(f"thing-{number}", of=shop, stock=0, price=10 + number // 2, name_en=f"Thing {number:02d}")
    client = Client()
    with django_assert_max_num_queries(3):
        first = text(client, "/goods")
    assert first.count("Thing ") == 24
    more = text(client, f"/goods?at=21.{Item.objects.get(code='thing-23').pk}")
    assert "Thing 24" in more
    assert "Thing 23" not in more


def test_a_resident_orders_sees_the_code_and_cancels() -> None:
    make.item()
    who = make.resident(100)
    client = make.browser(who)
    assert "You have 100 points" in text(client, "/goods/rice")
    assert ">40<" in text(client, "/goods/rice/order")
    answer = post(client, "/goods/rice/order", point=Partner.objects.get().points.get().pk)
    order = Order.objects.get()
    assert answer["Location"] == f"/orders/{order.pk}"
    page = text(client, f"/orders/{order.pk}")
    assert codes.spaced(codes.short(order.pk, order.salt)) in page
    assert "<svg" in page
    assert "Rice" in text(client, "/orders")
    post(client, f"/orders/{order.pk}/cancel")
    assert make.free(who) == 100
    assert codes.spaced(codes.short(order.pk, order.salt)) not in text(client, f"/orders/{order.pk}")


def test_a_strangers_order_does_not_exist_and_without_an_account_none_is_made() -> None:
    make.item()
    order = make.order(make.resident())
    other = make.browser(make.resident())
    assert other.get(f"/orders/{order.pk}").status_code == 404
    assert post(other, f"/orders/{order.pk}/cancel").status_code == 404
    assert Client().get("/goods/rice/order")["Location"].startswith("/sign-in")
    assert Client().get("/orders").status_code == 302


def test_who_has_too_few_points_is_told_and_cannot_order() -> None:
    make.item()
    client = make.browser(make.resident(10))
    assert "Not enough points yet" in text(client, "/goods/rice/order")
    assert post(client, "/goods/rice/order").status_code == 409
    assert not Order.objects.exists()


def test_the_list_of_orders_asks_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    make.item(stock=30)
    who = make.resident(2000)
    for _ in range(25):
        make.order(who)
    client = make.browser(who)
    with django_assert_max_num_queries(9):
        page = text(client, "/orders")
    assert page.count("kept until") == 20
    assert "before=" in page


# The partner's counter


def test_the_partner_scans_confirms_and_the_second_scan_warns() -> None:
    thing = make.item()
    order = make.order(make.resident())
    counter = at(thing.partner)
    token = codes.token(order.pk, order.salt)
    assert "Look it up" in text(counter, "/partner")
    led = counter.get(f"/partner/code/{token}", headers=ENGLISH)
    assert led["Location"] == f"/partner?code={token}"
    assert "I have handed it over" in text(counter, led["Location"])
    done = post(counter, "/partner/hand-over", follow=True, code=token, order=order.pk)
    assert "Handed over and paid" in done.content.decode()
    again = text(counter, f"/partner?code={token}")
    assert "Do not hand anything over" in again
    assert "I have handed it over" not in again
    assert post(counter, "/partner/hand-over", code=token, order=order.pk).status_code == 409


def test_typing_the_short_code_works_without_script_and_twice_is_once() -> None:
    thing = make.item()
    order = make.order(make.resident())
    counter, short = at(thing.partner), codes.spaced(codes.short(order.pk, order.salt))
    assert "Rice" in post(counter, "/partner", code=short).content.decode()
    form = {"code": short, "order": order.pk, "key": ids.token()}
    for _ in range(2):
        assert counter.post("/partner/hand-over", form).status_code == 302
    order.refresh_from_db()
    assert order.state == State.COLLECTED


def test_a_wrong_code_is_answered_with_a_sentence_and_too_many_are_slowed_down() -> None:
    counter = at(make.item().partner)
    answer = post(counter, "/partner", code="wrong234")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    with time_machine.travel(now(), tick=False):
        statuses = {post(counter, "/partner", code="wrong234").status_code for _ in range(60)}
    assert 429 in statuses


def test_a_stranger_with_the_code_learns_nothing() -> None:
    make.item()
    order = make.order(make.resident())
    token = codes.token(order.pk, order.salt)
    page = text(Client(), f"/partner/code/{token}")
    assert "Rice" not in page
    for address in ("/partner", "/partner/waiting", "/partner/statement"):
        assert Client().get(address).status_code == 403
    assert post(Client(), "/partner/hand-over", code=token, order=order.pk).status_code == 403


def test_staff_of_another_office_have_no_counter() -> None:
    make.item()
    assert desk(Role.HANDLER, BodyFactory()).get("/partner").status_code == 403
    assert at(Partner.objects.get(), Role.ANALYST).get("/partner").status_code == 403


def test_a_device_scans_after_its_link_was_opened_until_it_is_ended() -> None:
    thing = make.item()
    key = actions.add_device(partner=thing.partner_id, label="till", by=SYSTEM)
    till = Client()
    assert till.get(f"/partner/device/{'a' * 32}").status_code == 404
    assert "Shop" in text(till, f"/partner/device/{key}")
    till.post(f"/partner/device/{key}")
    order = make.order(make.resident())
    token = codes.token(order.pk, order.salt)
    assert post(till, "/partner/hand-over", code=token, order=order.pk).status_code == 302
    actions.end_device(device=Device.objects.get().pk, by=SYSTEM)
    assert till.get("/partner").status_code == 403


def test_what_waits_is_listed_and_made_ready(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    thing = make.item(ready_at_once=False, stock=10)
    orders = [make.order(make.resident()) for _ in range(6)]
    counter = at(thing.partner)
    counter.get("/partner/waiting")
    with django_assert_max_num_queries(12):
        page = text(counter, "/partner/waiting")
    assert page.count("It is here") == 6
    post(counter, "/partner/waiting", order=orders[0].pk)
    orders[0].refresh_from_db()
    assert orders[0].state == State.READY
    assert text(counter, "/partner/waiting").count("It is here") == 5


def test_the_statement_sums_what_was_handed_over_and_brought_back() -> None:
    thing = make.item(name_zh="=大米", name_en="=cmd()")
    by = make.counter(thing.partner)
    for back in (False, False, True):
        order = make.order(make.resident())
        actions.collect(order=order.pk, by=by, key=ids.token(), code=codes.token(order.pk, order.salt))
        if back:
            actions.take_back(order=order.pk, reason="torn", restock=True, by=by, key=ids.token())
    counter = at(thing.partner)
    assert "60.00" in text(counter, "/partner/statement")
    answer = counter.get("/partner/statement?format=csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 5
    assert sum(int(row.split(",")[-1]) for row in rows[1:]) == 6000
    assert "'=cmd()" in rows[1]
    assert "Nothing in this month" in text(counter, "/partner/statement?month=2020-01")
    assert text(counter, "/partner/statement?month=rubbish")


# The desk


def at_desk(thing: Item) -> tuple[Client, Person, str]:
    """An operator of the partner's office with a resident before them; the address of the visit."""
    person = Person.objects.create(name="王桂兰", email="guilan@example.org", email_verified_at=now())
    make.give(person.pk, 100)
    client = at(thing.partner, Role.OPERATOR)
    answer = post(client, "/desk/goods", contact="guilan@example.org")
    return client, person, answer["Location"]


def test_the_desk_orders_hands_over_and_every_look_is_logged() -> None:
    thing = make.item()
    client, person, visit = at_desk(thing)
    assert "王桂兰" in text(client, visit)
    assert "Order Rice for 60 points" in text(client, f"{visit}&item=rice")
    answer = post(client, visit, step="order", item="rice", point=thing.partner.points.get().pk)
    order = Order.objects.get()
    slip = answer["Location"]
    assert codes.spaced(codes.short(order.pk, order.salt)) in text(client, slip)
    paper = client.get(slip.replace("?", "?format=pdf&"), headers=ENGLISH)
    written = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert codes.spaced(codes.short(order.pk, order.salt)) in written
    assert "王桂兰" not in written
    post(client, visit, step="collect", order=order.pk)
    order.refresh_from_db()
    assert order.state == State.COLLECTED
    post(client, visit, step="return", order=order.pk, reason="torn", restock="on")
    order.refresh_from_db()
    assert order.state == State.RETURNED
    looks = PersonalDataView.objects.filter(person=person)
    assert looks.count() >= 5
    assert set(looks.values_list("purpose", flat=True)) == {"call", "request"}


def test_a_visit_belongs_to_one_member_of_staff_and_ends() -> None:
    thing = make.item()
    client, _person, visit = at_desk(thing)
    assert at(thing.partner, Role.OPERATOR).get(visit).status_code == 404
    assert client.get("/desk/goods/resident?who=forged").status_code == 404
    other = make.order(make.resident())
    assert post(client, visit, step="collect", order=other.pk).status_code == 404
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert client.get(visit).status_code in (302, 404)


def test_an_operator_of_another_office_orders_but_does_not_hand_over() -> None:
    thing = make.item()
    client = desk(Role.OPERATOR, BodyFactory())
    person = Person.objects.create(name="P", email="p@example.org", email_verified_at=now())
    make.give(person.pk, 100)
    visit = post(client, "/desk/goods", contact="p@example.org")["Location"]
    post(client, visit, step="order", item="rice", point=thing.partner.points.get().pk)
    order = Order.objects.get()
    assert post(client, visit, step="collect", order=order.pk).status_code == 403


# Stock and partners


def test_the_stock_desk_receives_counts_corrects_and_stops() -> None:
    thing = make.item(stock=0)
    client = at(thing.partner, Role.ORGANISER)
    place = f"/desk/stock/{thing.code}"
    post(client, place, step="receive", quantity="20", note="delivery 7")
    post(client, place, step="correct", quantity="-2", note="torn")
    page = post(client, place, follow=True, step="count", quantity="17").content.decode()
    assert "17 instead of 18" in page
    assert "delivery 7" in page
    thing.refresh_from_db()
    assert thing.stock == 17
    assert post(client, place, step="correct", quantity="-2", note="").status_code == 422
    assert post(client, place, step="receive", quantity="many").status_code == 422
    post(client, place, step="stop", note="three are missing")
    assert "three are missing" in text(client, place)
    assert post(make.browser(make.resident()), "/goods/rice/order").status_code == 409
    post(client, place, step="resume", note="found")
    assert post(make.browser(make.resident()), "/goods/rice/order").status_code == 302


def test_an_auditor_reads_and_changes_nothing() -> None:
    thing = make.item()
    client = at(thing.partner, Role.AUDITOR)
    assert "Something has arrived" not in text(client, "/desk/stock/rice")
    assert post(client, "/desk/stock/rice", step="receive", quantity="5").status_code == 403
    assert client.get("/desk/stock/rice/change").status_code == 403
    thing.refresh_from_db()
    assert thing.stock == 5


def test_outside_of_one_s_own_offices_stock_and_partners_do_not_exist() -> None:
    make.item()
    stranger = desk(Role.ORGANISER, BodyFactory())
    assert "Rice" not in text(stranger, "/desk/stock")
    for address in ("/desk/stock/rice", "/desk/stock/rice/change", "/desk/partners/shop"):
        assert stranger.get(address).status_code == 404
    assert post(stranger, "/desk/stock/rice", step="receive", quantity="5").status_code == 404


def test_an_item_is_added_and_the_second_of_two_editors_sees_both_versions() -> None:
    shop = make.partner()
    client = at(shop, Role.ADMIN)
    form = {
        "code": "towel", "name_zh": "毛巾", "name_en": "Towel", "kind": "goods", "partner": shop.pk, "price": 20,
        "cost": "8.50", "limit": 0, "limit_days": 0, "collect_days": 14, "return_days": 7, "active": "on",
        "revision": 0,
    }  # fmt: skip
    assert client.post("/desk/stock/add", form)["Location"] == "/desk/stock/towel"
    towel = Item.objects.get()
    assert (towel.cost, towel.ready_at_once) == (850, False)
    change = form | {"revision": 1, "price": 25}
    assert client.post("/desk/stock/towel/change", change).status_code == 302
    late = client.post("/desk/stock/towel/change", change | {"price": 30}, headers=ENGLISH)
    assert late.status_code == 409
    assert "25" in late.content.decode()
    assert client.post("/desk/stock/add", form | {"code": "x", "price": 0}).status_code == 422


def test_partners_places_and_devices_are_looked_after() -> None:
    office = BodyFactory()
    client = desk(Role.ORGANISER, office)
    new = {"code": "cinema", "name_en": "Cinema", "keeper": office.pk, "active": "on", "revision": 0}
    assert client.post("/desk/partners/add", new)["Location"] == "/desk/partners/cinema"
    client.post("/desk/partners/cinema", {"step": "point", "name_en": "Box office", "address_en": "2 Film Street"})
    shown = client.post("/desk/partners/cinema", {"step": "device", "label": "till"}, headers=ENGLISH)
    assert "/partner/device/" in shown.content.decode()
    page = text(client, "/desk/partners/cinema")
    assert "Box office" in page
    assert "/partner/device/" not in page
    cinema = Partner.objects.get()
    client.post("/desk/partners/cinema", {"step": "close", "number": cinema.points.get().pk})
    client.post("/desk/partners/cinema", {"step": "end", "number": Device.objects.get().pk})
    client.post("/desk/partners/cinema", new | {"step": "save", "name_en": "Big cinema", "revision": 1})
    cinema.refresh_from_db()
    assert (cinema.name_en, cinema.points.get().active) == ("Big cinema", False)
    assert Device.objects.get().until is not None
    late = client.post("/desk/partners/cinema", new | {"step": "save", "name_en": "Other", "revision": 1})
    assert late.status_code == 409


def test_both_languages_are_there() -> None:
    make.item()
    page = Client(headers={"accept-language": "zh-hans"}).get("/goods").content.decode()
    assert "大米" in page
    assert "Rice" not in page
    assert "积分" in page
