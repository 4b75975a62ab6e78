"""What somebody says about a report by letter, text message or microblog, where they do not see what becomes public."""

from __future__ import annotations

from django.db import transaction

from cogov.contexts.reports import rules
from cogov.contexts.reports.actions.base import attach, locked, needed, own_words, say
from cogov.contexts.reports.actions.residents import answer
from cogov.contexts.reports.events import Noted
from cogov.contexts.reports.models import Attachment, Report, State, Update
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now


@transaction.atomic
def hear(
    *, report: int, by: Actor, text: str, language: str, photos: tuple[str, ...] = (), session: str = ""
) -> Report:
    """The reporter's answer where a question is open, else a comment; hidden until a reviewer shows it, because
    letters carry signatures. Raises Missing, Invalid."""
    found = locked(report, by=by)
    if found.state == State.ASKED and rules.can_speak_for_reporter(by, found):
        answer(report=report, by=by, text=text, language=language, photos=photos, session=session)
        last = Update.objects.filter(report=report, kind=Update.Kind.ANSWER).order_by("-pk")[:1]
        Update.objects.filter(pk__in=[row.pk for row in last]).update(hidden=True)
        return found
    update = say(found, Update.Kind.COMMENT, needed(own_words(text, language)), by=by)
    update.hidden = True
    update.save(update_fields=["hidden"])
    attach(found, photos, Attachment.Kind.ANSWER, by=by, session=session)
    found.updated_at = now()
    journal.record(Noted(update.pk, "staff"), subject=found, by=by, save=("updated_at",))
    return found
