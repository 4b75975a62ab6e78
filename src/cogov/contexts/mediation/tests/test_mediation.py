"""Two sides and a mediator: nothing of one side reaches the other, nothing reaches the office it is about."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cogov.contexts.accounts.models import Person, PersonalDataView
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tree import snapshot
from cogov.contexts.desk.models import Message as Sent
from cogov.contexts.desk.models import Notice
from cogov.contexts.mediation import actions, personal, queries
from cogov.contexts.mediation.models import Case, Message, Note, Party, State
from cogov.contexts.mediation.workflow import WORKFLOW
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel import clock
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ids import token
from cogov.kernel.models import Entry

pytestmark = pytest.mark.django_db
MEDIATOR, COLLEAGUE, BOSS = "handler:street", "handler2:street", "supervisor:street"


@pytest.fixture
def world(db: None) -> World:
    return build()


def asked(world: World, **more: object) -> Case:
    by = world.actor("resident")
    given = {"about": "noise", "area": world.areas["c111"], "words": "MARK-A-WORDS", "person": by.person} | more
    return actions.ask(actions.Request(**given), by=by)  # type: ignore[arg-type]


def in_talks(world: World) -> tuple[Case, Party, Party]:
    """Side A with an account, side B by the code of a letter."""
    case, by = asked(world), world.actor(MEDIATOR)
    actions.accept(case.pk, by=by)
    second = actions.invite(case.pk, name="MARK-B-NAME", by=by)
    actions.join(second.pk, by=Actor())
    actions.begin(case.pk, by=by)
    case.refresh_from_db()
    return case, case.parties.get(position=1), case.parties.get(position=2)


def resident(world: World) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=world.actor("resident").person))
    return client


def test_the_lowest_body_mediates(world: World) -> None:
    assert asked(world).body_id == world.bodies["street"]
    assert asked(world, area=world.areas["c221"]).body_id == world.bodies["centre"]


def test_the_whole_way_to_a_signed_agreement(world: World) -> None:
    case, one, two = in_talks(world)
    by = world.actor(MEDIATOR)
    actions.draft(case.pk, text="晚上十点以后安静", version=0, by=by)
    actions.sign(one.pk, version=1, by=world.actor("resident"))
    case.refresh_from_db()
    assert case.state == "talks"
    actions.sign(two.pk, version=1, by=Actor())
    case.refresh_from_db()
    assert case.state == "agreed"
    actions.follow_up(case.pk, holds=True, by=by)
    case.refresh_from_db()
    assert (case.state, case.holds) == ("followed_up", True)


def test_a_new_version_has_to_be_signed_anew(world: World) -> None:
    case, one, two = in_talks(world)
    by = world.actor(MEDIATOR)
    actions.draft(case.pk, text="第一稿", version=0, by=by)
    actions.sign(one.pk, version=1, by=world.actor("resident"))
    actions.draft(case.pk, text="第二稿", version=1, by=by)
    with pytest.raises(Conflict):
        actions.sign(two.pk, version=1, by=Actor())
    actions.sign(two.pk, version=2, by=Actor())
    case.refresh_from_db()
    assert case.state == "talks"


def test_two_drafts_at_once_are_a_conflict(world: World) -> None:
    case, _one, _two = in_talks(world)
    by = world.actor(MEDIATOR)
    actions.draft(case.pk, text="甲", version=0, by=by)
    with pytest.raises(Conflict):
        actions.draft(case.pk, text="乙", version=0, by=by)


def test_talks_wait_for_the_second_side(world: World) -> None:
    case, by = asked(world), world.actor(MEDIATOR)
    actions.accept(case.pk, by=by)
    actions.invite(case.pk, name="B", by=by)
    with pytest.raises(Conflict):
        actions.begin(case.pk, by=by)


def test_a_side_does_not_mediate_its_own_case(world: World) -> None:
    by = world.actor(MEDIATOR)
    case = actions.ask(actions.Request("noise", world.areas["c111"], "话", by.person), by=by)
    with pytest.raises(Forbidden):
        actions.accept(case.pk, by=by)
    with pytest.raises(Missing):
        queries.get(case.pk, by)


PEOPLE = (MEDIATOR, BOSS, "handler:roads", "supervisor:centre", "reviewer:street", "admin:street", "resident",
          "anonymous")  # fmt: skip
ORACLE = {
    "accept": {"asked": {MEDIATOR, BOSS}},
    "decline": {"asked": {MEDIATOR, BOSS}},
    "begin": {"accepted": {MEDIATOR}},
    "agree": {},
    "fail": {"accepted": {MEDIATOR}, "talks": {MEDIATOR}},
    "follow_up": {"agreed": {MEDIATOR}, "failed": {MEDIATOR}},
}


@pytest.mark.parametrize("state", State.values)
def test_the_truth_table_of_steps(world: World, state: str) -> None:
    case, _one, _two = in_talks(world)
    case.state = state
    if state == "asked":
        case.mediator_id = None
    for step, expected in ORACLE.items():
        allowed = {who for who in PEOPLE if WORKFLOW.why_not(step, case, world.actor(who)) is None}
        assert allowed == expected.get(state, set()), step


# Nobody else's bytes


def _all_said(world: World) -> tuple[Case, Party, Party]:
    case, one, two = in_talks(world)
    by = world.actor(MEDIATOR)
    actions.tell(two.pk, words="MARK-B-WORDS", by=Actor())
    actions.write(one.pk, text="MARK-A-MESSAGE", by=world.actor("resident"))
    actions.write(two.pk, text="MARK-B-MESSAGE", by=Actor())
    for party, letter in ((one, "A"), (two, "B")):
        actions.message(case.pk, party=party.pk, text=f"MARK-{letter}-ADVICE", by=by)
        actions.note(case.pk, party=party.pk, text=f"MARK-{letter}-NOTE", by=by)
        when = clock.now() + timedelta(days=3)
        actions.arrange(case.pk, party=party.pk, begins_at=when, place=f"MARK-{letter}-PLACE", by=by)
    actions.note(case.pk, text="MARK-OWN-NOTE", by=by)
    actions.arrange(case.pk, begins_at=clock.now() + timedelta(days=5), place="JOINT-PLACE", by=by)
    actions.draft(case.pk, text="JOINT-AGREEMENT", version=0, by=by)
    return case, one, two


def test_nothing_of_one_side_reaches_the_bytes_of_the_other(world: World) -> None:
    case, _one, two = _all_said(world)
    first = resident(world).get(f"/my-mediation/{case.pk}").content.decode()
    second = Client().get(f"/m/{queries.code_of(two)}").content.decode()
    for page, own, other in ((first, "A", "B"), (second, "B", "A")):
        assert set(re.findall(rf"MARK-{own}-\w+", page)) == {
            f"MARK-{own}-{x}" for x in ("WORDS", "MESSAGE", "ADVICE", "PLACE")
        }
        assert f"MARK-{other}" not in page
        assert "NOTE" not in page
        assert "JOINT-PLACE" in page
        assert "JOINT-AGREEMENT" in page
    assert "MARK-B" not in str(personal.export(int(world.actor("resident").person or 0)))


def test_nothing_of_a_case_is_anywhere_else(world: World) -> None:
    _all_said(world)
    for data in Entry.objects.values_list("data", flat=True):
        assert "MARK" not in data
    for model, fields in ((Notice, ("subject", "text")), (Sent, ("subject", "text", "headers"))):
        for row in model.objects.values_list(*fields):
            assert "MARK" not in str(row)
    for who in ("supervisor:centre", "reviewer:street", "handler:roads", "admin:street", "auditor"):
        client = at_the_desk(world, who)
        for path in ("/desk", "/desk/mediation", "/desk/search?q=WORDS", "/desk/people"):
            assert "MARK" not in client.get(path).content.decode(), (who, path)
    for path in ("/", "/reports", "/mediation"):
        assert "MARK" not in Client().get(path).content.decode()


def test_what_leaves_the_house_is_neutral(world: World) -> None:
    Person.objects.filter(pk=world.actor("resident").person).update(
        phone="+8613800000077", phone_verified_at=clock.now()
    )
    _all_said(world)
    for row in Sent.objects.all():
        words = f"{row.subject} {row.text}"
        assert not re.search("调解|邻里|mediat|neighbour|noise|噪", words, re.IGNORECASE), words


def test_a_supervisor_sees_that_there_is_a_case_and_not_what_is_in_it(world: World) -> None:
    case, _one, _two = _all_said(world)
    page = at_the_desk(world, BOSS).get(f"/desk/mediation/{case.pk}").content.decode()
    assert "MARK" not in page
    assert at_the_desk(world, MEDIATOR).get(f"/desk/mediation/{case.pk}").content.decode().count("MARK") >= 10


def test_a_case_about_an_office_is_invisible_to_it_its_parts_and_its_managers(world: World) -> None:
    part = Body.objects.create(
        code="team", level="street", area_id=world.areas["c11"], parent_id=world.bodies["street"], path="",
        name_zh="队", name_en="Team", kind="office",
    )  # fmt: skip
    part.path = f"/{world.bodies['street']}/{part.pk}/"
    part.save()
    snapshot.changed()
    world.bodies["team"] = part.pk
    case = asked(world, about_body=world.bodies["street"])
    assert case.body_id == world.bodies["lamps-east"]  # the district's: the next level that can
    for who in (MEDIATOR, BOSS, "handler:team"):
        assert not queries.at_desk(world.actor(who)).filter(pk=case.pk).exists(), who
        assert at_the_desk(world, who).get(f"/desk/mediation/{case.pk}").status_code == 404
    assert queries.at_desk(world.actor("handler:lamps-east")).filter(pk=case.pk).exists()
    under = asked(world, about_body=part.pk)
    assert under.body_id == world.bodies["lamps-east"]
    assert not queries.at_desk(world.actor(BOSS)).filter(pk=under.pk).exists()


def test_another_account_and_a_guessed_code_open_nothing(world: World) -> None:
    case, _one, two = in_talks(world)
    other = Client()
    other.force_login(Person.objects.get(pk=world.actor("neighbour").person))
    assert other.get(f"/my-mediation/{case.pk}").status_code == 404
    assert other.post(f"/my-mediation/{case.pk}/write", {"key": token(), "text": "x"}).status_code == 404
    assert Client().get(f"/m/{'a' * 32}").status_code == 404
    assert len(queries.code_of(two)) == 32  # base32: 160 bits
    assert queries.code_of(two) not in str(list(Party.objects.values_list("code", "salt")))


# Pages


def test_the_pages_from_asking_to_the_letter(world: World) -> None:
    client = resident(world)
    sent = {"key": token(), "about": "parking", "area": world.areas["c111"], "words": "车位被占"}
    for _ in range(2):
        assert client.post("/mediation/new", sent).status_code == 302
    case = Case.objects.get()
    mediator = at_the_desk(world, MEDIATOR)
    assert f"/desk/mediation/{case.pk}" in mediator.get("/desk/mediation").content.decode()
    for step, data in (("accept", {}), ("invite", {"name": "老王"}), ("note", {"note": "先听"})):
        assert mediator.post(f"/desk/mediation/{case.pk}/{step}", {"key": token(), **data}).status_code == 302
    second = Party.objects.get(position=2)
    letter = mediator.get(f"/desk/mediation/{case.pk}/letter/{second.pk}").content.decode()
    code = queries.code_of(second)
    assert code[:4] in letter
    assert "车位被占" not in letter
    assert at_the_desk(world, BOSS).get(f"/desk/mediation/{case.pk}/letter/{second.pk}").status_code == 404
    stranger = Client()
    assert stranger.get("/mediation", {"code": f"{code[:4]} {code[4:].upper()}"}).headers["location"] == f"/m/{code}"
    assert stranger.get(f"/m/{code}").status_code == 200
    assert stranger.post(f"/m/{code}/tell", {"key": token(), "words": "我也有话说"}).status_code == 302
    assert stranger.post(f"/m/{code}/write", {"key": token(), "text": " "}).status_code == 422
    assert mediator.post(f"/desk/mediation/{case.pk}/begin", {"key": token()}).status_code == 302
    assert (
        mediator.post(f"/desk/mediation/{case.pk}/draft", {"key": token(), "version": 0, "agreement": ""}).status_code
        == 422
    )
    assert mediator.post(f"/desk/mediation/{case.pk}/arrange", {"key": token(), "begins_at": "soon"}).status_code == 422


def test_from_a_private_report_its_reporter_becomes_the_first_side(world: World) -> None:
    report = world.file(category="noise")
    boss = at_the_desk(world, BOSS)
    assert f"/desk/mediation/new?report={report.pk}" in boss.get(f"/desk/reports/{report.pk}").content.decode()
    sent = {"key": token(), "report": report.pk, "about": "noise"}
    assert boss.post("/desk/mediation/new", sent).status_code == 302
    case = Case.objects.get()
    assert (case.report, case.parties.get().person_id) == (report.pk, world.people["resident"])
    assert boss.post("/desk/mediation/new", sent | {"key": token()}).status_code == 409
    public = world.file(category="lamp")
    assert boss.get(f"/desk/mediation/new?report={public.pk}").status_code == 404


def test_each_look_at_the_two_sides_is_noted_with_its_purpose(world: World) -> None:
    case, _one, second = in_talks(world)
    mediator = at_the_desk(world, MEDIATOR)
    for page in ("", f"/letter/{second.pk}"):
        assert mediator.get(f"/desk/mediation/{case.pk}{page}").status_code == 200
    looks = PersonalDataView.objects.values_list("viewer", "matter", "purpose")
    assert list(looks) == [(world.people[MEDIATOR], f"mediation.case:{case.pk}", "handling")] * 2


def test_the_list_costs_the_same_for_one_and_many(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(60):
        asked(world)
    mediator = at_the_desk(world, MEDIATOR)
    mediator.get("/desk/mediation")
    with django_assert_max_num_queries(16):
        page = mediator.get("/desk/mediation").content.decode()
    assert "after=" in page


# Forgetting


def test_after_two_years_every_word_is_gone(world: World) -> None:
    case, _one, _two = _all_said(world)
    by = world.actor(MEDIATOR)
    actions.fail(case.pk, by=by)
    actions.follow_up(case.pk, holds=False, by=by)
    assert actions.forget_old() == 0
    with time_machine.travel(clock.now() + timedelta(days=731)):
        assert actions.forget_old() == 1
        assert actions.forget_old() == 0
    left = [*Message.objects.values_list("text", flat=True), *Note.objects.values_list("text", flat=True)]
    left += [*Party.objects.values_list("words", flat=True), *Party.objects.values_list("name", flat=True)]
    assert set(left) == {""}


def test_who_is_erased_leaves_no_word_and_the_other_side_stays(world: World) -> None:
    _all_said(world)
    person = int(world.actor("resident").person or 0)
    personal.erase(person, SYSTEM)
    texts = "".join([*Message.objects.values_list("text", flat=True), *Party.objects.values_list("words", flat=True),
                     *Note.objects.values_list("text", flat=True)])  # fmt: skip
    assert "MARK-A" not in texts
    assert "MARK-B" in texts
    assert personal.export(person) == []


def test_empty_words_are_refused(world: World) -> None:
    with pytest.raises(Invalid):
        asked(world, words="  ")
