"""What of a call is personal, how long it is kept, and what becomes of it when its person asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline.models import CallBack, Caller
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.personal import Basis, personal

CALLER_KEPT = timedelta(days=30)
"""After the call: so long it is likely that somebody calls about the same matter again."""

_WHO = _("To see at once who calls, and to call back")
_STAFF = _("To show who of the staff did what")
personal("hotline.caller", "contact", "person", purpose=_WHO, basis=Basis.PUBLIC_TASK, retention=CALLER_KEPT)
personal("hotline.callback", "reason", purpose=_WHO, basis=Basis.PUBLIC_TASK, retention=timedelta(0))
personal("hotline.call", "operator", purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)
personal("hotline.callback", "operator", purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)


def export(person: int) -> list[dict[str, Any]]:
    """The calls of the last weeks that are known to be the person's. One query."""
    rows = Caller.objects.filter(person=person).select_related("call").order_by("call")
    return [
        {
            "at": row.call.arrived_at.isoformat(timespec="seconds"),
            "contact": row.contact,
            "outcome": row.call.outcome,
            "report": row.call.report,
        }
        for row in rows
    ]


def erase(person: int, _by: Actor) -> None:
    """Who called is forgotten at once; the call stays as a number among others."""
    CallBack.objects.filter(call__caller__person=person).update(reason="")
    Caller.objects.filter(person=person).delete()


@transaction.atomic
def forget_callers() -> int:
    """Forget who called long ago, unless the city still owes them a call; returns how many."""
    owed = CallBack.objects.filter(done_at=None).values("call")
    old = Caller.objects.filter(call__arrived_at__lt=now() - CALLER_KEPT).exclude(call__in=owed)
    return old.delete()[0]


accounts.contribute_personal_data("hotline", export, erase, _("Calls"))
