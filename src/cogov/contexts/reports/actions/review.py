"""Review: accept, reject with a reason, ask back, join and separate, correct, hide what is private."""

from __future__ import annotations

import dataclasses

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.media import facade as media
from cogov.contexts.reports import finding, rules, timing
from cogov.contexts.reports.actions.base import locked, needed, say
from cogov.contexts.reports.actions.filing import new_report, set_place, store
from cogov.contexts.reports.actions.routing import dispatch_by_rule, leave_worklists
from cogov.contexts.reports.actions.time import settle
from cogov.contexts.reports.categories import leaf
from cogov.contexts.reports.checking import Checked, check, place_of
from cogov.contexts.reports.contacts import contact_of
from cogov.contexts.reports.events import (
    Accepted,
    Asked,
    Hidden,
    Joined,
    Merged,
    Moved,
    Parted,
    Recategorised,
    Rejected,
    Restored,
    Split,
)
from cogov.contexts.reports.models import Attachment, Difficulty, Rating, Report, State, Update
from cogov.contexts.reports.schemas import Draft, Said
from cogov.contexts.reports.workflow import UNFINISHED, WORKFLOW
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

HIDEABLE = {"photo": Attachment, "update": Update, "rating": Rating}


@transaction.atomic
def accept(
    *, report: int, by: Actor, revision: int | None = None, difficulty: str | None = None, private: bool | None = None
) -> Report:
    """Take the report up as a case, show its text and photos in public, hand it over by rule at once."""
    found = locked(report, by=by, revision=revision)
    at = now()
    WORKFLOW.check("accept", found, by)
    if difficulty is not None:
        _set_difficulty(found, difficulty, by)
    if private is not None:
        found.private = private
    found.accepted_at = found.accepted_at or at
    found.released_at, found.updated_at = at, at
    WORKFLOW.apply(
        "accept", found, by=by,
        fact=Accepted(found.difficulty, found.due_at.isoformat() if found.due_at else "", found.private),
        save=("difficulty", "private", "accepted_at", "released_at", "updated_at", "due_at"),
    )  # fmt: skip
    timing.accepted(found)
    finding.index(found)
    if not dispatch_by_rule(found):
        timing.waits_for_dispatch(found)
    return found


@transaction.atomic
def set_difficulty(*, report: int, by: Actor, difficulty: str, revision: int | None = None) -> Report:
    """A reviewer corrects the tier; the promise moves with it, counted from filing. Raises Conflict once late:
    another tier does not undo that."""
    found = locked(report, by=by, revision=revision)
    if not rules.can_review(by, found):
        raise Forbidden
    if found.state not in UNFINISHED:
        raise Conflict
    _set_difficulty(found, difficulty, by)
    return found


@transaction.atomic
def reject(*, report: int, by: Actor, reason: Said, revision: int | None = None) -> Report:
    """Not taken up; the reason goes to the reporter."""
    found = locked(report, by=by, revision=revision)
    update = say(found, Update.Kind.REASON, needed(reason), by=by, step="reject", state=State.REJECTED)
    found.closed_at = found.updated_at = now()
    WORKFLOW.apply("reject", found, by=by, fact=Rejected(update.pk), save=("closed_at", "updated_at"))
    timing.ended(found)
    return found


@transaction.atomic
def restore(*, report: int, by: Actor, revision: int | None = None) -> Report:
    """Take a rejection back."""
    found = locked(report, by=by, revision=revision)
    found.closed_at, found.updated_at = None, now()
    WORKFLOW.apply("restore", found, by=by, fact=Restored(State.REJECTED), save=("closed_at", "updated_at"))
    timing.reviewed_again(found)
    return found


