"""What the mediator does. Nothing here carries a word from one side to another but the agreement itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation import rules
from cogov.contexts.mediation.actions.base import MOST_LETTERS, add_party, locked, tell_mediator, tell_party
from cogov.contexts.mediation.events import (
    Accepted,
    Arranged,
    Begun,
    Declined,
    Drafted,
    Failed,
    FollowedUp,
    Forgotten,
    HandedOn,
    Invited,
    Noted,
    Wrote,
)
from cogov.contexts.mediation.models import CLOSED, Agreement, Case, Meeting, Message, Note, Party, State
from cogov.contexts.mediation.personal import KEPT
from cogov.contexts.mediation.workflow import WORKFLOW
from cogov.kernel import ids, journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

OPEN = (State.ACCEPTED.value, State.TALKS.value)


@transaction.atomic
def accept(case: int, *, by: Actor) -> Case:
    """I mediate. Raises as the workflow."""
    found = locked(case)
    WORKFLOW.check("accept", found, by)
    if by.person is None:
        raise Forbidden
    found.mediator_id = by.person
    WORKFLOW.apply("accept", found, by=by, fact=Accepted(by.person), save=["mediator"])
    _tell_all(found, "accepted")
    return found


@transaction.atomic
def decline(case: int, *, by: Actor, text: str) -> Case:
    """Not a matter for mediation; the side that asked reads why. Raises as the workflow, and Invalid."""
    found = locked(case)
    WORKFLOW.check("decline", found, by)
    if not text.strip():
        raise Invalid(fields={"text": _("Please say why, and who can help instead.")})
    found.closed_at = now()
    _write(found.parties.get(position=1), found, text, by)
    WORKFLOW.apply("decline", found, by=by, fact=Declined(), save=["closed_at"])
    return found


@transaction.atomic
def hand_on(case: int, *, to: int, by: Actor) -> Case:
    """To another mediator of the same body, by the mediator or whoever supervises. Raises Forbidden, Invalid."""
    found = locked(case)
    if not (rules.mediates(by, found) or rules.supervises(by, found)) or found.state in (State.ASKED, *CLOSED):
        raise Forbidden
    able = {person for role in rules.MEDIATORS for person in bodies.members(found.body_id, role)}
    if to not in able or found.parties.filter(person=to).exists():
        raise Invalid(fields={"to": _("Please choose somebody of this office who is not a side.")})
    found.mediator_id = to
    entry = journal.record(HandedOn(to), subject=found, by=by, save=["mediator"])
    tell_mediator(found, f"handed:{entry.seq}")
    return found


@transaction.atomic
def invite(case: int, *, by: Actor, name: str) -> Party:
    """One more side, with a code for the letter. Raises Forbidden, Invalid, Conflict."""
    found = _mine(case, by, *OPEN)
    if not name.strip():
        raise Invalid(fields={"name": _("Please write whom the letter is for.")})
    party = add_party(found, name=name)
    journal.record(Invited(party.pk), subject=found, by=by)
    return party


@transaction.atomic
def message(case: int, *, party: int, text: str, by: Actor) -> Message:
    """To one side only. Raises Forbidden, Missing, Invalid, Conflict."""
    found = _mine(case, by, *OPEN, State.AGREED.value, State.FAILED.value)
    return _write(_party(found, party), found, text, by)


@transaction.atomic
def note(case: int, *, text: str, by: Actor, party: int | None = None) -> Note:
    """For my own eyes. Raises as `message`."""
    found = _mine(case, by, *OPEN, State.AGREED.value, State.FAILED.value)
    if not text.strip():
        raise Invalid(fields={"note": _("Please write something.")})
    about = _party(found, party) if party is not None else None
    made = Note.objects.create(case=found, party=about, text=text.strip()[:MOST_LETTERS], at=now())
    journal.record(Noted(made.pk), subject=found, by=by)
    return made


@transaction.atomic
def arrange(case: int, *, begins_at: datetime, place: str, by: Actor, party: int | None = None) -> Meeting:
    """With one side, or with all. Raises as `message`."""
    found = _mine(case, by, *OPEN)
    if begins_at <= now():
        raise Invalid(fields={"begins_at": _("Please choose a time to come.")})
    if not place.strip():
        raise Invalid(fields={"place": _("Please say where.")})
    whom = _party(found, party) if party is not None else None
    made = Meeting.objects.create(case=found, party=whom, begins_at=begins_at, place=place.strip()[:160])
    journal.record(Arranged(made.pk, whom.pk if whom else None), subject=found, by=by)
    for one in [whom] if whom else found.parties.all():
        tell_party(one, f"meeting:{made.pk}")
    return made


@transaction.atomic
def begin(case: int, *, by: Actor) -> Case:
    found = locked(case)
    WORKFLOW.apply("begin", found, by=by, fact=Begun())
    _tell_all(found, "talks")
    return found


@transaction.atomic
def draft(case: int, *, text: str, by: Actor, version: int) -> Case:
    """The next version of the agreement, for all sides to sign. `version` is the one seen; raises Conflict else."""
    found = _mine(case, by, State.TALKS.value)
    if found.version != version:
        raise Conflict
    if not text.strip():
        raise Invalid(fields={"agreement": _("Please write what they agree on.")})
    found.version += 1
    made = Agreement.objects.create(case=found, number=found.version, text=text.strip()[:MOST_LETTERS], at=now())
    fact = Drafted(found.version, ids.digest(f"{ids.derived_token('agreement', made.pk)}{made.text}"))
    journal.record(fact, subject=found, by=by, save=["version"])
    _tell_all(found, f"draft:{found.version}")
    return found


@transaction.atomic
def fail(case: int, *, by: Actor) -> Case:
    found = locked(case)
    WORKFLOW.apply("fail", found, by=by, fact=Failed())
    _tell_all(found, "failed")
    return found


@transaction.atomic
def follow_up(case: int, *, holds: bool, by: Actor) -> Case:
    """Some weeks later: is it quiet? Closes the case. Raises as the workflow."""
    found = locked(case)
    WORKFLOW.check("follow_up", found, by)
    found.holds, found.closed_at = holds, now()
    WORKFLOW.apply("follow_up", found, by=by, fact=FollowedUp(holds), save=("holds", "closed_at"))
    return found


def forget_old() -> int:
    """Empty every text of cases closed long ago; how many. Each in a transaction of its own."""
    old = Case.objects.filter(closed_at__lt=now() - KEPT).exclude(parties__salt="").distinct()
    return sum(_forget(pk) for pk in old.values_list("pk", flat=True)[:500])


@transaction.atomic
def _forget(case: int) -> bool:
    found = locked(case)
    Message.objects.filter(party__case=found).update(text="")
    Note.objects.filter(case=found).update(text="")
    Agreement.objects.filter(case=found).update(text="")
    # An empty salt says that it is done, and no letter can be printed again.
    found.parties.update(words="", name="", person=None, salt="")
    journal.record(Forgotten(), subject=found, by=SYSTEM)
    return True


def _mine(case: int, by: Actor, *states: str) -> Case:
    found = locked(case)
    if not rules.mediates(by, found):
        raise Forbidden
    if found.state not in states:
        raise Conflict(_("This step is not possible in the present state."))
    return found


def _party(case: Case, party: int) -> Party:
    found = case.parties.filter(pk=party).first()
    if found is None:
        raise Missing
    return found


def _write(party: Party, case: Case, text: str, by: Actor) -> Message:
    if not text.strip():
        raise Invalid(fields={"text": _("Please write something.")})
    made = Message.objects.create(party=party, from_mediator=True, text=text.strip()[:MOST_LETTERS], at=now())
    journal.record(Wrote(party.pk, made.pk, from_mediator=True), subject=case, by=by)
    tell_party(party, f"message:{made.pk}")
    return made


def _tell_all(case: Case, occasion: str) -> None:
    for party in case.parties.all():
        tell_party(party, occasion)
