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
