"""What the sides do: ask, open their page, tell, write, sign."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation import rules
from cogov.contexts.mediation.actions.base import MOST_LETTERS, add_party, locked, tell_mediator
from cogov.contexts.mediation.events import Agreed, Asked, Joined, Signed, Told, Wrote
from cogov.contexts.mediation.models import CLOSED, About, Case, Message, Party, State
from cogov.contexts.mediation.workflow import WORKFLOW
from cogov.kernel import ids, journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid


@dataclass(frozen=True, slots=True)
class Request:
    """`area` and `about_body` are ids; `person` is who asks, None where only a letter reaches them."""

    about: str
    area: int
    words: str
    person: int | None
    name: str = ""
    about_body: int | None = None
    report: int | None = None


@transaction.atomic
def ask(request: Request, *, by: Actor) -> Case:
    """A new case at the lowest body that mediates there. By the person, or by a mediator from a report.

    Raises Forbidden, Invalid, and Conflict where the report has a case already.
    """
    if request.about not in About.values or not request.words.strip():
        raise Invalid(fields={"words": _("Please say in a few words what it is about.")})
    own = by.person is not None and by.person == request.person
    if not (own or by.machine or any(by.with_roles(*rules.MEDIATORS))):
        raise Forbidden
    if request.report is not None and Case.objects.filter(report=request.report).exists():
        raise Conflict(_("This report is with a mediator already."))
    body = mediating_body(request.area, about=request.about_body)
    if body is None:
        raise Invalid(fields={"area": _("Nobody mediates there yet. Please ask at the service counter.")})
    made = Case.objects.create(
        about=request.about, area_id=request.area, body_id=body, about_body_id=request.about_body,
        report=request.report, opened_at=now(),
    )  # fmt: skip
    journal.record(Asked(request.about, request.area, body, request.report), subject=made, by=by, first=True)
    party = add_party(made, person=request.person, name=request.name, words=request.words)
    if own:
        _joined(party, made, by)
    return made


def mediating_body(area: int, *, about: int | None = None) -> int | None:
    """The lowest level that can: the body of the community, else of the street, the district, the city.

    Never the body it is about, nor its parts or managers. From memory.
    """
    for place in reversed(areas.area(area).path):
        here = sorted(bodies.bodies(area=place), key=lambda body: (body.kind != "committee", body.depth, body.id))
        for body in here:
            if about is None or not (bodies.is_within(body.id, about) or bodies.is_within(about, body.id)):
                return body.id
    return None


@transaction.atomic
def join(party: int, *, by: Actor) -> Party:
    """The side has opened its page. Told twice it stands once."""
    row, case = _of(party)
    if row.joined_at is None:
        _joined(row, case, by)
        tell_mediator(case, f"joined:{row.pk}")
    return row


@transaction.atomic
def tell(party: int, *, words: str, by: Actor) -> Party:
    """The side in its own words, until talks are over. Raises Invalid, Conflict."""
    row, case = _of(party)
    if case.state not in (State.ASKED, State.ACCEPTED, State.TALKS):
        raise Conflict
    if not words.strip():
        raise Invalid(fields={"words": _("Please say in a few words what it is about.")})
    row.words = words.strip()[:MOST_LETTERS]
    row.save(update_fields=["words"])
    entry = journal.record(Told(row.pk, ids.digest(row.salt + row.words)), subject=case, by=by)
    tell_mediator(case, f"told:{row.pk}:{entry.seq}")
    return row


@transaction.atomic
def write(party: int, *, text: str, by: Actor) -> Message:
    """From the side to the mediator. Raises Invalid, Conflict once it is closed."""
    row, case = _of(party)
    if case.state in CLOSED:
        raise Conflict
    if not text.strip():
        raise Invalid(fields={"text": _("Please write something.")})
    made = Message.objects.create(party=row, from_mediator=False, text=text.strip()[:MOST_LETTERS], at=now())
    journal.record(Wrote(row.pk, made.pk, from_mediator=False), subject=case, by=by)
    tell_mediator(case, f"message:{made.pk}")
    return made


@transaction.atomic
def sign(party: int, *, version: int, by: Actor) -> Case:
    """The newest version; the last signature makes it an agreement. Raises Conflict for another version."""
    row, case = _of(party)
    if case.state != State.TALKS or version != case.version or version == 0:
        raise Conflict(_("There is a newer version of the agreement. Please read it first."))
    if row.signed == version:
        return case
    row.signed, row.signed_at = version, now()
    row.save(update_fields=["signed", "signed_at"])
    journal.record(Signed(row.pk, version), subject=case, by=by)
    if not case.parties.exclude(signed=version).exists():
        WORKFLOW.apply("agree", case, by=SYSTEM, fact=Agreed(version))
    tell_mediator(case, f"signed:{row.pk}:{version}")
    return case


def _of(party: int) -> tuple[Party, Case]:
    """Locked by its case. Whoever calls has proved to be the party, by account or code."""
    row = Party.objects.get(pk=party)
    case = locked(row.case_id)
    return Party.objects.get(pk=party), case


def _joined(party: Party, case: Case, by: Actor) -> None:
    party.joined_at = now()
    party.save(update_fields=["joined_at"])
    journal.record(Joined(party.pk), subject=case, by=by)
