"""Time limits: the nearest row counts, changes keep what was promised, and the page says which row and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogov.contexts.reports import actions, policies, promises
from cogov.contexts.reports.actions.policies import Terms, end_policy, set_policy
from cogov.contexts.reports.models import Category, Policy, Report
from cogov.contexts.reports.policies import Row
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.calendars import calendars
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.limits import Unit
from cogov.kernel.models import Calendar, Clock

HOUR = timedelta(hours=1)
OFFICE = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}
KEY = "a-key-that-is-long-enough-{}"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def hours(number: float, **more: object) -> Policy:
    return set_policy(Terms("resolution", number, **more), by=SYSTEM)  # type: ignore[arg-type]


def due_hours(report: Report) -> float:
    assert report.due_at is not None
    return (report.due_at - report.filed_at) / HOUR


# Which row counts.

DIFFICULTIES, LEVELS = ("", "easy", "hard"), ("", "city", "street")
PATH = ("leaf", "group", "root")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sets(
        st.tuples(st.sampled_from((*PATH, "")), st.sampled_from(DIFFICULTIES), st.sampled_from(LEVELS)), max_size=12
    ),
    st.sampled_from(("easy", "hard")),
    st.sampled_from(("city", "street")),
)
def test_the_nearest_row_counts_as_an_oracle_that_sorts_them_all_says(
    monkeypatch: pytest.MonkeyPatch, places: set[tuple[str, str, str]], difficulty: str, level: str
) -> None:
    rows = [Row(number, "review", *place, number + 1.0, "hours") for number, place in enumerate(sorted(places))]
    table: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: (not row.difficulty, not row.level)):
        table.setdefault((row.kind, row.category), []).append(row)
    monkeypatch.setattr(policies.snapshot, "get", lambda: table)
    monkeypatch.setattr(policies, "_own", lambda _kind, _code: None)
    fitting = [row for row in rows if row.difficulty in ("", difficulty) and row.level in ("", level)]
    oracle = sorted(fitting, key=lambda row: ((*PATH, "").index(row.category), row.difficulty == "", row.level == ""))
    found = list(policies.considered("review", PATH, difficulty, level))
    assert [row for row in found if not row.usual] == oracle
    assert found[-1].usual, "at the end there is always a promise"


def test_there_is_a_usual_limit_for_everything() -> None:
    for kind in Policy.Kind:
        for difficulty in ("easy", "hard", "complicated"):
            assert any(row.kind == kind and row.difficulty in ("", difficulty) for row in policies.USUAL)
    assert {kind.value for kind in Clock.Kind} <= set(Policy.Kind.values)


def test_a_category_s_own_limit_stands_between_its_rows_and_those_above(world: World) -> None:
    Category.objects.filter(code="lamp").update(limit_hours=6)
    from cogov.contexts.reports.categories import snapshot

    snapshot.changed()
    assert due_hours(world.file()) == 6
    hours(40)
    assert due_hours(world.file()) == 6, "a row for every category lies farther off"
    hours(5, category="lamp")
    assert due_hours(world.file()) == 5


def test_the_level_of_the_responsible_body_chooses_the_row(world: World) -> None:
    hours(10, level="city")
    hours(20, level="street")
    assert due_hours(world.file(category="lamp")) == 10
    assert due_hours(world.file(category="noise", at="c1111")) == 20
    assert due_hours(world.file(category="idea", lat=None, lon=None)) == 10, "nobody is responsible: the city is asked"


def test_working_days_are_those_of_the_responsible_body(world: World) -> None:
    from cogov.contexts.bodies.models import Body
    from cogov.contexts.bodies.tree import snapshot

    Calendar.objects.create(code="office", name_zh="办", name_en="Office", hours=OFFICE, country="")
    calendars.changed()
    Body.objects.filter(code="lamps").update(calendar="office")
    snapshot.changed()
    hours(2, unit=Unit.WORKING_DAYS)
    report = world.file()
    clock = Clock.objects.get(subject_id=report.pk, kind="resolution")
    assert (clock.calendar, clock.unit, clock.amount) == ("office", "working_days", 2)
    assert report.due_at == clock.due_at
    assert "2 working days after the day of the report (Monday – Friday 09:00–17:00)" in promises.how(clock)


# Changes.


def test_a_change_counts_for_new_promises_only_and_keeps_the_old_row(world: World) -> None:
    first = hours(10)
    report = world.file()
    second = set_policy(Terms("resolution", 30), by=SYSTEM, replaces=first.pk, revision=1)
    report.refresh_from_db()
    assert due_hours(report) == 10
    assert due_hours(world.file()) == 30
    first.refresh_from_db()
    assert first.until is not None
    assert second.replaces_id == first.pk
    assert Clock.objects.get(subject_id=report.pk, kind="resolution").rule == first.pk, "by which row it was promised"
    assert [entry.kind for entry in journal.history(first)] == ["reports.policy_set", "reports.policy_ended"]
    end_policy(policy=second.pk, by=SYSTEM, revision=1)
    assert due_hours(world.file()) == 24


def test_two_who_change_one_row_do_not_overwrite_each_other(world: World) -> None:
    row = hours(10)
    set_policy(Terms("resolution", 30), by=SYSTEM, replaces=row.pk, revision=1)
    with pytest.raises(Conflict):
        set_policy(Terms("resolution", 50), by=SYSTEM, replaces=row.pk, revision=1)
    with pytest.raises(Conflict):
        hours(50)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms("resolution", 0), "amount"),
        (Terms("resolution", 9000), "amount"),
        (Terms("resolution", 1.5, Unit.WORKING_DAYS), "amount"),
        (Terms("lunch", 1), "kind"),
        (Terms("resolution", 1, category="moon"), "category"),
        (Terms("resolution", 1, calendar="moon"), "calendar"),
        (Terms("resolution", 1, latest=-1), "latest"),
        (Terms("resolution", 1, level="planet"), "level"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_beside_its_field(world: World, terms: Terms, field: str) -> None:
    with pytest.raises(Invalid) as error:
        set_policy(terms, by=SYSTEM)
    assert list(error.value.fields) == [field]


@pytest.mark.parametrize("who", ["admin:street", "admin:lamps-east", "reviewer", "leader", "resident"])
def test_only_the_city_s_administrators_set_limits(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        set_policy(Terms("resolution", 1), by=world.actor(who))
    assert set_policy(Terms("resolution", 1), by=world.actor("admin")).pk


# Difficulty.


def test_a_reviewer_s_difficulty_moves_the_promise_on_the_record(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.set_difficulty(report=report.pk, by=world.actor("reviewer"), difficulty="complicated")
    report.refresh_from_db()
    assert due_hours(report) == 72
    facts = [journal.fact_of(e) for e in journal.history(report) if e.kind == "reports.difficulty_set"]
    assert [(fact.before, fact.after) for fact in facts] == [("easy", "complicated")]
    with pytest.raises(Forbidden):
        actions.set_difficulty(report=report.pk, by=world.actor("handler:lamps"), difficulty="easy")


def test_a_harder_tier_does_not_make_a_late_report_one_in_time(world: World) -> None:
    import time_machine

    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    with time_machine.travel(now() + 25 * HOUR, tick=False), pytest.raises(Conflict, match="late already"):
        actions.set_difficulty(report=report.pk, by=world.actor("reviewer"), difficulty="complicated")
    report.refresh_from_db()
    assert due_hours(report) == 24


def test_a_tier_is_proposed_from_the_words_and_says_which(world: World) -> None:
    from cogov.contexts.reports.suggesting import difficulty_for

    assert difficulty_for(world.file()).difficulty == "easy"
    hard = difficulty_for(world.file(text="路面塌陷，管网漏水，要跨区重建"))
    assert hard.difficulty == "complicated"
    assert "塌陷" in hard.words
    page = at_the_desk(world, "reviewer").get(
        f"/desk/reports/{world.file(text='路面塌陷了，很危险').pk}", headers={"accept-language": "en"}
    )
    assert "Proposed: Complicated" in page.content.decode()


# The page.


def text(client: Client, address: str, **query: str) -> str:
    return client.get(address, query, headers={"accept-language": "en"}).content.decode()


def test_the_page_says_which_limit_would_apply_and_by_which_row(
    world: World, django_assert_max_num_queries: object
) -> None:
    row = hours(7, category="lamp", note="Order 12")
    for number in range(10):
        set_policy(Terms("resolution", 7 + number, category="lamp"), by=SYSTEM, replaces=row.pk)
        row = Policy.objects.get(until=None)
    admin = at_the_desk(world, "admin")
    text(admin, "/desk/limits")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = text(admin, "/desk/limits", kind_of_matter="lamp", tier="easy", at_level="city")
    answer = page.partition('id="answer"')[2].partition("</c-card>")[0]
    assert "16 hours" in answer
    assert f"/desk/limits/{row.pk}" in answer
    assert "The usual limit, where nothing else is said" in answer
    assert "15 hours" in page, "what it was before"


def test_two_editors_see_both_versions_and_the_second_decides(world: World) -> None:
    row = hours(10)
    admin = at_the_desk(world, "admin")
    form = {"kind": "resolution", "unit": "hours", "amount": "20", "revision": "1", "key": KEY.format(1)}
    assert admin.post(f"/desk/limits/{row.pk}", form).status_code == 302
    mine = form | {"amount": "30", "key": KEY.format(2)}
    answer = admin.post(f"/desk/limits/{row.pk}", mine, headers={"accept-language": "en"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "20 hours" in page
    assert 'value="30"' in page
    again = mine | {"over": "1", "key": KEY.format(3)}
    assert admin.post(f"/desk/limits/{row.pk}", again).status_code == 302
    assert [row.amount for row in Policy.objects.filter(until=None)] == [30]


def test_who_may_not_change_limits_sees_them(world: World) -> None:
    row = hours(10)
    reviewer = at_the_desk(world, "reviewer")
    assert "10 hours" in text(reviewer, f"/desk/limits/{row.pk}")
    assert reviewer.get("/desk/limits/add").status_code == 403
    form = {"kind": "resolution", "unit": "hours", "amount": "20", "revision": "1", "key": KEY.format(4)}
    assert reviewer.post(f"/desk/limits/{row.pk}", form).status_code == 403
