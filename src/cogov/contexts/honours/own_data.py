"""What of the honours is personal, and what becomes of it when its person asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.honours.events import NameShown
from cogov.contexts.honours.models import Award, Certificate, Claim, Commendation, Deed
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.personal import Basis, personal


def export(person: int) -> dict[str, Any]:
    """Deeds, honours, certificates and claims with every reason: five queries."""
    claims = Claim.objects.filter(person=person).order_by("pk")
    said = ("benefit__code", "state", "evidence", "reason", "objection", "review")
    return {
        "deeds": list(Deed.objects.filter(person=person).order_by("pk").values("kind", "report")),
        "honours": list(Award.objects.filter(person=person).order_by("pk").values("honour__code", "count")),
        "certificates": list(
            Certificate.objects.filter(person=person).order_by("pk").values("title_zh", "title_en", "revoke_reason")
        ),
        "commendations": list(
            Commendation.objects.filter(person=person).order_by("pk").values("month", "kind", "state", "reason")
        ),
        "claims": list(claims.values(*said)),
    }


def erase(person: int, by: Actor) -> None:
    """Nothing shows the name any more; what the person wrote goes. That something was granted must stay provable,
    with a number that leads to nobody."""
    Deed.objects.filter(person=person).delete()
    for row in Certificate.objects.select_for_update().filter(person=person, name_shown=True):
        row.name_shown = False
        journal.record(NameShown(shown=False), subject=row, by=by, save=("name_shown",))
    Claim.objects.filter(person=person).update(objection="", evidence={})


_HONOUR = _("To thank people for what they did, and to prove it to them and to others")
_DECIDE = _("To decide on what somebody asked for, and to show who decided and why")

personal("honours.deed", "person", purpose=_HONOUR, basis=Basis.PUBLIC_TASK, retention=None)
personal("honours.award", "person", purpose=_HONOUR, basis=Basis.PUBLIC_TASK, retention=None)
personal(
    "honours.certificate", "person", "issued_by", "revoke_reason", "name_shown",
    purpose=_HONOUR, basis=Basis.PUBLIC_TASK, retention=None,
)  # fmt: skip
personal(
    "honours.commendation", "person", "decided_by", "reason", purpose=_HONOUR, basis=Basis.PUBLIC_TASK, retention=None
)
personal(
    "honours.claim", "person", "decided_by", "reviewed_by", "evidence", "reason", "objection", "review",
    purpose=_DECIDE, basis=Basis.PUBLIC_TASK, retention=None,
)  # fmt: skip

accounts.contribute_personal_data("honours", export, erase, _("Honours and certificates"))
