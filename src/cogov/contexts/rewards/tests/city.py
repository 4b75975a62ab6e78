"""A simulated city with planted cheats: how many are held, and how many honest people are bothered?

Two months of some hundred residents, drawn from a seed. Honest people report near their home what happens there:
lamps that fail again, a corner where it never ends, dark streets with three lamps, bins that they put right
themselves time and again; some couples leave one telephone number for both. The cheats do what the signs are for.
Everything is earned through the same action as in service; no number here is known to the signs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cogov.contexts.accounts.models import Person
from cogov.contexts.areas.tests.factories import Squares
from cogov.contexts.bodies.models import Membership
from cogov.contexts.rewards import actions
from cogov.contexts.rewards.models import Kind, Pool, PoolMember, Suspicion
from cogov.contexts.rewards.weighing import Case
from cogov.kernel import geo
from cogov.kernel.actors import Role
from cogov.kernel.clock import now

DAYS = 60
CATEGORIES = ("lamp", "bin", "road", "noise", "tree", "sign")
SPOTS = 1_500  # places of 10 m at which something can go wrong
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
CELL = 12  # H3 resolution of a spot


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of people; `kinds` maps each planted kind to (held, planted)."""

    cheats: int
    held: int
    honest: int
    bothered: int
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share_held(self) -> float:
        return self.held / self.cheats if self.cheats else 1.0

    @property
    def share_bothered(self) -> float:
        return self.bothered / self.honest if self.honest else 0.0


