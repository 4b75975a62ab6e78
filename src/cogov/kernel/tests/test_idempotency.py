"""A repeated request acts once."""

import threading

import pytest
from django.db import connection

from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.idempotency import once
from cogov.kernel.models import Answer, Version

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def action(name="made"):
    Version.objects.create(name=name)
    return {"name": name}


def test_the_first_request_acts_and_a_repetition_gets_the_same_answer():
    assert once("s", KEY, {"a": 1}, action) == ({"name": "made"}, False)
    assert once("s", KEY, {"a": 1}, lambda: pytest.fail("acted twice")) == ({"name": "made"}, True)
    assert Version.objects.count() == 1


def test_the_same_key_with_another_request_is_a_conflict():
    once("s", KEY, {"a": 1}, action)
    with pytest.raises(Conflict):
        once("s", KEY, {"a": 2}, lambda: action("other"))


def test_the_same_key_in_another_scope_is_another_request():
    once("s", KEY, {}, action)
    assert once("t", KEY, {}, lambda: action("other")) == ({"name": "other"}, False)


def test_a_request_that_failed_may_be_repeated():
    def fails():
        action()
        raise Invalid("no")

    with pytest.raises(Invalid):
        once("s", KEY, {}, fails)
    assert not Version.objects.exists()
    assert once("s", KEY, {}, action) == ({"name": "made"}, False)


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with space 12345678", "ключ-ключ-ключ-ключ"])
def test_keys_that_could_meet_by_accident_are_refused(key):
    with pytest.raises(Invalid):
        once("s", key, {}, action)
    assert not Answer.objects.exists()


def test_an_answer_costs_one_query_when_repeated(django_assert_num_queries):
    once("s", KEY, {}, action)
    with django_assert_num_queries(1):
        once("s", KEY, {}, action)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_acts_and_all_get_its_answer():
    answers = []

    def work(number):
        try:
            answers.append(once("s", KEY, {"a": 1}, lambda: action(f"by{number}")))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Version.objects.count() == 1
    assert len(answers) == 6
    assert {answer["name"] for answer, _ in answers} == {Version.objects.get().name}
    assert [replayed for _, replayed in answers].count(False) == 1
