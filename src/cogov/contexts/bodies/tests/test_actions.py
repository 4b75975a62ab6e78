"""Bodies, members and rules: who may change what, and that nothing is overwritten unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cogov.contexts.areas.tests.factories import squares
from cogov.contexts.bodies import facade, own_data, rules
from cogov.contexts.bodies.actions import (
    NewBody,
    NewRule,
    add_bodies,
    add_body,
    add_rule,
    add_rules,
    appoint,
    change_body,
    change_rule,
    dismiss,
    end_rule,
)
from cogov.contexts.bodies.models import Body, Kind, Membership, Responsibility
from cogov.contexts.bodies.tests.factories import (
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    ResponsibilityFactory,
    staff,
)
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, AreaLevel, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Calendar

pytestmark = pytest.mark.django_db


def office(code: str, area: str = "c", parent: str = "", **more: str) -> NewBody:
    return NewBody(code=code, area=area, kind=Kind.OFFICE, parent=parent, name_en=code.title(), **more)


def test_bodies_come_with_those_above_them_in_one_call() -> None:
    city = squares()
    ids = add_bodies([office("top"), office("east", "c1", "top"), office("street", "c11", "east")], by=SYSTEM)
    street = facade.body(ids["street"])
    assert street.path == (ids["top"], ids["east"], ids["street"])
    assert (street.level, street.area, street.depth) == (AreaLevel.STREET, city["c11"], 2)
    assert [body.code for body in facade.bodies_tree()] == ["top", "east", "street"]
    assert [entry.kind for entry in journal.history(Body.objects.get(code="east"))] == ["bodies.added"]


@pytest.mark.parametrize(
    "bad",
    [
        office("", "c"),
        office("top", "c"),
        office("x", "nowhere"),
        office("x", "c1111"),
        office("x", parent="nobody"),
        office("x", calendar="nothing"),
        office("x", web="javascript:alert(1)"),
        NewBody(code="x", area="c", kind=Kind.OFFICE),
    ],
)
def test_a_body_that_cannot_be_is_refused_with_a_sentence(bad: NewBody) -> None:
    squares()
    add_body(office("top"), by=SYSTEM)
    with pytest.raises(Invalid) as error:
        add_body(bad, by=SYSTEM)
    assert str(error.value).endswith((".", "。"))


def test_an_administrator_adds_and_changes_bodies_below_the_own_one_only() -> None:
    top = BodyFactory(code="top")
    BodyFactory(code="other")
    admin = staff(Role.ADMIN, top)
    code = facade.areas.city().code
    id_ = add_body(office("sub", code, "top"), by=admin)
    admin = Actor(person=admin.person, grants=facade.grants_of(admin.person or 0))  # as the next request has it
    add_bodies([office("deep", code, "sub"), office("deeper", code, "deep")], by=admin)
    change_body(id_, revision=1, by=admin, phone="12345")
    for refused in (office("x", code), office("x", code, "other")):
        with pytest.raises(Forbidden):
            add_body(refused, by=admin)
    with pytest.raises(Forbidden):
        change_body(facade.by_code("other").id, revision=1, by=admin, phone="1")
    with pytest.raises(Forbidden):
        change_body(id_, revision=2, by=admin, parent="other")
    with pytest.raises(Forbidden):
        add_body(office("x", code, "top"), by=staff(Role.DISPATCHER, top))


def test_the_second_of_two_who_edit_one_body_gets_a_conflict() -> None:
    body = BodyFactory()
    change_body(body.pk, revision=1, by=SYSTEM, phone="1")
    with pytest.raises(Conflict):
        change_body(body.pk, revision=1, by=SYSTEM, phone="2")
    assert facade.body(body.pk).phone == "1"


def test_a_change_that_changes_nothing_leaves_no_entry() -> None:
    body = BodyFactory(phone="1")
    change_body(body.pk, revision=1, by=SYSTEM, phone="1", parent="")
    assert facade.body(body.pk).revision == 1


def test_a_body_moves_with_everything_below_it() -> None:
    old, new = BodyFactory(), BodyFactory(code="new")
    body = BodyFactory(parent=old)
    below = BodyFactory(parent=body, code="below")
    change_body(body.pk, revision=1, by=SYSTEM, parent="new")
    assert facade.chain(below.pk) == (new.pk, body.pk, below.pk)
    assert facade.subtree(old.pk) == {old.pk}
    with pytest.raises(Invalid):
        change_body(body.pk, revision=2, by=SYSTEM, parent="below")


def test_calendar_and_manager_are_inherited_from_the_nearest_that_has_them() -> None:
    Calendar.objects.create(code="office", name_zh="办公", name_en="Office", hours={})
    top = BodyFactory(calendar="office")
    middle = BodyFactory(parent=top, active=False)
    low = BodyFactory(parent=middle)
    assert facade.calendar(low.pk) == "office"
    assert facade.above(low.pk) == top.pk
    assert facade.above(top.pk) is None
    assert facade.calendar(BodyFactory().pk) == ""
    assert facade.is_within(low.pk, top.pk)
    assert not facade.is_within(top.pk, low.pk)


def test_grants_hold_the_subtree_and_the_area_and_cost_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    city = squares()
    top = BodyFactory(area_id=city["c1"])
    below = BodyFactory(parent=top, area_id=city["c11"])
    membership = MembershipFactory(body=top, role="supervisor")
    MembershipFactory(body=BodyFactory(active=False), person=membership.person)
    MembershipFactory(person=membership.person, since=now() + timedelta(days=1))
    MembershipFactory(person=membership.person, until=now())
    facade.bodies()
    with django_assert_num_queries(1):
        (grant,) = facade.grants_of(membership.person_id)
    assert (grant.role, grant.body, grant.area, grant.level) == (
        Role.SUPERVISOR,
        top.pk,
        city["c1"],
        AreaLevel.DISTRICT,
    )
    assert grant.bodies == {top.pk, below.pk}
    assert facade.members(top.pk, Role.SUPERVISOR) == (membership.person_id,)
    assert facade.members(top.pk, Role.HANDLER) == ()


def test_appointing_twice_is_appointing_once_and_a_dismissal_ends_it() -> None:
    body, person = BodyFactory(), PersonFactory()
    first = appoint(person=person.pk, body=body.pk, role=Role.HANDLER, by=SYSTEM)
    assert appoint(person=person.pk, body=body.pk, role=Role.HANDLER, by=SYSTEM) == first
    assert facade.members(body.pk) == (person.pk,)
    dismiss(first, revision=1, by=SYSTEM)
    assert facade.members(body.pk) == ()
    with pytest.raises(Conflict):
        dismiss(first, revision=2, by=SYSTEM)
    assert appoint(person=person.pk, body=body.pk, role=Role.HANDLER, by=SYSTEM) != first


def test_a_membership_that_has_not_begun_can_be_ended() -> None:
    membership = MembershipFactory(since=now() + timedelta(days=9))
    dismiss(membership.pk, revision=1, by=SYSTEM)
    membership.refresh_from_db()
    assert membership.until == membership.since


@pytest.mark.parametrize(
    ("giver", "role", "allowed"),
    [
        (Role.ADMIN, Role.HANDLER, True),
        (Role.ADMIN, Role.DISPATCHER, True),
        (Role.ADMIN, Role.ADMIN, False),
        (Role.ADMIN, Role.AUDITOR, False),
        (Role.ADMIN, Role.SECURITY, False),
        (Role.SECURITY, Role.ADMIN, True),
        (Role.SECURITY, Role.AUDITOR, True),
        (Role.SECURITY, Role.HANDLER, False),
        (Role.LEADER, Role.HANDLER, False),
    ],
)
def test_administration_security_and_audit_are_handed_out_apart(giver: Role, role: Role, allowed: bool) -> None:
    body, person = BodyFactory(), PersonFactory()
    actor = staff(giver, body)
    assert rules.may_appoint(actor, body.pk, role, person.pk) is allowed
    assert rules.may_dismiss(actor, body.pk, role) is allowed
    if not allowed:
        with pytest.raises(Forbidden):
            appoint(person=person.pk, body=body.pk, role=role, by=actor)


def test_nobody_appoints_himself_or_outside_the_own_bodies() -> None:
    body = BodyFactory()
    admin = staff(Role.ADMIN, body)
    assert admin.person is not None
    with pytest.raises(Forbidden):
        appoint(person=admin.person, body=body.pk, role=Role.HANDLER, by=admin)
    with pytest.raises(Forbidden):
        appoint(person=PersonFactory().pk, body=BodyFactory().pk, role=Role.HANDLER, by=admin)


def test_nobody_is_appointed_to_a_closed_or_absent_body() -> None:
    with pytest.raises(Invalid):
        appoint(person=PersonFactory().pk, body=BodyFactory(active=False).pk, role=Role.HANDLER, by=SYSTEM)
    with pytest.raises(Missing):
        appoint(person=PersonFactory().pk, body=0, role=Role.HANDLER, by=SYSTEM)


def test_a_rule_routes_from_the_moment_it_is_written_and_until_it_is_ended() -> None:
    city = squares()
    water, road = BodyFactory(), BodyFactory()
    chain = (city["c"], city["c1"])
    id_ = add_rule(category="water", area=city["c"], body=water.pk, by=SYSTEM)
    route = facade.route(("burst", "water"), chain)
    assert route is not None
    assert (route.body, route.rule) == (water.pk, id_)
    change_rule(id_, category="water", area=city["c"], body=road.pk, note="", revision=1, by=SYSTEM)
    route = facade.route(("burst", "water"), chain)
    assert route is not None
    assert route.body == road.pk
    end_rule(id_, revision=2, by=SYSTEM)
    assert facade.route(("burst", "water"), chain) is None
    assert Responsibility.objects.get(pk=id_).until is not None
    kinds = [entry.kind for entry in journal.history(Responsibility.objects.get(pk=id_))]
    assert kinds == ["bodies.rule_added", "bodies.rule_changed", "bodies.rule_ended"]


def test_many_rules_are_added_in_one_statement_or_none_of_them() -> None:
    city = squares()
    body = BodyFactory(code="water", area_id=city["c"])
    rows = [NewRule("water", code, "water") for code in ("c", "c1", "c2")]
    assert len(add_rules(rows, by=SYSTEM)) == 3
    route = facade.route(("water",), (city["c"], city["c1"]))
    assert route is not None
    assert (route.body, route.area) == (body.pk, city["c1"])
    for bad, error in ((NewRule("water", "c2", "water"), Conflict), (NewRule("x", "c", "nobody"), Missing)):
        with pytest.raises(error):
            add_rules([NewRule("new", "c", "water"), bad], by=SYSTEM)
    with pytest.raises(Forbidden):
        add_rules([NewRule("new", "c", "water")], by=Actor())
    assert Responsibility.objects.count() == 3


def test_a_route_says_why_and_asks_no_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    body = BodyFactory(name_en="Water company", name_zh="供水公司")
    rule = ResponsibilityFactory(body=body)
    facade.bodies(), facade.areas.city()
    with django_assert_num_queries(0):
        route = facade.route(("burst", "water"), (rule.area_id,))
        assert route is not None
        assert "供水公司" in route.sentence or "Water company" in route.sentence
        assert facade.route((), ()) is None


def test_a_complaint_about_a_body_passes_over_it_its_parts_and_its_managers() -> None:
    top = BodyFactory()
    office_ = BodyFactory(parent=top)
    desk = BodyFactory(parent=office_)
    for category, body in (("a", desk), ("b", office_), ("c", top)):
        ResponsibilityFactory(category=category, body=body)
    other = ResponsibilityFactory(category="", body=BodyFactory())
    chain = (other.area_id,)
    route = facade.route(("a", "b", "c"), chain, about=office_.pk)
    assert route is not None
    assert route.rule == other.pk
    verdicts = [item.verdict for item in facade.considered(("a", "b", "c"), chain, about=office_.pk)]
    assert verdicts == ["biased", "biased", "biased", "taken"]


def test_a_second_rule_for_the_same_category_and_area_is_a_conflict() -> None:
    rule = ResponsibilityFactory(category="water")
    other = ResponsibilityFactory(category="road")
    with pytest.raises(Conflict):
        add_rule(category="water", area=rule.area_id, body=BodyFactory().pk, by=SYSTEM)
    with pytest.raises(Conflict):
        change_rule(other.pk, category="water", area=other.area_id, body=other.body_id, note="", revision=1, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsibilityFactory(category="water", area_id=rule.area_id)


def test_the_second_of_two_who_edit_one_rule_gets_a_conflict() -> None:
    rule = ResponsibilityFactory()
    end_rule(rule.pk, revision=1, by=SYSTEM)
    with pytest.raises(Conflict):
        end_rule(rule.pk, revision=1, by=SYSTEM)
    with pytest.raises(Conflict):
        change_rule(rule.pk, category="x", area=rule.area_id, body=rule.body_id, note="", revision=2, by=SYSTEM)


def test_a_dispatcher_decides_for_the_own_area_and_its_bodies_only() -> None:
    city = squares()
    centre = BodyFactory(area_id=city["c"])
    district = BodyFactory(area_id=city["c1"])
    dispatcher = staff(Role.DISPATCHER, BodyFactory(area_id=city["c1"]))
    assert rules.may_assign(dispatcher, city["c11"], district.pk)
    assert not rules.may_assign(dispatcher, city["c11"], centre.pk)
    assert not rules.may_assign(dispatcher, city["c2"], district.pk)
    assert not rules.may_assign(dispatcher, city["c"], district.pk)
    assert not rules.may_assign(dispatcher, city["c11"], 0)
    assert not rules.may_assign(Actor(), city["c11"], district.pk)
    assert rules.may_assign(staff(Role.DISPATCHER, centre), city["c2"], district.pk)
    with pytest.raises(Forbidden):
        add_rule(category="", area=city["c2"], body=district.pk, by=dispatcher)


def test_a_rule_for_a_closed_or_absent_body_is_refused() -> None:
    body = BodyFactory(active=False)
    with pytest.raises(Invalid):
        add_rule(category="", area=body.area_id, body=body.pk, by=SYSTEM)
    with pytest.raises(Missing):
        add_rule(category="", area=body.area_id, body=0, by=SYSTEM)
    with pytest.raises(Missing):
        add_rule(category="", area=0, body=body.pk, by=SYSTEM)
    with pytest.raises(Missing):
        end_rule(0, revision=1, by=SYSTEM)


def test_one_open_membership_for_each_person_body_and_role() -> None:
    membership = MembershipFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=membership.person, body=membership.body, role=membership.role, since=now())


def test_somebody_is_told_every_role_ever_held() -> None:
    membership = MembershipFactory(until=now(), body=BodyFactory(name_en="Water", name_zh="供水"))
    MembershipFactory()
    (role,) = own_data.export(membership.person_id)
    assert role["body"] in ("Water", "供水")
    assert role["until"] is not None
    own_data.erase(membership.person_id, SYSTEM)
    assert len(own_data.export(membership.person_id)) == 1
