"""Subscriptions that end leave a journal that still verifies."""

from __future__ import annotations

import pytest

from cogov.contexts.accounts.tests import factories as people
from cogov.contexts.desk import personal
from cogov.contexts.desk.actions import end, subscribe
from cogov.contexts.desk.models import Subscription
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.models import Entry
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db


def asked(email: str) -> Subscription:
    subscribe(email=email, by=Actor(), language="en", category="")
    return Subscription.objects.get(email=email)


def findings() -> list[str]:
    return [str(one) for one in Verification().findings() if one.subject_type == "desk.subscription"]


def test_one_that_was_ended_is_told_in_the_journal() -> None:
    end(asked("fan@example.org"), by=SYSTEM)
    assert not Subscription.objects.exists()
    assert list(Entry.objects.filter(subject_type="desk.subscription").values_list("kind", flat=True)) == [
        "desk.subscribed",
        "desk.ended",
    ]
    assert findings() == []


def test_one_that_went_with_its_person_is_told_in_the_journal() -> None:
    person = people.resident(email="fan@example.org")
    asked("fan@example.org")
    personal.erase(person.pk, SYSTEM)
    assert not Subscription.objects.exists()
    assert findings() == []


def test_one_deleted_past_the_journal_is_found() -> None:
    asked("fan@example.org").delete()
    assert len(findings()) == 1
