"""Suspicions hold points; a person decides with a reason; the resident may object once, to another person."""

from datetime import timedelta

import pytest

from cogov.contexts.media import facade as media
from cogov.contexts.reports import facade as reports
from cogov.contexts.rewards import actions, balances, suspicions
from cogov.contexts.rewards.actions.earning import checked
from cogov.contexts.rewards.models import Earning, Kind, Pool, Print, Suspicion
from cogov.contexts.rewards.tests.test_earning import all_hold, case, purse
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.geo import cell
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db
SPOT = cell(30.0, 120.0, 12)


def kinds():
    return list(Suspicion.objects.order_by("pk").values_list("kind", flat=True))


def suspected(world, times=4) -> Suspicion:
    """The resident was first on one spot again and again; the last case is checked and held."""
    for subject in range(1, times + 1):
        actions.earn(case(world, subject=subject, cell=SPOT, categories=("lamp",)))
    checked("reports.report", times, at=case(world).at, good=True)
    return Suspicion.objects.get()


def decided(world, **more) -> Suspicion:
    row = suspected(world)
    take(row, world, **more)
    return row


def take(row, world, who="supervisor", reason="四次都是同一地点"):
    actions.take(row.pk, reason=reason, revision=row.journal_seq, by=world.actor(who))
    row.refresh_from_db()


# What looks wrong


def test_points_under_suspicion_wait_and_others_do_not(world, rules):
    suspected(world)
    assert kinds() == ["split"] or kinds() == ["same_spot"]
    assert purse(world) == balances.Purse(free=0, held=0, waiting=40)
    checked("reports.report", 1, at=case(world).at, good=True)
    assert purse(world) == balances.Purse(free=10, held=0, waiting=30)


def test_the_same_spot_over_weeks_is_a_sign_and_three_times_is_none(world, rules):
    for week in range(4):
        at = case(world).at - timedelta(days=7 * (4 - week))
        assert kinds() == []
        row = case(world, subject=week, cell=SPOT, categories=("lamp",))
        actions.earn(type(row)(**{name: getattr(row, name) for name in row.__dataclass_fields__} | {"at": at}))
    assert kinds() == ["same_spot"]


def test_an_inspector_in_the_own_grid_and_the_family_are_a_sign(world, rules):
    inspector, relative = world.actor("inspector:street"), world.actor("neighbour")
    pool = actions.make_pool(kind="family", name="一家", by=inspector)
    actions.join_pool(code=Pool.objects.get(pk=pool).code, by=relative)
    community = world.areas["c111"]
    actions.earn(case(world, who="inspector:street", community=community))
    actions.earn(case(world, subject=2, who="neighbour", community=community))
    actions.earn(case(world, subject=3, who="neighbour", community=world.areas["c222"]))
    assert kinds() == ["own_grid", "own_grid"]


def test_two_who_fix_each_others_reports_again_and_again_are_a_sign(world, rules):
    resident, neighbour = world.actor("resident").person, world.actor("neighbour").person
    actions.earn(case(world, Kind.FIXED, subject=1, other=neighbour))
    actions.earn(case(world, Kind.FIXED, subject=2, who="neighbour", other=resident))
    assert kinds() == []
    actions.earn(case(world, Kind.FIXED, subject=3, other=neighbour))
    assert kinds() == ["ring"]


def test_two_accounts_with_one_address_are_a_sign_but_not_within_a_family(world, rules):
    actions.earn(case(world, contact="digest"))
    pool = actions.make_pool(kind="family", name="一家", by=world.actor("resident"))
    actions.join_pool(code=Pool.objects.get(pk=pool).code, by=world.actor("neighbour"))
    actions.earn(case(world, subject=2, contact="digest"))
    actions.earn(case(world, subject=3, who="neighbour", contact="other"))
    assert kinds() == []
    actions.earn(case(world, subject=4, who="operator", contact="digest"))
    assert kinds() == ["shared_contact"]


def test_what_one_reports_and_fixes_alone_again_and_again_is_a_sign(world, rules):
    for subject in range(3):
        assert kinds() == []
        actions.earn(
            case(world, Kind.FIXED, subject=subject, categories=("bin",), other=world.actor("resident").person)
        )
    assert kinds() == ["own_making"]


