"""Responsibilities from rows: one for each category and area."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import rules
from cogov.contexts.bodies.actions import NewRule, add_rules, change_rule
from cogov.contexts.bodies.categories import categories
from cogov.contexts.bodies.importing.plan import Change, Plan
from cogov.contexts.bodies.importing.reading import Row, Table
from cogov.contexts.bodies.models import Responsibility
from cogov.contexts.bodies.tree import Rule, snapshot
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Missing

COLUMNS: dict[str, tuple[str, ...]] = {
    "category": ("类别", "类别代码", "事项"),
    "area": ("区域", "区域代码", "区域编码"),
    "body": ("单位", "单位代码", "单位编码", "责任单位"),
    "note": ("备注", "依据"),
}
REQUIRED = ("category", "area", "body")
EVERY = ("*", "所有", "全部")
"""Ways to write "every category", beside an empty cell."""


def compare(table: Table, by: Actor) -> Plan:
    """From memory."""
    plan = Plan(table.encoding, table.ignored, rows=len(table.rows))
    tree = snapshot.get()
    standing = {(rule.category, rule.area): rule for rule in tree.by_id.values() if rule.until is None}
    known = {one.code for one in categories()}
    first: dict[tuple[str, int], int] = {}
    for row in table.rows:
        category = "" if row.get("category") in EVERY else row.get("category")
        key = f"{row.get('category')} · {row.get('area')}"
        sentence = _wrong(row, category, known, by)
        if sentence:
            plan.refuse(row.line, key, sentence)
            continue
        place = (category, areas.by_code(row.get("area")).id)
        if place in first:
            plan.refuse(row.line, key, _("The same stands in line %(line)s.") % {"line": first[place]})
            continue
        first[place] = row.line
        _compare_one(plan, row, key, place, standing.get(place), by)
    plan.absent = sum(place not in first for place in standing)
    return plan


def apply(plan: Plan, by: Actor) -> None:
    """New ones in bulk; five statements for each that changes."""
    add_rules([change.values for change in plan.added], by=by)
    for change in plan.changed:
        rule, body, note = change.values
        change_rule(
            rule.id, category=rule.category, area=rule.area, body=body, note=note, revision=rule.revision, by=by
        )


def _wrong(row: Row, category: str, known: set[str], by: Actor) -> str:
    if category and known and category not in known:
        return _("There is no category %(code)s.") % {"code": category}
    if len(row.get("note")) > Responsibility._meta.get_field("note").max_length:  # type: ignore[operator]
        return _("The note is too long.")
    try:
        area = areas.by_code(row.get("area"))
    except Missing:
        return _("The area %(code)s does not exist.") % {"code": row.get("area") or "–"}
    body = snapshot.get().by_code.get(row.get("body"))
    if body is None:
        return _("There is no office with the code %(code)s.") % {"code": row.get("body") or "–"}
    if not body.active:
        return _("This body is closed. Please choose another.")
    if not rules.may_assign(by, area.id, body.id):
        return _("You may only decide for your own area and the bodies in it.")
    return ""


def _compare_one(plan: Plan, row: Row, key: str, place: tuple[str, int], rule: Rule | None, by: Actor) -> None:
    tree = snapshot.get()
    body = tree.by_code[row.get("body")]
    title = f"{body.name()}"
    if rule is None:
        fields = {name: ("", row.get(name)) for name in COLUMNS if row.get(name)}
        new = NewRule(place[0], row.get("area"), body.code, row.get("note"))
        plan.added.append(Change(row.line, key, title, fields, new))
        return
    note = row.values.get("note", rule.note)
    pairs = {"body": (tree.infos[rule.body].code, body.code), "note": (rule.note, note)}
    different = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not different:
        plan.unchanged += 1
    elif not rules.may_assign(by, rule.area, rule.body):
        plan.refuse(row.line, key, _("You may only decide for your own area and the bodies in it."))
    else:
        plan.changed.append(Change(row.line, key, title, different, (rule, body.id, note)))
