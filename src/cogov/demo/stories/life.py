"""What becomes of a report: reviewed, handed over, handled well or late, checked, judged; up to the present moment.

Times are seconds since 1970 until a step is written down.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from cogov.demo.bodies import Body, Offices
from cogov.demo.categories import Category, path
from cogov.demo.stories.model import STATE_AFTER, Outcome, Photo, Role, State, Step, StepName
from cogov.demo.texts import Said
from cogov.demo.texts import replies as say

T = TypeVar("T")
HOUR = 3600
DAY = 24 * HOUR
# Local time is UTC + 8 h.
OFFSET = 8 * HOUR
# Desks work from 8:00 to 18:30; the operations centre until 22:30.
# What has a limit up to these hours: shifts see to it, and the centre's night watch reviews it.
SHIFT_HOURS, NIGHT_HOURS = 12, 6
OPENS, CLOSES, CENTRE_CLOSES = 8 * HOUR, 18 * HOUR + 1800, 22 * HOUR + 1800
# Shares of what can happen.
REJECTED, ASKED, ANSWERED, WITHDRAWN, RETURNED, BY_HAND = 0.05, 0.08, 0.72, 0.012, 0.035, 0.07
UNFIXED, SELF_FIXED, REOPENED, NOTED, MERGED = 0.03, 0.18, 0.05, 0.14, 0.8
# Who checks that done is done.
BY_REPORTER, BY_INSPECTOR = 0.36, 0.5
RATED = 0.55
# Open reports of the last six days rest at some step, so that every desk has work.
FRESH, RESTING = 6 * DAY, 0.6
# A question that nobody answers ends the matter after this time.
SILENCE = 7 * DAY
# How widely the time of handling scatters round the body's pace (log-normal).
SPREAD = 0.5
# Share of the limit that a body of pace 1 needs in the median: nights and queues come on top.
USUAL = 0.4
# Where a case goes that its body gave back.
FALLBACK = "urban"
# Staff are picked by a number up to this; a loader takes it modulo the number of colleagues.
ANY = 1_000_000
# A moment after every other, in seconds.
FOREVER = 1 << 40


@dataclass(frozen=True)
class Ask:
    """What the course of a report depends on. `merge_into` 0: nothing earlier; it is open until `merge_until`."""

    filed: int
    category: Category
    body: str
    language: str
    named: bool
    channel: str
    merge_into: int
    merge_until: int
    photos: tuple[Photo, ...]
    popularity: float
    followers: int


@dataclass(frozen=True)
class Course:
    """The steps until now and where they lead."""

    steps: tuple[Step, ...]
    state: State
    outcome: Outcome
    body: str
    open_until: int


class Life:
    """Tells the course of reports from one stream of random numbers."""

    def __init__(self, offices: Offices, now: datetime) -> None:
        self._bodies = offices.by_code()
        self._pace = {code: body.pace for code, body in self._bodies.items()}
        self._now = int(now.timestamp())

    def tell(self, draw: random.Random, ask: Ask) -> Course:
        """The course of one report."""
        told = _Telling(draw, ask, self._bodies, self._pace)
        told.review()
        steps = [step for step in told.steps if step[0] <= self._now]
        fresh = self._now - ask.filed < FRESH
        if fresh and draw.random() < RESTING:
            steps = steps[: int(draw.random() * (len(steps) + 1))]
        return _course(steps)


# at, name, role, body, who, (zh, en), photos, number, outcome
_Raw = tuple[int, StepName, Role, str, int, Said, tuple[Photo, ...], int, Outcome]
_SILENT: Said = ("", "")


class _Telling:
    def __init__(self, draw: random.Random, ask: Ask, bodies: dict[str, Body], pace: dict[str, float]) -> None:
        self.draw, self.ask, self.bodies, self.pace = draw, ask, bodies, pace
        self.steps: list[_Raw] = []
        self.at = ask.filed
        self.chance = draw.random
        self.late = False

    def review(self) -> None:
        centre = "doc"
        chance = self.chance
        if chance() < WITHDRAWN and self.ask.channel in ("web", "api"):
            self.pass_time(0.4 * HOUR)
            return self.own_words("withdraw", self.pick(say.WITHDRAWN))
        self.pass_time(self.draw.lognormvariate(6.6, 0.9))
        self.open_hours(CENTRE_CLOSES)
        if chance() < ASKED and not self.ask.category.emergency and not self.asked(centre):
            return None
        if self.ask.merge_into and self.at < self.ask.merge_until and chance() < MERGED:
            return self.add("merge", "reviewer", centre, say.MERGED, number=self.ask.merge_into)
        if chance() < REJECTED and not self.ask.category.emergency and self.ask.category.kind != "platform":
            return self.add("reject", "reviewer", centre, self.pick(say.REJECTED))
        self.add("accept", "reviewer", centre)
        self.supports()
        return self.hand_over()

    def asked(self, centre: str) -> bool:
        question, chinese, english = self.pick(say.ASKED)
        self.add("ask", "reviewer", centre, question)
        if self.chance() > ANSWERED or not self.ask.named:
            self.pass_time(SILENCE)
            self.open_hours(CENTRE_CLOSES)
            self.add("reject", "reviewer", centre, say.REJECTED[2])
            return False
        self.pass_time(self.draw.lognormvariate(9.2, 1.0))
        words = self.pick(english) if self.ask.language == "en" else self.pick(chinese)
        self.add("answer", "reporter", text=("", words) if self.ask.language == "en" else (words, ""))
        self.pass_time(0.4 * HOUR)
        self.open_hours(CENTRE_CLOSES)
        return True

    def hand_over(self) -> None:
        by_hand = self.chance() < BY_HAND
        if by_hand:
            self.pass_time(self.draw.lognormvariate(7.6, 0.8))
            self.open_hours(CENTRE_CLOSES)
        self.at += 1
        body = self.ask.body
        self.add("dispatch", "dispatcher" if by_hand else "system", body)
        if self.chance() < RETURNED and body not in ("doc", "hotline", FALLBACK):
            self.pass_time(self.draw.lognormvariate(8.6, 0.7))
            self.open_hours(CLOSES)
            reason = self.pick(say.RETURNED)
            names = self.bodies[body]
            self.add(
                "return", "handler", body, (reason[0].format(body=names.name_zh), reason[1].format(body=names.name_en))
            )
            self.pass_time(self.draw.lognormvariate(7.8, 0.6))
            self.open_hours(CENTRE_CLOSES)
            body = FALLBACK
            self.add("dispatch", "dispatcher", body)
        self.handle(body, rounds=0)

    def handle(self, body: str, rounds: int) -> None:
        category, draw = self.ask.category, self.draw
        begun = self.at
        need = category.hours * HOUR * USUAL * self.pace[body] * draw.lognormvariate(0, SPREAD)
        if category.simple and rounds == 0 and self.ask.photos and self.chance() < SELF_FIXED:
            return self.self_fixed(body)
        self.pass_time(min(need * 0.3, draw.lognormvariate(8.4, 0.9)))
        self.work_hours()
        self.add("assign", "handler", body)
        self.at += 60 + int(self.chance() * 900)
        started = self.pick(say.STARTED) if self.chance() < 0.5 else _SILENT
        self.add("start", "handler", body)
        if started is not _SILENT:
            self.add("note", "handler", body, started)
        self.at = max(self.at + 1200, begun + int(need))
        self.work_hours()
        return self.resolve(body, rounds)

    def self_fixed(self, body: str) -> None:
        self.pass_time(self.draw.lognormvariate(9.6, 0.8))
        photos = tuple(Photo(p.scene, True, p.night) for p in self.ask.photos[:1])
        who = int(self.chance() * self.ask.followers)
        self.add("fix", "resident", text=self.pick(say.SELF_FIXED), photos=photos, who=who, outcome="fixed")
        self.check(body, self_fixed=True, rounds=0)

    def resolve(self, body: str, rounds: int) -> None:
        category = self.ask.category
        self.late = self.at > self.ask.filed + category.hours * HOUR
        outcome: Outcome = "answered" if category.kind in ("enquiry", "suggestion", "platform") else "fixed"
        text = self.pick(say.RESOLVED[_group(category)])
        photos = tuple(Photo(p.scene, True, False) for p in self.ask.photos[:1])
        if self.chance() < UNFIXED and outcome == "fixed" and not category.emergency:
            outcome, text, photos = "unfixed", self.pick(say.UNFIXED), ()
        self.add("resolve", "handler", body, text, photos=photos, outcome=outcome)
        self.check(body, self_fixed=False, rounds=rounds, outcome=outcome)

    def check(self, body: str, *, self_fixed: bool, rounds: int, outcome: Outcome = "fixed") -> None:
        self.pass_time(self.draw.lognormvariate(10.2, 0.8))
        chance = self.chance
        by_reporter = self.ask.named and not self_fixed and chance() < BY_REPORTER
        again = (
            chance() < (REOPENED * 2 if self.late else REOPENED)
            and rounds == 0
            and outcome == "fixed"
            and not self_fixed
        )
        if again:
            return self.reopen(body, by_reporter)
        if by_reporter:
            self.add("confirm", "reporter")
        else:
            self.work_hours()
            inspector = chance() < BY_INSPECTOR / (1 - BY_REPORTER)
            role: Role = "inspector" if inspector else "reviewer"
            self.add("confirm", role, "doc", self.pick(say.CHECKED) if inspector else _SILENT)
        if self.ask.named and chance() < RATED:
            self.rate(outcome)
        return None

    def reopen(self, body: str, by_reporter: bool) -> None:
        if by_reporter:
            self.rate("", fixed=False)
            self.own_words("reopen", self.pick(say.REOPENED))
        else:
            self.work_hours()
            self.add("reopen", "inspector", "doc", self.pick(say.REOPENED))
        self.handle(body, rounds=1)

    def rate(self, outcome: Outcome, *, fixed: bool = True) -> None:
        mean = 1.6 if not fixed else 2.4 if outcome == "unfixed" else 3.0 if self.late else 4.5
        stars = min(5, max(1, round(self.draw.gauss(mean, 0.8))))
        comment = self.pick(say.COMMENTS[stars]) if self.chance() < 0.45 else _SILENT
        english = self.ask.language == "en"
        self.at += 30
        self.add(
            "rate",
            "reporter",
            text=("", comment[1]) if english else (comment[0], ""),
            number=stars,
            outcome="fixed" if fixed else "",
        )

    def supports(self) -> None:
        """Me-toos come in the days after acceptance."""
        count = int(self.draw.expovariate(1.0) * self.ask.popularity)
        for _ in range(count):
            at = self.at + int(self.draw.expovariate(1.0) * 20 * HOUR) + 600
            self.steps.append(
                (at, "support", "resident", "", int(self.chance() * self.ask.followers), _SILENT, (), 0, "")
            )

    def own_words(self, name: StepName, text: Said) -> None:
        english = self.ask.language == "en"
        self.add(name, "reporter", text=("", text[1]) if english else (text[0], ""))

    def add(
        self, name: StepName, role: Role, body: str = "", text: Said = _SILENT, *, photos: tuple[Photo, ...] = (),
        who: int = -1, number: int = 0, outcome: Outcome = "",
    ) -> None:  # fmt: skip
        someone = int(self.chance() * ANY) if who < 0 else who
        self.steps.append((self.at, name, role, body, someone, text, photos, number, outcome))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.chance() * len(options))]

    def pass_time(self, seconds: float) -> None:
        self.at += 30 + int(seconds)

    def work_hours(self) -> None:
        """Crews for what cannot wait work in shifts; all others within office hours."""
        if self.ask.category.hours > SHIFT_HOURS:
            self.open_hours(CLOSES)

    def open_hours(self, closes: int) -> None:
        """Wait until the desk opens."""
        local = (self.at + OFFSET) % DAY
        if self.ask.category.emergency or self.ask.category.hours <= NIGHT_HOURS:
            return
        if local < OPENS:
            self.at += OPENS - local + int(self.chance() * 5400)
        elif local > closes:
            self.at += DAY - local + OPENS + int(self.chance() * 5400)


def _group(category: Category) -> str:
    """Key of the results that fit a category."""
    for code in path(category.code):
        if code in say.RESOLVED:
            return code
    return "other"


def _course(raw: list[_Raw]) -> Course:
    raw = sorted(raw, key=lambda step: step[0])
    state: State = "received"
    outcome: Outcome = ""
    body = ""
    steps = []
    for at, name, role, whose, who, text, photos, number, result in raw:
        state = STATE_AFTER.get(name, state)
        if name == "dispatch":
            body = whose
        elif name in ("return", "merge"):
            body = ""
        if name in ("resolve", "fix"):
            outcome = result
        elif name == "reopen":
            outcome = ""
        moment = datetime.fromtimestamp(at, UTC)
        steps.append(Step(moment, name, role, whose, who, text[0], text[1], photos, number, result))
    return Course(tuple(steps), state, outcome, body, _open_until(raw, state))


def _open_until(raw: list[_Raw], state: State) -> int:
    """Until when later reports can be joined with this one; 0 when never, for ever while it is open."""
    if state in ("rejected", "withdrawn", "merged"):
        return 0
    closed = [at for at, name, *_ in raw if name == "confirm"]
    return closed[-1] if closed else FOREVER
