"""Which photos of a report may be seen by whom; media asks before it serves one."""

from __future__ import annotations

from cogov.contexts.media import facade as media
from cogov.contexts.reports import rules
from cogov.contexts.reports.actions.base import OWNER
from cogov.contexts.reports.models import Attachment
from cogov.kernel.actors import Actor


def may_see_photo(report: int, actor: Actor, asset: media.AssetCard) -> bool:
    """One query. The public sees photos from release on; the reporter and those entitled always."""
    row = Attachment.objects.select_related("report").filter(report=report, asset=asset.id).first()
    if row is None:
        return False
    found = row.report
    if rules.is_party(actor, found) or (actor.is_staff and rules.can_see_inside(actor, found)):
        return True
    return found.released_at is not None and not row.hidden and not found.private and rules.sees(actor, found)


def install() -> None:
    media.register_gate(OWNER, may_see_photo)
