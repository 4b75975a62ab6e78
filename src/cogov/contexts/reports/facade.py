"""What other contexts may ask of reports: plain values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.reports import cards, queries, repeats, suggesting
from cogov.contexts.reports.actions import hearing, residents
from cogov.contexts.reports.actions.filing import file_report, receipt_of
from cogov.contexts.reports.categories import Node, names, tree
from cogov.contexts.reports.contacts import contact_of
from cogov.contexts.reports.merits import Merit, joined_to, merits, prints, supporters
from cogov.contexts.reports.models import Report, TimeRequest
from cogov.contexts.reports.models.category import Kind as CategoryKind
from cogov.contexts.reports.schemas import ContactDraft, Draft, Receipt, ReportCard
from cogov.kernel.actors import SYSTEM, Actor

__all__ = [
    "ContactDraft",
    "Draft",
    "EarlierPlace",
    "Kind",
    "Merit",
    "Nearby",
    "Receipt",
    "Recipient",
    "ReportCard",
    "asker_of_time",
    "card",
    "cases_of",
    "categories",
    "category_name",
    "category_tree",
    "enquiry_category",
    "exists",
    "file",
    "hear",
    "join",
    "joined_to",
    "kinds_called",
    "kinds_for",
    "merits",
    "near",
    "of_receipt",
    "places_of",
    "prints",
    "public_card",
    "public_cards",
    "reach_of",
    "recipients",
    "similar",
    "supporters",
    "system_card",
]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the news of a report: its reporter, or one whose report was joined into it.

    `receipt` opens their own private page; `person` is None without an account.
    """

    report: int
    person: int | None
    email: str
    phone: str
    language: str
    receipt: str
    private: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A category that a report can have."""

    code: str
    name: str
    needs_place: bool
    private: bool


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category in its tree. `path` holds its own code first, then those above it."""

    code: str
    path: tuple[str, ...]
    name: str
    private: bool


@dataclass(frozen=True, slots=True)
class Nearby:
    """A public report near a place."""

    card: ReportCard
    metres: int


@dataclass(frozen=True, slots=True)
class EarlierPlace:
    """Where somebody's earlier report was: degrees WGS84."""

    address: str
    lat: float
    lon: float
    community: int | None


def asker_of_time(request: int) -> int | None:
    """Who asked for more time, None for a person who is gone. One query."""
    return TimeRequest.objects.filter(pk=request).values_list("asked_by", flat=True).first()


def card(report: int, actor: Actor) -> ReportCard:
    """Raises Missing outside the actor's scope. One query."""
    return cards.card(queries.get(report, actor), actor)


def category_name(code: str) -> str:
    """In the present language; empty for an unknown code."""
    node = tree().by_code.get(code)
    return node.name if node else ""


def categories() -> list[tuple[str, str, int]]:
    """(code, name, depth) of all, as a tree from the top. From memory."""
    return [(one.code, one.name, one.depth) for one in names()]


def category_tree() -> list[CategoryNode]:
    """All categories in the order of the tree, each before what lies below it. From memory."""
    nodes = tree().by_code
    return [CategoryNode(one.code, one.path, one.name, nodes[one.code].row.private) for one in names()]


def enquiry_category() -> str:
    """Code of the first kind of matter that is a question; empty where there is none. From memory."""
    return next((node.code for node in tree().leaves() if node.row.kind == CategoryKind.ENQUIRY), "")


def kinds_for(text: str) -> list[Kind]:
    """What the words seem to be about: at most three, the likeliest first. From memory."""
    return [_kind(node) for node in suggesting.categories_for(text)]


def kinds_called(words: str, *, limit: int = 5) -> list[Kind]:
    """Kinds whose name, code or keywords hold every word, names that begin with them first. From memory."""
    sought = words.casefold().split()
    found: list[tuple[bool, int, Node]] = []
    for node in tree().leaves():
        row = node.row
        called = f"{row.name_zh} {row.name_en} {row.code}".casefold()
        if all(word in f"{called} {row.keywords_zh} {row.keywords_en}".casefold() for word in sought):
            found.append((not node.name.casefold().startswith(sought[0] if sought else ""), len(found), node))
    return [_kind(node) for _rank, _order, node in sorted(found)[:limit]]


def similar(draft: Draft, actor: Actor) -> list[Nearby]:
    """Public reports that may be the same as the draft, the likeliest first. Three queries at most."""
    return [Nearby(one.card, one.metres) for one in repeats.of(draft, actor)]


