"""What somebody may take along, and what is left when they ask to be forgotten."""

from __future__ import annotations

import json

from django.db import transaction

from cogov.contexts.reports import actions
from cogov.contexts.reports.actions.filing import receipt_of
from cogov.contexts.reports.models import Contact, Report
from cogov.contexts.reports.own_data import erase, export
from cogov.contexts.reports.tests.world import TEXT, World, contact
from cogov.kernel.actors import SYSTEM


def test_own_reports_can_be_taken_along(world: World) -> None:
    world.file(contact=contact())
    told = json.dumps(export(world.people["resident"]), ensure_ascii=False)
    assert TEXT in told
    assert "ming@example.org" in told


def test_who_asks_to_be_forgotten_leaves_public_words_without_a_name_and_nothing_else(world: World) -> None:
    shown, hidden = world.file(contact=contact()), world.file(category="noise", text="隔壁整夜唱歌", contact=contact())
    actions.accept(report=shown.pk, by=world.actor("reviewer"))
    receipt = receipt_of(shown.salt)
    with transaction.atomic():
        erase(world.people["resident"], SYSTEM)
    shown.refresh_from_db()
    hidden.refresh_from_db()
    assert (shown.reporter, shown.text, hidden.text) == (None, TEXT, "")
    assert not Contact.objects.exists()
    assert not Report.objects.filter(receipt=receipt).exists()
    assert receipt_of(shown.salt) != receipt
