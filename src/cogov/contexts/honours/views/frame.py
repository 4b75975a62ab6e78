"""What the pages of the honours share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.honours.models import Claim, Honour, Measure
from cogov.contexts.honours.wording import said
from cogov.kernel.errors import Invalid

LOOKS = {
    Claim.State.APPLIED: ("progress", "hourglass"),
    Claim.State.GRANTED: ("success", "circle-check"),
    Claim.State.REFUSED: ("warning", "circle-x"),
    Claim.State.OBJECTED: ("progress", "message-circle"),
    Claim.State.UPHELD: ("quiet", "circle-x"),
    Claim.State.OVERTURNED: ("success", "circle-check"),
}
"""State of a claim → tone, icon."""


def complaints(act: Callable[[], object]) -> list[str]:
    """Do it; the sentences when the input was refused."""
    try:
        act()
    except Invalid as error:
        return [str(sentence) for sentence in error.fields.values()] or [str(error)]
    return []


def honour_row(row: Honour) -> dict[str, Any]:
    """A level or badge with its rule in words."""
    return {
        "row": row,
        "name": said(row, "name"),
        "text": said(row, "text"),
        "kind": row.get_kind_display(),
        "rule": _rule(row),
    }


def claim_row(row: Claim) -> dict[str, Any]:
    tone, icon = LOOKS[Claim.State(row.state)]
    return {
        "row": row,
        "name": said(row.benefit, "name"),
        "label": Claim.State(row.state).label,
        "tone": tone,
        "icon": icon,
    }


def evidence_rows(evidence: dict[str, Any]) -> list[tuple[str, int, int]]:
    """(what, ever, within a year): plain counts."""
    ever, year = evidence.get("ever", {}), evidence.get("year", {})
    return [(str(measure.label), ever.get(measure.value, 0), year.get(measure.value, 0)) for measure in Measure]


def _rule(row: Honour) -> str:
    words = {"measure": Measure(row.measure).label, "n": row.at_least, "days": row.within_days}
    if row.within_days:
        return _("%(measure)s: %(n)d within %(days)d days") % words
    return _("%(measure)s: %(n)d") % words
