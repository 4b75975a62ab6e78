"""What other contexts may ask of mediation: only whether a report is with a mediator."""

from __future__ import annotations

from cogov.contexts.mediation.models import Case

__all__ = ["has_case"]


def has_case(report: int) -> bool:
    """One query."""
    return Case.objects.filter(report=report).exists()
