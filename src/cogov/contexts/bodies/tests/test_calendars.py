"""Working time at the desk: who changes it, what was before, and that no promise moves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from cogov.contexts.areas.tests.factories import squares
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.actions import Times, add_calendar, change_body, change_calendar
from cogov.contexts.bodies.forms_calendar import spans_of
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.factories import BodyFactory, desk, staff
from cogov.contexts.bodies.views.calendars import specials, unknown_years
from cogov.kernel import clocks, journal
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.calendars import CHINA_YEARS, calendar, work_calendar
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.limits import Limit, Unit
from cogov.kernel.models import Calendar, CalendarVersion

pytestmark = pytest.mark.django_db
OFFICE = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(1, 6)}
SHORT = {str(day): [["10:00", "11:00"]] for day in range(1, 6)}


def made(body: Body, code: str = "hall") -> Calendar:
    body.refresh_from_db()
    return add_calendar(
        code=code, name_zh="大厅", name_en="Hall", times=Times(OFFICE), by=SYSTEM, body=body.pk,
        body_revision=body.journal_seq,
    )  # fmt: skip


def changed(code: str = "hall", *, revision: int = 1, times: Times | None = None, by: object = SYSTEM) -> Calendar:
    return change_calendar(
        code=code, revision=revision, name_zh="大厅", name_en="Hall", times=times or Times(SHORT), by=by,  # type: ignore[arg-type]
    )  # fmt: skip


def fields(**more: str) -> dict[str, str]:
    days = {f"day{day}": "09:00-12:00, 13:00-17:00" for day in range(1, 6)} | {"day6": "", "day7": ""}
    names = {"name_zh": "大厅", "name_en": "Hall"}
    return days | names | {"country": "CN", "zone": "Asia/Shanghai", "closures": "", "openings": ""} | more


def test_a_change_keeps_the_version_before_it_and_moves_no_promise() -> None:
    row = made(BodyFactory())
    filed = datetime(2026, 6, 3, 2, tzinfo=UTC)
    promise = Limit(3, Unit.WORKING_DAYS, "hall")
    clock = clocks.start(Calendar(pk=99), "resolution", limit=promise, at=filed)
    changed()
    row.refresh_from_db()
    assert (row.version, calendar("hall", 1)) == (2, work_calendar(OFFICE, country="CN"))
    clock.refresh_from_db()
    assert clock.due_at == datetime(2026, 6, 8, 9, tzinfo=UTC)
    assert promise.promise(filed).due == datetime(2026, 6, 8, 3, tzinfo=UTC)
    facts = [journal.fact_of(entry) for entry in journal.history(row)]
    assert [type(fact).__name__ for fact in facts] == ["CalendarAdded", "CalendarChanged"]
    assert (facts[1].version, facts[1].fields) == (2, ["hours"])


def test_another_name_is_no_new_version_and_saving_the_same_is_no_change() -> None:
    made(BodyFactory())
    changed(times=Times(OFFICE))
    assert not CalendarVersion.objects.exists()
    row = change_calendar(code="hall", revision=1, name_zh="厅", name_en="Hall", times=Times(OFFICE), by=SYSTEM)
    assert (row.version, row.journal_seq) == (1, 2)


def test_only_who_administers_all_its_offices_changes_a_calendar() -> None:
    top = BodyFactory()
    low, other = BodyFactory(parent=top), BodyFactory()
    made(low)
    admin = staff(Role.ADMIN, low)
    assert changed(by=admin).version == 2
    other.refresh_from_db()
    change_body(other.pk, revision=other.journal_seq, by=SYSTEM, calendar="hall")
    with pytest.raises(Forbidden):
        changed(by=admin, revision=2, times=Times(OFFICE))
    with pytest.raises(Forbidden):
        changed(by=staff(Role.SUPERVISOR, top), revision=2, times=Times(OFFICE))
    with pytest.raises(Forbidden):
        add_calendar(code="x", name_zh="x", name_en="x", times=Times(OFFICE), by=admin, body=top.pk)


def test_the_second_of_two_editors_meets_a_conflict() -> None:
    made(BodyFactory())
    changed()
    with pytest.raises(Conflict):
        changed(times=Times(OFFICE))


@pytest.mark.parametrize(
    "times",
    [Times({}), Times({"1": [["17:00", "09:00"]]}), Times(OFFICE, zone="Mars"), Times(OFFICE, closures=["someday"])],
)
def test_working_time_that_cannot_be_is_refused(times: Times) -> None:
    made(BodyFactory())
    with pytest.raises(Invalid):
        changed(times=times)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-12:00, 13:00-17:00", [["09:00", "12:00"], ["13:00", "17:00"]]),
        ("9:00–12:00、13:00至17:00", [["09:00", "12:00"], ["13:00", "17:00"]]),
        ("8：30 到 12：00", [["08:30", "12:00"]]),
        ("", []),
        ("nine to five", None),
        ("09:00-", None),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, spans: list[list[str]] | None) -> None:
    assert spans_of(text) == spans


# Pages.


def test_an_administrator_gives_an_office_hours_of_its_own_and_sees_what_changed() -> None:
    office = BodyFactory(code="hall-east", name_en="East hall")
    client = desk(Role.ADMIN, office)
    start = client.get("/desk/calendars/add", {"body": "hall-east"}, headers={"accept-language": "en"})
    assert 'value="hall-east"' in start.content.decode()
    form = fields(code="east", body="hall-east", revision="0")
    assert client.post("/desk/calendars/add", form).status_code == 302
    assert facade.calendar(office.pk) == "east"
    page = "/desk/calendars/east"
    assert client.post(page, fields(day6="09:00-12:00", revision="1")).status_code == 302
    text = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "Version 2" in text
    assert "Saturday 09:00–12:00" in text
    assert "Person" in text.partition("What was changed")[2], "who changed it"
    assert "version 2" in client.get("/desk/calendars", headers={"accept-language": "en"}).content.decode()


def test_two_editors_see_both_versions() -> None:
    office = BodyFactory()
    made(office)
    client = desk(Role.ADMIN, office)
    assert client.post("/desk/calendars/hall", fields(day1="10:00-11:00", revision="1")).status_code == 302
    answer = client.post(
        "/desk/calendars/hall", fields(day1="08:00-09:00", revision="1"), headers={"accept-language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "10:00-11:00" in page
    assert "08:00-09:00" in page


def test_hours_that_cannot_be_read_are_said_beside_their_day() -> None:
    office = BodyFactory()
    made(office)
    client = desk(Role.ADMIN, office)
    answer = client.post("/desk/calendars/hall", fields(day1="early", revision="1"), headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Please write hours such as" in answer.content.decode()


def test_who_may_not_change_it_reads_it(client: Client) -> None:
    office = BodyFactory()
    made(office)
    reader = desk(Role.SUPERVISOR, office)
    assert (
        "The administrators of all offices"
        in reader.get("/desk/calendars/hall", headers={"accept-language": "en"}).content.decode()
    )
    assert reader.post("/desk/calendars/hall", fields(day1="10:00-11:00", revision="1")).status_code == 403


def test_the_list_costs_few_queries(django_assert_max_num_queries: object) -> None:
    office = BodyFactory()
    for number in range(5):
        made(BodyFactory(), f"hall-{number}")
    client = desk(Role.ADMIN, office)
    client.get("/desk/calendars")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/desk/calendars")


def test_the_year_ahead_shows_holidays_make_up_days_and_own_days() -> None:
    squares()
    works = work_calendar(OFFICE, country="CN", closures=["2026-09-16"])
    with time_machine.travel(datetime(2026, 9, 10, tzinfo=UTC), tick=False):
        found = [(one.days, one.open, one.own) for one in specials(works)]
    assert [(open_, own) for _days, open_, own in found[:3]] == [(False, True), (True, False), (False, False)]


def test_the_page_says_whether_next_year_s_working_days_are_known() -> None:
    last = CHINA_YEARS[-1]
    works = work_calendar(OFFICE, country="CN")
    with time_machine.travel(datetime(last - 1, 2, 1, tzinfo=UTC), tick=False):
        assert unknown_years(works) == []
    with time_machine.travel(datetime(last, 2, 1, tzinfo=UTC), tick=False):
        assert unknown_years(works) == [last + 1]
        assert unknown_years(work_calendar(OFFICE, country="DE")) == []
