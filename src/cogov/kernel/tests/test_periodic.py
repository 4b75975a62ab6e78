"""Jobs come round, each by one worker at a time."""

from datetime import timedelta

import pytest

from cogov.kernel import periodic
from cogov.kernel.models import Periodic

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch):
    """Only one job exists; the list grows by each run."""
    done = []
    job = periodic.Job("test.job", timedelta(seconds=60), lambda: done.append(1))
    monkeypatch.setattr(periodic, "jobs", {job.name: job})
    return done


def test_a_job_runs_at_once_and_then_when_it_is_due(runs, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    assert periodic.run_due() == ["test.job"]
    assert periodic.run_due() == []
    time_machine.shift(timedelta(seconds=60))
    assert periodic.run_due() == ["test.job"]
    assert len(runs) == 2


def test_a_job_missed_for_a_week_runs_once(runs, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    periodic.run_due()
    time_machine.shift(timedelta(days=7))
    assert periodic.run_due() + periodic.run_due() == ["test.job"]


def test_only_one_of_two_workers_claims_a_job(runs):
    periodic.run_due()
    job = periodic.jobs["test.job"]
    due = Periodic.objects.get().due_at
    assert [periodic._claim(job, due), periodic._claim(job, due)] == [True, False]


def test_a_failed_job_keeps_its_error_until_it_ends_well(monkeypatch, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    job = periodic.Job("test.bad", timedelta(seconds=60), lambda: 1 / 0)
    monkeypatch.setattr(periodic, "jobs", {job.name: job})
    assert periodic.run_due() == ["test.bad"]
    assert Periodic.objects.get().error == "ZeroDivisionError: division by zero"
    monkeypatch.setattr(periodic, "jobs", {job.name: periodic.Job(job.name, job.every, lambda: None)})
    time_machine.shift(timedelta(seconds=60))
    periodic.run_due()
    assert Periodic.objects.get().error == ""


def test_two_jobs_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(periodic, "jobs", {})

    def again():
        pass

    periodic.periodic(seconds=1)(again)
    with pytest.raises(ValueError, match="registered twice"):
        periodic.periodic(seconds=1)(again)


def test_a_job_that_did_a_part_of_its_work_comes_back_at_once_after_the_others(monkeypatch, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    left = [True, True, False]
    found = [
        periodic.Job("test.long", timedelta(hours=1), lambda: left.pop(0)),
        periodic.Job("test.short", timedelta(seconds=5), lambda: None),
    ]
    monkeypatch.setattr(periodic, "jobs", {job.name: job for job in found})
    assert periodic.run_due() == ["test.long", "test.short"]
    time_machine.shift(timedelta(seconds=5))
    assert periodic.run_due() == ["test.long", "test.short"]
    assert periodic.run_due() == ["test.long"]
    assert periodic.run_due() == []


def test_a_clock_that_was_a_day_ahead_silences_no_job(runs, time_machine):
    time_machine.move_to("2026-03-03T08:00:00Z", tick=False)
    periodic.run_due()
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    assert periodic.run_due() == ["test.job"]
    assert periodic.run_due() == []


def test_a_worker_whose_clock_is_a_second_behind_runs_no_job_twice(runs, time_machine):
    time_machine.move_to("2026-03-02T08:00:01Z", tick=False)
    periodic.run_due()
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    assert periodic.run_due() == []


def daily(monkeypatch, run):
    job = periodic.Job("test.daily", timedelta(days=1), run)
    monkeypatch.setattr(periodic, "jobs", {job.name: job})


def test_a_daily_job_that_failed_is_tried_again_soon(monkeypatch, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    daily(monkeypatch, lambda: 1 / 0)
    periodic.run_due()
    time_machine.shift(periodic.RETRY)
    assert periodic.run_due() == ["test.daily"]


def test_a_daily_job_whose_worker_died_in_it_comes_back_within_the_hour(monkeypatch, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)

    def die():
        raise SystemExit

    daily(monkeypatch, die)
    with pytest.raises(SystemExit):
        periodic.run_due()
    daily(monkeypatch, lambda: None)
    assert periodic.run_due() == []
    time_machine.shift(periodic.CLAIM)
    assert periodic.run_due() == ["test.daily"]
    time_machine.shift(periodic.CLAIM)
    assert periodic.run_due() == []


def test_a_clock_set_forward_is_in_doubt_until_it_is_set_back_or_some_time_has_passed(monkeypatch):
    apart, steady = [0.0], [1000.0]
    monkeypatch.setattr(periodic.clock.Watch, "_look", staticmethod(lambda: apart[0]))
    monkeypatch.setattr(periodic.clock, "steady", lambda: steady[0])
    doubt = periodic.Doubt()
    apart[0] = 30.0
    assert not doubt.look(), "NTP and a leap second are no jump"
    apart[0] = 86_400.0
    assert doubt.look()
    assert Periodic.objects.get(name=periodic.CLOCK).error == "+86400"
    apart[0] = 0.0
    assert not doubt.look()
    apart[0] = 86_400.0
    assert doubt.look()
    steady[0] += periodic.DOUBT.total_seconds()
    assert not doubt.look(), "a clock that stays so is believed"