@transaction.atomic
def ask(*, report: int, by: Actor, question: Said, revision: int | None = None) -> Report:
    """Ask the reporter, which is a first answer. The other clocks run on."""
    found = locked(report, by=by, revision=revision)
    update = say(found, Update.Kind.QUESTION, needed(question), by=by, step="ask", state=State.ASKED)
    found.updated_at = now()
    WORKFLOW.apply("ask", found, by=by, fact=Asked(update.pk), save=("updated_at",))
    timing.first_answered(found)
    return found


@transaction.atomic
def merge(*, report: int, into: int, by: Actor, revision: int | None = None) -> Report:
    """Join the report with an earlier one; its reporter gets all later news and the survey of that one."""
    if report == into:
        raise Invalid(fields={"into": _("A report cannot be joined with itself.")})
    first, second = (locked(number, by=by) for number in sorted((report, into)))  # one order, no deadlock
    found, target = (first, second) if first.pk == report else (second, first)
    if revision is not None and found.journal_seq != revision:
        raise Conflict
    if target.state == State.MERGED and target.merged_into_id is not None:
        target = locked(target.merged_into_id, by=by)
    _check_target(found, target, by)
    at = now()
    followers = list(Report.objects.select_for_update().filter(merged_into=found))
    settle(found)
    leave_worklists(found, at)
    found.merged_into, found.body, found.closed_at, found.updated_at = target, None, at, at
    WORKFLOW.apply(
        "merge", found, by=by, fact=Merged(target.pk), save=("merged_into", "body", "closed_at", "updated_at")
    )
    timing.ended(found)
    for follower in followers:  # everybody points at the root, so that one look-up finds all who follow
        follower.merged_into = target
        journal.record(Merged(target.pk), subject=follower, by=by, save=("merged_into",))
    target.supporters += found.supporters + 1
    target.updated_at = at
    journal.record(Joined(found.pk), subject=target, by=by, save=("supporters", "updated_at"))
    return target


@transaction.atomic
def part(*, report: int, by: Actor, revision: int | None = None) -> Report:
    """Take a joining back: the report stands alone and is reviewed again."""
    found = locked(report, by=by, revision=revision)
    if found.merged_into_id is None:
        raise Conflict
    target = locked(found.merged_into_id, by=by)
    found.merged_into, found.closed_at, found.updated_at = None, None, now()
    WORKFLOW.apply("part", found, by=by, fact=Restored(State.MERGED), save=("merged_into", "closed_at", "updated_at"))
    timing.reviewed_again(found)
    target.supporters = max(0, target.supporters - found.supporters - 1)
    journal.record(Parted(found.pk), subject=target, by=by, save=("supporters",))
    return found


@transaction.atomic
def split(*, report: int, by: Actor, category: str, text: str, revision: int | None = None) -> Report:
    """A second report out of one that speaks of two things: same place, same reporter, own category and course."""
    found = locked(report, by=by, revision=revision)
    if not rules.can_review(by, found):
        raise Forbidden
    draft = Draft(
        category=category, text=text, language=found.language, lat=found.lat, lon=found.lon, address=found.address,
        name_shown=found.name_shown, about_body=found.about_body_id,
    )  # fmt: skip
    checked = check(draft)
    twin = new_report(draft, checked, by=by)
    twin.split_from, twin.reporter_id, twin.channel = found, found.reporter_id, found.channel
    twin.approximate = found.approximate
    store(twin, draft, _with_contact(checked, found), by=by)
    journal.record(Split(twin.pk), subject=found, by=by)
    return twin


@transaction.atomic
def recategorise(*, report: int, by: Actor, category: str, revision: int | None = None) -> Report:
    """Correct the category; an accepted report is routed anew, with its first clocks running on."""
    found = locked(report, by=by, revision=revision)
    if not (rules.can_review(by, found) or rules.can_dispatch(by, found)):
        raise Forbidden
    before, node = found.category.code, leaf(category)
    if before == node.code:
        return found
    found.category, found.private, found.updated_at = node.row, found.private or node.row.private, now()
    found.emergency = found.emergency or node.row.emergency
    journal.record(
        Recategorised(before, node.code), subject=found, by=by,
        save=("category", "private", "emergency", "updated_at"),
    )  # fmt: skip
    _route_anew(found)
    return found