@pytest.mark.parametrize(
    ("prints", "kind", "sign"),
    [
        ([("report", 0b1111), ("after", 0b1110)], Kind.FIXED, ["same_photo"]),
        ([("report", 0), ("after", -1)], Kind.FIXED, []),
        ([("report", 77)], Kind.ACCEPTED, ["old_photo"]),
        ([("report", 78)], Kind.ACCEPTED, []),
    ],
)
def test_a_photo_that_was_there_before_is_a_sign(world, rules, monkeypatch, prints, kind, sign):
    Print.objects.create(look=77, subject_id=999)
    monkeypatch.setattr(reports, "prints", lambda _report: prints)
    actions.earn(case(world, kind))
    assert kinds() == sign
    assert media.differing_bits(0b1111, 0b1110) == 1


def test_photos_are_remembered_once(world, monkeypatch):
    monkeypatch.setattr(reports, "prints", lambda _report: [("report", 5), ("after", 6), ("report", 5)])
    suspicions.remember_photos(1)
    suspicions.remember_photos(1)
    assert list(Print.objects.values_list("look", flat=True)) == [5]


# Who decides


def test_cleared_the_points_that_are_due_are_given(world, rules):
    row = suspected(world)
    actions.clear(row.pk, revision=row.journal_seq, by=world.actor("supervisor"))
    assert purse(world) == balances.Purse(free=10, held=0, waiting=30)
    all_hold()


def test_taken_they_go_back_for_a_reason_that_the_resident_reads(world, rules):
    row = decided(world)
    assert (row.state, row.reason) == ("taken", "四次都是同一地点")
    assert purse(world) == balances.Purse(free=0, held=0, waiting=30)
    assert Earning.objects.get(subject_id=4).state == Earning.State.TAKEN
    all_hold()
    assert [one for one in Verification().findings() if one.subject_type.startswith(("rewards", "ledger"))] == []


def test_nothing_is_taken_without_a_reason(world, rules):
    row = suspected(world)
    with pytest.raises(Invalid):
        take(row, world, reason="  ")
    assert purse(world).waiting == 40


@pytest.mark.parametrize("who", ["resident", "reviewer", "admin", "auditor", "handler:lamps", "inspector"])
def test_nobody_else_decides(world, rules, who):
    row = suspected(world)
    with pytest.raises((Forbidden, Missing)):
        take(row, world, who)


def test_nobody_decides_about_themselves(world, rules):
    for subject in range(4):
        actions.earn(case(world, subject=subject, who="supervisor", cell=SPOT, categories=("lamp",)))
    with pytest.raises(Forbidden):
        take(Suspicion.objects.get(), world)


def test_two_who_decide_at_once_notice_each_other(world, rules):
    row = suspected(world)
    take(Suspicion.objects.get(pk=row.pk), world)
    with pytest.raises(Conflict):
        actions.clear(row.pk, revision=row.journal_seq, by=world.actor("supervisor:lamps"))


def test_an_appeal_goes_to_another_person_who_may_give_the_points(world, rules):
    row = decided(world)
    actions.appeal(row.pk, text="灯真的坏了四次", by=world.actor("resident"))
    row.refresh_from_db()
    with pytest.raises(Forbidden):
        actions.decide_appeal(row.pk, give=True, reason="是", revision=row.journal_seq, by=world.actor("supervisor"))
    second = world.actor("supervisor:lamps")
    actions.decide_appeal(row.pk, give=True, reason="维修记录属实", revision=row.journal_seq, by=second)
    assert purse(world) == balances.Purse(free=10, held=0, waiting=30)
    all_hold()


def test_an_appeal_that_fails_ends_it(world, rules):
    row = decided(world)
    actions.appeal(row.pk, text="不对", by=world.actor("resident"))
    row.refresh_from_db()
    second = world.actor("supervisor:lamps")
    actions.decide_appeal(row.pk, give=False, reason="照片相同", revision=row.journal_seq, by=second)
    with pytest.raises(Conflict):
        actions.appeal(row.pk, text="再来", by=world.actor("resident"))
    assert purse(world).free == 0


def test_only_the_one_concerned_may_object(world, rules):
    row = decided(world)
    with pytest.raises(Missing):
        actions.appeal(row.pk, text="不对", by=world.actor("neighbour"))


def test_what_falls_while_it_is_held_cannot_be_given_later(world, rules):
    row = suspected(world)
    actions.fail("reports.report", 4)
    actions.clear(row.pk, revision=row.journal_seq, by=world.actor("supervisor"))
    assert purse(world).free == 0
    all_hold()
