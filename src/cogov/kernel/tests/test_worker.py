"""Deliveries run at least once, exactly once for the database, and are given up in the open."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cogov.kernel import deliveries, journal, worker
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.models import Calendar, Delivery, Entry, Heartbeat, Version

pytestmark = pytest.mark.django_db


@journal.event("test.happened")
@dataclass(frozen=True, slots=True)
class Happened:
    number: int


@journal.event("test.left")
@dataclass(frozen=True, slots=True)
class Left:
    fails: bool


seen: list[int] = []
in_transaction: list[bool] = []
failing: dict[int, Exception] = {}


@journal.on(Happened)
def counts(fact: Happened, entry: Entry) -> None:
    Version.objects.create(name=f"{fact.number}", number=1)
    seen.append(fact.number)
    if fact.number in failing:
        raise failing[fact.number]


@journal.on(Left, outside=True)
def sends(fact: Left, entry: Entry) -> None:
    in_transaction.append(connection.in_atomic_block)
    if fact.fails:
        raise ValueError("no answer")


@pytest.fixture(autouse=True)
def _fresh():
    seen.clear()
    failing.clear()
    in_transaction.clear()


NAME = "kernel.tests.test_worker.counts"


def happen(*numbers):
    with transaction.atomic():
        for number in numbers:
            thing = Calendar.objects.create(code=f"w{number}", name_zh="历", name_en="c", hours={})
            journal.record(Happened(number), subject=thing, by=SYSTEM, first=True)


def later(seconds):
    Delivery.objects.update(due_at=now() - timedelta(seconds=seconds))


@contextmanager
def broken(number, error=None):
    failing[number] = error or ValueError("the mail server is asleep")
    yield
    del failing[number]


def test_each_delivery_is_handled_once_and_goes():
    happen(1, 2, 3)
    assert worker.drain() == 3
    assert sorted(seen) == [1, 2, 3]
    assert not Delivery.objects.exists()
    assert worker.drain() == 0


def test_what_a_failed_handler_wrote_is_taken_back_and_others_are_not_touched():
    happen(1, 2, 3)
    with broken(2):
        worker.drain()
    assert set(Version.objects.values_list("name", flat=True)) == {"1", "3"}
    row = Delivery.objects.get()
    assert (row.attempts, row.error, row.dead_at) == (1, "ValueError: the mail server is asleep", None)


def test_a_failed_delivery_waits_and_then_succeeds():
    happen(1)
    with broken(1):
        worker.drain()
    assert worker.drain() == 0, "not due yet"
    later(0)
    assert worker.drain() == 1
    assert not Delivery.objects.exists()


def test_pauses_double_up_to_an_hour():
    pauses = [worker.pause(attempt) for attempt in range(1, worker.ATTEMPTS + 1)]
    assert 0.75 <= pauses[0] <= 1.25
    assert 6 <= pauses[3] <= 10
    assert all(0.75 * 3600 <= pause <= 1.25 * 3600 for pause in pauses[12:])
    assert sum(pauses) > 0.75 * 24 * 3600, "a server that is back within a day has lost nothing"


def test_a_delivery_that_never_succeeds_ends_among_the_dead_with_its_error():
    happen(1)
    with broken(1):
        for _ in range(worker.ATTEMPTS):
            assert worker.drain() == 1
            later(0)
        assert worker.drain() == 0
    (letter,) = deliveries.dead_letters()
    assert (letter.handler, letter.kind, letter.attempts) == (NAME, "test.happened", worker.ATTEMPTS)
    assert letter.error == "ValueError: the mail server is asleep"
    assert deliveries.stats() == deliveries.Stats(waiting=0, dead=1, lag=0.0)


def the_dead():
    happen(1)
    Delivery.objects.update(dead_at=now(), attempts=36, error="x")
    return Delivery.objects.get().pk


def test_the_operator_can_requeue_and_it_is_recorded():
    pk = the_dead()
    assert deliveries.requeue(ids=[pk], by=SYSTEM) == 1
    assert worker.drain() == 1
    assert seen == [1]
    assert Entry.objects.get(subject_type="kernel.delivery", subject_id=pk).kind == "kernel.delivery_requeued"


def test_the_operator_can_drop_and_it_is_recorded():
    pk = the_dead()
    deliveries.requeue(ids=[pk], by=SYSTEM)
    Delivery.objects.update(dead_at=now())
    assert deliveries.drop(ids=[pk], by=SYSTEM) == 1
    assert not Delivery.objects.exists()
    chain = Entry.objects.filter(subject_type="kernel.delivery").order_by("seq")
    assert [(entry.seq, entry.kind) for entry in chain] == [
        (1, "kernel.delivery_requeued"),
        (2, "kernel.delivery_dropped"),
    ]
    assert chain[1].prev == chain[0].hash


def test_living_deliveries_are_neither_requeued_nor_dropped():
    happen(1)
    pk = Delivery.objects.get().pk
    assert deliveries.requeue(ids=[pk], by=SYSTEM) == deliveries.drop(ids=[pk], by=SYSTEM) == 0
    assert Delivery.objects.count() == 1


def test_lag_is_the_age_of_the_oldest_waiting_delivery():
    happen(1, 2)
    later(90)
    stats = deliveries.stats()
    assert stats.waiting == 2
    assert 89 < stats.lag < 95


def test_rows_of_a_worker_that_died_come_back_after_the_lease():
    happen(1)
    lease, _rows = worker._claim()
    assert worker.drain() == 0
    assert lease - now() <= worker.LEASE
    later(0)
    assert worker.drain() == 1


def test_what_was_in_hand_when_the_database_went_away_is_handled_as_soon_as_it_is_back(monkeypatch):
    happen(1)
    happen(2)

    def away(_rows, _lease):
        raise DatabaseError("away")

    with monkeypatch.context() as gone:
        gone.setattr(worker, "_run_together", away)
        with pytest.raises(DatabaseError):
            worker.turn()
    assert seen == []
    worker.drain()
    assert sorted(seen) == [1, 2]
    assert not Delivery.objects.exists()


def test_a_delivery_tried_before_goes_alone():
    happen(1, 2, 3)
    first = Delivery.objects.order_by("due_at", "id").first()
    Delivery.objects.filter(pk=first.pk).update(attempts=1)
    assert [len(worker._claim()[1]) for _ in range(2)] == [1, 2]


def test_a_delivery_to_an_unknown_handler_is_kept():
    happen(1)
    Delivery.objects.update(handler="gone.away")
    worker.drain()
    assert Delivery.objects.get().error == "LookupError: no handler is called gone.away"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("fails", "left"), [(False, 0), (True, 1)])
def test_an_outside_handler_holds_no_transaction(fails, left):
    with transaction.atomic():
        thing = Calendar.objects.create(code="w", name_zh="历", name_en="c", hours={})
        journal.record(Left(fails), subject=thing, by=SYSTEM, first=True)
    worker.drain()
    assert in_transaction == [False]
    assert Delivery.objects.filter(attempts=1).count() == left


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_the_queue_without_doubling():
    happen(*range(120))
    workers = [worker.Worker() for _ in range(3)]
    threads = [threading.Thread(target=one.run) for one in workers]
    for thread in threads:
        thread.start()
    deadline = now() + timedelta(seconds=30)
    while Delivery.objects.exists() and now() < deadline:
        threading.Event().wait(0.02)
    for one in workers:
        one.stop.set()
    for thread in threads:
        thread.join()
    assert sorted(int(name) for name in Version.objects.values_list("name", flat=True)) == list(range(120))
    assert not Heartbeat.objects.exists(), "who leaves in order takes the heartbeat along"


def test_a_worker_beats_while_it_lives():
    one = worker.Worker()
    one.look_at_queue()
    assert Heartbeat.objects.get().name == one.name


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_a_lost_database(monkeypatch):
    one = worker.Worker()
    tries = []

    def once():
        tries.append(1)
        if len(tries) == 3:
            one.stop.set()
            return 1
        raise DatabaseError("away")

    monkeypatch.setattr(one, "look_at_queue", once)
    monkeypatch.setattr(one, "look_at_jobs", lambda: 0)
    monkeypatch.setattr(one.stop, "wait", lambda seconds: None)
    one.run()
    assert len(tries) == 3


def test_deliveries_that_were_written_a_day_ahead_come_back(time_machine):
    time_machine.move_to("2026-03-03T08:00:00Z", tick=False)
    happen(1)
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    one = worker.Worker()
    assert one.look_at_queue() == 0
    assert one.look_at_queue() > 0
