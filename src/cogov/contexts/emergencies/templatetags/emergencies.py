"""What the banners above every page name; both from memory."""

from __future__ import annotations

from typing import Any

from django import template

from cogov.contexts.emergencies import queries
from cogov.contexts.emergencies.snapshot import Active

register = template.Library()


@register.simple_tag
def public_emergencies() -> tuple[Active, ...]:
    return queries.shown_now()


@register.simple_tag(takes_context=True)
def calling_emergencies(context: Any) -> tuple[Active, ...]:
    return queries.calling(context["request"].actor)
