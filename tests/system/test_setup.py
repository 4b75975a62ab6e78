"""A new city's first day in service."""

from __future__ import annotations

import pytest

from cogov import cli
from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.models import Category
from cogov.kernel.actors import Role
from cogov.kernel.models import Entry

pytestmark = pytest.mark.django_db
WORDS = ["setup", "--zh", "云湖市", "--en", "Cloud Lake", "--code", "999900"]


def test_a_new_city_has_categories_an_office_and_two_people_and_may_be_prepared_again() -> None:
    for _ in range(2):
        assert cli.run([*WORDS, "--admin", "li@city.example", "--security", "wu@city.example"]) == 0
    office = bodies.by_code("city").id
    admin, guard = (Person.objects.get(email=email).pk for email in ("li@city.example", "wu@city.example"))
    assert bodies.members(office, Role.ADMIN) == (admin,)
    assert bodies.members(office, Role.SECURITY) == (guard,)
    assert Category.objects.filter(code="platform").exists()
    assert (
        Entry.objects.filter(kind="reports.category_set").values("subject_id").distinct().count()
        == Category.objects.count()
    )


def test_one_person_cannot_be_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*WORDS, "--admin", "li@city.example", "--security", "LI@city.example"]) == 3
    assert not Person.objects.exists()
