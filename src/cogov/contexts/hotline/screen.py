"""What an operator sees during one call: who it is, their cases, and what fits the words typed so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline import actions, places, queries
from cogov.contexts.hotline.actions.ending import Filing, draft_of
from cogov.contexts.hotline.models import Call, Caller
from cogov.contexts.hotline.places import Spot
from cogov.contexts.knowledge import facade as knowledge
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Missing, Sentence, TooMany

ANSWERS = 3
"""Answers beside a call: one screenful with everything else."""

NEARBY = 4
"""Cases near the place, beside those that may be the same."""

CASES = 8
"""Of the caller: open ones first."""


@dataclass(frozen=True, slots=True)
class Who:
    """The caller as the operator may see them. `withheld` says why somebody known is not shown."""

    contact: str
    name: str
    person: int | None
    cases: tuple[reports.ReportCard, ...]
    shown_case: reports.ReportCard | None
    withheld: Sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the fields: `kind` and `spot` are keys, `sought` the words for a kind."""

    text: str = ""
    sought: str = ""
    kind: str = ""
    place: str = ""
    spot: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What fits it; of kinds and spots the chosen one, or the first."""

    kinds: list[reports.Kind] = field(default_factory=list)
    kind: reports.Kind | None = None
    spots: list[Spot] = field(default_factory=list)
    spot: Spot | None = None
    same: list[reports.Nearby] = field(default_factory=list)
    near: list[reports.Nearby] = field(default_factory=list)
    answers: list[knowledge.Article] = field(default_factory=list)

    @property
    def known(self) -> str:
        """The cases that may be the same, as a form sends them back once an operator has seen them."""
        return "-".join(str(one.card.id) for one in self.same)


def who(call: Call, actor: Actor) -> Who:
    """The look is logged first; over one's quota nobody is shown. Eight queries for somebody known, two else."""
    withheld: Sentence = ""
    try:
        actions.look(call, by=actor)
    except TooMany as error:
        withheld = error.sentence
    caller = queries.caller_of(call)
    person = caller.person_id if call.looked else None
    card = accounts.person(person) if person is not None else None
    return Who(
        contact=caller.contact,
        name=card.name if card else "",
        person=person,
        cases=tuple(reports.cases_of(person, actor, limit=CASES)) if person is not None else (),
        shown_case=_shown_case(caller, actor),
        withheld=withheld,
    )


def look_around(call: Call, asked: Asked, actor: Actor) -> Found:
    """Kinds and answers from memory and search; with a place what is known there: some twelve queries."""
    caller = queries.caller_of(call)
    person = caller.person_id if call.looked else None
    kinds = reports.kinds_called(asked.sought) if asked.sought.strip() else reports.kinds_for(asked.text)
    kind = next((one for one in kinds if one.code == asked.kind), kinds[0] if kinds else None)
    spots = places.found(asked.place, person, actor)
    spot = _chosen(spots, asked)
    same: list[reports.Nearby] = []
    near: list[reports.Nearby] = []
    if spot is not None:
        same = _same(asked, kind, spot, actor)
        known = {one.card.id for one in same}
        near = [one for one in reports.near(spot.lat, spot.lon, actor, limit=NEARBY) if one.card.id not in known]
    answers = knowledge.search(asked.text[:120], ANSWERS) if asked.text.strip() else []
    return Found(kinds, kind, spots, spot, same, near, answers)


def filing_of(asked: Asked, found: Found) -> Filing:
    """The report as it stands in the fields."""
    return Filing(
        text=asked.text,
        kind=found.kind.code if found.kind else "",
        spot=found.spot,
        name=asked.name,
        address=asked.place,
    )


def _chosen(spots: list[Spot], asked: Asked) -> Spot | None:
    """The one that was chosen; without a choice the first, once something is typed."""
    chosen = next((one for one in spots if one.key == asked.spot), None)
    if chosen is not None or not asked.place.strip():
        return chosen
    return spots[0] if spots else None


def _same(asked: Asked, kind: reports.Kind | None, spot: Spot, actor: Actor) -> list[reports.Nearby]:
    if kind is None:
        return []
    draft = draft_of(Filing(asked.text, kind.code, spot), Caller())
    point = reports.Draft(category=draft.category, text=draft.text, lat=spot.lat, lon=spot.lon)
    return reports.similar(point, actor)


def _shown_case(caller: Caller, actor: Actor) -> reports.ReportCard | None:
    """The case whose receipt the caller showed: with it they speak for it, wherever it lies."""
    if caller.case is None:
        return None
    shown = Actor(person=actor.person, grants=actor.grants, receipts=frozenset({caller.case}))
    try:
        return reports.card(caller.case, shown)
    except Missing:
        return None
