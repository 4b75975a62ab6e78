"""What can be asked of the city: discovery, the list of services, and the questions of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports.categories import Node, tree
from cogov.contexts.reports.models import Category, Kind
from cogov.contexts.reports.open311.answers import TYPES, Format, Problem
from cogov.kernel.errors import Missing
from cogov.kernel.journal import subject_type
from cogov.kernel.models import Entry

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
"""The standard's own name for itself; clients compare it letter by letter."""

FORMATS = [TYPES[Format.XML], TYPES[Format.JSON]]
"""Plain media types, without a charset: clients look for exactly these."""

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""Changeset of a city without categories: the oldest state of this description."""

DATATYPES = {
    "string": gettext_lazy("A few words"),
    "number": gettext_lazy("A number"),
    "datetime": gettext_lazy("A date, with the time if you know it: 2026-05-31T08:00"),
    "text": gettext_lazy("Some sentences"),
    "singlevaluelist": gettext_lazy("Choose one"),
    "multivaluelist": gettext_lazy("Choose one or several"),
}
"""What helps to answer; clients break on an empty `datatype_description`."""

LISTS = ("singlevaluelist", "multivaluelist")


def discovery(request: HttpRequest) -> dict[str, Any]:
    """Where the endpoints are. One query, for the time of the last change."""
    changed = stamp(_changed())
    base = request.build_absolute_uri("/open311")
    endpoints = [
        {"specification": SPECIFICATION, "url": url, "changeset": changed, "type": kind, "formats": FORMATS}
        for url, kind in ((f"{base}/v2", "production"), (f"{base}/test/v2", "test"))
    ]
    docs = request.build_absolute_uri("/api/docs")
    return {
        "changeset": changed,
        "contact": _("%(city)s: %(address)s") % {"city": _city(), "address": request.build_absolute_uri("/")},
        "key_service": _("How to get a key: %(address)s") % {"address": f"{docs}#keys"},
        "endpoints": endpoints,
    }


def services() -> list[dict[str, Any]]:
    """All that can be reported, in the order of the tree. From memory."""
    return [_service(node) for node in offered()]


def offered() -> list[Node]:
    """Active leaves in the order of the tree. What is about this platform itself concerns no other app."""
    nodes = tree().by_code
    found: list[Node] = []

    def walk(code: str) -> None:
        node = nodes[code]
        if not node.row.active:
            return
        if node.row.leaf and node.row.kind != Kind.PLATFORM:
            found.append(node)
        for child in node.children:
            walk(child)

    for root in tree().roots:
        walk(root)
    return found


def service(code: str) -> Node:
    """Raises Problem (404)."""
    node = tree().by_code.get(code)
    if node is None or not (node.row.leaf and node.row.active) or node.row.kind == Kind.PLATFORM:
        raise Problem((404, "service_code: " + _("There is no service “%(code)s”.") % {"code": code[:60]}))
    return node


def definition(code: str) -> dict[str, Any]:
    """The questions of one service; without any, an empty list. Raises Problem (404)."""
    node = service(code)
    ordered = sorted(enumerate(node.row.questions), key=lambda pair: (pair[1].get("order", 0), pair[0]))
    attributes = [_attribute(question, place) for place, (_at, question) in enumerate(ordered, start=1)]
    return {"service_code": node.code, "attributes": attributes}


def stamp(at: datetime) -> str:
    """ISO 8601 with seconds and offset, in UTC as "Z": the subset of the W3C note that every client reads."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _service(node: Node) -> dict[str, Any]:
    nodes = tree().by_code
    above = [nodes[code].name for code in reversed(node.path[1:])]
    return {
        "service_code": node.code,
        "service_name": node.name,
        "description": node.description.strip() or node.name,
        "metadata": bool(node.row.questions),
        "type": "batch" if node.row.private else "realtime",
        "keywords": _keywords(node),
        "group": " > ".join(above) or str(Kind(node.row.kind).label),
    }


def _keywords(node: Node) -> str:
    """In both languages, since people search in either; never empty."""
    row = node.row
    words = f"{row.keywords_zh} {row.keywords_en}".replace(",", " ").replace("，", " ").split()
    names = [name for name in (row.name_zh, row.name_en) if name]
    return ", ".join(dict.fromkeys([*words, *names]))


def _attribute(question: dict[str, Any], order: int) -> dict[str, Any]:
    zh = (get_language() or "en").startswith("zh")
    label = _either(question, "description", zh) or question["code"]
    found: dict[str, Any] = {
        "variable": True,
        "code": question["code"],
        "datatype": question["datatype"],
        "required": bool(question.get("required")),
        "datatype_description": str(DATATYPES.get(question["datatype"], DATATYPES["string"])),
        "order": order,
        "description": label,
    }
    if question["datatype"] in LISTS:
        found["values"] = [
            {"key": str(value["key"]), "name": _either(value, "name", zh) or str(value["key"])}
            for value in question.get("values", ())
        ]
    return found


def _either(row: dict[str, Any], name: str, zh: bool) -> str:
    first, second = (f"{name}_zh", f"{name}_en") if zh else (f"{name}_en", f"{name}_zh")
    return str(row.get(first) or row.get(second) or "")


def _changed() -> datetime:
    """When a category was last made or changed; the index over subjects makes it one short look."""
    at: datetime | None = Entry.objects.filter(subject_type=subject_type(Category)).aggregate(at=Max("at"))["at"]
    return at or WRITTEN


def _city() -> str:
    try:
        return areas.city().name(get_language() or "en")
    except Missing:
        return "Cogov"