@transaction.atomic
def move(*, report: int, by: Actor, lat: float, lon: float, address: str = "", revision: int | None = None) -> Report:
    """Correct the place; an accepted report is routed anew."""
    found = locked(report, by=by, revision=revision)
    if not (rules.can_review(by, found) or rules.can_dispatch(by, found)):
        raise Forbidden
    before = area_ids(found)
    draft = Draft(category=found.category.code, lat=lat, lon=lon)
    place = place_of(draft, required=True)
    set_place(found, Checked(leaf(found.category.code), "", place, {}, draft.contact))
    found.address, found.updated_at = address.strip()[:300] or found.address, now()
    journal.record(
        Moved(before, area_ids(found)), subject=found, by=by,
        save=("lat", "lon", "cell", "approximate", "district", "street", "community", "grid", "address", "updated_at"),
    )  # fmt: skip
    _route_anew(found)
    return found


@transaction.atomic
def redact(*, report: int, by: Actor, text: str | None, revision: int | None = None) -> Report:
    """Show `text` in public instead of the original, which is kept for those entitled; None undoes it."""
    found = locked(report, by=by, revision=revision)
    if not rules.can_review(by, found):
        raise Forbidden
    found.redacted_text, found.updated_at = text, now()
    fact = Hidden("text", found.pk, hidden=text is not None)
    journal.record(fact, subject=found, by=by, save=("redacted_text", "updated_at"))
    finding.index(found)
    return found


@transaction.atomic
def hide_item(*, report: int, what: str, item: int, by: Actor, hidden: bool = True) -> Report:
    """Hide a photo, an update or a rating's comment from the public, or show it again."""
    found = locked(report, by=by)
    if not rules.can_review(by, found):
        raise Forbidden
    model = HIDEABLE.get(what)
    row = model.objects.filter(pk=item, report=found).first() if model else None  # type: ignore[attr-defined]
    if row is None:
        raise Missing
    row.hidden = hidden
    row.save(update_fields=["hidden"])
    if isinstance(row, Attachment):
        media.set_hidden(row.asset_id, hidden, by=by)
    found.updated_at = now()
    journal.record(Hidden(what, item, hidden), subject=found, by=by, save=("updated_at",))
    return found


def _set_difficulty(report: Report, difficulty: str, by: Actor) -> None:
    if difficulty not in Difficulty.values:
        raise Invalid(fields={"difficulty": _("Please choose.")})
    late = report.due_at is not None and report.due_at < now()
    fact = timing.set_difficulty(report, difficulty)
    if fact is None:
        return
    if late:
        raise Conflict(_("This report is late already; another difficulty does not change that."))
    report.updated_at = now()
    journal.record(fact, subject=report, by=by, save=("difficulty", "due_at", "updated_at"))


def area_ids(report: Report) -> tuple[int, ...]:
    """District … grid cell at the place, as far as known."""
    chain = (report.district_id, report.street_id, report.community_id, report.grid_id)
    return tuple(area for area in chain if area is not None)


def _check_target(found: Report, target: Report, by: Actor) -> None:
    if not rules.can_review(by, target):
        raise Forbidden(_("The other report lies outside your area."))
    if target.pk == found.pk or target.state in (State.REJECTED, State.WITHDRAWN, State.MERGED):
        raise Invalid(fields={"into": _("Please choose a report that is still open or was handled.")})
    if target.private != found.private:
        raise Invalid(fields={"into": _("A private report and a public one cannot be joined.")})


def _with_contact(checked: Checked, source: Report) -> Checked:
    return dataclasses.replace(checked, contact=contact_of(source))


def _route_anew(report: Report) -> None:
    if report.state in (State.ACCEPTED, State.DISPATCHED, State.HANDLING):
        dispatch_by_rule(report)
