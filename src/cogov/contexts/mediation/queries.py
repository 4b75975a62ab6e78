"""Reads: one side's own view, and the mediator's desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cogov.contexts.mediation import rules
from cogov.contexts.mediation.models import CLOSED, Agreement, Case, Meeting, Message, Party
from cogov.kernel import ids
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Missing

PAGE = 50
"""Cases of one page: more than a mediator has at a time."""


@dataclass(frozen=True, slots=True)
class Side:
    """All that one party may see: nothing of this comes from another party."""

    case: Case
    party: Party
    messages: list[Message]
    meetings: list[Meeting]
    agreement: Agreement | None
    sides: int
    signed: int

    @property
    def may_sign(self) -> bool:
        return self.agreement is not None and self.case.state == "talks" and self.party.signed != self.case.version


def at_desk(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(rules.at_desk(actor))


def get(number: int, actor: Actor) -> Case:
    """Raises Missing outside the actor's scope. One query."""
    found = at_desk(actor).filter(pk=number).first()
    if found is None:
        raise Missing
    return found


def cases(actor: Actor, *, closed: bool = False, after: int | None = None) -> tuple[list[Case], int | None]:
    """The newest first, with the key to go on from. One query."""
    rows = at_desk(actor).filter(**({"state__in": CLOSED} if closed else {})).order_by("-pk")
    rows = rows if closed else rows.exclude(state__in=CLOSED)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def waiting(actor: Actor) -> int:
    """Asked for, and nobody has taken it on. One count."""
    return at_desk(actor).filter(state="asked").count()


def by_code(code: str) -> Party:
    """Raises Missing. One query by digest."""
    found = Party.objects.select_related("case").filter(code=ids.digest(code)).first()
    if found is None:
        raise Missing
    return found


def of_person(person: int) -> list[Party]:
    """The sides that somebody with an account is, the newest first. One query."""
    return list(Party.objects.filter(person=person).select_related("case").order_by("-pk")[:PAGE])


def party_of(number: int, actor: Actor) -> Party:
    """One's own side of a case. Raises Missing."""
    found = Party.objects.select_related("case").filter(case=number, person=actor.person).first()
    if actor.person is None or found is None:
        raise Missing
    return found


def side(party: Party) -> Side:
    """Four queries."""
    case = party.case
    votes = list(Party.objects.filter(case=case).values_list("signed", flat=True))
    return Side(
        case=case,
        party=party,
        messages=list(Message.objects.filter(party=party).order_by("pk")),
        meetings=list(Meeting.objects.filter(Q(party=party) | Q(party=None), case=case).order_by("begins_at")),
        agreement=Agreement.objects.filter(case=case, number=case.version).first() if case.version else None,
        sides=len(votes),
        signed=sum(case.version > 0 and number == case.version for number in votes),
    )


def code_of(party: Party) -> str:
    """The secret that opens the party's page; the database alone cannot tell it."""
    return ids.derived_token("mediation", party.pk, party.salt)
