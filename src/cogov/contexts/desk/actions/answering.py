"""What staff make of a message from outside: a report, a part of a case, an answer, or nothing, with the reason."""

from __future__ import annotations

from dataclasses import replace

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk import rules
from cogov.contexts.desk.actions.receiving import REPORT_CHANNEL, contact_of, session_of
from cogov.contexts.desk.channels import outgoing_answers
from cogov.contexts.desk.events import (
    IncomingAnswered,
    IncomingDiscarded,
    IncomingFiled,
    IncomingJoined,
    IncomingRestored,
)
from cogov.contexts.desk.models import Incoming
from cogov.contexts.media import facade as media
from cogov.contexts.reports import facade as reports
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing

State = Incoming.State
ANSWER_LIMIT = 4000  # characters, as of every text of staff


class Why(models.TextChoices):
    """Reasons for putting a message aside."""

    SPAM = "spam", _("Advertising or spam")
    TWICE = "twice", _("Sent twice")
    DONE = "done", _("Nothing to do: thanks, or a note for information")
    ELSEWHERE = "elsewhere", _("For somebody else; the sender has been told")


@transaction.atomic
def file_incoming(*, incoming: int, revision: int, draft: reports.Draft, by: Actor) -> int:
    """Make it a report of its sender; its number. The same draft sent twice files once. Raises Invalid, Conflict."""
    row = _locked(incoming, by)
    if row.state == State.FILED and row.report is not None and row.journal_seq == revision + 1:
        return row.report  # the same form sent twice
    _require_new(row, revision)
    voice = by.through(REPORT_CHANNEL[Incoming.Channel(row.channel)])
    tokens = _copies(row, by)
    whole = replace(draft, photos=tokens, upload_session=session_of(row), contact=contact_of(row))
    if voice.on_behalf_of is None and row.channel not in (Incoming.Channel.EMAIL, Incoming.Channel.SMS):
        voice = Actor(channel=voice.channel)  # whoever wrote on a social network has no account here
    receipt = reports.file(draft=whole, by=voice, key=f"incoming-{row.mark}")
    row.report = receipt.report
    _settle(row, State.FILED, IncomingFiled(receipt.report), by, "report")
    return receipt.report


@transaction.atomic
def join_incoming(*, incoming: int, revision: int, report: int, text: str, by: Actor) -> None:
    """Add it to a case that the actor sees, as far as `text` says. Raises Missing, Invalid, Conflict."""
    row = _locked(incoming, by)
    if row.state == State.JOINED and row.report == report and row.journal_seq == revision + 1:
        return
    _require_new(row, revision)
    if not reports.exists(report, by):
        raise Invalid(fields={"report": _("There is no such report, or it is not yours to see.")})
    voice = Actor(channel=REPORT_CHANNEL[Incoming.Channel(row.channel)], receipts=frozenset({report}))
    reports.hear(
        report=report, by=voice, text=text, language=row.language, photos=_copies(row, by), session=session_of(row)
    )
    row.report = report
    _settle(row, State.JOINED, IncomingJoined(report), by, "report")


@transaction.atomic
def answer_incoming(*, incoming: int, revision: int, text: str, by: Actor) -> None:
    """By the way it came. Raises Invalid where that way takes no answer (any more), Conflict."""
    row = _locked(incoming, by)
    text = text.strip()
    if row.state == State.ANSWERED and row.journal_seq == revision + 1:
        return
    _require_new(row, revision)
    if not 0 < len(text) <= ANSWER_LIMIT:
        raise Invalid(fields={"text": _("Please write an answer of at most 4,000 characters.")})
    outgoing_answers.answer(row, text, by)
    _settle(row, State.ANSWERED, IncomingAnswered(), by)


@transaction.atomic
def discard_incoming(*, incoming: int, revision: int, why: str, by: Actor) -> None:
    """Put it aside with a reason; it can be taken up again. Raises Invalid, Conflict."""
    row = _locked(incoming, by)
    if row.state == State.DISCARDED and row.journal_seq == revision + 1:
        return
    _require_new(row, revision)
    if why not in Why.values:
        raise Invalid(fields={"why": _("Please choose a reason.")})
    row.reason = why
    _settle(row, State.DISCARDED, IncomingDiscarded(why), by, "reason")


@transaction.atomic
def restore_incoming(*, incoming: int, revision: int, by: Actor) -> None:
    """Take it up again. Twice is once."""
    row = _locked(incoming, by)
    if row.state == State.NEW:
        return
    if row.state != State.DISCARDED or row.journal_seq != revision:
        raise Conflict
    row.state, row.handled_at, row.handled_by_id, row.reason = State.NEW, None, None, ""
    save = ("state", "handled_at", "handled_by", "reason")
    journal.record(IncomingRestored(), subject=row, by=by, save=save)


def _locked(incoming: int, by: Actor) -> Incoming:
    row = Incoming.objects.select_for_update(of=("self",)).filter(rules.readable(by), pk=incoming).first()
    if row is None:
        raise Missing
    return row


def _require_new(row: Incoming, revision: int) -> None:
    if row.state != State.NEW or row.journal_seq != revision:
        raise Conflict(_("Somebody else has dealt with this message meanwhile."))


def _settle(row: Incoming, state: Incoming.State, fact: object, by: Actor, *more: str) -> None:
    row.state, row.handled_at, row.handled_by_id = state, now(), by.person
    journal.record(fact, subject=row, by=by, save=("state", "handled_at", "handled_by", *more))


def _copies(row: Incoming, by: Actor) -> tuple[str, ...]:
    """Its photos once more, for the case that takes them."""
    return tuple(media.copy(asset=asset, by=by, session=session_of(row)).token for asset in row.photos)
