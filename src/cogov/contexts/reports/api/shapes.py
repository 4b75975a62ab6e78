"""From what the loop knows to the plain values that an answer shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import cards, queries, rules
from cogov.contexts.reports.api.answers import at
from cogov.contexts.reports.categories import Node, tree
from cogov.contexts.reports.detail import answers as answered
from cogov.contexts.reports.models import Report, State
from cogov.contexts.reports.schemas import ReportCard
from cogov.contexts.reports.timeline import Item, timeline
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel.actors import Actor

Plain = dict[str, Any]


def rows(reports: Sequence[Report], by: Actor, *, photos: bool = True) -> list[Plain]:
    """Cards in order. Two queries for photos, none without."""
    shown = cards.cards(reports, by, photos=photos)
    return [row(report, card) for report, card in zip(reports, shown, strict=True)]


def row(report: Report, card: ReportCard) -> Plain:
    return {
        "id": card.id,
        "url": f"{_pages()}{card.id}",
        "filed_at": at(card.filed_at),
        "state": card.state,
        "state_name": str(State(card.state).label),
        "open": report.is_open,
        "outcome": card.outcome or None,
        "category": card.category,
        "category_name": card.category_name,
        "icon": card.icon,
        "title": card.title,
        "place": card.place,
        "lat": card.lat,
        "lon": card.lon,
        "due_at": at(card.due_at),
        "closed_at": at(card.closed_at),
        "late": queries.is_late(report),
        "body": card.body or None,
        "supporters": card.supporters,
        "photo": card.photo or None,
    }


def whole(report: Report, by: Actor) -> Plain:
    """One report with its life, as the actor may see it. Four queries: photos, their assets, journal, words."""
    party = rules.is_party(by, report)
    inside = by.is_staff and rules.can_see_inside(by, report)
    photos = cards.photos_of(report, by)
    first = photos[0][1].thumb if photos else ""
    chain = (report.district_id, report.street_id, report.community_id, report.grid_id)
    return row(report, cards.card(report, by, photo=first)) | {
        "text": cards.text_for(report, by),
        "language": report.language,
        "approximate": report.approximate,
        "areas": [_place(area) for area in chain if area is not None],
        "photos": [
            {"id": attachment.pk, "kind": attachment.kind, "thumb": asset.thumb, "page": asset.page,
             "full": asset.full, "width": asset.width, "height": asset.height}
            for attachment, asset in photos
        ],
        "timeline": [_item(item) for item in timeline(report, by)],
        "answers": [{"question": q, "answer": a} for q, a in answered(report)] if party or inside else [],
        "stars": report.stars,
        "reopened": report.reopened,
        "merged_into": report.merged_into_id,
        "revision": report.journal_seq,
        "steps": [step.name for step in WORKFLOW.available(report, by)],
        "party": party,
        "inside": inside,
    }  # fmt: skip


def category(node: Node) -> Plain:
    row_, language = node.row, get_language() or "en"
    return {
        "code": node.code,
        "name": node.name,
        "description": node.description,
        "kind": row_.kind,
        "parent": node.path[1] if len(node.path) > 1 else None,
        "leaf": row_.leaf,
        "private": row_.private,
        "simple": row_.simple,
        "needs_place": row_.needs_place,
        "emergency": row_.emergency,
        "icon": row_.icon,
        "limit_hours": row_.limit_hours,
        "questions": [_question(question, language.startswith("zh")) for question in row_.questions],
    }


def all_categories() -> list[Plain]:
    """Active ones, each before those below it."""
    nodes = tree().by_code
    found: list[Plain] = []

    def walk(codes: Iterable[str]) -> None:
        for code in codes:
            if nodes[code].row.active:
                found.append(category(nodes[code]))
                walk(nodes[code].children)

    walk(tree().roots)
    return found


def area(info: areas.AreaInfo) -> Plain:
    language = get_language() or "en"
    return {
        "id": info.id,
        "code": info.code,
        "level": info.level.value,
        "name": info.name(language),
        "full_name": areas.full_name(info.id, language),
        "parent": info.parent,
        "lat": info.lat,
        "lon": info.lon,
    }


def done(report: Report) -> Plain:
    """The answer of a step, kept for when the same request comes again."""
    return {"id": report.pk, "state": str(report.state), "revision": report.journal_seq}


@cache
def _pages() -> str:
    """What stands before a report's number in the address of its page; asked for each row it took a third of all."""
    return reverse("reports:page", args=[0])[:-1]


def _place(id_: int) -> Plain:
    info = areas.area(id_)
    return {"id": info.id, "code": info.code, "level": info.level.value, "name": info.name(get_language() or "en")}


def _item(item: Item) -> Plain:
    return {"at": at(item.at), "title": str(item.title), "icon": item.icon, "who": item.who, "text": item.text,
            "language": item.language}  # fmt: skip


def _question(question: Plain, zh: bool) -> Plain:
    own, other = ("zh", "en") if zh else ("en", "zh")

    def named(row_: Plain, name: str) -> str:
        return str(row_.get(f"{name}_{own}") or row_.get(f"{name}_{other}") or "")

    return {
        "code": question["code"],
        "datatype": question["datatype"],
        "required": bool(question.get("required")),
        "description": named(question, "description"),
        "values": [{"key": str(value["key"]), "name": named(value, "name")} for value in question.get("values", ())],
    }
