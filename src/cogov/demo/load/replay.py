"""One story as the rows that the real actions would have left, with its chain of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cogov.contexts.reports import events, timing
from cogov.contexts.reports.actions.filing import FOR_OTHERS, receipt_of
from cogov.contexts.reports.checking import CELL_RESOLUTION
from cogov.contexts.reports.models import Assignment, Attachment, Contact, Rating, Report, Support, Update
from cogov.contexts.reports.timing import FROM_FILING, Kind
from cogov.demo.bodies import Router
from cogov.demo.geography.areas import CITY_CODE
from cogov.demo.load.crowd import Crowd
from cogov.demo.load.ground import Ground
from cogov.demo.load.ladder import Running
from cogov.demo.people import resident
from cogov.demo.stories import Photo, Step, Story
from cogov.kernel import geo, ids
from cogov.kernel.actors import SYSTEM, Actor, Channel
from cogov.kernel.bulk import Link
from cogov.kernel.clocks import Step as Rung
from cogov.kernel.limits import Limit

SILENT = frozenset({"accept", "dispatch", "start", "assign", "support", "rate", "merge", "withdraw"})
"""Steps that leave no words beside the report."""
ABOUT_STAFF = "staff-conduct"
"""Complaints about an office: it must not see them."""


@dataclass
class Rows:
    """Everything about one report, unsaved; `photos` are (photo, kind, moment) still to be attached."""

    report: Report
    links: list[Link] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    clocks: list[Running] = field(default_factory=list)
    photos: list[tuple[Photo, str, datetime]] = field(default_factory=list)
    contact: Contact | None = None


@dataclass(frozen=True)
class Joining:
    """A later report that was merged into this one."""

    at: datetime
    report: int
    by: Actor


@dataclass(frozen=True)
class Stage:
    """What a replay needs to know of the city."""

    ground: Ground
    crowd: Crowd
    router: Router
    now: datetime
    report_ids: dict[int, int]
    limits: dict[tuple[str, str, str], Limit] = field(default_factory=dict)
    """By kind, category and body, as `reports.timing` would choose them."""


def words_needed(story: Story) -> int:
    """How many `Update` rows the story will take."""
    return sum(_speaks(step) for step in story.steps)


def replay(stage: Stage, story: Story, joinings: list[Joining], update_ids: Iterator[int]) -> Rows:
    """Rows of the story as it stands now."""
    return _Replay(stage, story, update_ids).run(joinings)


def _speaks(step: Step) -> bool:
    return step.name not in SILENT and bool(step.text_zh or step.text_en)


class _Replay:
    def __init__(self, stage: Stage, story: Story, update_ids: Iterator[int]) -> None:
        self.stage, self.story, self.update_ids = stage, story, update_ids
        self.ground, self.crowd = stage.ground, stage.crowd
        self.place = story.cell
        self.reporter = self._reporter()
        self.report = self._report()
        self.rows = Rows(self.report)
        self.clocks = {kind: Running(kind, story.filed_at, self._limit(kind)) for kind in FROM_FILING}
        self.report.due_at = self.clocks[Kind.RESOLUTION].due
        self.holders: list[tuple[datetime, int]] = []

    def run(self, joinings: list[Joining]) -> Rows:
        self._file()
        happened: list[tuple[datetime, Callable[[], None]]] = [
            (step.at, _bound(getattr(self, f"_{step.name}"), step)) for step in self.story.steps
        ]
        happened += [(joining.at, _bound(self._join, joining)) for joining in joinings]
        happened.sort(key=lambda pair: pair[0])
        for _, act in happened:
            act()
        self._climb()
        return self.rows

    # Filing -------------------------------------------------------------------------------

    def _reporter(self) -> Actor:
        """Who filed it: the resident, or staff for somebody else, or an inspector on patrol."""
        story = self.story
        channel = Channel(story.channel)
        person = None if story.reporter is None else self.crowd.resident(story.reporter)
        if channel is Channel.PATROL:
            return self.crowd.staff(self.place[:12], "inspector", 0).through(channel)
        if channel in FOR_OTHERS:
            return self.crowd.staff("hotline", "operator", story.number).through(channel).for_resident(person)
        return Actor(person=person, channel=channel)

    def _report(self) -> Report:
        story, areas, salt = self.story, self.ground.areas, ids.salt()
        category = self.ground.categories[story.category]
        levels = [areas[story.cell[:n]] if story.cell else None for n in (6, 9, 12, 14)]
        by = self.reporter
        about = self.ground.bodies[story.cell[:9]] if story.category == ABOUT_STAFF else None
        return Report(
            pk=self.stage.report_ids[story.number],
            filed_at=story.filed_at,
            updated_at=story.filed_at,
            category_id=category.pk,
            text=story.text,
            language=story.language,
            attributes=story.answers,
            address=story.address,
            lat=story.latitude,
            lon=story.longitude,
            cell=_cell(story),
            district_id=levels[0],
            street_id=levels[1],
            community_id=levels[2],
            grid_id=levels[3],
            channel=story.channel,
            reporter_id=by.on_behalf_of or (None if by.channel in FOR_OTHERS else by.person),
            name_shown=story.name_shown,
            private=category.private,
            receipt=ids.digest(receipt_of(salt)),
            salt=salt,
            about_body_id=about,
            difficulty=category.difficulty,
            emergency=category.emergency,
        )

    def _limit(self, kind: str) -> Limit:
        story = self.story
        key = kind, story.category, self.stage.router.body(story.category, story.cell or CITY_CODE)
        if key not in self.stage.limits:
            self.stage.limits[key] = timing.limit(self.report, kind)
        return self.stage.limits[key]

    def _turn(self, kind: Kind, at: datetime) -> None:
        """Somebody's turn (again)."""
        if kind in self.clocks:
            self.clocks[kind].go_on(at)
        else:
            self.clocks[kind] = Running(kind, at, self._limit(kind))

    def _file(self) -> None:
        report, story = self.report, self.story
        areas: tuple[int, ...] = (self.ground.areas[story.cell[:4]],) if story.cell else ()
        areas += tuple(
            level for level in (report.district_id, report.street_id, report.community_id, report.grid_id) if level
        )
        fact = events.Filed(
            category=story.category,
            areas=areas,
            private=report.private,
            text_digest=ids.digest(report.salt + report.text),
            photos=len(story.photos),
            emergency=report.emergency,
            due_at=self.clocks[Kind.RESOLUTION].due.isoformat(),
            answer_due_at=self.clocks[Kind.FIRST_ANSWER].due.isoformat(),
        )
        self._link(fact, self.reporter, story.filed_at)
        self._show(story.photos, Attachment.Kind.REPORT, story.filed_at)
        if story.reporter is not None and report.reporter_id is None:
            someone = resident(story.reporter)
            self.rows.contact = Contact(report_id=report.pk, name=someone.name, email=someone.email)

    # Review -------------------------------------------------------------------------------

    def _ask(self, step: Step) -> None:
        by = self._who(step)
        self._move(step, "asked", events.Asked(self._say(step, by, Update.Kind.QUESTION, "asked")), by)
        self.clocks[Kind.FIRST_ANSWER].stop(step.at)

    def _answer(self, step: Step) -> None:
        by = self._who(step)
        self._move(step, "received", events.Answered(self._say(step, by, Update.Kind.ANSWER, "received")), by)

    def _accept(self, step: Step) -> None:
        report = self.report
        report.accepted_at = report.accepted_at or step.at
        report.released_at = step.at
        due = report.due_at.isoformat() if report.due_at else ""
        self._move(step, "accepted", events.Accepted(report.difficulty, due), self._who(step))
        self.clocks[Kind.REVIEW].stop(step.at)
        if not any(one.role == "system" and one.name == "dispatch" for one in self.story.steps):
            self._turn(Kind.DISPATCH, step.at)

    def _reject(self, step: Step) -> None:
        by = self._who(step)
        update = self._say(step, by, Update.Kind.REASON, "rejected")
        self.report.closed_at = step.at
        self._move(step, "rejected", events.Rejected(update), by)
        self._end(step.at)

    def _merge(self, step: Step) -> None:
        into = self.stage.report_ids[step.number]
        self._leave(step.at)
        self.report.merged_into_id, self.report.body_id, self.report.closed_at = into, None, step.at
        self._move(step, "merged", events.Merged(into), self._who(step))
        self._end(step.at)

    def _withdraw(self, step: Step) -> None:
        self._leave(step.at)
        self.report.body_id, self.report.closed_at = None, step.at
        self._move(step, "withdrawn", events.Withdrawn(), self._who(step))
        self._end(step.at)

    def _join(self, joining: Joining) -> None:
        self.report.supporters += 1
        self.report.updated_at = joining.at
        self._link(events.Joined(joining.report), joining.by, joining.at)

    # Handling -----------------------------------------------------------------------------

    def _dispatch(self, step: Step) -> None:
        by_rule = step.role == "system"
        body = self.ground.bodies[step.body]
        rule = self._rule() if by_rule else None
        by = SYSTEM if by_rule else self.crowd.staff("doc", "dispatcher", step.who)
        before, self.report.body_id = self.report.body_id, body
        self._leave(step.at)
        self._move(step, "dispatched", events.Dispatched(body, rule, (), before), by)
        self._enter(body, step.at, rule)
        self.clocks[Kind.FIRST_ANSWER].stop(step.at)
        if Kind.DISPATCH in self.clocks:
            self.clocks[Kind.DISPATCH].stop(step.at)

    def _return(self, step: Step) -> None:
        by, body = self._who(step), self.ground.bodies[step.body]
        update = self._say(step, by, Update.Kind.REASON, "accepted")
        self._leave(step.at)
        self.report.body_id = None
        self._move(step, "accepted", events.Returned(body, update), by)
        self._turn(Kind.DISPATCH, step.at)

    def _assign(self, step: Step) -> None:
        by = self._who(step)
        self.rows.assignments[-1].handler_id = by.person
        self.report.updated_at = step.at
        self._link(events.Assigned(self.ground.bodies[step.body], by.person), by, step.at)

    def _start(self, step: Step) -> None:
        self._move(step, "handling", events.Started(self.ground.bodies[step.body]), self._who(step))
        self.clocks[Kind.FIRST_ANSWER].stop(step.at)

    def _note(self, step: Step) -> None:
        by = self._who(step)
        update = self._say(step, by, Update.Kind.PUBLIC, self.report.state)
        self.report.updated_at = step.at
        self._link(events.Noted(update, "public"), by, step.at)
        self.clocks[Kind.FIRST_ANSWER].stop(step.at)

    def _resolve(self, step: Step) -> None:
        self._done(step, "body", self._who(step))

    def _fix(self, step: Step) -> None:
        person = self.crowd.resident(step.who)
        resolver = "reporter" if person is not None and person == self.report.reporter_id else "resident"
        self._show(self.story.photos[:1], Attachment.Kind.BEFORE, step.at)
        self._done(step, resolver, Actor(person=person))

    def _done(self, step: Step, resolver: str, by: Actor) -> None:
        update = self._say(step, by, Update.Kind.PUBLIC, "resolved")
        self._show(step.photos, Attachment.Kind.AFTER, step.at)
        report = self.report
        report.outcome, report.resolver, report.resolved_by_id = step.outcome, resolver, by.person
        report.resolved_at = step.at
        photos = len(step.photos) * (1 if resolver == "body" else 2)
        fact = events.Resolved(step.outcome, update or None, photos, by_resident=resolver != "body")
        self._move(step, "resolved", fact, by)
        self.clocks[Kind.RESOLUTION].stop(step.at)
        self._turn(Kind.VERIFICATION, step.at)

    # Checking -----------------------------------------------------------------------------

    def _confirm(self, step: Step) -> None:
        by = self._who(step)
        update = self._say(step, by, Update.Kind.PUBLIC, "closed") if _speaks(step) else None
        self._leave(step.at)
        self.report.closed_at = step.at
        self._move(step, "closed", events.Closed(self.report.outcome, step.role, update), by)
        self._end(step.at)

    def _reopen(self, step: Step) -> None:
        by, report = self._who(step), self.report
        update = self._say(step, by, Update.Kind.REASON, "dispatched")
        body = report.body_id or 0
        self._leave(step.at)
        report.reopened += 1
        report.outcome, report.resolver, report.resolved_by_id = "", "", None
        report.closed_at = report.resolved_at = None
        self._move(step, "dispatched", events.Reopened(body, report.reopened, update), by)
        self._enter(body, step.at, None)
        self.clocks[Kind.VERIFICATION].stop(step.at)
        self.clocks[Kind.RESOLUTION].reopen(step.at)

    def _rate(self, step: Step) -> None:
        report, fixed = self.report, bool(step.outcome)
        report.stars, report.updated_at = step.number, step.at
        comment = step.text_zh or step.text_en
        rating = Rating(
            report_id=report.pk, at=step.at, round=report.reopened, stars=step.number, fixed=fixed, comment=comment
        )
        self.rows.ratings.append(rating)
        self._link(events.Rated(step.number, fixed, report.reopened), self._who(step), step.at)

    def _support(self, step: Step) -> None:
        report, person = self.report, self.crowd.resident(step.who)
        mark = ids.digest(f"support {report.pk} {person or f'device {step.who}'}")
        if any(row.who == mark for row in self.rows.supports):
            return
        report.supporters += 1
        report.updated_at = step.at
        self.rows.supports.append(Support(report_id=report.pk, who=mark, person_id=person, at=step.at))
        self._link(events.Supported(report.supporters), Actor(person=person), step.at)

    # What all share -----------------------------------------------------------------------

    def _who(self, step: Step) -> Actor:
        if step.role == "reporter":
            return Actor(person=self.report.reporter_id)
        if step.role == "inspector" and self.place:
            return self.crowd.staff(self.place[:12], "inspector", step.who)
        return self.crowd.staff(step.body or "doc", step.role, step.who)

    def _move(self, step: Step, state: str, fact: Any, by: Actor) -> None:
        self.report.state, self.report.updated_at = state, step.at
        self._link(fact, by, step.at)

    def _link(self, fact: Any, by: Actor, at: datetime) -> None:
        self.rows.links.append(Link(fact, by, at))

    def _say(self, step: Step, by: Actor, kind: str, state: str) -> int:
        """Words beside the report; the id of their row, 0 for none."""
        if not _speaks(step):
            return 0
        pk = next(self.update_ids)
        self.rows.updates.append(
            Update(
                pk=pk,
                report_id=self.report.pk,
                at=step.at,
                kind=kind,
                step="" if step.name == "note" else step.name,
                state=state,
                text_zh=step.text_zh,
                text_en=step.text_en,
                author_id=by.person,
                body_id=by.grants[0].body if by.grants else None,
                channel=by.channel,
            )
        )
        return pk

    def _show(self, photos: tuple[Photo, ...], kind: str, at: datetime) -> None:
        self.rows.photos += [(photo, kind, at) for photo in photos]

    def _rule(self) -> int | None:
        found = self.stage.router.rule(self.story.category, self.place or CITY_CODE)
        return self.ground.rules.get((found.category, found.area))

    def _enter(self, body: int, at: datetime, rule: int | None) -> None:
        due = self.report.due_at or at
        row = Assignment(report_id=self.report.pk, body_id=body, lead=True, rule=rule, since=at, due_at=due)
        self.rows.assignments.append(row)
        self.holders.append((at, body))

    def _leave(self, at: datetime) -> None:
        if self.rows.assignments and self.rows.assignments[-1].done_at is None:
            self.rows.assignments[-1].done_at = at

    def _end(self, at: datetime) -> None:
        for clock in self.clocks.values():
            clock.stop(at)

    def _climb(self) -> None:
        """Tell warnings and escalations among the other facts, in order of time."""
        for clock in self.clocks.values():
            clock.run(self.stage.now)
            for at, rung in clock.climbed:
                fact = self._rung(clock.kind, at, rung)
                if fact is not None:
                    self._link(fact, SYSTEM, at)
        self.rows.links.sort(key=lambda link: link.at)
        self.rows.clocks = list(self.clocks.values())

    def _rung(self, kind: str, at: datetime, rung: Rung) -> Any:
        """What `reports.timing.on_step` would have told."""
        holding = [body for since, body in self.holders if since <= at]
        body = holding[-1] if holding else None
        if rung is Rung.WARNING:
            return events.Warned(kind, body)
        told, place = self._ladder(body), rung - Rung.LATE
        if place >= max(len(told), 1):
            return None
        return events.Escalated(kind, told[place] if told else None, place + 1)

    def _ladder(self, body: int | None) -> tuple[int, ...]:
        present, self.report.body_id = self.report.body_id, body
        try:
            return timing.ladder(self.report)
        finally:
            self.report.body_id = present


def _cell(story: Story) -> int | None:
    if story.latitude is None or story.longitude is None:
        return None
    return geo.cell(story.latitude, story.longitude, CELL_RESOLUTION)


def _bound(act: Callable[[Any], None], about: Any) -> Callable[[], None]:
    return lambda: act(about)
