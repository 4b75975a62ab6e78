"""Compiled queries find what the ORM finds, whatever they are filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from cogov.kernel.compiled import Compiled
from cogov.kernel.models import Answer, Delivery

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def answers() -> list[Answer]:
    rows = [
        Answer(scope=f"scope-{n % 3}", key=f"k'{n}%s", fingerprint="", result={"n": n}, at=START + n * HOUR)
        for n in range(12)
    ]
    return Answer.objects.bulk_create(rows)


def asked(run: Callable[[], Any]) -> tuple[list[Any], list[str]]:
    with CaptureQueriesContext(connection) as seen:
        found = list(run())
    return found, [query["sql"] for query in seen]


def test_the_same_question_with_the_same_answer_as_of_the_orm(answers: list[Answer]) -> None:
    def shape(scope: Any, after: Any) -> Any:
        return Answer.objects.filter(scope=scope, at__gt=after).order_by("-at", "pk")[:3]

    compiled = Compiled(shape, str, datetime)
    for scope in ("scope-1", "scope-2", "scope-1", "", "' OR 1=1 --"):
        for after in (START, START + 4 * HOUR, START + timedelta(microseconds=1)):
            assert asked(lambda: compiled(scope, after)) == asked(lambda: shape(scope, after))  # noqa: B023


@pytest.mark.parametrize("count", [1, 2, 12])
def test_a_list_of_any_length_stands_beside_other_values(answers: list[Answer], count: int) -> None:
    compiled = Compiled(
        lambda scope, ids, key: Answer.objects.filter(scope=scope, pk__in=ids).exclude(key=key).order_by("pk"),
        str, list, str,
    )  # fmt: skip
    ids = [one.pk for one in answers[:count]]
    expected = [one for one in answers[:count] if one.scope == "scope-0" and one.key != "k'3%s"]
    assert compiled("scope-0", ids, "k'3%s") == expected
    assert compiled("scope-0", [*ids, *ids], "k'3%s") == expected


def test_rows_are_of_the_kind_that_the_shape_asks_for(answers: list[Answer]) -> None:
    first = answers[0]
    shape = Answer.objects.order_by("pk")
    assert Compiled(lambda key: shape.filter(pk=key).values_list("scope", "at"), int)(first.pk) == [("scope-0", START)]
    assert Compiled(lambda key: shape.filter(pk=key).values_list("result", flat=True), int)(first.pk) == [{"n": 0}]
    assert Compiled(lambda key: shape.filter(pk=key).values("key"), int)(first.pk) == [{"key": "k'0%s"}]
    assert Compiled(lambda key: shape.filter(pk=key), int).first(first.pk) == first
    assert Compiled(lambda key: shape.filter(pk=key), int).first(first.pk + 100_000) is None


def test_where_nothing_can_be_found_nothing_is_asked(answers: list[Answer]) -> None:
    by_id = Compiled(lambda key: Answer.objects.filter(pk=key), int)
    among = Compiled(lambda keys: Answer.objects.filter(pk__in=keys), list)
    never = Compiled(lambda key: Answer.objects.filter(pk=key, scope__in=[]), int)
    assert by_id(answers[0].pk)  # written now; looking at the columns is no question
    for run in (lambda: by_id(2**63), lambda: by_id(-(2**200)), lambda: among([]), lambda: never(1)):
        assert asked(run) == ([], [])
    assert by_id(2**63 - 1) == []


@settings(max_examples=30, deadline=None)
@given(key=st.integers())
def test_any_whole_number_is_an_answer_and_never_an_error(key: int) -> None:
    compiled = Compiled(lambda key: Answer.objects.filter(pk=key), int)
    assert compiled(key) == list(Answer.objects.filter(pk=key))


def test_a_value_that_no_column_is_compared_with_is_an_error_of_the_shape() -> None:
    with pytest.raises(ValueError, match="no column"):
        Compiled(lambda _key: Answer.objects.all(), int)(1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one size of number")
def test_a_small_column_is_refused_for_large_numbers_would_be_an_error() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        Compiled(lambda number: Delivery.objects.filter(attempts=number), int)(1)
