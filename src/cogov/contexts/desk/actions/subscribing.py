"""Subscribing: asked for, confirmed from the mailbox, ended by one click."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.desk import wording
from cogov.contexts.desk.events import Confirmed, Ended, Subscribed
from cogov.contexts.desk.letter import Letter
from cogov.contexts.desk.models import Message, Subscription
from cogov.contexts.desk.telling import queue
from cogov.contexts.reports import facade as reports
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid, Missing


@transaction.atomic
def subscribe(
    *, email: str, by: Actor, language: str, report: int | None = None, area: int | None = None, category: str = ""
) -> None:
    """Ask for news. A mail with a link comes first, so that nobody can be flooded by somebody else.

    Asking again sends the link again and tells a stranger nothing.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(fields={"email": _("This e-mail address does not look right.")}) from None
    if report is not None and reports.public_card(report) is None:
        raise Missing
    if area is not None:
        areas.area(area)
    row = Subscription.objects.filter(report=report, area=area, category=category, email=email).first()
    if row is None:
        row = Subscription.objects.create(
            report=report, area_id=area, category=category, email=email, person_id=by.person, language=language,
            salt=ids.salt(), created_at=now(),
        )  # fmt: skip
        journal.record(Subscribed(report, area, category), subject=row, by=by, first=True)
    if row.confirmed_at is None:
        send(f"subscription:{row.pk}:{int(now().timestamp()) // 600}", row.email, wording.please_confirm(row))


@transaction.atomic
def confirm(*, subscription: int, token: str, by: Actor) -> Subscription:
    """From the link in the mail; raises Missing for a wrong one. Twice is once."""
    row = _found(subscription, token, "confirm")
    if row.confirmed_at is None:
        row.confirmed_at = now()
        journal.record(Confirmed(), subject=row, by=by, save=("confirmed_at",))
    return row


@transaction.atomic
def unsubscribe(*, subscription: int, token: str, by: Actor) -> None:
    """End it and forget the address; raises Missing for a wrong link."""
    end(_found(subscription, token, "end"), by=by)


def end(row: Subscription, *, by: Actor) -> None:
    """Within the caller's transaction."""
    journal.record(Ended(), subject=row, by=by)
    row.delete()


def send(occasion: str, to: str, letter: Letter, *, report: int | None = None, language: str = "zh-hans") -> None:
    """Put a letter in the queue; one for each occasion and address."""
    queue(
        [Message(occasion=occasion, to=to, subject=letter.subject[:200], text=letter.text, headers=letter.headers,
                 report=report, language=language)]
    )  # fmt: skip


def _found(subscription: int, token: str, use: str) -> Subscription:
    row = Subscription.objects.select_for_update().filter(pk=subscription).first()
    if row is None or not ids.same(token, wording.token_of(row, use)):
        raise Missing
    return row
