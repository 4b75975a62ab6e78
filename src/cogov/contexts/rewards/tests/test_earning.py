"""Reports earn points, which wait for the check, are given once, and fall away when it turns out otherwise."""

from datetime import timedelta

import pytest
import time_machine

from cogov.contexts.reports import actions as reports
from cogov.contexts.reports.models import Outcome
from cogov.contexts.reports.schemas import Said
from cogov.contexts.rewards import actions, balances
from cogov.contexts.rewards.actions.earning import checked
from cogov.contexts.rewards.models import Earning, Kind
from cogov.contexts.rewards.tests.conftest import a_rule
from cogov.contexts.rewards.weighing import Case
from cogov.kernel import ledger
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery
from cogov.kernel.worker import drain

pytestmark = pytest.mark.django_db


def purse(world, who="resident"):
    return balances.purse(world.actor(who).person)


def case(world, kind=Kind.ACCEPTED, subject=1, who="resident", **more):
    return Case(kind, world.actor(who).person, "reports.report", subject, now(), **more)


def all_hold():
    assert ledger.verify() == []
    assert set(ledger.sums().values()) == {0}


def test_an_accepted_report_waits_for_the_check(world, rules):
    report = world.file()
    reports.accept(report=report.pk, by=world.actor("reviewer"))
    drain()
    assert purse(world) == balances.Purse(free=0, held=0, waiting=10)
    all_hold()


def test_nothing_is_earned_while_no_rule_is_in_force(world):
    actions.earn(case(world))
    assert not Earning.objects.exists()
    assert purse(world) == balances.Purse(0, 0, 0)


def test_the_same_case_earns_once(world, rules):
    assert len(actions.earn(case(world))) == 1
    assert actions.earn(case(world)) == []
    assert purse(world).waiting == 10


def test_an_event_delivered_twice_earns_once(world, rules):
    report = world.file()
    reports.accept(report=report.pk, by=world.actor("reviewer"))
    rows = list(Delivery.objects.filter(handler__contains="rewards"))
    drain()
    Delivery.objects.bulk_create([Delivery(entry=row.entry, handler=row.handler, due_at=row.due_at) for row in rows])
    drain()
    assert purse(world).waiting == 10


def test_checked_it_is_given(world, rules):
    actions.earn(case(world))
    checked("reports.report", 1, at=now(), good=True)
    assert purse(world) == balances.Purse(free=10, held=0, waiting=0)
    checked("reports.report", 1, at=now(), good=True)
    assert purse(world).free == 10
    all_hold()


def test_a_repair_that_was_none_gives_nothing_to_the_repairer_but_to_the_reporter(world, rules):
    actions.earn(case(world))
    actions.earn(case(world, Kind.FIXED, who="neighbour"))
    checked("reports.report", 1, at=now(), good=False)
    assert purse(world).free == 10
    assert purse(world, "neighbour") == balances.Purse(0, 0, 0)
    all_hold()


def test_what_failed_falls_away(world, rules):
    actions.earn(case(world))
    actions.fail("reports.report", 1)
    actions.fail("reports.report", 1)
    assert purse(world) == balances.Purse(0, 0, 0)
    assert Earning.objects.get().state == Earning.State.FALLEN
    all_hold()


def test_of_points_already_given_as_much_goes_back_as_is_still_there(world, rules):
    actions.earn(case(world, Kind.FIXED))
    checked("reports.report", 1, at=now(), good=True)
    person = world.actor("resident").person
    spent = [ledger.Line(balances.of_person(person), -45), ledger.Line(balances.issued(), 45)]
    ledger.post(key="spent", lines=spent, why="test", by=world.actor("resident"))
    actions.fail("reports.report", 1, kinds=[Kind.FIXED])
    assert purse(world) == balances.Purse(0, 0, 0)
    all_hold()


def test_what_fell_away_is_earned_again_when_it_lasts(world, rules):
    for _ in range(2):
        actions.earn(case(world, Kind.USEFUL))
        actions.earn(case(world, Kind.USEFUL))
        checked("reports.report", 1, at=now(), good=True)
        assert purse(world).free == 40
        actions.fail("reports.report", 1, kinds=[Kind.USEFUL])
        assert purse(world).free == 0
    all_hold()


def test_points_with_days_to_wait_are_given_after_them(world):
    a_rule(Kind.USEFUL, 40, wait_days=7)
    actions.earn(case(world, Kind.USEFUL))
    checked("reports.report", 1, at=now(), good=True)
    assert actions.vest_due() == 0
    with time_machine.travel(now() + timedelta(days=8)):
        assert actions.vest_due() == 1
        assert actions.vest_due() == 0
    assert purse(world).free == 40


