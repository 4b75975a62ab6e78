"""From the reports' facts to cases worth points: pure, for the handlers and for trials of rules alike."""

from __future__ import annotations

from collections.abc import Iterator

from cogov.contexts.reports import events
from cogov.contexts.reports.facade import Merit
from cogov.contexts.rewards.models import Kind
from cogov.contexts.rewards.weighing import Case
from cogov.kernel.models import Entry

REPORT = "reports.report"
PATROL = "patrol"
"""The channel of those who report because it is their work."""
COMMUNITY = 2
"""Place of the community among the areas from the district down."""
ENDINGS: dict[type, tuple[str, ...]] = {
    events.Reopened: (Kind.USEFUL, Kind.FIXED),
    events.Rejected: (),
    events.Withdrawn: (),
    events.Merged: (Kind.ACCEPTED,),
    events.Restored: (Kind.REPEAT,),
}
"""What a fact makes fall away; an empty tuple stands for everything."""


def cases_of(fact: object, entry: Entry, merit: Merit) -> Iterator[Case]:
    """What this fact earns, and for whom."""
    reporter = None if merit.channel == PATROL else merit.reporter
    if isinstance(fact, events.Accepted) and reporter:
        yield _case(Kind.ACCEPTED, reporter, entry, merit)
    elif isinstance(fact, events.Closed) and reporter and fact.outcome == "fixed":
        yield _case(Kind.USEFUL, reporter, entry, merit)
    elif isinstance(fact, events.Joined) and reporter:
        yield _case(Kind.FIRST, reporter, entry, merit)
    elif isinstance(fact, events.Merged) and reporter:
        yield _case(Kind.REPEAT, reporter, entry, merit)
    elif isinstance(fact, events.Resolved) and fact.by_resident and merit.resolved_by:
        yield _case(Kind.FIXED, merit.resolved_by, entry, merit, other=merit.reporter)
    elif isinstance(fact, events.Answered) or (isinstance(fact, events.PhotosAdded) and not entry.role):
        helper = entry.on_behalf_of or entry.person
        if helper:
            yield _case(Kind.EVIDENCE, helper, entry, merit)
    elif isinstance(fact, events.Rated) and reporter:
        yield _case(Kind.SURVEY, reporter, entry, merit, verified=True)


def fails(fact: object) -> tuple[str, ...] | None:
    """Kinds of earnings that this fact ends, empty for all; None when it ends none."""
    return ENDINGS.get(type(fact))


def is_check(fact: object) -> bool:
    """Somebody other than who did the work has looked."""
    return isinstance(fact, events.Closed)


def _case(
    kind: Kind, person: int, entry: Entry, merit: Merit, *, verified: bool = False, other: int | None = None
) -> Case:
    return Case(
        kind=kind, person=person, subject_type=REPORT, subject_id=merit.report, at=entry.at,
        categories=merit.categories, difficulty=merit.difficulty, areas=merit.areas,
        community=merit.areas[COMMUNITY] if len(merit.areas) > COMMUNITY else None, cell=merit.cell,
        contact=merit.contact if person == merit.reporter else "", other=other, verified=verified,
    )  # fmt: skip
