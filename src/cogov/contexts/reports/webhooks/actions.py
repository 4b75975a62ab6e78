"""Who is told: added, switched off, given a new secret, sent a message again."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.api.keys import may_administrate
from cogov.contexts.reports.checking import clean_text
from cogov.contexts.reports.models import WebhookMessage, WebhookSubscription
from cogov.contexts.reports.webhooks import messages, sending
from cogov.contexts.reports.webhooks.events import WebhookChanged, WebhookMade
from cogov.kernel import ids, journal, outbound
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing, Sentence

MOST = 20
"""Subscribers at once; each may take five seconds of the worker for every fact. More are served by the feed."""


@transaction.atomic
def subscribe(
    *, by: Actor, label: str, contact: str, url: str, kinds: Sequence[str] = ()
) -> tuple[WebhookSubscription, str]:
    """A new subscriber and, this once, its secret. Raises Forbidden and Invalid."""
    _must_administrate(by)
    label, url = clean_text(label), url.strip()
    _check(label, contact, url, kinds)
    row = WebhookSubscription.objects.create(
        label=label, contact=contact.strip().lower(), url=url, salt=ids.salt(), kinds=sorted(set(kinds))
    )
    journal.record(WebhookMade(tuple(row.kinds)), subject=row, by=by, first=True)
    return row, sending.secret(row)


@transaction.atomic
def switch(*, subscription: int, by: Actor, active: bool, revision: int | None = None) -> WebhookSubscription:
    """Off, or on again: then the machine's own pause ends, too."""
    row = _locked(subscription, by, revision)
    row.active = active
    if active:
        row.paused_at, row.failures = None, 0
    fact = WebhookChanged(active)
    journal.record(fact, subject=row, by=by, save=("active", "paused_at", "failures"))
    return row


@transaction.atomic
def renew_secret(*, subscription: int, by: Actor, revision: int | None = None) -> tuple[WebhookSubscription, str]:
    """The old one signs nothing from now on."""
    row = _locked(subscription, by, revision)
    row.salt = ids.salt()
    journal.record(WebhookChanged(row.active, secret=True), subject=row, by=by, save=("salt",))
    return row, sending.secret(row)


def send_again(*, message: int, by: Actor) -> bool:
    """One attempt at once; True when it arrived. Raises Forbidden and Missing."""
    _must_administrate(by)
    row = WebhookMessage.objects.select_related("subscription").filter(pk=message).first()
    if row is None:
        raise Missing
    return sending.send_again(row)


def _locked(subscription: int, by: Actor, revision: int | None) -> WebhookSubscription:
    _must_administrate(by)
    row = WebhookSubscription.objects.select_for_update().filter(pk=subscription).first()
    if row is None:
        raise Missing
    if revision is not None and row.journal_seq != revision:
        raise Conflict
    return row


def _must_administrate(by: Actor) -> None:
    if not may_administrate(by):
        raise Forbidden


def _check(label: str, contact: str, url: str, kinds: Sequence[str]) -> None:
    errors: dict[str, Sentence] = {}
    if not 3 <= len(label) <= 80:
        errors["label"] = _("Please name the system in 3 to 80 characters.")
    try:
        validate_email(contact.strip())
    except ValidationError:
        errors["contact"] = _("This e-mail address does not look right.")
    try:
        outbound.check(url)
    except outbound.Refused as error:
        errors["url"] = error.sentence
    if len(url) > 500:
        errors["url"] = _("Please give an address of at most 500 characters.")
    if set(kinds) - set(messages.kinds()):
        errors["kinds"] = _("Please choose from the list.")
    if WebhookSubscription.objects.filter(active=True).count() >= MOST:
        errors["label"] = _("There are twenty subscribers already. Please switch one off first.")
    if errors:
        raise Invalid(fields=errors)
