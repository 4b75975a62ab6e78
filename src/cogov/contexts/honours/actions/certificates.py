"""Certificates are issued with a decision, shown as their holder likes, and revoked with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.honours import codes, rules
from cogov.contexts.honours.events import Issued, NameShown, Revoked
from cogov.contexts.honours.models import Certificate
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once


def issue(
    *,
    title: tuple[str, str],
    text: tuple[str, str],
    body: int,
    by: Actor,
    person: int | None = None,
    area: int | None = None,
    valid_until: datetime | None = None,
) -> Certificate:
    """Title and text in Chinese and English. Within the transaction of the decision; `by` is a person."""
    if by.person is None:
        raise Forbidden
    [pk], salt = reserve_ids(Certificate, 1), ids.salt()
    made = Certificate(
        pk=pk, title_zh=title[0], title_en=title[1], text_zh=text[0], text_en=text[1], person_id=person, area_id=area,
        body_id=body, issued_by_id=by.person, issued_at=now(), valid_until=valid_until, salt=salt,
        digest=ids.digest(codes.token(pk, salt)), name_shown=False,
    )  # fmt: skip
    made.save(force_insert=True)
    journal.record(Issued(made.digest, body), subject=made, by=by, first=True)
    return made


def revoke(*, certificate: int, reason: str, by: Actor, key: str) -> None:
    """From now on the check says so; the holder reads why. Raises Missing, Forbidden, Invalid, Conflict."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why.")})

    def act() -> dict[str, int]:
        row = Certificate.objects.select_for_update().filter(pk=certificate).first()
        if row is None or not rules.may_revoke(by, row):
            raise Missing
        if row.person_id is not None and row.person_id == by.person:
            raise Forbidden
        if row.revoked_at is not None:
            raise Conflict
        row.revoked_at, row.revoke_reason = now(), reason.strip()[:300]
        journal.record(Revoked(ids.digest(row.revoke_reason)), subject=row, by=by, save=("revoked_at", "revoke_reason"))
        return {}

    once(f"honours.revoke:{certificate}", key, {"reason": reason}, act)


@transaction.atomic
def show_name(*, certificate: int, shown: bool, by: Actor) -> None:
    """The holder decides whether the public check page shows the name. Raises Missing."""
    row = Certificate.objects.select_for_update().filter(pk=certificate).first()
    if row is None or row.person_id is None or not rules.may_act_for(by, row.person_id):
        raise Missing
    if row.name_shown != shown:
        row.name_shown = shown
        journal.record(NameShown(shown), subject=row, by=by, save=("name_shown",))
