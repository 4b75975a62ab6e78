"""What staff type about bodies, members and rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies.categories import categories
from cogov.contexts.bodies.models import Body, Responsibility
from cogov.contexts.bodies.picking import area_of, body_of, picked_body
from cogov.contexts.bodies.tree import BodyInfo
from cogov.kernel.actors import Role
from cogov.kernel.errors import Invalid
from cogov.kernel.models import Calendar

INDENT = "\u2003"  # an em space for each level


class Picked(forms.CharField):
    """Text that names one area or body; cleans to its info."""

    def __init__(self, find: Any, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self._find = find

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self._find(text)
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A body as it is; `parent` by name or code."""

    parent = Picked(body_of, required=False, label=_("Part of"), help_text=_("Name or code of the office above."))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Body
        fields = ["name_zh", "name_en", "kind", "phone", "email", "web", "duty_zh", "duty_en", "calendar", "active"]
        labels = {
            "name_zh": _("Name in Chinese"),
            "name_en": _("Name in English"),
            "kind": _("Kind"),
            "phone": _("Public telephone"),
            "email": _("Public e-mail"),
            "duty_zh": _("What it does, in Chinese"),
            "duty_en": _("What it does, in English"),
            "active": _("In service"),
        }
        help_texts = {
            "phone": "",
            "email": "",
            "duty_zh": _("A few sentences for residents."),
            "active": _("A closed office gets no new reports and its staff lose their roles."),
        }
        widgets = {"duty_zh": forms.Textarea(attrs={"rows": 4}), "duty_en": forms.Textarea(attrs={"rows": 4})}

    web = forms.URLField(required=False, max_length=200, label=_("Website"), assume_scheme="https")
    calendar = forms.ChoiceField(required=False, label=_("Working hours"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["calendar"] = forms.ChoiceField(
            required=False, label=_("Working hours"), choices=calendar_choices(), initial=self.initial.get("calendar")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("name_zh") or cleaned.get("name_en")):
            self.add_error("name_zh", _("Please enter a name in at least one language."))
        return cleaned

    def _post_clean(self) -> None:
        """The database's own checks run in the action, on the row as it is then."""


class NewBodyForm(BodyForm):
    """A body to come; code and area are given once and for all."""

    code = forms.SlugField(
        max_length=40, label=pgettext_lazy("office", "Code"), help_text=_("Short, in Latin letters; it stays for ever.")
    )
    area = Picked(area_of, label=_("Area"), help_text=_("Name or code. The level follows from it."))
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["active"]


class MemberForm(forms.Form):
    """Somebody who gets a role; the person is made where nobody has the address."""

    email = forms.EmailField(label=_("E-mail at work"), help_text=_("With it the person signs in."))
    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("Used only if the address is new."))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Sequence[Role] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in roles])


class RuleForm(forms.Form):
    """Who answers for what, where."""

    category = forms.CharField(max_length=60, required=False, label=_("Category"), help_text=_("With all below it."))
    area = Picked(area_of, label=_("Area"), help_text=_("Name or code; with all below it."))
    body = Picked(body_of, label=_("Responsible office"), help_text=_("Name or code."))
    note = forms.CharField(
        max_length=Responsibility._meta.get_field("note").max_length,
        required=False,
        label=_("Note"),
        help_text=_("The decree or agreement it rests on. No names of people."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"] = category_field(_("every category"))


class AskForm(forms.Form):
    """Who would get this?"""

    category = forms.CharField(required=False)
    area = Picked(area_of, label=_("Place"), help_text=_("Name or code of a community, street or district."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"] = category_field(_("none known"))


class FilterForm(forms.Form):
    """Which rules to show."""

    only_category = forms.CharField(required=False)
    only_area = Picked(area_of, required=False, label=_("Area"))
    only_body = Picked(body_of, required=False, label=_("Office"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["only_category"] = category_field(_("all"))


def category_field(empty: Any) -> forms.Field:
    """A choice of all categories; a plain text for the code where nobody has told them."""
    known = [(category.code, INDENT * category.depth + category.name) for category in categories()]
    if not known:
        return forms.CharField(max_length=60, required=False, label=_("Category"), help_text=_("Its code."))
    return forms.ChoiceField(required=False, label=_("Category"), choices=[("", empty), *known])


def calendar_choices() -> list[tuple[str, Any]]:
    """One query."""
    chinese = (get_language() or "zh-hans").startswith("zh")
    rows = Calendar.objects.order_by("code").values_list("code", "name_zh", "name_en")
    return [("", _("as the office above")), *((code, zh if chinese else en) for code, zh, en in rows)]


def initial_of(body: BodyInfo) -> dict[str, Any]:
    names = [*BodyForm.Meta.fields, "revision"]
    above = picked_body(body.parent) if body.parent is not None else ""
    return {name: getattr(body, name) for name in names} | {"parent": above}
