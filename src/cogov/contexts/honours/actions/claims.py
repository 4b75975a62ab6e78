"""Somebody asks for a benefit; evidence is gathered, a person decides, another one decides on the objection."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.honours import queries, rules
from cogov.contexts.honours.actions.certificates import issue
from cogov.contexts.honours.events import Applied, Granted, Objected, Overturned, Refused, Upheld
from cogov.contexts.honours.models import Benefit, Certificate, Claim
from cogov.contexts.honours.workflow import WORKFLOW
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once

MONTH = timedelta(days=30.4375)
"""A twelfth of a mean year: a benefit of 12 months ends within a day of its anniversary."""
_State = Claim.State


def apply(*, benefit: str, by: Actor, key: str) -> int:
    """Id of the claim. For oneself, or at the desk. Raises Missing, Forbidden, Conflict (one is open already)."""
    person = by.on_behalf_of if by.on_behalf_of is not None else by.person
    if person is None or not rules.may_act_for(by, person):
        raise Forbidden

    def act() -> dict[str, int]:
        row = Benefit.objects.filter(code=benefit, active=True).first()
        if row is None:
            raise Missing
        if Claim.objects.filter(person=person, benefit=row, state__in=[_State.APPLIED, _State.OBJECTED]).exists():
            raise Conflict(_("You have asked for this already. It is being looked at."))
        evidence = queries.evidence(person)
        claim = Claim.objects.create(benefit=row, person_id=person, applied_at=now(), evidence=evidence)
        journal.record(Applied(row.pk), subject=claim, by=by, first=True)
        return {"claim": claim.pk}

    return int(once(f"honours.apply:{person}", key, {"benefit": benefit}, act)[0]["claim"])


def decide(*, claim: int, grant: bool, reason: str, revision: int, by: Actor, key: str) -> None:
    """Raises Missing, Forbidden, Invalid, and Conflict when it is no longer at `revision`."""

    def act() -> dict[str, int]:
        row = _found(claim, by, reason, revision)
        row.reason, row.decided_by_id, row.decided_at = reason.strip()[:500], by.person, now()
        save: tuple[str, ...] = ("reason", "decided_by", "decided_at")
        WORKFLOW.check("grant" if grant else "refuse", row, by)
        if grant:
            row.certificate = _certificate(row, by)
            fact: Any = Granted(row.benefit_id, row.certificate.pk, ids.digest(row.reason))
            save = (*save, "certificate")
        else:
            fact = Refused(row.benefit_id, ids.digest(row.reason))
        WORKFLOW.apply("grant" if grant else "refuse", row, by=by, fact=fact, save=save)
        return {}

    once(f"honours.decide:{claim}", key, {"grant": grant, "reason": reason}, act)


def object_to(*, claim: int, text: str, by: Actor, key: str) -> None:
    """The resident does not agree. Raises Missing, Forbidden, Invalid, Conflict."""
    if not text.strip():
        raise Invalid(fields={"text": _("Please say what you do not agree with.")})

    def act() -> dict[str, int]:
        row = _locked(claim)
        if not rules.can_object(by, row):
            raise Missing
        row.objection, row.objected_at = text.strip()[:1000], now()
        fact = Objected(row.benefit_id, ids.digest(row.objection))
        WORKFLOW.apply("object", row, by=by, fact=fact, save=("objection", "objected_at"))
        return {}

    once(f"honours.object:{claim}", key, {"text": text}, act)


def review(*, claim: int, overturn: bool, reason: str, revision: int, by: Actor, key: str) -> None:
    """By another person than the one who decided. Raises as `decide`."""

    def act() -> dict[str, int]:
        row = _found(claim, by, reason, revision)
        step = "overturn" if overturn else "uphold"
        WORKFLOW.check(step, row, by)
        row.review, row.reviewed_by_id, row.reviewed_at = reason.strip()[:500], by.person, now()
        save: tuple[str, ...] = ("review", "reviewed_by", "reviewed_at")
        fact: Any = Upheld(row.benefit_id, ids.digest(row.review))
        if overturn:
            row.certificate = _certificate(row, by)
            fact = Overturned(row.benefit_id, row.certificate.pk, ids.digest(row.review))
            save = (*save, "certificate")
        WORKFLOW.apply(step, row, by=by, fact=fact, save=save)
        return {}

    once(f"honours.review:{claim}", key, {"overturn": overturn, "reason": reason}, act)


def _found(claim: int, by: Actor, reason: str, revision: int) -> Claim:
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why. The resident reads it.")})
    row = _locked(claim)
    if not queries.may_see(by, row):
        raise Missing
    if not rules.can_decide(by, row):
        raise Forbidden
    if row.journal_seq != revision:
        raise Conflict
    return row


def _locked(claim: int) -> Claim:
    row = Claim.objects.select_related("benefit").select_for_update(of=("self",)).filter(pk=claim).first()
    if row is None:
        raise Missing
    return row


def _certificate(row: Claim, by: Actor) -> Certificate:
    benefit = row.benefit
    until: datetime = now() + benefit.months * MONTH
    text = (f"依据：{benefit.policy_zh}", f"On the grounds of: {benefit.policy_en}")
    title = (benefit.name_zh, benefit.name_en)
    return issue(title=title, text=text, body=benefit.body_id, by=by, person=row.person_id, valid_until=until)
