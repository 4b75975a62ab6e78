"""Taking part in numbers: by whom, which way, what it brought, and nobody to be found in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.tests.factories import PersonFactory, desk
from cogov.contexts.programme import actions, figures, folding, following, own_data
from cogov.contexts.programme.models import Active, AgeGroup, Award, Came, Monthly, Part, Poster, PosterDay
from cogov.contexts.reports import actions as report_actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel import ids, journal, ledger
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.ledger import Line, Unit

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
NOW = datetime(2027, 3, 10, 4, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    return build()


def residents(count: int) -> list[Actor]:
    return [Actor(person=person.pk, name=person.name) for person in PersonFactory.create_batch(count)]


def a_poster(**more: object) -> Poster:
    values = {"kind": "poster", "name_zh": "公交站海报", "name_en": "Bus stop", "goal": "report"} | more
    return actions.make_poster(**values, by=SYSTEM)  # type: ignore[arg-type]


def solved(world: World, report: Report) -> None:
    report_actions.accept(report=report.pk, by=world.actor("reviewer"))
    handler = world.actor("handler:lamps")
    report_actions.start(report=report.pk, by=handler)
    report_actions.resolve(report=report.pk, by=handler, text=Said("已修好"))
    report_actions.confirm(report=report.pk, by=world.actor("inspector"))


def month(number: int = 202703) -> dict[str, object]:
    folding.fold()
    return figures.month_figures(number)


# The journal into rows


def test_the_figures_follow_from_the_journal(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        world = build()
        for one in residents(12):
            world.file(by=one)
        solved(world, world.file(by=world.actor("resident")))
        found = month()
    assert (found["reports"], found["useful"], found["solved"], found["active"]) == (13, 1, 1, 13)
    assert (found["new"], found["returning"]) == (13, 0)


def test_what_was_new_is_returning_a_month_later(world: World) -> None:
    people = residents(10)
    for at in (NOW, NOW.replace(month=4)):
        with time_machine.travel(at, tick=False):
            for one in people:
                world.file(by=one)
    assert (month(202703)["new"], month(202703)["returning"]) == (10, 0)
    assert (month(202704)["new"], month(202704)["returning"]) == (0, 10)


def test_reading_again_changes_nothing(world: World) -> None:
    world.file()
    folding.fold()
    before = list(Part.objects.values()), list(Active.objects.values())
    folding.Folded.objects.update(entry=0)
    folding.fold(batch=3)
    assert (list(Part.objects.values()), [{**row, "id": 0} for row in Active.objects.values()]) == (
        before[0], [{**row, "id": 0} for row in before[1]],
    )  # fmt: skip


def test_a_report_that_is_withdrawn_is_not_useful_and_one_reopened_not_solved(world: World) -> None:
    withdrawn, opened_again = world.file(), world.file()
    reviewer = world.actor("reviewer")
    report_actions.accept(report=withdrawn.pk, by=reviewer)
    report_actions.withdraw(report=withdrawn.pk, by=world.actor("resident"))
    solved(world, opened_again)
    folding.fold()
    assert not Part.objects.get(report=withdrawn.pk).useful
    assert Part.objects.get(report=opened_again.pk).solved
    report_actions.reopen(report=opened_again.pk, by=world.actor("inspector"), reason=Said("还是不亮"))
    folding.fold()
    assert not Part.objects.get(report=opened_again.pk).solved


def test_a_report_taken_at_the_desk_counts_for_the_resident_not_for_the_staff(world: World) -> None:
    (resident,) = residents(1)
    world.file(by=world.actor("operator").for_resident(resident.person))
    folding.fold()
    assert Part.objects.get().person == resident.person


def test_points_of_a_rule_stand_beside_the_useful_reports_it_brought(world: World) -> None:
    report = world.file()
    report_actions.accept(report=report.pk, by=world.actor("reviewer"))
    source = ledger.account(unit=Unit.POINTS, kind="issued", floor=None)
    target = ledger.account(unit=Unit.POINTS, kind="waiting", owner="person:1")
    for number, (subject, why, sign) in enumerate([(report.pk, "earned", 1), (999, "earned", 1), (999, "fallen", -1)]):
        facts = {"rule": 3, "subject_type": "reports.report", "subject": subject}
        lines = [Line(source, -10 * sign), Line(target, 10 * sign)]
        ledger.post(key=f"t:{number}", lines=lines, why=f"rewards.{why}", facts=facts, by=SYSTEM)
    folding.fold()
    (row,) = figures.month_figures(Part.objects.get().month)["rules"]
    assert row[3:] == [10, 2, 1]
    assert Award.objects.count() == 3


# Small numbers


def test_few_people_are_covered_and_not_to_be_computed(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        for one in residents(3):
            world.file(by=one)
        found = month()
    assert found["active"] is None
    assert all(row[1] is None for row in found["channels"])
    page = desk(Role.LEADER).get("/desk/programme?month=202703", headers=ENGLISH).content.decode()
    assert "fewer than 10" in page
    assert "could point at somebody" in page


def test_the_age_is_a_residents_own_word_and_can_be_taken_back(world: World) -> None:
    resident = world.actor("resident")
    client = Client(headers=ENGLISH)
    client.force_login(Person.objects.get(pk=resident.person))
    assert client.get("/account/age").status_code == 200
    client.post("/account/age", {"group": "60-74"})
    assert AgeGroup.objects.get().group == "60-74"
    client.post("/account/age", {"group": ""})
    assert not AgeGroup.objects.exists()
    with pytest.raises(Invalid):
        actions.say_age(group="old", by=resident)


def test_erasing_a_person_leaves_numbers_that_lead_to_nobody(world: World) -> None:
    resident = world.actor("resident")
    world.file(by=resident)
    folding.fold()
    actions.say_age(group="75-", by=resident)
    assert resident.person is not None
    assert own_data.export(resident.person)["reports"] == 1
    own_data.erase(resident.person, resident)
    assert own_data.export(resident.person) == {"age_group": None, "active_months": [], "reports": 0}
    assert Part.objects.count() == 1


# Publicity


def test_a_link_counts_the_visit_and_leads_on() -> None:
    row, client = a_poster(), Client()
    answer = client.get(f"/go/{row.code}")
    assert (answer.status_code, answer["Location"]) == (302, "/report")
    client.get(f"/go/{row.code}")
    client.head(f"/go/{row.code}")
    assert PosterDay.objects.get().visits == 1


def test_no_link_leads_off_the_site() -> None:
    row = a_poster()
    for address in (f"/go/{row.code}?next=https://evil.example", "/go/unknown?next=//evil.example", "/go/zzzzzz"):
        assert Client().get(address)["Location"].startswith("/")
        assert "evil" not in Client().get(address)["Location"]


def test_one_address_that_scans_all_day_is_led_on_but_no_longer_counted() -> None:
    row = a_poster()
    for _ in range(35):
        assert Client().get(f"/go/{row.code}").status_code == 302
    assert PosterDay.objects.get().visits == 30


def test_the_report_filed_after_a_scan_is_credited_once(world: World) -> None:
    row = a_poster()
    with following.follow(row.pk) as left:
        first, second = world.file(), world.file()
    assert left == []
    assert [came.report for came in Came.objects.all()] == [first.pk]
    assert second.pk != first.pk
    assert PosterDay.objects.get().reports == 1


def test_a_visitor_who_scans_and_files_is_credited_through_the_page_and_then_forgotten(world: World) -> None:
    row, client = a_poster(), Client(headers=ENGLISH)
    client.get(f"/go/{row.code}")
    lat, lon = world.areas.middle("c1111")
    form = {"key": ids.token(), "category": "lamp", "text": "The lamp is dark", "lat": lat, "lon": lon}
    answer = client.post("/report", form)
    assert answer.status_code == 302, answer.content[:3000]
    assert Came.objects.get().poster_id == row.pk
    assert following.KEPT not in client.session
    assert "person" not in json.dumps(dict(client.session), default=str)


def test_an_ended_item_leads_on_and_is_not_counted() -> None:
    row = a_poster()
    actions.end_poster(poster=row.pk, revision=row.journal_seq, by=SYSTEM)
    assert Client().get(f"/go/{row.code}").status_code == 302
    assert not PosterDay.objects.exists()
    with pytest.raises(Conflict):
        actions.end_poster(poster=row.pk, revision=row.journal_seq, by=SYSTEM)


def test_publicity_is_made_at_the_desk_once_and_printed(world: World) -> None:
    client, key = desk(Role.ADMIN), ids.token()
    form = {"key": key, "name_zh": "地铁海报", "kind": "bus", "goal": "report", "campaign": "spring"}
    first, again = (client.post("/desk/programme/posters/add", form) for _ in range(2))
    assert first["Location"] == again["Location"]
    row = Poster.objects.get()
    assert [entry.kind for entry in journal.history(row)] == ["programme.poster_made"]
    assert f"/go/{row.code}" in client.get(first["Location"]).content.decode()
    paper = client.get(f"/desk/programme/posters/{row.code}/paper.pdf")
    assert paper.content.startswith(b"%PDF")


def test_who_only_reads_makes_nothing(world: World) -> None:
    auditor = desk(Role.AUDITOR)
    assert auditor.get("/desk/programme").status_code == 200
    assert auditor.post("/desk/programme/posters/add", {"key": ids.token()}).status_code == 403
    with pytest.raises(Forbidden):
        actions.make_poster(kind="poster", name_zh="x", goal="report", by=world.actor("resident"))


# The monthly report


def test_a_month_is_told_once_it_is_over_as_it_was_then(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        for one in residents(11):
            world.file(by=one)
        with pytest.raises(Invalid):
            actions.tell_month(month=202703, by=SYSTEM)
        assert actions.tell_months() == []
    with time_machine.travel(datetime(2027, 3, 31, 16, 1, tzinfo=UTC), tick=False):  # April in the city
        assert actions.tell_months() == [202703]
        assert actions.tell_months() == []
        world.file(by=residents(1)[0])
    row = Monthly.objects.get()
    assert row.data["reports"] == 11
    page = desk(Role.LEADER).get("/desk/programme/reports/202703", headers=ENGLISH).content.decode()
    assert "11" in page
    assert "Report of 2027-03" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_report_is_a_paper_too(world: World, language: str) -> None:
    with time_machine.travel(NOW, tick=False):
        world.file()
        a = a_poster()
        actions.count(poster=a.pk, what="visits")
    with time_machine.travel(NOW.replace(month=4), tick=False):
        actions.tell_months()
    paper = desk(Role.LEADER).get("/desk/programme/reports/202703.pdf", headers={"accept-language": language})
    assert paper.content.startswith(b"%PDF")


def test_the_pages_cost_the_same_for_many(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        for one in residents(15):
            world.file(by=one)
        for _ in range(5):
            actions.count(poster=a_poster().pk, what="visits")
        folding.fold()
    leader = desk(Role.LEADER)
    leader.get("/desk/programme")
    with django_assert_max_num_queries(26):
        leader.get("/desk/programme?month=202703")
    with django_assert_max_num_queries(8):
        leader.get("/desk/programme/posters")
