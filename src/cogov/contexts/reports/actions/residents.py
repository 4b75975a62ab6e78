"""What residents do with a report after filing: answer, comment, join in, fix it themselves, judge, withdraw."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import rules, timing
from cogov.contexts.reports.actions.base import attach, locked, needed, own_words, say
from cogov.contexts.reports.actions.handling import mark_resolved
from cogov.contexts.reports.actions.routing import leave_worklists
from cogov.contexts.reports.actions.time import reporter_spoke, settle
from cogov.contexts.reports.events import Answered, Noted, Rated, Supported, Withdrawn
from cogov.contexts.reports.models import Attachment, Outcome, Rating, Report, Resolver, State, Support, Update
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid


@transaction.atomic
def answer(
    *, report: int, by: Actor, text: str, language: str, photos: tuple[str, ...] = (), session: str = ""
) -> Report:
    """The reporter answers the question that was asked."""
    found = locked(report, by=by)
    words = needed(own_words(text, language), _("Please write your answer."))
    update = say(found, Update.Kind.ANSWER, words, by=by, step="answer", state=State.RECEIVED)
    attach(found, photos, Attachment.Kind.ANSWER, by=by, session=session)
    found.updated_at = now()
    WORKFLOW.apply("answer", found, by=by, fact=Answered(update.pk), save=("updated_at",))
    return found


@transaction.atomic
def comment(*, report: int, by: Actor, text: str, language: str) -> Report:
    """Somebody adds what they know; hidden until a reviewer shows it, unless staff or the reporter wrote it."""
    found = locked(report, by=by)
    words = needed(own_words(text, language), _("Please write something."))
    update = say(found, Update.Kind.COMMENT, words, by=by)
    if not (rules.is_party(by, found) or by.is_staff):
        update.hidden = True
        update.save(update_fields=["hidden"])
    found.updated_at = now()
    audience = "staff" if update.hidden else "public"
    journal.record(Noted(update.pk, audience), subject=found, by=by, save=("updated_at",))
    if rules.is_party(by, found):
        reporter_spoke(found)
    return found


@transaction.atomic
def support(*, report: int, by: Actor, who: str) -> Report:
    """Me too. `who` names account, e-mail or device; only its digest is kept, and each counts once."""
    found = locked(report, by=by)
    if found.private:
        raise Forbidden
    if found.merged_into_id is not None:
        return support(report=found.merged_into_id, by=by, who=who)
    mark = ids.digest(f"support {found.pk} {who}")
    if Support.objects.filter(report=found, who=mark).exists():
        return found
    Support.objects.create(report=found, who=mark, person_id=by.on_behalf_of or by.person, at=now())
    found.supporters += 1
    found.updated_at = now()
    journal.record(Supported(found.supporters), subject=found, by=by, save=("supporters", "updated_at"))
    return found


@transaction.atomic
def fix(
    *,
    report: int,
    by: Actor,
    before: tuple[str, ...],
    after: tuple[str, ...],
    text: str = "",
    language: str = "zh-hans",
    session: str = "",
) -> Report:
    """ "I fixed it": a simple matter put right by a resident, with photos; an inspector checks it."""
    found = locked(report, by=by)
    WORKFLOW.check("fix", found, by)
    if not before or not after:
        raise Invalid(fields={"photos": _("Please add one photo from before and one from after.")})
    words = own_words(text, language)
    update = say(found, Update.Kind.PUBLIC, words, by=by, step="fix", state=State.RESOLVED) if words else None
    attach(found, before, Attachment.Kind.BEFORE, by=by, session=session)
    attach(found, after, Attachment.Kind.AFTER, by=by, session=session)
    resolver = Resolver.REPORTER if rules.is_party(by, found) else Resolver.RESIDENT
    photos = len(before) + len(after)
    mark_resolved(found, "fix", outcome=Outcome.FIXED, resolver=resolver, by=by, update=update, photos=photos)
    return found


@transaction.atomic
def rate(*, report: int, by: Actor, stars: int, fixed: bool, comment: str = "") -> Report:
    """The reporter judges the result; `fixed` False is the reporter's word against the body's, see `reopen`."""
    found = locked(report, by=by)
    if not rules.can_speak_for_reporter(by, found):
        raise Forbidden
    if found.state not in (State.RESOLVED, State.CLOSED):
        raise Conflict(_("You can judge the result once the work is done."))
    if not 1 <= stars <= 5:
        raise Invalid(fields={"stars": _("Please choose one to five stars.")})
    Rating.objects.update_or_create(
        report=found,
        round=found.reopened,
        defaults={"at": now(), "stars": stars, "fixed": fixed, "comment": comment.strip()[:2000]},
    )
    found.stars, found.updated_at = stars, now()
    journal.record(Rated(stars, fixed, found.reopened), subject=found, by=by, save=("stars", "updated_at"))
    return found


@transaction.atomic
def withdraw(*, report: int, by: Actor, revision: int | None = None) -> Report:
    """The reporter takes it back; it leaves the map and every worklist."""
    found = locked(report, by=by, revision=revision)
    at = now()
    WORKFLOW.check("withdraw", found, by)
    settle(found)
    leave_worklists(found, at)
    found.body, found.closed_at, found.updated_at = None, at, at
    WORKFLOW.apply("withdraw", found, by=by, fact=Withdrawn(), save=("body", "closed_at", "updated_at"))
    timing.ended(found)
    return found