def test_a_survey_is_given_at_once(world, rules):
    actions.earn(case(world, Kind.SURVEY, verified=True))
    assert purse(world).free == 5


def test_the_nearest_rule_counts_and_a_campaign_comes_on_top(world, rules):
    area = world.areas["c1"]
    a_rule(Kind.ACCEPTED, 30, category="lamp")
    a_rule(Kind.ACCEPTED, 7, campaign=True, area=area)
    inside = case(world, categories=("lamp", "light"), areas=(area,), difficulty="hard")
    actions.earn(inside)
    assert sorted(Earning.objects.values_list("points", flat=True)) == [10, 45]
    outside = case(world, subject=2, categories=("road",))
    actions.earn(outside)
    assert Earning.objects.get(subject_id=2).points == 10


@pytest.mark.parametrize(
    ("caps", "more", "name"),
    [
        ({"person_day": 25}, {}, "person_day"),
        ({"person_month": 25}, {}, "person_month"),
        ({"device_day": 25}, {"device": "abc"}, "device_day"),
        ({"device_month": 25}, {"device": "abc"}, "device_month"),
    ],
)
def test_a_ceiling_cuts_and_says_so(world, caps, more, name):
    a_rule(points=10, caps=caps)
    for subject in range(4):
        actions.earn(case(world, subject=subject, **more))
    found = Earning.objects.order_by("pk").values_list("points", "cut", "state")
    assert list(found) == [(10, "", "waiting"), (10, "", "waiting"), (5, name, "waiting"), (0, name, "none")]
    assert purse(world).waiting == 25


def test_a_place_has_a_ceiling_over_all_people(world):
    a_rule(points=10, caps={"place_day": 15})
    community = world.areas["c111"]
    actions.earn(case(world, community=community))
    actions.earn(case(world, subject=2, who="neighbour", community=community))
    assert purse(world, "neighbour").waiting == 5


def test_a_family_has_a_ceiling_together(world):
    a_rule(points=10, caps={"household_day": 15})
    pool = actions.make_pool(kind="family", name="一家", by=world.actor("resident"))
    actions.join_pool(code=code_of(pool), by=world.actor("neighbour"))
    actions.earn(case(world))
    actions.earn(case(world, subject=2, who="neighbour"))
    assert purse(world, "neighbour").waiting == 5


def code_of(pool):
    from cogov.contexts.rewards.models import Pool

    return Pool.objects.get(pk=pool).code


def test_a_budget_is_never_passed(world):
    a_rule(points=10, budget=25)
    for subject in range(4):
        actions.earn(case(world, subject=subject))
    assert purse(world).waiting == 25
    assert Earning.objects.filter(state="none", cut="budget").count() == 1


def test_a_ceiling_of_yesterday_does_not_count_today(world):
    a_rule(points=10, caps={"person_day": 10})
    with time_machine.travel(now() - timedelta(days=1)):
        actions.earn(case(world))
    actions.earn(case(world, subject=2))
    assert purse(world).waiting == 20


def test_a_whole_life_of_a_report_earns_what_it_should(world, rules):
    report = world.file()
    reviewer, handler = world.actor("reviewer"), world.actor("handler:lamps")
    reports.accept(report=report.pk, by=reviewer)
    report.refresh_from_db()
    if report.body_id is None:
        reports.dispatch(report=report.pk, body=world.bodies["lamps"], by=world.actor("dispatcher"))
    reports.start(report=report.pk, by=handler)
    reports.resolve(report=report.pk, outcome=Outcome.FIXED, text=Said(zh="修好了"), by=handler)
    reports.confirm(report=report.pk, by=world.actor("resident"))
    drain()
    assert purse(world) == balances.Purse(free=50, held=0, waiting=0)
    kinds = set(Earning.objects.values_list("kind", "state"))
    assert kinds == {("accepted", "vested"), ("useful", "vested")}
    all_hold()


def test_a_withdrawn_report_gives_nothing(world, rules):
    report = world.file()
    reports.accept(report=report.pk, by=world.actor("reviewer"))
    reports.withdraw(report=report.pk, by=world.actor("resident"))
    drain()
    assert purse(world) == balances.Purse(0, 0, 0)


def test_the_first_and_the_repeat_are_rewarded_differently(world, rules):
    first, second = world.file(), world.file(by=world.actor("neighbour"))
    reports.accept(report=first.pk, by=world.actor("reviewer"))
    reports.merge(report=second.pk, into=first.pk, by=world.actor("reviewer"))
    drain()
    assert purse(world).waiting == 30
    assert purse(world, "neighbour").waiting == 2
