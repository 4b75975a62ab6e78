"""Honours, benefits and deeds for tests."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.factories import BodyFactory, PersonFactory
from cogov.contexts.honours import actions
from cogov.contexts.honours.models import Benefit, Claim, Deed, Honour, Measure
from cogov.kernel import ids
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now


def honour(code: str = "helper", *, at_least: int = 2, measure: Measure = Measure.SOLVED, **more: object) -> Honour:
    values = {"kind": "badge", "name_zh": "热心人", "name_en": "Helper", "text_zh": "", "text_en": ""} | more
    pk = actions.set_honour(code=code, measure=measure.value, at_least=at_least, by=SYSTEM, **values)
    return Honour.objects.get(pk=pk)


def benefit(code: str = "swim", *, body: Body | None = None, **more: object) -> Benefit:
    values = {
        "name_zh": "免费游泳", "name_en": "Free swimming", "policy_zh": "某规定", "policy_en": "Some decree",
        "body_id": (body or BodyFactory()).pk,
    } | more  # fmt: skip
    return Benefit.objects.get(pk=actions.set_benefit(code=code, by=SYSTEM, **values))


def resident() -> Actor:
    person = PersonFactory()
    return Actor(person=person.pk, name=person.name)


def deeds(who: Actor, number: int, *, at: datetime | None = None, area: int | None = None) -> None:
    """So many reports that were checked as fixed."""
    first = (Deed.objects.order_by("-report").values_list("report", flat=True).first() or 0) + 1
    for report in range(first, first + number):
        actions.note_deed(
            kind=Measure.SOLVED, person=who.person or 0, report=report, area=area, at=at or now(), by=SYSTEM
        )


def claim(who: Actor, of: Benefit) -> Claim:
    pk = actions.apply(benefit=of.code, by=who, key=ids.token())
    return Claim.objects.select_related("benefit").get(pk=pk)


def browser(by: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.get(pk=by.person))
    return client
