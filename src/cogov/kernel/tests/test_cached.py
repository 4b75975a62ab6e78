"""Small tables in memory: fresh where they changed, and not read when they did not."""

import pytest
from django.db import transaction

from cogov.kernel.cached import Snapshot
from cogov.kernel.models import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    """A snapshot of a list, and the list."""
    rows, reads = ["a"], []

    def load():
        reads.append(1)
        return list(rows)

    snapshot = Snapshot("test.table", load)
    yield snapshot, rows, reads
    Snapshot.all.remove(snapshot)


def test_it_is_read_once(table, django_assert_num_queries):
    snapshot, _, reads = table
    assert snapshot.get() == ["a"]
    with django_assert_num_queries(0):
        assert snapshot.get() == ["a"]
    assert len(reads) == 1


def test_a_change_here_is_seen_at_once(table):
    snapshot, rows, _ = table
    snapshot.get()
    with transaction.atomic():
        rows.append("b")
        snapshot.changed()
        assert snapshot.get() == ["a", "b"]
    assert snapshot.get() == ["a", "b"]


def test_a_change_elsewhere_is_seen_when_it_is_looked_for(table, settings):
    snapshot, rows, reads = table
    snapshot.get()
    rows.append("b")
    Version.objects.update_or_create(name="test.table", defaults={"number": 5})
    assert snapshot.get() == ["a"], "not looked for yet"
    settings.SNAPSHOT_SECONDS = 0
    assert snapshot.get() == ["a", "b"]
    assert snapshot.get() == ["a", "b"]
    assert len(reads) == 2, "looking is not reading"
