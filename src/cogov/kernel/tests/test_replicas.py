"""Where a read goes, and how a process knows how far a replica is. With real servers: tests/system/test_replicas.py."""

import math
import time
from collections import deque

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InternalError, connection, connections, transaction
from django.db.utils import load_backend

from cogov.kernel import replicas
from cogov.kernel.cached import Snapshot
from cogov.kernel.models import Version


@pytest.fixture
def written(monkeypatch):
    """What the primary's log is known to have been: (seconds ago, byte)."""

    def set_to(*samples):
        now = time.monotonic()
        monkeypatch.setattr(replicas, "_written", deque((now - ago, byte) for ago, byte in samples))

    set_to()
    return set_to


@pytest.fixture
def replica(monkeypatch):
    """One that is the test's own database, by a line that refuses to write."""
    here = connections[DEFAULT_DB_ALIAS].settings_dict
    monkeypatch.setattr(replicas, "read_only", lambda database: database)
    found = replicas.Replica(dict(here) | {"HOST": here["HOST"], "PORT": here["PORT"]})
    line = load_backend(here["ENGINE"]).DatabaseWrapper(here, DEFAULT_DB_ALIAS)
    line.inc_thread_sharing()
    monkeypatch.setattr(found, "line", lambda: line)
    yield found
    line.close()


def heard(replica, byte):
    replica.heard(byte)
    return replica


def test_a_replica_that_has_everything_is_not_behind_however_long_nothing_was_written(written, replica):
    written((500, 100), (0.1, 100))
    assert heard(replica, 100).behind == 0
    assert replica.usable


def test_it_is_as_far_behind_as_the_primary_passed_it_ago(written, replica):
    written((30, 100), (20, 200), (5, 300), (0, 400))
    assert heard(replica, 250).behind == pytest.approx(5, abs=0.5)
    assert replica.usable
    assert heard(replica, 150).behind == pytest.approx(20, abs=0.5)
    assert not replica.usable
    assert heard(replica, 50).behind == math.inf


def test_while_the_primary_is_away_what_is_known_counts(written, replica):
    written((100, 300))
    assert heard(replica, 300).usable


def test_silence_and_trouble_leave_it_out_until_it_is_heard_again(written, replica):
    heard(replica, 100).away("gone")
    assert not replica.usable
    assert heard(replica, 100).usable
    replica.heard_at -= replicas.SILENT
    assert not replica.usable


def test_a_writer_is_sent_to_a_replica_that_has_the_write(written, replica, monkeypatch):
    monkeypatch.setattr(replicas, "_all", [heard(replica, 100)])
    assert replicas.replica_for("10.0.0.1", 100) is replica
    assert replicas.replica_for("10.0.0.1", 101) is None


def test_a_reader_keeps_to_one_replica_while_it_lives(written, replica, monkeypatch):
    others = [replicas.Replica(replica.database) for _ in range(3)]
    monkeypatch.setattr(replicas, "_all", [heard(one, 100) for one in others])
    chosen = {reader: replicas.replica_for(reader, 0) for reader in map(str, range(30))}
    assert set(chosen.values()) == set(others)
    assert all(replicas.replica_for(reader, 0) is one for reader, one in chosen.items())
    others[0].away("gone")
    assert {replicas.replica_for(reader, 0) for reader in chosen} == set(others[1:])


def test_a_position_is_believed_only_with_our_signature_and_for_a_minute(time_machine):
    from django.core import signing

    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    shown = signing.TimestampSigner(salt="cogov.replicas").sign("ff")
    assert replicas.position(shown) == 255
    assert [replicas.position(one) for one in ("", "ff", "ffff" + shown[2:])] == [0, 0, 0]
    time_machine.move_to("2026-03-02T08:01:01Z", tick=False)
    assert replicas.position(shown) == 0


@pytest.mark.django_db(transaction=True)
def test_within_reading_every_way_to_the_database_goes_to_the_replica_and_primary_leads_back(replica):
    home = connections[DEFAULT_DB_ALIAS]
    with replicas.reading(replica):
        assert replicas.is_reading()
        assert connections[DEFAULT_DB_ALIAS] is replica.line()
        with connection.cursor() as cursor:
            assert cursor.connection is replica.line().connection
        assert not Version.objects.exists()
        with replicas.primary(), transaction.atomic():
            assert not replicas.is_reading()
            assert connections[DEFAULT_DB_ALIAS] is home
            Version.objects.create(name="written", number=1)
        assert connections[DEFAULT_DB_ALIAS] is replica.line()
    assert connections[DEFAULT_DB_ALIAS] is home
    assert Version.objects.filter(name="written").exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_replica_refuses_is_kept_as_its_trouble_and_default_is_the_primary_again(replica):
    home = connections[DEFAULT_DB_ALIAS]
    refused = pytest.raises(DatabaseError, match="nowhere")
    with refused, replicas.reading(replica) as stay, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    assert stay.trouble is not None
    assert not stay.lost
    assert not stay.was_a_write
    assert connections[DEFAULT_DB_ALIAS] is home


def test_a_refused_write_is_told_from_a_fault(replica):
    class Refused(Exception):
        sqlstate = "25006"

    stay = replicas.Reading(replica, replica.line(), connections[DEFAULT_DB_ALIAS])
    stay.trouble = InternalError()
    assert not stay.was_a_write
    stay.trouble.__cause__ = Refused()
    assert stay.was_a_write


@pytest.mark.django_db(transaction=True)
def test_small_tables_are_read_from_the_primary_also_by_readers_of_a_replica(replica):
    home, seen = connections[DEFAULT_DB_ALIAS], []
    snapshot = Snapshot("test.replicas", lambda: seen.append(connections[DEFAULT_DB_ALIAS] is home) or "value")
    try:
        with replicas.reading(replica):
            assert snapshot.get() == "value"
    finally:
        Snapshot.all.remove(snapshot)
    assert seen == [True]
