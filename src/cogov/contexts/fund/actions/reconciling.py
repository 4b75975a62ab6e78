"""The reconciliation writes down what it found, stops orders and tells the auditors."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import facade as desk
from cogov.contexts.desk.facade import Letter
from cogov.contexts.fund import rules
from cogov.contexts.fund.events import Agrees, Differs, Reconciled
from cogov.contexts.fund.models import Difference, Run
from cogov.contexts.fund.reconciling import goods
from cogov.contexts.fund.reconciling.checks import CHECKS, figures, run_all
from cogov.contexts.fund.reconciling.finding import Found
from cogov.kernel import journal
from cogov.kernel.actors import Actor, AreaLevel, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden
from cogov.kernel.ids import digest

REASON = "Reconciliation"
"""Begins the reason of each stop that is ours, for who reads it at the stock desk."""


@transaction.atomic
def reconcile(*, by: Actor) -> Run:
    """Compare all books now; returns the run with its figures. Raises Forbidden.

    What is new is told in the journal, stops orders and alarms the auditors once; what is gone is told and ends.
    Orders that we stopped begin again by a person only: that the books agree does not say why they did not.
    """
    if not rules.may_reconcile(by):
        raise Forbidden
    at, found = now(), run_all()
    mark = digest("\n".join(sorted(f"{one.code} {one.subject} {one.expected} {one.found}" for one in found)))
    run = Run.objects.create(at=at, figures=figures(), checks=len(CHECKS), found=len(found), digest=mark)
    journal.record(Reconciled(len(CHECKS), len(found), mark), subject=run, by=by, first=True)
    fresh = _remember(found, by)
    if fresh:
        _stop(fresh)
        _alarm(run, fresh)
    return run


def _remember(found: list[Found], by: Actor) -> list[Found]:
    """New differences are opened, those no longer found ended; returns the new ones."""
    known = {(row.code, row.subject): row for row in Difference.objects.select_for_update().filter(until=None)}
    fresh = []
    for one in found:
        if known.pop((one.code, one.subject), None) is None:
            fresh.append(one)
            row = Difference.objects.create(
                code=one.code, subject=one.subject, item=one.item, expected=one.expected, found=one.found,
                detail=one.detail[:300], since=now(),
            )  # fmt: skip
            journal.record(Differs(one.code, one.subject, one.item), subject=row, by=by, first=True)
    for row in known.values():
        row.until = now()
        journal.record(Agrees(row.code), subject=row, by=by, save=["until"])
    return fresh


def _stop(fresh: list[Found]) -> None:
    """New orders of the items that differ; of all where it cannot be told which."""
    items = None if any(one.item is None for one in fresh) else {one.item for one in fresh if one.item is not None}
    goods.stop_orders(items, f"{REASON}: {', '.join(sorted({one.code for one in fresh}))}"[:300])


def _alarm(run: Run, fresh: list[Found]) -> None:
    def letter() -> Letter:
        text = _("The reconciliation of the fund found %(number)d new differences. New orders of what is concerned are "
                 "stopped. Please look at them today.")  # fmt: skip
        return Letter(_("The fund's books differ"), text % {"number": len(fresh)}, link="/desk/fund/reconciliation")

    for person in auditors():
        desk.notify(person=person, occasion=f"fund:reconciled:{run.pk}", letter=letter, urgent=True)


def auditors() -> list[int]:
    """Everybody who audits the city. One query."""
    return sorted(
        {person for person, body in bodies.holders(Role.AUDITOR) if bodies.body(body).level == AreaLevel.CITY}
    )
