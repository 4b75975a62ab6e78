"""Money in templates."""

from __future__ import annotations

from django import template

from cogov.contexts.fund import money

register = template.Library()


@register.filter
def yuan(fen: int) -> str:
    """ "1,234.50" from fen."""
    return money.yuan(fen or 0)
