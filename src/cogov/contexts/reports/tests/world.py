"""A small city for tests: squares of areas, a few bodies, one person for each role, six categories."""

from __future__ import annotations

from dataclasses import dataclass, field

from cogov.contexts.accounts.models import Person
from cogov.contexts.areas.tests.factories import Squares, squares
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.bodies.models import Body, Membership, Responsibility
from cogov.contexts.bodies.tree import snapshot as bodies_snapshot
from cogov.contexts.reports import categories
from cogov.contexts.reports.actions import file_report
from cogov.contexts.reports.models import Category, Report
from cogov.contexts.reports.schemas import ContactDraft, Draft
from cogov.kernel import ids
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now

TEXT = "路灯不亮了，晚上很黑"


@dataclass
class World:
    """Areas by code, bodies by code, one actor for each role (and `resident`, `neighbour`)."""

    areas: Squares
    bodies: dict[str, int]
    people: dict[str, int] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        """`resident`, `neighbour`, or a role with its body: "handler:lamps"."""
        if who == "anonymous":
            return Actor()
        person = self.people.get(who) or self._person(who)
        return Actor(person=person, name=who, grants=bodies.grants_of(person))

    def file(self, *, by: Actor | None = None, at: str = "c1111", category: str = "lamp", **more: object) -> Report:
        lat, lon = self.areas.middle(at)
        draft = Draft(**({"category": category, "text": TEXT, "lat": lat, "lon": lon} | more))  # type: ignore[arg-type]
        receipt = file_report(draft=draft, by=by or self.actor("resident"), key=ids.token())
        return Report.objects.select_related("category").get(pk=receipt.report)

    def _person(self, who: str) -> int:
        number = len(self.people) + 1
        person = Person.objects.create(email=f"p{number}@example.org", name=f"Person {number}", email_verified_at=now())
        role, _, body = who.partition(":")
        if role in Role.values:
            Membership.objects.create(person=person, body_id=self.bodies[body or "centre"], role=role, since=now())
        self.people[who] = person.pk
        return person.pk


def build() -> World:
    areas = squares()
    found = World(areas, _bodies(areas))
    _categories()
    return found


def contact(**more: object) -> ContactDraft:
    return ContactDraft(**({"name": "王小明", "email": "ming@example.org", "phone": "+8613800000001"} | more))  # type: ignore[arg-type]


def _bodies(areas: Squares) -> dict[str, int]:
    made: dict[str, int] = {}

    def add(code: str, area: str, parent: str | None = None, level: str = "city") -> None:
        row = Body.objects.create(
            code=code, level=level, area_id=areas[area], parent_id=made.get(parent or ""), path="",
            name_zh=f"{code}局", name_en=f"{code} office", kind="department",
        )  # fmt: skip
        above = Body.objects.get(pk=row.parent_id).path if row.parent_id else "/"
        row.path = f"{above}{row.pk}/"
        row.save(update_fields=["path"])
        made[code] = row.pk

    add("centre", "c")
    add("lamps", "c")
    add("lamps-east", "c1", "lamps", "district")
    add("roads", "c")
    add("street", "c11", None, "street")
    add("digital", "c")
    for category, area, body in (
        ("lamp", "c", "lamps"),
        ("road", "c", "roads"),
        ("noise", "c11", "street"),
        ("platform", "c", "digital"),
    ):
        Responsibility.objects.create(category=category, area_id=areas[area], body_id=made[body], since=now())
    bodies_snapshot.changed()
    return made


def _categories() -> None:
    rows = (
        ("lamp", "component", "路灯", "Street lamp", {}),
        ("road", "component", "道路破损", "Broken road", {"difficulty": "hard", "limit_hours": 48}),
        ("rubbish", "event", "暴露垃圾", "Rubbish", {"simple": True}),
        ("noise", "complaint", "邻里噪声", "Noise next door", {"private": True}),
        ("idea", "suggestion", "建议", "Suggestion", {"needs_place": False}),
        ("platform", "platform", "对本平台的意见", "About this platform", {"private": True, "needs_place": False}),
    )
    for order, (code, kind, zh, en, more) in enumerate(rows):
        Category.objects.create(code=code, kind=kind, order=order, name_zh=zh, name_en=en, **more)
    categories.snapshot.changed()
