"""Making and changing categories."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import categories
from cogov.contexts.reports.events import CategorySet
from cogov.contexts.reports.models import Category
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Conflict, Forbidden, Invalid


@transaction.atomic
def set_category(
    *, code: str, by: Actor, parent: str | None = None, revision: int | None = None, **fields: Any
) -> Category:
    """Make category `code`, or change the given fields of it. A parent stops being a leaf."""
    if not (by.machine or any(by.with_roles(Role.ADMIN))):
        raise Forbidden
    above = Category.objects.filter(code=parent).first() if parent else None
    if parent and above is None:
        raise Invalid(fields={"parent": _("There is no such category.")})
    row = Category.objects.select_for_update().filter(code=code).first()
    if row is None:
        row = Category.objects.create(code=code, parent=above, **fields)
        journal.record(CategorySet(code), subject=row, by=by, first=True)
    else:
        if revision is not None and row.journal_seq != revision:
            raise Conflict
        for name, value in fields.items():
            setattr(row, name, value)
        journal.record(CategorySet(code, tuple(sorted(fields))), subject=row, by=by, save=tuple(fields))
    if above is not None and above.leaf:
        above.leaf = False
        journal.record(CategorySet(above.code, ("leaf",)), subject=above, by=by, save=("leaf",))
    categories.snapshot.changed()
    return row
