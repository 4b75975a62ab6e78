"""An order's life: held, collected once, given back; and never paid twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from cogov.contexts.bodies.tests.factories import BodyFactory, staff
from cogov.contexts.catalogue import actions, codes, facade, wallet
from cogov.contexts.catalogue.models import Device, Item, Order, State, StockMove
from cogov.contexts.catalogue.tests import factories as make
from cogov.contexts.rewards import facade as rewards
from cogov.kernel import ids, journal, ledger
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ledger import Insufficient

pytestmark = pytest.mark.django_db


def code_of(order: Order) -> str:
    return codes.token(order.pk, order.salt)


def collect(order: Order, by: Actor, **more: Any) -> bool:
    return actions.collect(order=order.pk, by=by, **({"key": ids.token(), "code": code_of(order)} | more))


def all_agrees() -> None:
    """The books of the stock, of the orders and of the ledger say the same."""
    assert [level for level in facade.stock_levels() if not level.agrees] == []
    assert list(ledger.verify()) == []
    for item, sum_ in facade.redeemed().items():
        assert ledger.balance(facade.redeemed_account(item)).total == sum_.points


# Ordering


def test_an_order_holds_the_points_and_puts_a_piece_aside() -> None:
    thing, who = make.item(stock=5), make.resident(100)
    order = make.order(who, thing)
    assert (order.state, order.points, order.cost) == ("ready", 60, 3000)
    assert make.free(who) == 40
    thing.refresh_from_db()
    assert (thing.stock, thing.reserved) == (4, 1)
    assert ledger.balance(wallet.points_account(who.person)).total == 100
    all_agrees()


def test_a_repeated_request_orders_once() -> None:
    make.item()
    who, key = make.resident(200), ids.token()
    first = actions.order_item(item="rice", by=who, key=key)
    assert actions.order_item(item="rice", by=who, key=key) == first
    assert make.free(who) == 140
    assert Order.objects.count() == 1


def test_without_enough_points_nothing_is_put_aside() -> None:
    thing, who = make.item(), make.resident(59)
    with pytest.raises(Insufficient):
        make.order(who)
    thing.refresh_from_db()
    assert (thing.stock, thing.reserved, Order.objects.count(), make.free(who)) == (5, 0, 0, 59)
    all_agrees()


def test_the_last_piece_goes_to_one_person() -> None:
    make.item(stock=1)
    first, second = make.resident(), make.resident()
    make.order(first)
    with pytest.raises(Conflict, match="faster"):
        make.order(second)
    assert make.free(second) == 100


def test_a_limit_for_one_person_holds_and_forgets_after_its_days() -> None:
    make.item(limit=1, limit_days=30)
    who = make.resident(300)
    make.order(who)
    with pytest.raises(Conflict, match="one person"):
        make.order(who)
    assert make.free(who) == 240
    with time_machine.travel(now() + timedelta(days=31)):
        make.order(who)


def test_a_cancelled_order_does_not_count_towards_the_limit() -> None:
    make.item(limit=1)
    who = make.resident(300)
    actions.cancel(order=make.order(who).pk, by=who, key=ids.token())
    make.order(who)


def test_where_a_partner_has_several_counters_one_must_be_chosen() -> None:
    shop = make.partner(points=2)
    thing, who = make.item(of=shop), make.resident()
    with pytest.raises(Invalid):
        make.order(who)
    other = make.partner("other")
    with pytest.raises(Invalid):
        make.order(who, thing, point=other.points.get().pk)
    assert make.order(who, thing, point=shop.points.last().pk).point_id == shop.points.last().pk


@pytest.mark.parametrize(("days", "sentence"), [((1, 5), "cannot be ordered yet"), ((-5, -1), "offer has ended")])
def test_outside_its_days_a_thing_cannot_be_ordered(days: tuple[int, int], sentence: str) -> None:
    first, last = (localdate(now()) + timedelta(days=n) for n in days)
    make.item(valid_from=first, valid_until=last)
    with pytest.raises(Conflict, match=sentence):
        make.order(make.resident())


def test_nobody_orders_for_somebody_else_but_the_desk_for_whom_it_serves() -> None:
    make.item()
    who = make.resident()
    with pytest.raises(Forbidden):
        make.order(Actor())
    with pytest.raises(Forbidden):
        make.order(make.resident().for_resident(who.person))
    order = make.order(staff(Role.OPERATOR).for_resident(who.person))
    assert order.person_id == who.person
    assert journal.history(order)[0].on_behalf_of == who.person


# Collecting


def test_collecting_pays_from_what_was_held() -> None:
    thing, who = make.item(), make.resident(100)
    order = make.order(who)
    collect(order, make.counter(thing.partner))
    order.refresh_from_db()
    thing.refresh_from_db()
    assert order.state == State.COLLECTED
    assert (thing.stock, thing.reserved) == (4, 0)
    own = ledger.balance(wallet.points_account(who.person))
    assert (own.total, own.held) == (40, 0)
    assert ledger.balance(facade.redeemed_account(thing.pk)).total == 60
    all_agrees()


def test_a_second_scan_pays_nothing_and_says_when_the_first_was() -> None:
    thing, who = make.item(), make.resident(200)
    order, by = make.order(who), make.counter(thing.partner)
    collect(order, by)
    with pytest.raises(Conflict, match="already handed over"):
        collect(order, by)
    assert ledger.balance(wallet.points_account(who.person)).total == 140
    all_agrees()


def test_a_request_sent_again_gets_the_first_answer() -> None:
    thing = make.item()
    order, by, key = make.order(make.resident()), make.counter(thing.partner), ids.token()
    assert collect(order, by, key=key) is False
    assert collect(order, by, key=key) is True
    assert StockMove.objects.filter(order=order, why="collected").count() == 1
    all_agrees()


def test_without_the_code_not_even_the_partner_can_help_itself() -> None:
    thing = make.item()
    order, by = make.order(make.resident()), make.counter(thing.partner)
    for wrong in ("", "a" * 32, "aaaaaaaa", order.digest, order.short):
        with pytest.raises(Forbidden):
            collect(order, by, code=wrong)


def test_another_partner_cannot_take_the_code() -> None:
    make.item()
    other = make.partner("other")
    order = make.order(make.resident())
    with pytest.raises(Forbidden):
        collect(order, make.counter(other))
    with pytest.raises(Missing):
        codes.find(code_of(order), other.pk)


def test_an_expired_order_is_not_handed_over() -> None:
    thing, who = make.item(collect_days=3), make.resident()
    order = make.order(who)
    with time_machine.travel(order.expires_at), pytest.raises(Conflict, match="time to collect"):
        collect(order, make.counter(thing.partner))


def test_a_device_hands_over_for_its_own_partner_until_it_is_ended() -> None:
    thing = make.item()
    actions.add_device(partner=thing.partner_id, label="till", by=SYSTEM)
    device = Device.objects.get()
    first, second = make.order(make.resident()), make.order(make.resident())
    collect(first, Actor(), device=device.pk)
    first.refresh_from_db()
    assert (first.state, first.device_id) == ("collected", device.pk)
    actions.add_device(partner=make.partner("other").pk, label="till", by=SYSTEM)
    with pytest.raises(Forbidden):
        collect(second, Actor(), device=Device.objects.exclude(pk=device.pk).get().pk)
    actions.end_device(device=device.pk, by=SYSTEM)
    with pytest.raises(Forbidden):
        collect(second, Actor(), device=device.pk)


def test_what_comes_to_the_counter_later_is_made_ready_first_and_its_time_begins_anew() -> None:
    thing = make.item(ready_at_once=False, collect_days=5)
    order = make.order(make.resident())
    assert order.state == State.ORDERED
    with time_machine.travel(now() + timedelta(days=4)):
        actions.make_ready(order=order.pk, by=make.counter(thing.partner), key=ids.token())
        order.refresh_from_db()
        assert order.state == State.READY
        assert order.expires_at > now() + timedelta(days=4)


# The code


def test_the_code_has_160_bits_and_the_database_holds_digests_only() -> None:
    make.item()
    order = make.order(make.resident())
    token, short = code_of(order), codes.short(order.pk, order.salt)
    assert (len(token), len(short)) == (32, 8)
    assert not token.startswith(short)
    stored = " ".join(str(value) for value in Order.objects.filter(pk=order.pk).values_list()[0])
    assert token not in stored
    assert short not in stored


@pytest.mark.parametrize("shape", [
    code_of,
    lambda o: f"https://city.example/partner/code/{code_of(o)}",
    lambda o: codes.short(o.pk, o.salt).upper(),
    lambda o: codes.spaced(codes.short(o.pk, o.salt)),
    lambda o: codes.short(o.pk, o.salt).replace("o", "0").replace("i", "1"),
])  # fmt: skip
def test_a_code_is_found_as_it_is_scanned_or_typed(shape: Callable[[Order], str]) -> None:
    make.item()
    order = make.order(make.resident())
    assert codes.find(shape(order), order.partner_id) == order


def test_a_short_code_counts_only_while_the_order_is_open() -> None:
    thing = make.item()
    order = make.order(make.resident())
    short = codes.short(order.pk, order.salt)
    collect(order, make.counter(thing.partner), code=short)
    with pytest.raises(Missing):
        codes.find(short, order.partner_id)
    assert codes.find(code_of(order), order.partner_id).state == State.COLLECTED


# Giving back


def test_cancelling_frees_points_and_piece() -> None:
    thing, who = make.item(), make.resident()
    order = make.order(who)
    actions.cancel(order=order.pk, by=who, key=ids.token())
    thing.refresh_from_db()
    assert (make.free(who), thing.stock, thing.reserved) == (100, 5, 0)
    with pytest.raises(Conflict):
        collect(order, make.counter(thing.partner))
    with pytest.raises(Conflict):
        actions.cancel(order=order.pk, by=who, key=ids.token())
    all_agrees()


def test_a_stranger_cannot_cancel() -> None:
    make.item()
    order = make.order(make.resident())
    with pytest.raises(Forbidden):
        actions.cancel(order=order.pk, by=make.resident(0), key=ids.token())


def test_what_nobody_collects_expires_once_and_frees_the_points() -> None:
    thing, who = make.item(collect_days=2), make.resident()
    order = make.order(who)
    assert actions.expire_due() == 0
    with time_machine.travel(order.expires_at):
        assert actions.expire_due() == 1
        assert actions.expire_due() == 0
    thing.refresh_from_db()
    assert (make.free(who), thing.stock, thing.reserved) == (100, 5, 0)
    all_agrees()


@pytest.mark.parametrize("restock", [True, False])
def test_what_comes_back_gives_the_points_back_once(restock: bool) -> None:
    thing, who = make.item(), make.resident()
    order, by = make.order(who), make.counter(thing.partner)
    collect(order, by)
    actions.take_back(order=order.pk, reason="torn", restock=restock, by=by, key=ids.token())
    thing.refresh_from_db()
    assert (make.free(who), thing.stock, thing.reserved) == (100, 4 + restock, 0)
    with pytest.raises(Conflict):
        actions.take_back(order=order.pk, reason="torn", restock=restock, by=by, key=ids.token())
    all_agrees()


def test_nobody_takes_back_too_late_without_a_reason_or_for_himself() -> None:
    thing, who = make.item(return_days=7), make.resident()
    order, by = make.order(who), make.counter(thing.partner)
    collect(order, by)
    with pytest.raises(Invalid):
        actions.take_back(order=order.pk, reason=" ", restock=True, by=by, key=ids.token())
    with pytest.raises(Forbidden):
        actions.take_back(order=order.pk, reason="r", restock=True, by=who, key=ids.token())
    own = Actor(person=who.person, grants=by.grants)
    with pytest.raises(Forbidden):
        actions.take_back(order=order.pk, reason="r", restock=True, by=own, key=ids.token())
    with time_machine.travel(now() + timedelta(days=7)), pytest.raises(Conflict, match="has passed"):
        actions.take_back(order=order.pk, reason="r", restock=True, by=by, key=ids.token())


# A crash at any step leaves no trace


STEPS = ("journal.record", "wallet.settle", "_note", "_move", "wallet.hold", "wallet.release")


@pytest.mark.parametrize("broken", STEPS)
def test_a_crash_at_any_step_leaves_nothing_half_done(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    thing, who = make.item(), make.resident(200)
    order, by = make.order(who), make.counter(thing.partner)
    before = _state(thing, who)

    def fail(*_given: object, **_named: object) -> None:
        raise SystemExit(broken)

    with monkeypatch.context() as patched:
        patched.setattr(f"cogov.contexts.catalogue.actions.orders.{broken}", fail)
        crashed = 0
        for act in (
            lambda: make.order(who),
            lambda: collect(order, by),
            lambda: actions.cancel(order=order.pk, by=who, key=ids.token()),
        ):
            here = transaction.savepoint()
            try:
                act()
            except SystemExit:
                crashed += 1
                assert _state(thing, who) == before
            else:  # this act does not use what is broken
                transaction.savepoint_rollback(here)
        assert crashed
    collect(order, by)
    all_agrees()


def _state(thing: Item, who: Actor) -> tuple[object, ...]:
    thing.refresh_from_db()
    own = ledger.balance(wallet.points_account(who.person))
    return thing.stock, thing.reserved, own, StockMove.objects.count(), Order.objects.count()


# Who works there


def test_staff_of_the_partner_s_own_body_hand_over_for_it() -> None:
    firm = BodyFactory()
    shop = make.partner(body=firm.pk)
    make.item(of=shop)
    order = make.order(make.resident())
    collect(order, staff(Role.HANDLER, firm))
    order.refresh_from_db()
    assert order.state == State.COLLECTED


# Pools, and what the statement says


def test_a_family_s_pool_pays_for_whom_keeps_it_and_gets_its_points_back() -> None:
    make.item()
    keeper, stranger = make.resident(0), make.resident(0)
    pool = make.pool(keeper, 100)
    order = make.order(keeper, pool=pool)
    assert ledger.balance(order.account).free == 40
    with pytest.raises(Forbidden):
        make.order(stranger, pool=pool)
    actions.cancel(order=order.pk, by=keeper, key=ids.token())
    assert ledger.balance(order.account).free == 100
    all_agrees()


def test_the_statement_of_points_says_what_they_were_exchanged_for() -> None:
    thing, who = make.item(name_zh="大米"), make.resident(100)
    order, by = make.order(who), make.counter(thing.partner)
    collect(order, by)
    actions.take_back(order=order.pk, reason="torn", restock=True, by=by, key=ids.token())
    with translation.override("zh-hans"):
        lines = ledger.statement(wallet.points_account(who.person))
        assert [rewards.sentence(line) for line in lines[:2]] == ["已退回：大米", "兑换：大米"]
