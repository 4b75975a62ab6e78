"""People of the demo city in bulk: staff with their roles, residents as they are needed, personas to sign in as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cogov.contexts.accounts import demo as accounts
from cogov.contexts.accounts.events import Registered
from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.events import Appointed
from cogov.contexts.bodies.models import Membership
from cogov.demo.bodies import Offices
from cogov.demo.geography.areas import LEVELS
from cogov.demo.load.ground import Ground
from cogov.demo.people import PERSONA_RESIDENTS, Persona, Resident, Staff, build_staff, personas, resident
from cogov.kernel.actors import SYSTEM, Actor, AreaLevel, Channel, Grant, Role
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.ids import token

BATCH = 500
"""Rows of one INSERT: below SQLite's 32,766 parameters with 20 columns."""
LENGTHS = {4: 0, 6: 1, 9: 2, 12: 3}
"""Level of a body by the length of its area's code."""


class Crowd:
    """Persons by who they are; actors as the journal should name them."""

    def __init__(self, ground: Ground, offices: Offices, seed: int, since: datetime) -> None:
        self._ground = ground
        self._since = since
        self._staff: dict[tuple[str, str], list[Actor]] = defaultdict(list)
        self._residents: dict[int, int | None] = {}
        self.personas = personas(offices)
        self._employ(build_staff(offices, seed))

    def staff(self, body: str, role: str, who: int) -> Actor:
        """One of a body's people in a role. Raises KeyError where the body has nobody."""
        people = self._staff.get((body, role))
        if not people:
            raise KeyError(body, role)
        return people[who % len(people)]

    def resident(self, index: int) -> int | None:
        """Id of the person; None for somebody without an account. They must have been welcomed."""
        return self._residents[index]

    def welcome(self, indices: Iterable[int], at: datetime) -> None:
        """Make rows for residents who have none yet. Two INSERTs for 500."""
        fresh = [resident(index) for index in sorted(set(indices)) if index not in self._residents]
        self._residents |= {one.index: None for one in fresh if not one.account}
        named = [one for one in fresh if one.account]
        people = [self._person(one, at) for one in named]
        self._insert(people, "email")
        self._residents |= {one.index: person.pk for one, person in zip(named, people, strict=True)}

    def save_personas(self) -> None:
        """Write down whom a visitor may become, and give the staff among them password and codes."""
        index = {code: number for number, code in PERSONA_RESIDENTS.items()}
        rows = []
        for persona in self.personas:
            person = self._residents[index[persona.code]] if persona.role == "resident" else self._persona(persona)
            assert person is not None
            rows.append(_card(persona, person))
        accounts.save_personas(rows)
        accounts.equip_staff([row.person for row in rows if row.role != "resident"], token())

    def _persona(self, persona: Persona) -> int:
        # Personas were employed first, so each is the first of its body and role.
        same = [one for one in self.personas if (one.body, one.role) == (persona.body, persona.role)]
        person = self._staff[persona.body, persona.role][same.index(persona)].person
        assert person is not None
        return person

    def _employ(self, staff: Iterable[Staff]) -> None:
        first = [p for p in self.personas if p.role != "resident"]
        jobs = [(p.name_zh, p.email, p.body, p.role) for p in first]
        jobs += [(s.name, s.email, s.body, s.role) for s in staff]
        nobody = make_password(None)
        people = [
            Person(
                email=email, name=name, created_at=self._since, email_verified_at=self._since, password=nobody
            )
            for name, email, _, _ in jobs
        ]  # fmt: skip
        self._insert(people, "invitation")
        memberships = []
        for person, (_, _, body, role) in zip(people, jobs, strict=True):
            id_ = self._ground.bodies[body]
            memberships.append(Membership(person=person, body_id=id_, role=role, since=self._since))
            self._staff[body, role].append(self._actor(person, body, role))
        with transaction.atomic():
            for row, pk in zip(memberships, reserve_ids(Membership, len(memberships)), strict=True):
                row.pk = pk
            write_chains(
                Chain(row, [Link(Appointed(row.person_id, row.body_id, row.role), SYSTEM, self._since)])
                for row in memberships
            )
            Membership.objects.bulk_create(memberships, batch_size=BATCH)

    def _actor(self, person: Person, body: str, role: str) -> Actor:
        area = self._ground.body_area[body]
        grant = Grant(
            role=Role(role),
            body=self._ground.bodies[body],
            bodies=frozenset(),
            area=self._ground.areas[area],
            level=AreaLevel(LEVELS[LENGTHS[len(area)]]),
        )
        return Actor(person=person.pk, name=person.name, grants=(grant,), channel=Channel.WEB)

    def _person(self, one: Resident, at: datetime) -> Person:
        at -= timedelta(minutes=5)
        return Person(
            email=one.email,
            name=one.name,
            language=one.language,
            large_type=PERSONA_RESIDENTS.get(one.index) == "guilan",
            created_at=at,
            email_verified_at=at,
            password=make_password(None),
        )

    @transaction.atomic
    def _insert(self, people: list[Person], via: str) -> None:
        for person, pk in zip(people, reserve_ids(Person, len(people)), strict=True):
            person.pk = pk
        write_chains(Chain(person, [Link(Registered(via), SYSTEM, person.created_at)]) for person in people)
        Person.objects.bulk_create(people, batch_size=BATCH)


def _card(persona: Persona, person: int) -> accounts.Persona:
    return accounts.Persona(
        code=persona.code,
        person=person,
        role=persona.role,
        name_zh=persona.name_zh,
        name_en=persona.name_en,
        story_zh=persona.story_zh,
        story_en=persona.story_en,
        home=persona.home,
        email=persona.email,
    )
