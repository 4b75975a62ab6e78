"""Who does the city's work: departments, offices, companies and committees at four levels."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cogov.demo import categories
from cogov.demo.bodies import tables
from cogov.demo.bodies.tables import BodyKind
from cogov.demo.geography import Area, Division
from cogov.demo.geography.areas import CITY_CODE


@dataclass(frozen=True)
class Body:
    """One office. `pace` is hidden truth: how much of the limit it needs; above 1.5 it is often late."""

    code: str
    parent: str
    area: str
    kind: BodyKind
    name_zh: str
    name_en: str
    duty_zh: str
    duty_en: str
    phone: str
    pace: float


@dataclass(frozen=True)
class Rule:
    """A body answers for a category with all below it, in an area with all below it."""

    category: str
    area: str
    body: str


@dataclass(frozen=True)
class Offices:
    """All bodies, parents first, and the rules between them."""

    bodies: tuple[Body, ...]
    rules: tuple[Rule, ...]

    def by_code(self) -> dict[str, Body]:
        """Bodies by their code."""
        return {body.code: body for body in self.bodies}

    def router(self) -> Router:
        """Answers who gets a report; built once for many look-ups."""
        return Router({(rule.category, rule.area): rule for rule in self.rules})


class Router:
    """The nearest rule wins: the more special category first, then the narrower area (ADR 0004)."""

    def __init__(self, rules: Mapping[tuple[str, str], Rule]) -> None:
        self._rules = rules
        self._known: dict[tuple[str, str], Rule] = {}

    def body(self, category: str, area: str) -> str:
        """Code of the body for a category code and an area code. KeyError where nobody answers."""
        return self.rule(category, area).body

    def rule(self, category: str, area: str) -> Rule:
        """The rule that decides. KeyError where none applies."""
        key = (category, area)
        if key not in self._known:
            self._known[key] = self._find(category, area)
        return self._known[key]

    def _find(self, category: str, area: str) -> Rule:
        for code in categories.path(category):
            for end in AREA_CODE_LENGTHS:
                found = self._rules.get((code, area[:end])) if end <= len(area) else None
                if found:
                    return found
        raise KeyError(category, area)


# Lengths of the codes of cell, community, street, district and city.
AREA_CODE_LENGTHS = (14, 12, 9, 6, 4)

# Districts whose construction office is far behind, and streets that are: hidden truth for the index.
LATE_DISTRICT = "Tingnan District"
LATE_STREET_SHARE = 0.12
LATE_PACE = 2.6
# Area code of the fictional city's telephones.
PHONE = "0999-8"


def build_offices(division: Division, seed: int) -> Offices:
    """Bodies and rules for the city's areas. Same seed, same pace of every body."""
    draw = random.Random(f"{seed}:bodies")  # noqa: S311 - a demo city, not a secret
    bodies = [
        Body(code, parent, CITY_CODE, kind, *name, *duty, f"{PHONE}00{digits}", pace)
        for code, parent, kind, name, duty, digits, pace in tables.CITY
    ]
    rules = [Rule(c, CITY_CODE, body) for body, listed in tables.CITY_RULES.items() for c in listed.split()]
    for number, district in enumerate(division.of_level("district"), 1):
        bodies += _district_bodies(district, number)
        rules += [
            Rule(c, district.code, f"{district.code}-{suffix}")
            for suffix, listed in tables.DISTRICT_RULES.items()
            for c in listed.split()
        ]
    for number, street in enumerate(division.of_level("street"), 1):
        bodies.append(_street_body(street, number, draw))
        rules += [Rule(c, street.code, street.code) for c in tables.STREET_RULES.split()]
    for number, community in enumerate(division.of_level("community"), 1):
        bodies.append(_committee(community, number, draw))
        rules += [Rule(c, community.code, community.code) for c in tables.COMMUNITY_RULES.split()]
    return Offices(tuple(bodies), tuple(rules))


def _district_bodies(district: Area, number: int) -> Iterator[Body]:
    for suffix, parent, kind, name, duty, digits, pace in tables.DISTRICT:
        late = suffix == "works" and district.name_en == LATE_DISTRICT
        yield Body(
            code=f"{district.code}-{suffix}",
            parent=f"{district.code}-{parent}" if parent else "city",
            area=district.code,
            kind=kind,
            name_zh=district.name_zh + name[0],
            name_en=f"{district.name_en.removesuffix(' District')} {name[1]}",
            duty_zh=duty[0],
            duty_en=duty[1],
            phone=f"{PHONE}{number}0{digits}0",
            pace=LATE_PACE if late else pace,
        )


def _street_body(street: Area, number: int, draw: random.Random) -> Body:
    town = street.name_zh.endswith("镇")
    place = street.name_en.rsplit(" ", 1)[0]
    late = draw.random() < LATE_STREET_SHARE
    return Body(
        code=street.code,
        parent=f"{street.parent}-gov",
        area=street.code,
        kind="office",
        name_zh=street.name_zh + ("人民政府" if town else "办事处"),
        name_en=f"{place} {'Town Government' if town else 'Street Office'}",
        duty_zh="街面小事、社区事务、现场协调",
        duty_en="Small matters of the street, help for communities, coordination on the spot",
        phone=f"{PHONE}7{number:02d}00",
        pace=LATE_PACE if late else round(draw.uniform(0.45, 0.95), 2),
    )


def _committee(community: Area, number: int, draw: random.Random) -> Body:
    village = community.name_zh.endswith("村")
    short = community.name_zh.removesuffix("社区").removesuffix("村")
    place = community.name_en.rsplit(" ", 1)[0]
    return Body(
        code=community.code,
        parent=community.parent,
        area=community.code,
        kind="committee",
        name_zh=f"{short}{'村村民' if village else '社区居民'}委员会",
        name_en=f"{place} {'Village' if village else 'Residents’'} Committee",
        duty_zh="邻里调解、身边小事、上门服务",
        duty_en="Mediation between neighbours, small matters nearby, visits at home",
        phone=f"{PHONE}8{number:03d}0",
        pace=round(draw.uniform(0.5, 1.15), 2),
    )