class City:
    """One run. `play()` earns everything in the order of time and counts who was held."""

    def __init__(self, areas: Squares, centre: int, seed: int, honest: int = 300, cheats: int = 6) -> None:
        self._dice = random.Random(seed)
        self._areas, self._centre = areas, centre
        self._community, self._other_community = areas["c111"], areas["c222"]
        self._subject = seed * 1_000_000
        self.people = self._persons(honest + 8 * cheats)
        self.honest = self.people[:honest]
        self._cheats: dict[str, list[int]] = {}
        self._spots = self._draw_spots()
        self._cases: list[Case] = []
        self._plant(self.people[honest:], cheats)
        for person in self.honest:
            self._cases += self._honest_life(person)
        self._cases += self._unlucky()

    def play(self) -> Figures:
        for case in sorted(self._cases, key=lambda case: case.at):
            actions.earn(case)
        held = set(Suspicion.objects.filter(person__in=self.people).values_list("person_id", flat=True))
        kinds = {kind: (len(held & set(people)), len(people)) for kind, people in self._cheats.items()}
        planted = {person for people in self._cheats.values() for person in people}
        return Figures(len(planted), len(planted & held), len(self.honest), len(set(self.honest) & held), kinds)

    @property
    def cheats(self) -> list[int]:
        return sorted({person for people in self._cheats.values() for person in people})

    # Honest people ------------------------------------------------------------------------

    def _honest_life(self, person: int) -> Iterator[Case]:
        """A few reports in two months, most people none or one; some come back to what fails again."""
        dice, home = self._dice, self._dice.randrange(SPOTS)
        for _ in range(min(int(dice.paretovariate(1.1)), 25) if dice.random() < 0.6 else 0):
            spot = (home + dice.randint(-30, 30)) % SPOTS
            at, category = self._moment(), dice.choice(CATEGORIES)
            yield from self._reported(person, spot, category, at)
            if dice.random() < 0.12:  # it failed again after the repair
                yield from self._reported(person, spot, category, at + timedelta(days=dice.randint(4, 20)))
        if dice.random() < 0.08:  # a walk down a dark street
            at = self._moment()
            for step in range(dice.choice((2, 2, 3))):
                yield from self._reported(person, (home + step) % SPOTS, "lamp", at + timedelta(minutes=4 * step))
        if dice.random() < 0.10:  # puts something right, for a neighbour or after having reported it
            other = dice.choice([person, dice.choice(self.honest)])
            for _ in range(dice.choice((1, 1, 2))):
                yield self._fixed(person, other, home, dice.choice(CATEGORIES), self._moment())

    def _unlucky(self) -> Iterator[Case]:
        """Honest people who look like cheats: one in fifty in each of three ways."""
        dice, few = self._dice, max(len(self.honest) // 50, 1)
        for person in dice.sample(self.honest, few):  # a corner where rubbish is dumped again and again
            spot = dice.randrange(SPOTS)
            for at in self._moments(dice.randint(2, 5)):
                yield from self._reported(person, spot, "bin", at)
        for person in dice.sample(self.honest, few):  # a good soul who mends what he sees
            for at in self._moments(dice.randint(1, 5)):
                yield self._fixed(person, person, dice.randrange(SPOTS), dice.choice(("bin", "sign", "tree")), at)
        for number in range(few // 2):  # a couple with one telephone, and no family in the system
            for person in dice.sample(self.honest, 2):
                spot, at = dice.randrange(SPOTS), self._moment()
                yield from self._reported(person, spot, "road", at, f"digest of home {number}")

    # Cheats -------------------------------------------------------------------------------

    def _plant(self, people: list[int], each: int) -> None:
        plans = (
            ("same spot", self._same_spot), ("own grid", self._own_grid), ("inspector's family", self._relatives),
            ("ring", self._ring), ("many accounts", self._many_accounts), ("own making", self._own_making),
            ("split", self._split),
        )  # fmt: skip
        rest = iter(people)
        for name, plan in plans:
            group = [next(rest) for _ in range(each)]
            self._cheats[name] = group
            plan(group)

    def _same_spot(self, people: list[int]) -> None:
        for person in people:
            spot, category = self._dice.randrange(SPOTS), self._dice.choice(CATEGORIES)
            for at in self._moments(self._dice.randint(4, 9)):
                self._cases += self._reported(person, spot, category, at)

    def _own_grid(self, people: list[int]) -> None:
        """Inspectors who report as residents what they are paid to find."""
        for person in people:
            self._employ(person)
            for at in self._moments(self._dice.randint(2, 5)):
                self._cases += self._reported(person, self._dice.randrange(SPOTS), self._dice.choice(CATEGORIES), at)

    def _relatives(self, people: list[int]) -> None:
        """Their families, who put points together with them."""
        inspectors = self._cheats["own grid"]
        for person, inspector in zip(people, inspectors, strict=True):
            pool = Pool.objects.create(
                kind="family", name="家", code=f"{self._subject + person:x}"[-16:], made_at=now()
            )
            for one in (person, inspector):
                PoolMember.objects.create(pool=pool, person_id=one, kind="family", since=now())
            for at in self._moments(self._dice.randint(2, 5)):
                self._cases += self._reported(person, self._dice.randrange(SPOTS), self._dice.choice(CATEGORIES), at)

    def _ring(self, people: list[int]) -> None:
        """Two or three accounts: one reports, another says that it has fixed it, in turns."""
        for first, second, third in zip(people[0::3], people[1::3], people[2::3], strict=True):
            for at in self._moments(9):
                one, other = self._dice.sample((first, second, third), 2)
                spot, category = self._dice.randrange(SPOTS), self._dice.choice(CATEGORIES)
                self._cases += self._reported(one, spot, category, at)
                self._cases.append(self._fixed(other, one, spot, category, at + timedelta(hours=2)))

    def _many_accounts(self, people: list[int]) -> None:
        """One person behind several accounts leaves one telephone number."""
        for start in range(0, len(people), 3):
            contact = f"digest of a number {self._subject + start}"
            for person in people[start : start + 3]:
                for at in self._moments(self._dice.randint(2, 4)):
                    spot = self._dice.randrange(SPOTS)
                    self._cases += self._reported(person, spot, self._dice.choice(CATEGORIES), at, contact)

    def _own_making(self, people: list[int]) -> None:
        for person in people:
            home, category = self._dice.randrange(SPOTS), self._dice.choice(CATEGORIES)
            for at in self._moments(self._dice.randint(3, 7)):
                spot = (home + self._dice.randint(-20, 20)) % SPOTS
                self._cases += self._reported(person, spot, category, at)
                self._cases.append(self._fixed(person, person, spot, category, at + timedelta(hours=3)))

    def _split(self, people: list[int]) -> None:
        """One heap of rubbish in five reports."""
        for person in people:
            spot, at = self._dice.randrange(SPOTS), self._moment()
            for part in range(self._dice.randint(4, 7)):
                self._cases += self._reported(person, spot + part % 3, "bin", at + timedelta(minutes=5 * part))

    # Parts --------------------------------------------------------------------------------

    def _reported(self, person: int, spot: int, category: str, at: datetime, contact: str = "") -> Iterator[Case]:
        self._subject += 1
        cell = self._spots[spot % SPOTS]
        common = {
            "person": person, "subject_type": "test.case", "subject_id": self._subject,
            "categories": (category,), "community": self._place(spot), "cell": cell, "contact": contact,
        }  # fmt: skip
        yield Case(kind=Kind.ACCEPTED, at=at, **common)  # type: ignore[arg-type]
        if self._dice.random() < 0.8:
            yield Case(kind=Kind.USEFUL, at=at + timedelta(hours=self._dice.randint(20, 70)), **common)  # type: ignore[arg-type]

    def _fixed(self, person: int, other: int, spot: int, category: str, at: datetime) -> Case:
        self._subject += 1
        return Case(
            kind=Kind.FIXED, person=person, subject_type="test.case", subject_id=self._subject, at=at,
            categories=(category,), community=self._place(spot), cell=self._spots[spot % SPOTS], other=other,
        )  # fmt: skip

    def _place(self, spot: int) -> int:
        """Inspectors of these tests look after the first community only."""
        return self._community if spot % 2 else self._other_community

    def _moment(self) -> datetime:
        return START + timedelta(minutes=self._dice.randrange(DAYS * 24 * 60))

    def _moments(self, count: int) -> list[datetime]:
        """Within five weeks: a habit."""
        first = self._dice.randrange((DAYS - 36) * 24 * 60)
        return sorted(START + timedelta(minutes=first + self._dice.randrange(35 * 24 * 60)) for _ in range(count))

    def _draw_spots(self) -> list[int]:
        """Along streets: neighbouring numbers are some 20 m apart."""
        return [geo.cell(30.0 + 0.00018 * (spot % 50), 120.0 + 0.004 * (spot // 50), CELL) for spot in range(SPOTS)]

    def _persons(self, count: int) -> list[int]:
        rows = [Person(email=f"p{self._subject}-{number}@example.org") for number in range(count)]
        Person.objects.bulk_create(rows, batch_size=500)
        mails = [row.email for row in rows]
        found = dict(Person.objects.filter(email__startswith=f"p{self._subject}-").values_list("email", "pk"))
        return [found[mail] for mail in mails]

    def _employ(self, person: int) -> None:
        Membership.objects.create(
            person_id=person, body_id=self._centre, role=Role.INSPECTOR.value, since=START - timedelta(days=400)
        )
