"""What other contexts may ask of bodies. Answered from memory but for `grants_of` and `members` (one query each)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies.categories import CategoryName, category_name, use_categories
from cogov.contexts.bodies.models import Membership
from cogov.contexts.bodies.tree import BodyInfo, Rule, Verdict, snapshot
from cogov.contexts.bodies.wording import in_words as hours_in_words
from cogov.kernel.actors import Grant, Role
from cogov.kernel.clock import now
from cogov.kernel.compiled import Compiled
from cogov.kernel.errors import Missing

__all__ = [
    "BodyInfo",
    "CategoryName",
    "Considered",
    "Route",
    "above",
    "bodies",
    "bodies_tree",
    "body",
    "by_code",
    "calendar",
    "chain",
    "considered",
    "grants_of",
    "holders",
    "hours_in_words",
    "is_within",
    "members",
    "name",
    "parts",
    "responsibilities",
    "route",
    "subtree",
    "use_categories",
]


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets it, and by which rule."""

    body: int
    rule: int
    category: str
    area: int

    @property
    def sentence(self) -> str:
        """Why, in the present language."""
        names = {
            "body": name(self.body),
            "category": category_name(self.category),
            "area": areas.name(self.area),
        }
        return _("%(body)s is responsible for %(category)s in %(area)s.") % names


@dataclass(frozen=True, slots=True)
class Considered:
    """A rule that applies, and what became of it."""

    rule: Rule
    verdict: Verdict


def body(id_: int) -> BodyInfo:
    """Raises Missing."""
    try:
        return snapshot.get().infos[id_]
    except KeyError:
        raise Missing from None


def by_code(code: str) -> BodyInfo:
    """Raises Missing."""
    try:
        return snapshot.get().by_code[code]
    except KeyError:
        raise Missing from None


def name(id_: int, language: str | None = None) -> str:
    """In `language` ("zh-hans", "en"), by default the present one. Raises Missing."""
    return body(id_).name(language)


def bodies(*, area: int | None = None, active: bool = True) -> tuple[BodyInfo, ...]:
    """By code; with `area` those attached to exactly this one. Without `active` the closed ones, too."""
    infos = snapshot.get().infos.values()
    return tuple(info for info in infos if (info.active or not active) and (area is None or info.area == area))


def bodies_tree(*, active: bool = True) -> tuple[BodyInfo, ...]:
    """Depth first, each with its `depth`; without `active` the closed ones, too."""
    return tuple(info for info in snapshot.get().walk() if info.active or not active)


def parts(id_: int, *, active: bool = True) -> tuple[BodyInfo, ...]:
    """The bodies directly below, by code; without `active` the closed ones, too."""
    return tuple(info for info in snapshot.get().children.get(id_, ()) if info.active or not active)


def chain(id_: int) -> tuple[int, ...]:
    """From the top body down to this one. Raises Missing."""
    return body(id_).path


def subtree(id_: int) -> frozenset[int]:
    """The body with all below it; empty for an unknown id."""
    return snapshot.get().subtrees.get(id_, frozenset())


def is_within(id_: int, ancestor: int) -> bool:
    """The same body, or one below `ancestor`."""
    return id_ in subtree(ancestor)


def above(id_: int) -> int | None:
    """The nearest active body that manages this one; None at the top. Raises Missing."""
    infos = snapshot.get().infos
    return next((up for up in reversed(body(id_).path[:-1]) if infos[up].active), None)


def calendar(id_: int) -> str:
    """Code of its working calendar, inherited from above; "" = round the clock. Raises Missing."""
    infos = snapshot.get().infos
    return next((infos[up].calendar for up in reversed(body(id_).path) if infos[up].calendar), "")


def grants_of(person_id: int) -> tuple[Grant, ...]:
    """What the person is trusted with now: one query."""
    tree = snapshot.get()
    return tuple(
        Grant(
            role=Role(role),
            body=id_,
            bodies=tree.subtrees[id_],
            area=tree.infos[id_].area,
            level=tree.infos[id_].level,
        )
        for id_, role in _trusted(person_id, now())
    )


_trusted = Compiled(
    lambda person, at: (
        Membership.objects.filter(Q(until=None) | Q(until__gt=at), person_id=person, since__lte=at, body__active=True)
        .order_by("since", "id")
        .values_list("body_id", "role")
    ),
    int,
    datetime,
)


def members(id_: int, role: Role | None = None) -> tuple[int, ...]:
    """Ids of the people who belong to the body itself now, with `role` those who hold it: one query."""
    at = now()
    rows = Membership.objects.filter(Q(until=None) | Q(until__gt=at), body_id=id_, since__lte=at)
    if role is not None:
        rows = rows.filter(role=role)
    return tuple(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def holders(*roles: Role) -> tuple[tuple[int, int], ...]:
    """(person, body) of everybody trusted with one of the roles now, by person: one query."""
    at = now()
    rows = Membership.objects.filter(Q(until=None) | Q(until__gt=at), role__in=roles, since__lte=at, body__active=True)
    return tuple(rows.order_by("person_id", "body_id").values_list("person_id", "body_id").distinct())


def route(category_path: tuple[str, ...], area_chain: tuple[int, ...], *, about: int | None = None) -> Route | None:
    """Who is responsible now; None where no rule applies. A few dictionary look-ups.

    `category_path`: the category first, then those above it. `area_chain`: the city first, as in
    `AreaChain.ids`. A report `about` a body never goes to it, its parts or its managers.
    """
    for rule, verdict in snapshot.get().nearest(category_path, area_chain, now(), about):
        if verdict is Verdict.TAKEN:
            return Route(rule.body, rule.id, rule.category, rule.area)
    return None


def considered(
    category_path: tuple[str, ...], area_chain: tuple[int, ...], *, about: int | None = None
) -> tuple[Considered, ...]:
    """Every rule that applies now, nearest first: the one taken, those passed over before it and those farther off."""
    found = snapshot.get().nearest(category_path, area_chain, now(), about)
    return tuple(Considered(rule, verdict) for rule, verdict in found)


def responsibilities(id_: int) -> tuple[Rule, ...]:
    """The rules in force that name this body, by category and area."""
    at = now()
    rules = (rule for rule in snapshot.get().by_id.values() if rule.body == id_ and rule.holds(at))
    return tuple(sorted(rules, key=lambda rule: (rule.category, rule.area)))
