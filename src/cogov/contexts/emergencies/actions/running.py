"""An emergency from its declaration to its review."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import facade as desk
from cogov.contexts.emergencies import rules, wording
from cogov.contexts.emergencies.actions.base import line, locked, require_active
from cogov.contexts.emergencies.actions.calling import first_call, publish
from cogov.contexts.emergencies.actions.plans import newest
from cogov.contexts.emergencies.events import (
    CommandHandedOver,
    CommandTaken,
    Declared,
    Ended,
    Logged,
    Reviewed,
)
from cogov.contexts.emergencies.gates import OWNER
from cogov.contexts.emergencies.models import Call, Emergency, LogLine, LogPhoto, Outcome, Plan, State
from cogov.contexts.emergencies.snapshot import snapshot
from cogov.contexts.emergencies.workflow import WORKFLOW
from cogov.contexts.media import facade as media
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

What = LogLine.What


@transaction.atomic
def declare(
    plan: int, *, by: Actor, drill: bool = False, report: int | None = None, area: int | None = None,
    zh: str = "", en: str = "", public: bool | None = None,
) -> Emergency:  # fmt: skip
    """Call the duty officers of all bodies of the plan now. `area` is where, by default where the plan holds.

    Declared by a person it is public at once; by the machine only with `public`, else when somebody acknowledges.
    Raises Missing, Forbidden, and Conflict while one of this plan runs, or when the plan is retired.
    """
    found = Plan.objects.filter(pk=plan).first()
    if found is None:
        raise Missing
    if not rules.may_declare(by, found):
        raise Forbidden
    if not found.active:
        raise Conflict(_("This plan is retired. Save it again before you use it."))
    place = areas.area(area if area is not None else bodies.body(found.body_id).area).id
    shown = (by.person is not None if public is None else public) and not drill
    made = _create(found, drill, report, place, by)
    line(made, What.DECLARED, by=by, zh=zh, en=en, public=shown, report=report)
    fact = Declared(found.pk, made.version.number, place, drill, shown, report)
    journal.record(fact, subject=made, by=by, first=True)
    if shown:
        publish(made, by=by)
    first_call(made)
    snapshot.changed()
    return made


@transaction.atomic
def join_report(emergency: int, report: int, *, by: Actor) -> None:
    """One more report of it, into the log; told twice it stands there once."""
    found = locked(emergency)
    require_active(found)
    if found.report == report or found.lines.filter(report=report).exists():
        return
    row = line(found, What.REPORT, by=by, report=report)
    journal.record(Logged(row.pk, ids.digest(""), report=report), subject=found, by=by)


@transaction.atomic
def log(
    emergency: int, *, by: Actor, zh: str = "", en: str = "", public: bool = False,
    photos: Sequence[str] = (), session: str = "",
) -> LogLine:  # fmt: skip
    """A note in the shared log; on the public page with `public`, which the commander alone decides.

    Raises Missing, Forbidden, Invalid, and Conflict after the review.
    """
    found = locked(emergency)
    if not rules.takes_part(by, found) or (public and not rules.commands(by, found)):
        raise Forbidden
    if found.state == State.REVIEWED:
        raise Conflict
    if not (zh.strip() or en.strip() or photos):
        raise Invalid(fields={"text_zh": _("Please write something, or add a photo.")})
    row = line(found, What.SAID, by=by, zh=zh, en=en, public=public)
    cards = media.claim(tokens=photos, owner_type=OWNER, owner_id=row.pk, by=by, session=session) if photos else []
    LogPhoto.objects.bulk_create(LogPhoto(line=row, asset_id=card.id) for card in cards)
    fact = Logged(row.pk, _digest(zh, en), len(cards), row.public)
    journal.record(fact, subject=found, by=by)
    return row


@transaction.atomic
def take_command(emergency: int, *, by: Actor) -> Emergency:
    """Nobody commanded so far. Whoever takes command has also taken note. Raises as the workflow."""
    found = locked(emergency)
    WORKFLOW.check("take", found, by)
    if by.person is None:
        raise Forbidden
    found.commander_id = by.person
    line(found, What.COMMAND, by=by)
    WORKFLOW.apply("take", found, by=by, fact=CommandTaken(by.person), save=["commander"])
    publish(found, by=by)
    snapshot.changed()
    return found


@transaction.atomic
def hand_over(emergency: int, *, to: int, by: Actor) -> Emergency:
    """To another duty officer of the plan, who is told at once. Raises as the workflow, and Invalid."""
    found = locked(emergency)
    WORKFLOW.check("hand_over", found, by)
    on_list = {person for people in rules.officers(found).values() for person in people}
    if to not in on_list or to == by.person:
        raise Invalid(fields={"to": _("Choose another duty officer of the plan.")})
    before, found.commander_id = found.commander_id, to
    line(found, What.HANDED_OVER, by=by)
    fact = CommandHandedOver(int(before or 0), to)
    entry = journal.record(fact, subject=found, by=by, save=["commander"])
    link = reverse("emergencies:room", args=[found.pk])
    desk.notify(
        person=to, occasion=f"emergency:{found.pk}:command:{entry.seq}",
        letter=lambda: wording.command(found, link), urgent=True,
    )  # fmt: skip
    return found


@transaction.atomic
def end(emergency: int, *, outcome: str, by: Actor, zh: str = "", en: str = "") -> Emergency:
    """Nobody is called any more; the public page says that it is over. Raises as the workflow, and Invalid."""
    found = locked(emergency)
    WORKFLOW.check("end", found, by)
    if outcome not in Outcome.values:
        raise Invalid(fields={"outcome": _("Please choose how it ended.")})
    found.ended_at, found.outcome = now(), Outcome(outcome)
    line(found, What.ENDED, by=by, zh=zh, en=en, public=True)
    WORKFLOW.apply("end", found, by=by, fact=Ended(outcome), save=("ended_at", "outcome"))
    Call.objects.filter(emergency=found).update(next_at=None)
    _tell_all(found)
    snapshot.changed()
    return found


@transaction.atomic
def review(emergency: int, *, text: str, by: Actor) -> Emergency:
    """What went well and what has to change; by somebody who did not command. Raises as the workflow, and Invalid."""
    found = locked(emergency)
    WORKFLOW.check("review", found, by)
    if not text.strip():
        raise Invalid(fields={"learnt": _("Please write what was learnt.")})
    found.learnt, found.reviewed_by_id = text.strip(), by.person
    line(found, What.REVIEWED, by=by)
    WORKFLOW.apply("review", found, by=by, fact=Reviewed(ids.digest(text.strip())), save=("learnt", "reviewed_by"))
    return found


@transaction.atomic
def show(emergency: int, *, by: Actor) -> Emergency:
    """Residents read what to do, before anybody has acknowledged. Raises Forbidden, Conflict."""
    found = locked(emergency)
    if not rules.may_declare(by, found.plan) or found.drill:
        raise Forbidden
    require_active(found)
    publish(found, by=by)
    snapshot.changed()
    return found


def _create(plan: Plan, drill: bool, report: int | None, area: int, by: Actor) -> Emergency:
    try:
        with transaction.atomic():
            return Emergency.objects.create(
                plan=plan, version=newest(plan), drill=drill, area_id=area, report=report, declared_at=now(),
                declared_by_id=by.person,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("One of this plan is running already. Write into its log.")) from None


def _tell_all(emergency: Emergency) -> None:
    link = reverse("emergencies:room", args=[emergency.pk])
    people = {person for listed in rules.officers(emergency).values() for person in listed}
    for person in sorted(people):
        desk.notify(
            person=person, occasion=f"emergency:{emergency.pk}:over", letter=lambda: wording.over(emergency, link)
        )


def _digest(zh: str, en: str) -> str:
    return ids.digest(journal.canonical([zh.strip(), en.strip()]))
