"""Many at once on the real database: nothing is lost, nothing made, and no reader ever sees a sum but zero."""

import random
import threading

import pytest
from django.db import connection

from cogov.kernel import ledger
from cogov.kernel.actors import SYSTEM
from cogov.kernel.errors import Conflict
from cogov.kernel.ledger import Insufficient, Line, Unit
from cogov.kernel.ledger.folding import fold
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 5
START = 100


@pytest.fixture
def accounts():
    issuer = ledger.account(unit=Unit.POINTS, kind="issued", floor=None)
    people = [ledger.account(unit=Unit.POINTS, kind="person", owner=f"person:{n}") for n in range(PEOPLE)]
    for number, one in enumerate(people):
        lines = [Line(issuer, -START), Line(one, START)]
        ledger.post(key=f"start:{number}", lines=lines, why="test", by=SYSTEM)
    return issuer, people


def together(*works):
    """Run all at once; the first error of any is raised."""
    errors = []

    def guarded(work):
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def mover(accounts, seed, times, moved):
    issuer, people = accounts

    def work():
        dice = random.Random(seed)
        for number in range(times):
            source, target = dice.sample([issuer, *people], 2)
            amount = dice.randint(1, 40)
            lines = [Line(source, -amount), Line(target, amount)]
            dice.shuffle(lines)
            try:
                ledger.post(key=f"{seed}:{number}", lines=lines, why="test", by=SYSTEM)
            except Insufficient:
                continue
            moved.append((source, target, amount))

    return work


def holder(accounts, seed, times, moved):
    issuer, people = accounts

    def work():
        dice = random.Random(seed)
        for number in range(times):
            one, amount = dice.choice(people), dice.randint(1, 60)
            key = f"{seed}:{number}"
            try:
                made = ledger.hold(key=key, account=one, amount=amount, why="test", by=SYSTEM)
            except Insufficient:
                continue
            if dice.random() < 0.5:
                ledger.release(made, by=SYSTEM)
                continue
            lines = [Line(one, -amount), Line(issuer, amount)]
            ledger.settle(made, key=f"{key}:spent", lines=lines, why="test", by=SYSTEM)
            moved.append((one, issuer, amount))

    return work


def watcher(stop, seen):
    def work():
        while not stop.is_set():
            seen.append(ledger.sums()[Unit.POINTS])

    return work


def all_hold(accounts, moved):
    issuer, people = accounts
    expected = {issuer: -START * PEOPLE, **dict.fromkeys(people, START)}
    for source, target, amount in moved:
        expected[source] -= amount
        expected[target] += amount
    found = ledger.balances([issuer, *people])
    assert {one: balance.total for one, balance in found.items()} == expected
    assert all(found[one].free == found[one].total >= 0 for one in people)
    assert ledger.verify() == []


def crowd(accounts, times):
    """Movers, holders, a folder and a reader at once."""
    moved, stop, seen, movers = [], threading.Event(), [], []
    for seed in range(4):
        movers += [mover(accounts, f"m{seed}", times, moved), holder(accounts, f"h{seed}", times, moved)]

    def folding():
        while not stop.is_set():
            fold(7)

    def rest():
        try:
            together(*movers)
        finally:
            stop.set()

    together(rest, watcher(stop, seen), folding)
    assert set(seen) == {0}
    all_hold(accounts, moved)


def test_a_crowd_loses_and_makes_nothing(accounts):
    crowd(accounts, 6)


@pytest.mark.slow
def test_a_large_crowd_loses_and_makes_nothing(accounts):
    crowd(accounts, 60)
    assert list(Verification().findings()) == []


def test_of_many_who_spend_the_same_points_as_many_succeed_as_there_are_points(accounts):
    issuer, people = accounts
    spent, refused = [], []

    def spend(number):
        def work():
            lines = [Line(people[0], -30), Line(issuer, 30)]
            try:
                spent.append(ledger.post(key=f"spend:{number}", lines=lines, why="test", by=SYSTEM))
            except Insufficient as error:
                refused.append(error.free)

        return work

    together(*(spend(number) for number in range(8)))
    assert (len(spent), refused) == (3, [10] * 5)
    assert ledger.balance(people[0]).total == 10


def test_of_many_with_one_key_one_moves_and_all_get_its_id(accounts):
    issuer, people = accounts
    ids = []

    def repeat():
        lines = [Line(people[0], -30), Line(issuer, 30)]
        ids.append(ledger.post(key="the same", lines=lines, why="test", by=SYSTEM))

    together(*[repeat] * 6)
    assert len(ids) == 6
    assert len(set(ids)) == 1
    assert ledger.balance(people[0]).total == 70


def test_a_hold_ends_one_way_when_two_are_tried_at_once(accounts):
    issuer, people = accounts
    one = ledger.hold(key="h", account=people[0], amount=40, why="test", by=SYSTEM)
    outcomes = []

    def spend():
        lines = [Line(people[0], -40), Line(issuer, 40)]
        try:
            ledger.settle(one, key="s", lines=lines, why="test", by=SYSTEM)
            outcomes.append(60)
        except Conflict:
            pass

    def give_back():
        try:
            ledger.release(one, by=SYSTEM)
            outcomes.append(100)
        except Conflict:
            pass

    together(spend, give_back)
    assert len(outcomes) == 1
    assert ledger.balance(people[0]) == ledger.Balance(total=outcomes[0], held=0, free=outcomes[0])


def test_the_same_account_opened_at_once_is_one():
    opened = []
    together(*[lambda: opened.append(ledger.account(unit=Unit.FEN, kind="till"))] * 6)
    assert len(set(opened)) == 1
