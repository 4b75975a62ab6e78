"""Money in templates."""

from __future__ import annotations

from django import template

from cogov.contexts.fund import money

register = template.Library()


@register.filter
def yuan(fen: int) -> str:
    """ "1,234.50" from fen."""
    return money.yuan(fen or 0)


@register.filter
def brief(fen: int) -> str:
    """For a tile on a phone: whole yuan from ten thousand on, thousands from a million on. Tables say it exactly."""
    return money.brief(fen or 0)
