"""Many at once and killed in between, on the real database: nothing is paid twice, oversold or lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from cogov.contexts.catalogue import actions, codes, facade, wallet
from cogov.contexts.catalogue.models import Item, Order, State, StockMove
from cogov.contexts.catalogue.tests import factories as make
from cogov.kernel import ids, ledger
from cogov.kernel.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
KILLED = Path(__file__).with_name("killed.py")


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave, or the Conflict it met."""
    gate, results = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            results.append(work())
        except Conflict as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(works)
    return results


def done(results: list[object]) -> int:
    return sum(not isinstance(result, Conflict) for result in results)


def all_agrees() -> None:
    assert [level for level in facade.stock_levels() if not level.agrees] == []
    assert list(ledger.verify()) == []
    paid = {item: sum_.points for item, sum_ in facade.redeemed().items()}
    for item in Item.objects.all():
        assert ledger.balance(facade.redeemed_account(item.pk)).total == paid.get(item.pk, 0)


def test_two_scanners_at_once_hand_over_once() -> None:
    thing, who = make.item(), make.resident(200)
    order, by = make.order(who), make.counter(thing.partner)
    code = codes.token(order.pk, order.salt)
    results = at_once(*[lambda: actions.collect(order=order.pk, by=by, key=ids.token(), code=code) for _ in range(4)])
    assert done(results) == 1
    assert ledger.balance(wallet.points_account(who.person)).total == 140
    all_agrees()


def test_the_same_request_sent_four_times_at_once_is_one() -> None:
    thing, who, key = make.item(), make.resident(200), ids.token()
    made = at_once(*[lambda: actions.order_item(item="rice", by=who, key=key) for _ in range(4)])
    assert len(set(made)) == 1
    order, by, again = Order.objects.get(), make.counter(thing.partner), ids.token()
    code = codes.token(order.pk, order.salt)
    taken = at_once(*[lambda: actions.collect(order=order.pk, by=by, key=again, code=code) for _ in range(4)])
    assert sorted(map(str, taken)) == ["False", "True", "True", "True"]
    all_agrees()


def test_the_last_two_pieces_go_to_two_of_five() -> None:
    make.item(stock=2)
    people = [make.resident(100) for _ in range(5)]
    results = at_once(*[lambda one=one: make.order(one) for one in people])
    assert done(results) == 2
    assert sum(make.free(one) for one in people) == 500 - 2 * 60
    all_agrees()


def test_one_person_at_two_screens_spends_no_point_twice_and_keeps_to_the_limit() -> None:
    make.item("rice", price=60)
    poor = make.resident(100)
    assert done(at_once(*[lambda: make.order(poor, Item.objects.get(code="rice")) for _ in range(3)])) == 1
    limited = make.item("film", price=10, limit=2)
    rich = make.resident(100)
    assert done(at_once(*[lambda: make.order(rich, limited) for _ in range(5)])) == 2
    all_agrees()


def test_collecting_and_expiring_in_one_moment_end_in_one_of_both() -> None:
    thing, who = make.item(), make.resident(100)
    order, by = make.order(who), make.counter(thing.partner)
    code = codes.token(order.pk, order.salt)
    at_once(
        lambda: actions.collect(order=order.pk, by=by, key=ids.token(), code=code),
        lambda: actions.cancel(order=order.pk, by=who, key=ids.token()),
    )
    order.refresh_from_db()
    assert order.state in (State.COLLECTED, State.CANCELLED)
    assert make.free(who) == (40 if order.state == State.COLLECTED else 100)
    all_agrees()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["settle", "record", "commit"])
def test_killed_in_between_nothing_is_paid_and_the_next_try_pays_once(step: str) -> None:
    thing, who = make.item(), make.resident(100)
    order, by = make.order(who), make.counter(thing.partner)
    connection.close()
    killed = subprocess.run(
        [sys.executable, str(KILLED), str(connection.settings_dict["NAME"]), str(order.pk), step],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    order.refresh_from_db()
    assert (order.state, StockMove.objects.filter(order=order).count()) == (State.READY, 1)
    assert ledger.balance(wallet.points_account(who.person)).total == 100
    all_agrees()
    code = codes.token(order.pk, order.salt)
    actions.collect(order=order.pk, by=by, key=ids.token(), code=code)
    assert ledger.balance(wallet.points_account(who.person)).total == 40
    all_agrees()
