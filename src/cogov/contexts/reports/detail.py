"""Everything one report's page shows to its reader, gathered in a handful of queries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import cards, promises, queries, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Attachment, Rating, Report, State, Update
from cogov.contexts.reports.timeline import text_of, timeline
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel.actors import Actor


def detail(report: Report, actor: Actor) -> dict[str, Any]:
    """For the template. Four queries for the public, and two for clocks and pause while it is open."""
    party = rules.is_party(actor, report)
    inside = actor.is_staff and rules.can_see_inside(actor, report)
    photos = cards.photos_of(report, actor)
    return {
        "report": report,
        "card": cards.card(report, actor),
        "category": tree().by_id[report.category_id],
        "text": cards.text_for(report, actor),
        "answers": answers(report) if party or inside else [],
        "photos": _photos(photos),
        "timeline": timeline(report, actor),
        "body": bodies.body(report.body_id) if report.body_id else None,
        "next": next_step(report),
        "late": queries.is_late(report),
        "promises": promises.of(report) if report.is_open else {},
        "hold": promises.on_hold(report) if report.body_id and report.is_open else None,
        "party": party,
        "inside": inside,
        "steps": {step.name for step in WORKFLOW.available(report, actor)},
        "rating": Rating.objects.filter(report=report).order_by("-round").first() if party and report.stars else None,
        "question": _question(report) if party and report.state == State.ASKED else None,
        "waiting_release": report.released_at is None and not (party or inside),
    }


def _question(report: Report) -> tuple[str, str] | None:
    """The last question to the reporter, with the language it is in."""
    row = Update.objects.filter(report=report, kind=Update.Kind.QUESTION).order_by("-pk").first()
    return text_of(row) if row else None


def answers(report: Report) -> list[tuple[str, str]]:
    """Question and answer as the reporter saw them; for parties and staff only, since answers may be private."""
    zh = (get_language() or "en").startswith("zh")
    pairs = []
    for question in report.category.questions:
        value = report.attributes.get(question["code"])
        if value in (None, "", []):
            continue
        names = {str(v["key"]): v["name_zh"] if zh else v["name_en"] for v in question.get("values", ())}
        chosen = value if isinstance(value, list) else [value]
        label = question["description_zh"] if zh else question["description_en"]
        pairs.append((label, "、".join(names.get(str(one), str(one)) for one in chosen)))
    return pairs


def next_step(report: Report) -> str:
    """Code of what happens next, for the sentence in the template."""
    return {
        State.RECEIVED: "review", State.ASKED: "answer", State.ACCEPTED: "dispatch", State.DISPATCHED: "start",
        State.HANDLING: "resolve", State.RESOLVED: "check",
    }.get(State(report.state), "")  # fmt: skip


def _photos(pairs: list[tuple[Attachment, Any]]) -> list[dict[str, Any]]:
    """With words below as soon as there are several kinds to tell apart."""
    told = len({row.kind for row, _asset in pairs}) > 1
    return [_photo(row, asset, told) for row, asset in pairs]


def _photo(row: Attachment, asset: Any, told: bool) -> dict[str, Any]:
    return {
        "id": row.pk, "url": asset.page, "thumb": asset.thumb, "full": asset.full, "width": asset.width,
        "height": asset.height, "caption": row.get_kind_display() if told else "",
        "kind": row.kind, "hidden": row.hidden, "alt": row.get_kind_display(),
    }  # fmt: skip
