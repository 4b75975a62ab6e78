"""The doctor finds what is wrong; each check is shown to fail once."""

from datetime import timedelta

import pytest
from django.db import connection

from cogov.config import health
from cogov.config.health import Level
from cogov.kernel import guards
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery, Heartbeat, Periodic
from cogov.kernel.tests.samples import START, make_thing

pytestmark = pytest.mark.django_db


def levels(name):
    return [finding.level for finding in health.examine() if finding.check == name]


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.SECRET_KEY = "x" * 50


def test_every_check_has_a_title():
    assert set(health.TITLES) == set(health._checks)


def test_a_full_disk(monkeypatch):
    monkeypatch.setattr(health, "DISK", 2**62)
    assert levels("data_folder") == [Level.BAD]


def test_a_folder_that_cannot_be_written(settings, tmp_path):
    settings.DATA = tmp_path / "none"
    assert levels("data_folder") == [Level.BAD]


def test_a_secret_that_others_can_read(settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "secret.key").touch(0o644)
    assert levels("secret") == [Level.BAD]
    (tmp_path / "secret.key").chmod(0o600)
    assert levels("secret") == [Level.OK]


def test_missing_guards():
    guards.remove(connection)
    assert levels("database") == [Level.BAD] * len(guards.IMMUTABLE) * len(guards.ACTIONS)
    guards.install(connection)
    assert levels("database") == [Level.OK]


def test_a_database_that_does_not_wait_for_the_disk():
    """The tests themselves run on such a one."""
    assert Level.BAD in levels("database_settings")


def test_a_clock_that_was_set_back(time_machine):
    make_thing("a")
    time_machine.move_to(START - timedelta(days=1))
    assert Level.BAD in levels("clock")


def test_no_worker_and_a_worker():
    assert levels("worker") == [Level.WARNING]
    Heartbeat.objects.create(name="here:1:1", started_at=now(), at=now())
    assert levels("worker") == [Level.OK]
    Heartbeat.objects.update(at=now() - timedelta(minutes=5))
    assert levels("worker") == [Level.WARNING]


def test_a_job_that_failed():
    Heartbeat.objects.create(name="here:1:1", started_at=now(), at=now())
    Periodic.objects.create(name="x.y", due_at=now(), error="ValueError: no")
    assert levels("worker") == [Level.WARNING]


def test_deliveries_that_were_given_up_or_wait_too_long():
    from cogov.kernel.models import Entry

    make_thing("a", renames=1)
    dead, late = Entry.objects.all()
    Delivery.objects.create(entry=dead, handler="x", due_at=now(), dead_at=now())
    Delivery.objects.create(entry=late, handler="x", due_at=now() - timedelta(hours=1))
    assert levels("queue") == [Level.WARNING, Level.WARNING]


def test_letters_without_a_mail_server(monkeypatch, settings):
    settings.DEMO = False
    assert levels("mail") == [Level.WARNING]
    monkeypatch.setenv("EMAIL_URL", "smtp://127.0.0.1:1")
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert levels("mail") == [Level.BAD]


def test_entries_that_no_checkpoint_covers(time_machine):
    make_thing("a")
    time_machine.move_to(START + timedelta(hours=3))
    assert levels("journal") == [Level.WARNING]


def test_no_backup_for_days(settings, tmp_path):
    settings.DATA = tmp_path
    settings.DEMO = False
    assert levels("backups") == [Level.WARNING]
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "a.tar").touch()
    assert levels("backups") == [Level.OK]


def test_staff_without_a_second_factor():
    from cogov.contexts.accounts.tests import factories as people
    from cogov.contexts.bodies.tests.factories import MembershipFactory

    MembershipFactory(person=people.staff(factor=True))
    assert levels("second_factor") == [Level.OK]
    MembershipFactory(person=people.staff(factor=False))
    assert levels("second_factor") == [Level.WARNING]


def test_a_demo_in_public_view(settings):
    settings.DEMO = True
    assert levels("public_address") == [Level.WARNING]


def test_a_database_that_is_away_is_told_and_the_rest_is_still_examined(monkeypatch):
    from django.db import OperationalError

    def gone():
        raise OperationalError("gone")

    monkeypatch.setitem(health._checks, "queue", gone)
    found = {finding.check: finding for finding in health.examine()}
    assert (found["queue"].level, found["queue"].told) == (Level.BAD, "gone")
    assert "backups" in found
