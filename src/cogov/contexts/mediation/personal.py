"""What of a mediation is personal, how long it is kept, and what becomes of it when its person asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.mediation.models import Case, Message, Note, Party
from cogov.kernel.actors import Actor
from cogov.kernel.personal import Basis, personal

KEPT = timedelta(days=730)
"""Two years after its end: so long an agreement is likely to be asked about again."""

_WHY = _("To mediate between neighbours; each side sees its own words only")
personal("mediation.party", "person", "name", "words", purpose=_WHY, basis=Basis.CONSENT, retention=KEPT)
personal("mediation.message", "text", purpose=_WHY, basis=Basis.CONSENT, retention=KEPT)
personal("mediation.note", "text", purpose=_WHY, basis=Basis.PUBLIC_TASK, retention=KEPT)
personal("mediation.agreement", "text", purpose=_WHY, basis=Basis.CONSENT, retention=KEPT)
personal("mediation.case", "mediator", purpose=_("To show who of the staff did what"), basis=Basis.PUBLIC_TASK,
         retention=None)  # fmt: skip


def export(person: int) -> list[dict[str, Any]]:
    """The person's own side of each case. Two queries."""
    rows = Party.objects.filter(person=person).select_related("case").prefetch_related("messages").order_by("pk")
    return [
        {
            "case": row.case_id, "about": row.case.about, "state": row.case.state, "my_words": row.words,
            "messages": [
                {"at": one.at.isoformat(timespec="seconds"), "from_mediator": one.from_mediator, "text": one.text}
                for one in row.messages.all()
            ],
            "signed_version": row.signed,
        }
        for row in rows
    ]  # fmt: skip


def erase(person: int, _by: Actor) -> None:
    """The person's words and the link to them go; the other sides keep theirs."""
    mine = Party.objects.filter(person=person)
    Message.objects.filter(party__in=mine).update(text="")
    Note.objects.filter(party__in=mine).update(text="")
    mine.update(words="", name="", person=None)
    Case.objects.filter(mediator=person).update(mediator=None)


accounts.contribute_personal_data("mediation", export, erase, _("Mediation between neighbours"))
