"""A form field as the `field` component shows it, from a Django BoundField or from plain attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.text import slugify


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    id: str
    hint: str = ""
    checked: bool = False
    disabled: bool = False
    widget: SafeString | None = None


@dataclass(frozen=True)
class Field:
    """`kind`: input, textarea, select, checkbox (one), group (radios or checkboxes), file or hidden."""

    kind: str
    name: str
    id: str
    label: str
    hint: str = ""
    errors: list[str] = field(default_factory=list)
    required: bool = False
    widget: SafeString | None = None
    type: str = "text"
    value: str = ""
    choices: list[Choice] = field(default_factory=list)
    multiple: bool = False
    limit: int | None = None

    @property
    def described_by(self) -> str:
        """The ids that Django names too, so that its own widgets and ours agree."""
        parts = [f"{self.id}_helptext"] if self.hint else []
        return " ".join([*parts, f"{self.id}_error"] if self.errors else parts)


def from_bound(bound: BoundField, *, label: str = "", hint: str = "", attrs: Mapping[str, Any] | None = None) -> Field:
    """`label` and `hint` overrule the form's own; `attrs` go onto the control."""
    widget = bound.field.widget
    kind = _kind(widget)
    return Field(
        kind=kind,
        name=bound.html_name,
        id=bound.auto_id or bound.html_name,
        label=label or str(bound.label),
        hint=hint or str(bound.help_text or ""),
        errors=[str(error) for error in bound.errors],
        required=bound.field.required,
        limit=getattr(bound.field, "max_length", None) if kind == "textarea" else None,
        choices=_choices(bound) if kind == "group" else [],
        multiple=isinstance(widget, forms.CheckboxSelectMultiple),
        widget=None if kind == "group" else _render(bound, kind, hint, attrs or {}),
    )


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    for kind, classes in (
        ("checkbox", forms.CheckboxInput),
        ("textarea", forms.Textarea),
        ("select", forms.Select),
        ("file", forms.FileInput),
    ):
        if isinstance(widget, classes):
            return kind
    return "input"


def _render(bound: BoundField, kind: str, hint: str, more: Mapping[str, Any]) -> SafeString:
    own = str(bound.field.widget.attrs.get("class", ""))
    attrs: dict[str, Any] = dict(more)
    if kind not in ("checkbox", "hidden"):
        attrs["class"] = " ".join(filter(None, ["input", own]))
    if hint and not bound.help_text:
        attrs["aria-describedby"] = f"{bound.auto_id}_helptext"
    return bound.as_widget(attrs=attrs)


def _choices(bound: BoundField) -> list[Choice]:
    """A choice's hint is written as the second line of its label."""
    found = []
    for number, sub in enumerate(bound.subwidgets):
        title, _, hint = str(sub.choice_label).partition("\n")
        data = sub.data
        found.append(
            Choice(
                value=str(data["value"]),
                label=title,
                hint=hint,
                id=str(data["attrs"].get("id") or f"{bound.html_name}_{number}"),
                checked=bool(data["selected"]),
                widget=sub.tag(),
            )
        )
    return found


def from_plain(data: Mapping[str, Any]) -> Field:
    """From a component's attributes: name, label, type, value, hint, error, required, options, id."""
    name = str(data.get("name") or "")
    identity = str(data.get("id") or f"id_{name}")
    kind, input_type = _plain_kind(str(data.get("type") or "text"))
    chosen = data.get("value")
    error = data.get("error")
    return Field(
        kind=kind,
        name=name,
        id=identity,
        label=data.get("label") or "",
        hint=data.get("hint") or "",
        errors=[error] if error else [],
        required=bool(data.get("required")),
        type=input_type,
        value="" if chosen is None or chosen is False else str(chosen),
        choices=_plain_choices(data.get("options") or [], identity, chosen),
        multiple=input_type == "checkboxes",
    )


def _plain_kind(kind: str) -> tuple[str, str]:
    if kind in ("textarea", "select", "checkbox", "file"):
        return kind, kind
    return ("group", kind) if kind in ("radios", "checkboxes") else ("input", kind)


def _plain_choices(options: Iterable[Any], identity: str, chosen: Any) -> list[Choice]:
    """Options are (value, label) or (value, label, hint)."""
    marked = {str(one) for one in chosen} if isinstance(chosen, list | tuple | set) else {str(chosen)}
    return [
        Choice(
            value=str(value),
            label=label,
            hint=rest[0] if rest else "",
            id=f"{identity}_{slugify(str(value)) or number}",
            checked=str(value) in marked,
        )
        for number, (value, label, *rest) in enumerate(options)
    ]


@dataclass(frozen=True)
class Problem:
    """A line of the error summary; `target` is the id to jump to, empty for errors of the whole form."""

    target: str
    label: str
    text: str


def problems(form: forms.BaseForm | None) -> list[Problem]:
    if not form or not form.errors:
        return []
    found = [Problem("", "", str(error)) for error in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or (bound.subwidgets[0].id_for_label if len(bound.subwidgets) else "")
        found += [Problem(target, str(bound.label), str(error)) for error in bound.errors]
    return found
