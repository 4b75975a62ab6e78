"""A trial weighs the past as the handlers did, and a draft beside today's rules."""

from dataclasses import asdict

import pytest

from cogov.contexts.reports import actions as reports
from cogov.contexts.reports.models import Outcome
from cogov.contexts.reports.schemas import Said
from cogov.contexts.rewards import actions, balances, simulation
from cogov.contexts.rewards.models import Earning, Kind, Rule, Trial
from cogov.contexts.rewards.tests.conftest import a_rule
from cogov.contexts.rewards.tests.test_earning import case
from cogov.contexts.rewards.weighing import in_force
from cogov.kernel.errors import Conflict
from cogov.kernel.worker import drain

pytestmark = pytest.mark.django_db


def lived(world, who="resident", ending="confirm"):
    """A report from filing to its end."""
    report = world.file(by=world.actor(who)).pk
    handler = world.actor("handler:lamps")
    reports.accept(report=report, by=world.actor("reviewer"))
    if ending == "withdraw":
        reports.withdraw(report=report, by=world.actor(who))
        return
    reports.start(report=report, by=handler)
    reports.resolve(report=report, outcome=Outcome.FIXED, text=Said(zh="修好了"), by=handler)
    if ending == "confirm":
        reports.confirm(report=report, by=world.actor(who))


@pytest.fixture
def _months(world, rules):
    lived(world)
    lived(world)
    lived(world, who="neighbour")
    lived(world, ending="withdraw")
    lived(world, ending="resolve")
    drain()


@pytest.mark.usefixtures("_months")
def test_todays_rules_give_in_a_trial_what_they_gave(world):
    found = simulation.compare(a_rule(Kind.USEFUL, 40, on=False, code="points-for-useful"), months=1)
    given = sum(balances.purse(world.actor(who).person).free for who in ("resident", "neighbour"))
    waiting = sum(balances.purse(world.actor(who).person).waiting for who in ("resident", "neighbour"))
    assert (found["today"]["points"], found["today"]["waiting"]) == (given, waiting) == (150, 10)
    assert found["today"]["people"] == 2
    assert found["today"]["fallen"] == 10
    assert found["draft"] == found["today"]


@pytest.mark.usefixtures("_months")
def test_a_draft_is_weighed_beside_them_and_nothing_is_given(world):
    before = Earning.objects.count()
    draft = a_rule(Kind.USEFUL, 100, on=False, code="points-for-useful", caps={"person_month": 150})
    found = simulation.compare(draft, months=1)
    assert found["draft"]["points"] - found["today"]["points"] == (150 + 100) - 3 * 40
    assert found["draft"]["capped"] == 1
    assert found["draft"]["most"] == 170
    assert found["draft"]["groups"] == [(1, 0), (50, 0), (100, 2), (200, 0), (500, 0), (1000, 0)]
    assert Earning.objects.count() == before


@pytest.mark.usefixtures("_months")
def test_a_trial_is_counted_by_the_worker_and_kept(world):
    draft = a_rule(Kind.USEFUL, 100, on=False, code="points-for-useful")
    actions.try_rule(draft.pk, months=1, by=world.actor("admin"))
    drain()
    trial = Trial.objects.get()
    assert trial.state == Trial.State.DONE
    assert trial.result["draft"]["points"] == 330
    simulation.run(trial.pk)
    assert trial.done == trial.total


def test_a_trial_that_fails_says_so(world, monkeypatch, caplog):
    actions.try_rule(a_rule(on=False).pk, months=1, by=world.actor("admin"))

    def breaks(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(simulation, "compare", breaks)
    drain()
    assert Trial.objects.get().state == Trial.State.FAILED
    assert "trial" in caplog.text


def test_a_tally_forgets_old_cases_and_past_ceilings(world):
    a_rule(points=10, caps={"person_day": 15})
    tally = simulation.Tally(in_force.get())
    first = case(world)
    tally.earn(first)
    later = type(first)(**asdict(first) | {"subject_id": 2, "at": first.at + simulation.REMEMBERED * 2})
    tally.earn(later)
    assert len(tally._cases) == 1
    assert len(tally._used) == 1
    assert tally.close().waiting == 20


def test_what_was_switched_on_never_changes(world):
    rule = a_rule()
    data = actions.RuleData(kind="accepted", name_zh="a", name_en="b", points=99, since=rule.since)
    with pytest.raises(Conflict, match="规则"):
        actions.change_rule(rule.pk, data, revision=rule.journal_seq, by=world.actor("admin"))
    assert Rule.objects.get().points == 10
