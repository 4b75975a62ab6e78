"""What a person is told of their honours, and what is left when they are erased."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.factories import staff
from cogov.contexts.honours import actions, codes, own_data
from cogov.contexts.honours.models import Certificate, Claim, Deed
from cogov.contexts.honours.tests import factories as make
from cogov.kernel import ids
from cogov.kernel.actors import SYSTEM, Role

pytestmark = pytest.mark.django_db


def test_all_is_told_with_every_reason_and_erasure_leaves_no_word_or_name() -> None:
    make.honour(at_least=1)
    who = make.resident()
    Person.objects.filter(pk=who.person).update(name="NameMarker")
    make.deeds(who, 2)
    claim = make.claim(who, make.benefit())
    by = staff(Role.SUPERVISOR, Body.objects.get(pk=claim.benefit.body_id))
    actions.decide(claim=claim.pk, grant=True, reason="well done", revision=1, by=by, key=ids.token())
    paper = Certificate.objects.get()
    actions.show_name(certificate=paper.pk, shown=True, by=who)
    told = own_data.export(who.person or 0)
    assert len(told["deeds"]) == 2
    assert told["honours"][0]["honour__code"] == "helper"
    assert told["claims"][0]["reason"] == "well done"
    assert told["certificates"][0]["title_en"] == "Free swimming"
    address = f"/certificates/{codes.token(paper.pk, paper.salt)}"
    assert "NameMarker" in Client().get(address).content.decode()
    for _ in range(2):
        with transaction.atomic():
            own_data.erase(who.person or 0, SYSTEM)
    assert "NameMarker" not in Client().get(address).content.decode()
    assert not Deed.objects.exists()
    assert Claim.objects.get().evidence == {}
