"""People and their roles from rows. Nobody is dismissed by a file, and no name of an account is changed by it."""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import rules
from cogov.contexts.bodies.actions.members import NewMember, appoint_many
from cogov.contexts.bodies.importing.plan import Change, Plan
from cogov.contexts.bodies.importing.reading import Row, Table
from cogov.contexts.bodies.models import Membership
from cogov.contexts.bodies.tree import BodyInfo, snapshot
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import CogovError

COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("邮箱", "电子邮箱", "工作邮箱", "e-mail"),
    "name": ("姓名", "名字"),
    "body": ("单位", "单位代码", "单位编码", "机构"),
    "role": ("角色", "岗位"),
}
REQUIRED = ("email", "body", "role")
NOBODY = -1
"""Stands for somebody without an account where a rule asks for a person."""


def compare(table: Table, by: Actor) -> Plan:
    """Three queries."""
    plan = Plan(table.encoding, table.ignored, rows=len(table.rows))
    roles, tree = _roles(), snapshot.get()
    mails = {row.line: _mail(row.get("email")) for row in table.rows}
    people = accounts.staff_called(mail for mail in mails.values() if mail)
    held = set(Membership.objects.filter(until=None).values_list("person_id", "body_id", "role"))
    first: dict[tuple[str, str, str], int] = {}
    for row in table.rows:
        mail, body, role = mails[row.line], tree.by_code.get(row.get("body")), roles.get(row.get("role").casefold())
        key = f"{row.get('email')} · {row.get('body')} · {row.get('role')}"
        person = people.get(mail or "")
        sentence = _wrong(row, mail, body, role) or _not_allowed(by, body, role, person)
        if sentence or mail is None or body is None or role is None:
            plan.refuse(row.line, key, sentence)
            continue
        if (mail, body.code, role.value) in first:
            told = {"line": first[mail, body.code, role.value]}
            plan.refuse(row.line, key, _("The same stands in line %(line)s.") % told)
            continue
        first[mail, body.code, role.value] = row.line
        if person is not None and (person, body.id, role.value) in held:
            plan.unchanged += 1
            continue
        fields = {"email": ("", mail), "body": ("", body.code), "role": ("", role.value)}
        if person is None:
            fields["name"] = ("", row.get("name"))
        title = row.get("name") or mail
        plan.added.append(Change(row.line, key, title, fields, (mail, row.get("name"), body.id, role)))
    named = {(people.get(mail), tree.by_code[body].id, role) for mail, body, role in first}
    plan.absent = len(held - named)
    return plan


def apply(plan: Plan, by: Actor) -> None:
    """Accounts for those who have none, then the roles."""
    wanted = {mail: name for mail, name, _body, _role in (change.values for change in plan.added)}
    people = accounts.add_staff_in_bulk(wanted, by=by)
    rows = [NewMember(people[mail], body, role) for mail, _name, body, role in (c.values for c in plan.added)]
    appoint_many(rows, by=by)


def _wrong(row: Row, mail: str | None, body: BodyInfo | None, role: Role | None) -> str:
    if mail is None:
        return _("%(text)s is no e-mail address.") % {"text": row.get("email") or "–"}
    if len(row.get("name")) > 80:  # as long as an account's name may be
        return _("The name is too long.")
    if body is None:
        return _("There is no office with the code %(code)s.") % {"code": row.get("body") or "–"}
    if not body.active:
        return _("This body is closed.")
    if role is None:
        return _("There is no role %(role)s.") % {"role": row.get("role") or "–"}
    return ""


def _not_allowed(by: Actor, body: BodyInfo | None, role: Role | None, person: int | None) -> str:
    """By the rules of appointing, and never a guardian by the machine alone: that takes a person who answers for it."""
    if body is None or role is None:
        return ""
    if person is not None and person == by.person:
        return _("Nobody gives a role to himself.")
    if rules.may_appoint(by, body.id, role, person or NOBODY) and not (by.machine and role in rules.GUARDIANS):
        return ""
    if role in rules.GUARDIANS:
        return _("Only a security officer of this office gives this role.")
    return _("It is none of your offices, or this role is not yours to give.")


def _mail(text: str) -> str | None:
    try:
        found = accounts.parse_contact(text)
    except CogovError:
        return None
    return found.value if found.kind == "email" else None


def _roles() -> dict[str, Role]:
    """By code and by their names in both languages."""
    found = {role.value: role for role in Role}
    for language in {"en", "zh-hans", get_language() or "en"}:
        with override(language):
            found |= {str(role.label).casefold(): role for role in Role}
    return found
