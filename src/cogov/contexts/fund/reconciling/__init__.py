"""Points, goods and money side by side: each book counted anew from its own rows, and compared with the others."""

from __future__ import annotations

from cogov.contexts.fund.models import Difference, Run


def last_run() -> Run | None:
    """One query."""
    return Run.objects.order_by("-at", "-id").first()


def open_differences() -> list[Difference]:
    """Oldest first: one query."""
    return list(Difference.objects.filter(until=None).order_by("since", "id"))
