"""What the writes of mediation share."""

from __future__ import annotations

from django.urls import reverse

from cogov.contexts.desk import facade as desk
from cogov.contexts.mediation import queries, wording
from cogov.contexts.mediation.models import Case, Party
from cogov.kernel import ids
from cogov.kernel.errors import Missing

MOST_LETTERS = 8000
"""Of one text: four pages by hand."""


def locked(case: int) -> Case:
    """Raises Missing."""
    found = Case.objects.select_for_update().filter(pk=case).first()
    if found is None:
        raise Missing
    return found


def add_party(case: Case, *, person: int | None = None, name: str = "", words: str = "") -> Party:
    """With a code of its own."""
    position = case.parties.count() + 1
    salt = ids.salt()
    # The code is made from the row's key, which the row gets first.
    made = Party.objects.create(
        case=case, position=position, person_id=person, name=name.strip()[:80], salt=salt, code=ids.digest(salt),
        words=words.strip()[:MOST_LETTERS],
    )  # fmt: skip
    made.code = ids.digest(queries.code_of(made))
    made.save(update_fields=["code"])
    return made


def tell_party(party: Party, occasion: str) -> None:
    """Neutrally; only those with an account can be told, others open their page by the code."""
    if party.person_id is None:
        return
    link = reverse("mediation:my-case", args=[party.case_id])
    desk.notify(
        person=party.person_id, occasion=f"mediation:{party.pk}:{occasion}", letter=lambda: wording.news(link),
        private=True,
    )  # fmt: skip


def tell_mediator(case: Case, occasion: str) -> None:
    if case.mediator_id is None:
        return
    link = reverse("mediation:case", args=[case.pk])
    desk.notify(
        person=case.mediator_id, occasion=f"mediation:{case.pk}:desk:{occasion}", letter=lambda: wording.news(link),
        private=True,
    )  # fmt: skip
