"""Tags of the components; pages rarely need them directly. A builtin of the template engine."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cogov.ui import charts, fields, looks, overview, remember, svg

register = template.Library()

register.tag("remember", remember.tag)
register.simple_tag(svg.icon, name="icon")
register.simple_tag(svg.qr, name="qr_code")
register.simple_tag(looks.state_look, name="state_look")
register.simple_tag(fields.problems, name="problems")
register.simple_tag(charts.bars, name="bars")
register.simple_tag(charts.line, name="line_chart")
register.simple_tag(overview.overview, name="city_overview")


@register.simple_tag
def rest(attrs: Any) -> SafeString:
    """The attributes that a component does not use itself, escaped (cotton's own output is not)."""
    values: Mapping[str, Any] = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs or {}
    parts = (
        conditional_escape(name) if value is True else format_html('{}="{}"', name, value)
        for name, value in values.items()
        if value is not None and value is not False
    )
    return mark_safe("".join(f" {part}" for part in parts))  # noqa: S308 - every part is escaped above


@register.simple_tag(takes_context=True)
def form_key(context: Context) -> str:
    """The idempotency key of this form: the one that was sent, when its page is shown again, else a new one."""
    request = context.get("request")
    sent = request.POST.get("key", "") if request is not None and request.method == "POST" else ""
    return sent or str(uuid.uuid4())


@register.simple_tag
def field_view(bound: BoundField | None = None, attrs: Any = None, label: str = "", hint: str = "") -> fields.Field:
    if bound:
        own = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs or {}
        return fields.from_bound(bound, label=label, hint=hint, attrs=own)
    return fields.from_plain({**(attrs or {}), "label": label, "hint": hint})


@register.simple_tag
def state_tones() -> str:
    """State → tone as JSON, so that the map and the pages speak one language."""
    return json.dumps({state: look.tone for state, look in looks.STATES.items()})


@register.simple_tag
def due(at: datetime, done: bool = False) -> looks.Due:
    return looks.due(at, done=bool(done))


@register.filter
def stamp(at: datetime | None) -> str:
    """For machines, in the city's zone (ISO 8601)."""
    return timezone.localtime(at).isoformat() if at else ""


@register.filter
def ago(at: datetime | None) -> str:
    return looks.ago(at) if at else ""


@register.filter
def day(at: datetime | None) -> str:
    return looks.short_date(at) if at else ""


@register.filter
def initial(name: str) -> str:
    """The letter in an avatar: the first of a Latin name, the last of a Chinese one (given names differ more)."""
    text = str(name).strip()
    if not text:
        return "·"
    return text[0].upper() if text[0].isascii() else text[-1]


@register.simple_tag
def five(value: float | None) -> list[bool]:
    """Five stars, each filled or not; halves round up."""
    full = int((value or 0) + 0.5)
    return [number <= full for number in range(1, 6)]


@register.filter
def has_key(values: Mapping[str, Any], name: str) -> bool:
    """Names with hyphens cannot be written after a dot."""
    return name in values


@register.filter
def listed(value: Any) -> list[Any]:
    """Always something to loop over: nothing is empty, one text is one line."""
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)
