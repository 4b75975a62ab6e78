"""Bodies from rows: new ones, and changes of those that there are. Nothing is ever closed or moved to another area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import rules
from cogov.contexts.bodies.actions import NewBody, add_bodies, change_body
from cogov.contexts.bodies.importing.plan import Change, Plan
from cogov.contexts.bodies.importing.reading import Row, Table
from cogov.contexts.bodies.models import LEVELS, Body, Kind
from cogov.contexts.bodies.tree import BodyInfo, snapshot
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Missing
from cogov.kernel.models import Calendar

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("编码", "代码", "单位代码", "单位编码"),
    "area": ("区域", "区域代码", "区域编码"),
    "parent": ("上级", "上级代码", "上级编码", "上级单位"),
    "kind": ("类型", "类别"),
    "name_zh": ("名称", "中文名", "中文名称", "单位名称"),
    "name_en": ("英文名", "英文名称"),
    "phone": ("电话",),
    "email": ("邮箱", "电子邮箱"),
    "web": ("网址",),
    "duty_zh": ("职责", "中文职责"),
    "duty_en": ("英文职责",),
    "calendar": ("日历", "工作时间"),
}
REQUIRED = ("code",)
TEXTS = ("name_zh", "name_en", "phone", "email", "web", "duty_zh", "duty_en", "calendar")
FIELDS = {field.name: field for field in Body._meta.fields}
KINDS_ZH = {"部门": "department", "机构": "office", "企业": "company", "公司": "company", "居委会": "committee",
            "村委会": "committee", "委员会": "committee"}  # fmt: skip


def compare(table: Table, by: Actor) -> Plan:
    """Rows whose body above stands further down in the file are put in order. Two queries."""
    plan = Plan(table.encoding, table.ignored, rows=len(table.rows))
    known, calendars = snapshot.get().by_code, set(Calendar.objects.values_list("code", flat=True))
    first: dict[str, int] = {}
    fresh: list[Row] = []
    for row in table.rows:
        code = row.get("code")
        if code in first:
            plan.refuse(row.line, code, _("The same code stands in line %(line)s.") % {"line": first[code]})
            continue
        first[code] = row.line
        wrong = _wrong(row, calendars)
        if wrong:
            plan.refuse(row.line, code, wrong)
        elif code in known:
            _compare_one(plan, row, known[code], by)
        else:
            fresh.append(row)
    _order(plan, fresh, known, by)
    plan.absent = sum(code not in first for code in known)
    return plan


def apply(plan: Plan, by: Actor) -> None:
    """New ones in bulk; five statements for each that changes."""
    add_bodies([change.values for change in plan.added], by=by)
    for change in plan.changed:
        info, parent, fields = change.values
        change_body(info.id, revision=info.revision, by=by, parent=parent, **fields)


def _wrong(row: Row, calendars: set[str]) -> str:
    """Why the cells cannot be taken, whatever there is already; empty where they can."""
    for name in ("code", *TEXTS):
        value = row.get(name)
        if not value and name != "code":
            continue
        try:
            FIELDS[name].clean(value, None)
        except ValidationError as error:
            return f"{name}: {' '.join(error.messages)}"
    if row.get("kind") and _kind(row.get("kind")) is None:
        return _("There is no kind %(kind)s.") % {"kind": row.get("kind")}
    if row.get("calendar") and row.get("calendar") not in calendars:
        return _("There is no calendar %(code)s.") % {"code": row.get("calendar")}
    if row.get("web") and not row.get("web").startswith(("https://", "http://")):
        return _("Please enter an address that begins with https:// or http://.")
    return ""


def _compare_one(plan: Plan, row: Row, info: BodyInfo, by: Actor) -> None:
    if row.get("area") and row.get("area") != areas.area(info.area).code:
        plan.refuse(row.line, info.code, _("A body stays in its area: %(area)s.") % {"area": areas.name(info.area)})
        return
    parent = _parent_code(info)
    fields = {name: (getattr(info, name), row.values[name]) for name in TEXTS if name in row.values}
    kind = _kind(row.get("kind"))
    if kind is not None:
        fields["kind"] = (info.kind, kind)
    if row.values.get("parent", parent) != parent:
        fields["parent"] = (parent, row.get("parent"))
    different = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    if not different:
        plan.unchanged += 1
        return
    sentence = _why_not_changed(info, different, by)
    if sentence:
        plan.refuse(row.line, info.code, sentence)
        return
    values = {name: pair[1] for name, pair in different.items() if name != "parent"}
    moved = different["parent"][1] if "parent" in different else None
    plan.changed.append(Change(row.line, info.code, info.name(), different, (info, moved, values)))


def _why_not_changed(info: BodyInfo, different: dict[str, tuple[str, str]], by: Actor) -> str:
    if not rules.may_edit_body(by, info.id):
        return _("It is none of your offices.")
    zh = different.get("name_zh", ("", info.name_zh))[1]
    if not (zh or different.get("name_en", ("", info.name_en))[1]):
        return _("Please enter a name in at least one language.")
    if "parent" not in different:
        return ""
    above = snapshot.get().by_code.get(different["parent"][1])
    if above is None and different["parent"][1]:
        return _("The body above, %(code)s, does not exist.") % {"code": different["parent"][1]}
    if above is not None and info.id in above.path:
        return _("A body cannot stand below itself.")
    return "" if rules.may_edit_body(by, above.id if above else None) else _("It is none of your offices.")


def _order(plan: Plan, fresh: Iterable[Row], known: dict[str, BodyInfo], by: Actor) -> None:
    """Take what stands on what there is, then what stands on that; what is left has no body above."""
    waiting, taken = list(fresh), set[str]()
    while waiting:
        left = {row.get("code") for row in waiting}
        ready = [row for row in waiting if row.get("parent") not in left]
        if not ready:
            break
        for row in ready:
            sentence = _why_not_added(row, known, taken, by)
            if sentence:
                plan.refuse(row.line, row.get("code"), sentence)
            else:
                taken.add(row.get("code"))
                plan.added.append(_added(row))
        waiting = [row for row in waiting if row.get("parent") in left]
    for row in waiting:
        plan.refuse(row.line, row.get("code"), _("These bodies stand in a circle."))


def _why_not_added(row: Row, known: dict[str, BodyInfo], taken: set[str], by: Actor) -> str:
    parent = row.get("parent")
    if parent and parent not in known and parent not in taken:
        return _("The body above, %(code)s, does not exist.") % {"code": parent}
    if parent not in taken and not rules.may_edit_body(by, known[parent].id if parent else None):
        return _("It would stand below none of your offices.")
    if not (row.get("name_zh") or row.get("name_en")):
        return _("Please enter a name in at least one language.")
    if _kind(row.get("kind")) is None:
        return _("Please enter the kind: department, office, company or committee.")
    try:
        area = areas.by_code(row.get("area"))
    except Missing:
        return _("The area %(code)s does not exist.") % {"code": row.get("area") or "–"}
    if area.level.value not in dict(LEVELS):
        return _("A body belongs to a city, district, street or community.")
    return ""


def _added(row: Row) -> Change:
    kind = _kind(row.get("kind")) or ""
    given: dict[str, Any] = {name: row.get(name) for name in ("code", "area", "parent", *TEXTS)}
    fields = {name: ("", str(value)) for name, value in given.items() if value}
    title = row.get("name_zh") or row.get("name_en")
    return Change(row.line, row.get("code"), title, fields, NewBody(kind=Kind(kind), **given))


def _kind(text: str) -> str | None:
    value = KINDS_ZH.get(text, text.casefold())
    return value if value in Kind.values else None


def _parent_code(info: BodyInfo) -> str:
    return snapshot.get().infos[info.parent].code if info.parent is not None else ""
