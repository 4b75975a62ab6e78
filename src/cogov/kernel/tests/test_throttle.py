"""Token buckets: what is granted, for whom, how long to wait, and what is stored."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory

from cogov.kernel.clock import now
from cogov.kernel.errors import TooMany
from cogov.kernel.models import Bucket
from cogov.kernel.throttle import Rate, caller, refill, sweep, take, taken

FIVE = Rate("five", amount=5, seconds=50)


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.mark.django_db
def test_a_full_bucket_grants_its_amount_and_then_says_how_long_to_wait(clock):
    assert [taken(FIVE, "a") for _ in range(7)] == [0, 0, 0, 0, 0, 10, 10]


@pytest.mark.django_db
def test_requests_come_back_drop_by_drop(clock):
    for _ in range(5):
        take(FIVE, "a")
    clock.shift(timedelta(seconds=9))
    assert taken(FIVE, "a") == 1
    clock.shift(timedelta(seconds=1))
    assert [taken(FIVE, "a"), taken(FIVE, "a")] == [0, 10]


@pytest.mark.django_db
def test_a_refused_request_costs_nothing(clock):
    for _ in range(50):
        taken(FIVE, "a")
    clock.shift(timedelta(seconds=50))
    assert [taken(FIVE, "a") for _ in range(6)] == [0, 0, 0, 0, 0, 10]


@pytest.mark.django_db
def test_callers_and_rates_do_not_share_a_bucket(clock):
    for _ in range(5):
        take(FIVE, "a", 1)
    assert taken(FIVE, "a", 2) == 0
    assert taken(Rate("other", amount=5, seconds=50), "a", 1) == 0
    assert taken(FIVE, "a", 1) > 0


@pytest.mark.django_db
def test_more_than_a_bucket_holds_is_never_granted(clock):
    assert taken(FIVE, "a", cost=6) > 0
    assert taken(FIVE, "b", cost=5) == 0


@pytest.mark.django_db
def test_too_many_carries_the_seconds_and_the_sentence_of_the_rate(clock):
    strict = Rate("strict", amount=1, seconds=60, sentence="One a minute.")
    take(strict, "a")
    with pytest.raises(TooMany) as refusal:
        take(strict, "a")
    assert refusal.value.retry_after == 60
    assert str(refusal.value) == "One a minute."


@pytest.mark.django_db
def test_one_statement_each(django_assert_num_queries):
    with django_assert_num_queries(1):
        taken(FIVE, "a")
    with django_assert_num_queries(1):
        taken(FIVE, "a")


@pytest.mark.django_db
def test_nothing_stored_tells_who_called():
    taken(FIVE, "203.0.113.9", "someone@example.org")
    stored = " ".join(map(str, Bucket.objects.values_list()))
    assert "203.0.113.9" not in stored
    assert "example" not in stored


@pytest.mark.django_db
def test_refill_and_sweep(clock):
    for _ in range(5):
        taken(FIVE, "a")
    refill(FIVE, "a")
    assert taken(FIVE, "a") == 0
    assert sweep() == 0
    clock.shift(timedelta(seconds=11))
    assert sweep() == 1
    assert not Bucket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_threads_together_get_no_more_than_one_alone():
    granted = []

    def work():
        granted.extend(taken(FIVE, "crowd") == 0 for _ in range(10))
        connection.close()

    with time_machine.travel(now(), tick=False):
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(granted) == 5


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.9", "", 0, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", 0, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "", 0, "203.0.113.9"),
        ("", "", 0, ""),
        ("not an address", "", 0, ""),
    ],
)
def test_the_caller_is_what_the_outermost_trusted_proxy_saw(settings, remote, forwarded, proxies, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert caller(request) == expected


@pytest.mark.django_db
def test_a_clock_that_was_a_day_ahead_locks_nobody_out(clock):
    clock.shift(timedelta(days=1))
    for _ in range(5):
        take(FIVE, "a")
    assert taken(FIVE, "a") > 0
    clock.shift(timedelta(days=-1))
    assert [taken(FIVE, "a") for _ in range(6)] == [0, 0, 0, 0, 0, 10]
