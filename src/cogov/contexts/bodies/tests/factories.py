"""Bodies, members and rules for tests, without the permissions that the actions ask for."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from django.db import transaction
from django.test import Client

from cogov.contexts.accounts import sessions
from cogov.contexts.accounts.models import Person
from cogov.contexts.areas import facade as areas
from cogov.contexts.areas.tests.factories import CityFactory
from cogov.contexts.bodies.events import Added, Appointed, RuleAdded
from cogov.contexts.bodies.models import Body, Kind, Membership, Responsibility
from cogov.contexts.bodies.tree import snapshot
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.clock import now

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _the_city() -> int:
    from cogov.kernel.errors import Missing

    try:
        return areas.city().id
    except Missing:
        return int(CityFactory().pk)


class Remembered(factory.django.DjangoModelFactory):
    """With the first entry that a new row promises, and told to the snapshot."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **fields):  # type: ignore[no-untyped-def]
        with transaction.atomic():
            made = super()._create(model_class, *args, **fields)
            journal.record(_fact(made), subject=made, by=SYSTEM, first=True)
            snapshot.changed()
        return made


def _fact(made: Body | Membership | Responsibility) -> Added | Appointed | RuleAdded:
    if isinstance(made, Body):
        return Added(made.code, made.level, made.area_id, made.parent_id, made.kind, made.name_zh, made.name_en)
    if isinstance(made, Membership):
        return Appointed(made.person_id, made.body_id, made.role)
    return RuleAdded(made.category, made.area_id, made.body_id, "")


class BodyFactory(Remembered):
    """An active office of the city, or of the area `area_id`; `parent` is another body."""

    class Meta:
        model = Body

    code = factory.Sequence(lambda n: f"b{n}")
    area_id = factory.LazyFunction(_the_city)
    level = factory.LazyAttribute(lambda new: areas.area(new.area_id).level.value)
    name_zh = factory.Sequence(lambda n: f"第{n}办公室")
    name_en = factory.Sequence(lambda n: f"Office {n}")
    kind = Kind.OFFICE

    @classmethod
    def _create(cls, model_class: type[Body], *args: object, **fields: object) -> Body:
        body = super()._create(model_class, *args, **fields)
        body.path = f"{body.parent.path if body.parent else '/'}{body.pk}/"
        body.save(update_fields=["path"])
        snapshot.changed()
        return body


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")


class MembershipFactory(Remembered):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    body = factory.SubFactory(BodyFactory)
    role = Role.HANDLER.value
    since = LONG_AGO


class ResponsibilityFactory(Remembered):
    class Meta:
        model = Responsibility

    category = ""
    area_id = factory.LazyFunction(_the_city)
    body = factory.SubFactory(BodyFactory)
    since = LONG_AGO


def staff(role: Role, body: Body | None = None) -> Actor:
    """Somebody who holds the role at the body, by default at a top body of the city."""
    from cogov.contexts.bodies import facade

    membership = MembershipFactory(role=role.value, body=body or BodyFactory())
    return Actor(person=membership.person_id, grants=facade.grants_of(membership.person_id))


def desk(role: Role, body: Body | None = None) -> Client:
    """A browser in which somebody with this role has signed in with both steps."""
    actor = staff(role, body)
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    session = client.session
    session[sessions.STAFF] = {"factor": "totp", "at": now().isoformat()}
    session[sessions.SEEN] = now().isoformat()
    session.save()
    return client
