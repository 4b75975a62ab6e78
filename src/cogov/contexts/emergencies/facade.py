"""What other contexts may ask of emergencies."""

from __future__ import annotations

from cogov.contexts.emergencies import queries

__all__ = ["shown_now"]


def shown_now() -> list[tuple[int, str]]:
    """(number, name) of every real emergency of which residents are told, in the present language. From memory."""
    return [(one.id, one.name) for one in queries.shown_now()]