def near(lat: float, lon: float, actor: Actor, *, limit: int = 5) -> list[Nearby]:
    """Public reports of the last months around a point, the nearest first. Two queries."""
    rows = queries.nearby(lat, lon, most=limit)
    shown = cards.cards([row for row, _ in rows], actor, photos=False)
    return [Nearby(one, round(metres)) for one, (_, metres) in zip(shown, rows, strict=True)]


def cases_of(person: int, actor: Actor, *, limit: int = 8) -> list[ReportCard]:
    """What the person has reported and the actor may see: open ones first, then the newest. Two queries."""
    rows = queries.visible_to(actor).filter(reporter=person)
    still = list(rows.filter(closed_at=None).order_by("-filed_at", "-pk")[:limit])
    done = list(rows.exclude(closed_at=None).order_by("-filed_at", "-pk")[: max(0, limit - len(still))])
    return cards.cards([*still, *done], actor, photos=False)


def places_of(person: int, actor: Actor, *, limit: int = 5) -> list[EarlierPlace]:
    """Where the person's last reports were, each address once, as far as the actor may see them. One query."""
    rows = queries.visible_to(actor).filter(reporter=person, approximate=False).exclude(address="").exclude(lat=None)
    found: dict[str, EarlierPlace] = {}
    for row in rows.order_by("-filed_at", "-pk")[: limit * 4]:
        if row.lat is not None and row.lon is not None:
            found.setdefault(row.address, EarlierPlace(row.address, row.lat, row.lon, row.community_id))
    return list(found.values())[:limit]


def join(report: int, *, by: Actor) -> int:
    """Me too, by an account or on behalf of a resident; the report it now stands with. Raises Missing, Forbidden."""
    person = by.on_behalf_of or by.person
    return residents.support(report=report, by=by, who=f"person {person}").pk


def of_receipt(code: str) -> tuple[int, int | None]:
    """(report, its reporter's account) that a receipt opens. Raises Missing. One query."""
    found = queries.by_receipt(code)
    return found.pk, found.reporter_id


def exists(report: int, actor: Actor) -> bool:
    return queries.visible_to(actor).filter(pk=report).exists()


def recipients(report: int) -> list[Recipient]:
    """The reporter and all who were joined in, as far as they want news. One query and one for each."""
    rows = [*Report.objects.filter(pk=report), *queries.followers_of(report)]
    return [found for found in (_recipient(row) for row in rows) if found is not None]


def file(*, draft: Draft, by: Actor, key: str) -> Receipt:
    """See actions.file_report."""
    return file_report(draft=draft, by=by, key=key)


def hear(*, report: int, by: Actor, text: str, language: str, photos: tuple[str, ...] = (), session: str = "") -> None:
    """See actions.hearing: what somebody says by another channel, kept from the public until a reviewer shows it."""
    hearing.hear(report=report, by=by, text=text, language=language, photos=photos, session=session)


def public_card(report: int) -> ReportCard | None:
    """The card as anybody may see it, None when it is not public."""
    row = queries.public_reports().select_related("category").filter(pk=report).first()
    return cards.card(row, Actor()) if row else None


def public_cards(reports: Sequence[int]) -> list[ReportCard]:
    """As `public_card`, for several in the order given; those that are not public are left out. Two queries."""
    found = queries.public_reports().select_related("category").in_bulk(list(reports))
    return cards.cards([found[one] for one in reports if one in found], Actor(), photos=False)


def system_card(report: int) -> ReportCard:
    """For the machine's own messages to the parties."""
    return card(report, SYSTEM)


def reach_of(report: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """(ids of the areas, codes of the categories) that a report falls under, for subscriptions. One query."""
    row = Report.objects.get(pk=report)
    ids = (row.district_id, row.street_id, row.community_id, row.grid_id)
    return tuple(area for area in ids if area is not None), tree().by_id[row.category_id].path


def _recipient(row: Report) -> Recipient | None:
    contact = contact_of(row)
    reach = accounts.contact_of(row.reporter_id) if row.reporter_id else None
    email = contact.email or (reach.email if reach else "") or ""
    phone = contact.phone or (reach.phone if reach else "") or ""
    if not contact.wants_news or not (email or phone or row.reporter_id):
        return None
    return Recipient(
        report=row.pk, person=row.reporter_id, email=email, phone=phone, language=row.language,
        receipt=receipt_of(row.salt), private=row.private,
    )  # fmt: skip


def _kind(node: Node) -> Kind:
    return Kind(node.code, node.name, node.row.needs_place, node.row.private)
