"""Money in templates."""

from __future__ import annotations

from django import template

from cogov.contexts.fund import money

register = template.Library()

BRIEF_FROM = 10_000 * money.FEN


@register.filter
def yuan(fen: int) -> str:
    """ "1,234.50" from fen."""
    return money.yuan(fen or 0)


@register.filter
def brief(fen: int) -> str:
    """For a tile: whole yuan from ten thousand on, where fen would only break the line. Tables say it exactly."""
    text = money.yuan(fen or 0)
    return text.partition(".")[0] if abs(fen or 0) >= BRIEF_FROM else text
