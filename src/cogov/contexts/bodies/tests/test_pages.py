"""Pages of the bodies: public ones, and the desk's with their scopes and conflicts."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.areas.tests.factories import squares
from cogov.contexts.bodies import categories, facade
from cogov.contexts.bodies.categories import CategoryName, use_categories
from cogov.contexts.bodies.models import Body, Membership, Responsibility
from cogov.contexts.bodies.tests.factories import (
    BodyFactory,
    MembershipFactory,
    ResponsibilityFactory,
    desk,
    staff,
)
from cogov.kernel.actors import Role
from cogov.kernel.calendars import calendars
from cogov.kernel.models import Calendar

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture(autouse=True)
def _known_categories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "_sources", [])
    use_categories(
        lambda: (
            CategoryName("water", ("water",), "供水", "Water"),
            CategoryName("burst", ("burst", "water"), "水管爆裂", "Burst pipe"),
        )
    )


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# In public


def test_the_public_list_shows_the_offices_of_an_area_and_leads_to_narrower_ones() -> None:
    city = squares()
    BodyFactory(name_en="Mayor", area_id=city["c"])
    BodyFactory(name_en="East office", area_id=city["c1"])
    page = text(Client(), "/bodies")
    assert "Mayor" in page
    assert "East office" not in page
    assert "/bodies?area=c1" in page
    assert "East office" in text(Client(), "/bodies", area="c1")
    assert "East office" in text(Client(), "/bodies", q="EAST")
    assert "No office has this name" in text(Client(), "/bodies", q="moon")


def test_a_public_page_says_what_the_office_answers_for_and_when_it_is_open() -> None:
    hours = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}
    Calendar.objects.create(code="office", name_zh="办", name_en="Office", hours=hours, country="CN")
    calendars.changed()
    body = BodyFactory(name_en="Water company", duty_en="Keeps taps running.", phone="12345", calendar="office")
    ResponsibilityFactory(category="burst", body=body)
    ResponsibilityFactory(body=body)
    with time_machine.travel("2026-06-03T10:00:00+08:00"):
        page = text(Client(), f"/bodies/{body.code}")
    for part in ("Water company", "Keeps taps running.", "tel:12345", "Burst pipe", "every category", "Open now"):
        assert part in page
    assert "Monday – Friday" in page
    assert "09:00–17:00" in page
    with time_machine.travel("2026-06-06T10:00:00+08:00"):
        assert "Closed now" in text(Client(), f"/bodies/{body.code}")


def test_a_public_page_names_no_member_of_staff() -> None:
    membership = MembershipFactory()
    Person.objects.filter(pk=membership.person_id).update(name="Marker Name", email="marker@example.org")
    for address in ("/bodies", f"/bodies/{membership.body.code}"):
        page = text(Client(), address)
        assert "Marker" not in page
        assert "marker@" not in page


def test_both_languages_are_there() -> None:
    body = BodyFactory(name_zh="供水公司", name_en="Water company")
    zh = Client(headers={"accept-language": "zh-hans"}).get(f"/bodies/{body.code}").content.decode()
    assert "供水公司" in zh
    assert "负责" in zh
    assert "Water company" not in zh


# Who may


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/desk/bodies", {Role.ADMIN, Role.SECURITY}),
        ("/desk/bodies/add", {Role.ADMIN}),
        ("/desk/bodies/top", {Role.ADMIN}),
        ("/desk/bodies/top/members", {Role.ADMIN, Role.SECURITY}),
        ("/desk/responsibilities", {Role.ADMIN, Role.DISPATCHER}),
        ("/desk/responsibilities/add", {Role.ADMIN, Role.DISPATCHER}),
    ],
)
def test_the_desk_opens_for_the_roles_named_only(address: str, allowed: set[Role]) -> None:
    top = BodyFactory(code="top")
    for role in Role:
        assert (desk(role, top).get(address).status_code == 200) is (role in allowed), role
    assert Client().get(address).status_code == 302


def test_outside_of_one_s_own_bodies_a_body_does_not_exist() -> None:
    other = BodyFactory(code="other")
    admin = desk(Role.ADMIN)
    assert admin.get("/desk/bodies/other").status_code == 404
    assert admin.get("/desk/bodies/other/members").status_code == 404
    assert admin.get("/desk/bodies", {"under": "other"}).status_code == 404
    assert "other" not in text(admin, "/desk/bodies", q=other.name_en)


# Bodies


def form_of(body: Body, **changes: object) -> dict[str, object]:
    """What the browser sends back for this body."""
    info = facade.body(body.pk)
    names = ("name_zh", "name_en", "kind", "phone", "email", "web", "duty_zh", "duty_en", "calendar")
    sent: dict[str, object] = {name: getattr(info, name) for name in names}
    return sent | {"active": "on", "revision": info.revision, "parent": ""} | changes


def test_a_body_is_added_below_one_s_own_and_changed() -> None:
    city = squares()
    top = BodyFactory(code="top", area_id=city["c"])
    admin = desk(Role.ADMIN, top)
    new = {"code": "east", "area": "District c1", "parent": "top", "name_en": "East", "kind": "office", "revision": "0"}
    answer = admin.post("/desk/bodies/add", new)
    assert answer["Location"] == "/desk/bodies/east/members"
    east = Body.objects.get(code="east")
    assert (east.area_id, east.level, east.parent_id) == (city["c1"], "district", top.pk)
    admin.post("/desk/bodies/east", form_of(east, parent="top", phone="110"))
    assert facade.by_code("east").phone == "110"


def test_wrong_input_comes_back_with_a_sentence_at_its_field() -> None:
    top = BodyFactory(code="top")
    admin = desk(Role.ADMIN, top)
    new = {"code": "top", "area": "Mars", "parent": "top", "kind": "office", "revision": "0"}
    answer = admin.post("/desk/bodies/add", new, headers={"accept-language": "en"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is no area called Mars." in page
    assert "at least one language" in page
    bad = form_of(top, web="javascript:alert(1)", email="nobody")
    assert admin.post("/desk/bodies/top", bad).status_code == 422


def test_of_two_who_edit_one_body_the_second_sees_both_versions_and_decides() -> None:
    top = BodyFactory(code="top", phone="1")
    admin = desk(Role.ADMIN, top)
    first, second = form_of(top, phone="2"), form_of(top, phone="3")
    assert admin.post("/desk/bodies/top", first).status_code == 302
    answer = admin.post("/desk/bodies/top", second, headers={"accept-language": "en"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "As it is now" in page
    assert ">2<" in page
    assert ">3<" in page
    assert facade.by_code("top").phone == "2"
    assert 'name="revision" value="2"' in page
    assert admin.post("/desk/bodies/top", second | {"revision": "2"}).status_code == 302
    assert facade.by_code("top").phone == "3"


def test_a_list_of_a_hundred_parts_costs_as_many_queries_as_one_of_one(  # type: ignore[no-untyped-def]
    django_assert_max_num_queries,
) -> None:
    top = BodyFactory(code="top")
    admin = desk(Role.ADMIN, top)
    for _ in range(100):
        BodyFactory(parent=top)
    admin.get("/desk/bodies")
    with django_assert_max_num_queries(8):
        page = text(admin, "/desk/bodies", under="top")
    assert page.count("<tr>") == 101


# Members


def test_somebody_is_appointed_by_address_and_dismissed() -> None:
    top = BodyFactory(code="top")
    admin = desk(Role.ADMIN, top)
    admin.post("/desk/bodies/top/members", {"email": "li@city.example", "name": "Li", "role": "handler"})
    membership = Membership.objects.get(role="handler")
    assert facade.members(top.pk, Role.HANDLER) == (membership.person_id,)
    assert "Li" in text(admin, "/desk/bodies/top/members")
    admin.post("/desk/bodies/top/members", {"dismiss": f"{membership.pk}.1"})
    assert facade.members(top.pk, Role.HANDLER) == ()


def test_an_administrator_is_not_offered_the_guardians_and_cannot_give_them() -> None:
    top = BodyFactory(code="top")
    admin = desk(Role.ADMIN, top)
    page = text(admin, "/desk/bodies/top/members")
    assert 'value="handler"' in page
    assert 'value="auditor"' not in page
    answer = admin.post("/desk/bodies/top/members", {"email": "x@city.example", "name": "X", "role": "auditor"})
    assert answer.status_code == 422
    assert not Membership.objects.filter(role="auditor").exists()


def test_a_broken_button_is_refused_and_nothing_ends() -> None:
    top = BodyFactory(code="top")
    admin = desk(Role.ADMIN, top)
    for value in ("x", "1.x", "99999.1"):
        assert admin.post("/desk/bodies/top/members", {"dismiss": value}).status_code in (404, 422)
    assert Membership.objects.filter(until=None).count() == 1


# Rules


def test_who_would_get_this_is_answered_with_the_rules_considered() -> None:
    city = squares()
    general = ResponsibilityFactory(area_id=city["c"], body=BodyFactory(name_en="Hotline"))
    ResponsibilityFactory(category="water", area_id=city["c"], body=BodyFactory(name_en="Water company"))
    dispatcher = desk(Role.DISPATCHER, general.body)
    page = text(dispatcher, "/desk/responsibilities", category="burst", area="c11")
    assert "Water company is responsible for Water in City c." in page
    assert page.count("This one counts") == 1
    assert page.count("Farther off") == 1
    assert "Hotline is responsible for every category in City c." in text(
        dispatcher, "/desk/responsibilities", category="", area="c11"
    )
    assert "There is no area called Mars." in text(dispatcher, "/desk/responsibilities", category="", area="Mars")


def test_nobody_is_named_where_no_rule_holds() -> None:
    squares()
    assert "waits for a dispatcher" in text(desk(Role.DISPATCHER), "/desk/responsibilities", area="c1")


def test_a_rule_is_added_changed_and_ended() -> None:
    city = squares()
    body = BodyFactory(code="water", name_en="Water company", area_id=city["c"])
    dispatcher = desk(Role.DISPATCHER, body)
    sent = {"category": "water", "area": "District c1", "body": "Water company", "note": "", "revision": "0"}
    assert dispatcher.post("/desk/responsibilities/add", sent).status_code == 302
    rule = Responsibility.objects.get()
    assert (rule.category, rule.area_id, rule.body_id) == ("water", city["c1"], body.pk)
    again = dispatcher.post("/desk/responsibilities/add", sent, headers={"accept-language": "en"})
    assert again.status_code == 422
    assert "There already is a rule" in again.content.decode()
    address = f"/desk/responsibilities/{rule.pk}"
    assert "Water company" in text(dispatcher, "/desk/responsibilities")
    assert dispatcher.post(address, sent | {"note": "Decree 7", "revision": "1"}).status_code == 302
    rule.refresh_from_db()
    assert rule.note == "Decree 7"
    assert dispatcher.post(address, sent | {"end": "1", "revision": "2"}).status_code == 302
    assert facade.route(("water",), (city["c"], city["c1"])) is None
    assert dispatcher.get(address).status_code == 404


def test_of_two_who_edit_one_rule_the_second_sees_both_versions() -> None:
    rule = ResponsibilityFactory(category="water")
    dispatcher = desk(Role.DISPATCHER, rule.body)
    sent = {"category": "water", "area": facade.areas.city().code, "body": rule.body.code, "revision": "1"}
    address = f"/desk/responsibilities/{rule.pk}"
    assert dispatcher.post(address, sent | {"note": "first"}).status_code == 302
    answer = dispatcher.post(address, sent | {"note": "second"})
    assert answer.status_code == 409
    assert "first" in answer.content.decode()
    assert "second" in answer.content.decode()
    assert Responsibility.objects.get().note == "first"


def test_moving_a_rule_onto_another_is_said_at_the_area() -> None:
    rule = ResponsibilityFactory(category="water")
    ResponsibilityFactory(category="burst")
    dispatcher = desk(Role.DISPATCHER, rule.body)
    sent = {"category": "burst", "area": facade.areas.city().code, "body": rule.body.code, "revision": "1"}
    answer = dispatcher.post(f"/desk/responsibilities/{rule.pk}", sent, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "There already is a rule" in answer.content.decode()


def test_a_dispatcher_of_a_district_sees_every_rule_and_changes_the_own_ones_only() -> None:
    city = squares()
    foreign = ResponsibilityFactory(area_id=city["c2"], body=BodyFactory(area_id=city["c2"]))
    own = ResponsibilityFactory(area_id=city["c1"], body=BodyFactory(area_id=city["c1"]))
    dispatcher = desk(Role.DISPATCHER, own.body)
    page = text(dispatcher, "/desk/responsibilities")
    assert f'href="/desk/responsibilities/{own.pk}"' in page
    assert f'href="/desk/responsibilities/{foreign.pk}"' not in page
    assert "You may look at this rule" in text(dispatcher, f"/desk/responsibilities/{foreign.pk}")
    sent = {"category": "", "area": "c2", "body": own.body.code, "revision": "1"}
    assert dispatcher.post(f"/desk/responsibilities/{foreign.pk}", sent).status_code == 403
    assert dispatcher.post("/desk/responsibilities/add", sent | {"category": "water"}).status_code == 403


def test_the_table_is_filtered_and_turned_by_key(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    body = BodyFactory(code="one")
    for number in range(60):
        ResponsibilityFactory(category=f"c{number:02}", body=body)
    ResponsibilityFactory(category="burst", body=BodyFactory(name_en="Other", code="other"))
    dispatcher = desk(Role.DISPATCHER, body)
    text(dispatcher, "/desk/responsibilities")
    with django_assert_max_num_queries(6):
        page = text(dispatcher, "/desk/responsibilities")
    assert "61 rules" in page
    assert page.count("Change the rule for") == 50
    older = page.split('href="?at=')[1].split('"')[0]
    assert text(dispatcher, "/desk/responsibilities", at=older).count("Change the rule for") == 11
    assert text(dispatcher, "/desk/responsibilities", only_body="other").count("Change the rule for") == 1
    assert text(dispatcher, "/desk/responsibilities", only_category="water").count("Change the rule for") == 1
    assert "No rule fits" in text(dispatcher, "/desk/responsibilities", only_category="burst", only_body="one")


def test_nobody_is_staff_of_a_body_that_is_closed() -> None:
    actor = staff(Role.ADMIN, BodyFactory(active=False))
    assert actor.grants == ()
