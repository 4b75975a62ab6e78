"""What people type about points."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import facade as reports
from cogov.contexts.rewards.actions.judging import TEXT
from cogov.contexts.rewards.actions.ruling import MONTHS, RuleData
from cogov.contexts.rewards.models import Kind, Pool, Rule
from cogov.contexts.rewards.weighing import CAPS
from cogov.kernel.actors import AreaLevel
from cogov.kernel.clock import now

INDENT = "\u2003"  # an em space for each level
MOST = 100_000
"""Points of one rule: a year of one person's goods."""


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def _points(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=10 * MOST, required=False, **more)


class RuleForm(forms.Form):
    """One rule as a person thinks of it."""

    kind = forms.ChoiceField(label=_("For what"), choices=Kind.choices)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=MOST)
    hard_percent = forms.IntegerField(
        label=_("In a hard case, percent"), min_value=0, max_value=1000, initial=150, help_text=_("100 = the same.")
    )
    complicated_percent = forms.IntegerField(
        label=_("In a complicated case, percent"), min_value=0, max_value=1000, initial=200
    )
    category = forms.ChoiceField(label=_("Only for"), required=False)
    area = forms.ChoiceField(label=_("Only in"), required=False)
    campaign = forms.BooleanField(label=_("A campaign: these points come on top of the usual ones"), required=False)
    since = _day(_("First day"))
    until = _day(_("Last day"), required=False, help_text=_("Empty = until it is ended."))
    wait_days = forms.IntegerField(
        label=_("Days to wait after the check"), min_value=0, max_value=90, initial=0,
        help_text=_("In this time a repair that does not last takes the points back."),
    )  # fmt: skip
    budget = _points(_("Points in all"), help_text=_("When they are given, the rule gives nothing more."))
    person_day = _points(_("One person, a day"))
    person_month = _points(_("One person, a month"))
    household_day = _points(_("One family, a day"))
    household_month = _points(_("One family, a month"))
    device_day = _points(_("One device, a day"))
    device_month = _points(_("One device, a month"))
    place_day = _points(_("One community, a day"))
    place_month = _points(_("One community, a month"))
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"] = forms.ChoiceField(
            label=_("Only for"), required=False, choices=[("", _("every category")), *category_choices()]
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("Only in"), required=False, choices=[("", _("the whole city")), *area_choices()]
        )
        self.fields["since"].initial = now().date

    def data_of(self) -> RuleData:
        """The cleaned form as the action takes it."""
        cleaned = dict(self.cleaned_data)
        caps = {name: cleaned.pop(name) for name in CAPS}
        cleaned.pop("revision")
        return RuleData(
            **cleaned | {"area": int(cleaned["area"]) if cleaned["area"] else None},
            caps={name: points for name, points in caps.items() if points},
        )


def initial_of(rule: Rule) -> dict[str, Any]:
    names = [name for name in RuleData.__dataclass_fields__ if name not in ("area", "caps")]
    return {name: getattr(rule, name) for name in names} | {
        "area": str(rule.area_id or ""), "revision": rule.journal_seq, **rule.caps,
    }  # fmt: skip


def category_choices() -> list[tuple[str, str]]:
    """All categories, each below the one it belongs to."""
    return [(node.code, INDENT * (len(node.path) - 1) + node.name) for node in reports.category_tree()]


def area_choices() -> list[tuple[str, str]]:
    """Districts, streets and communities."""
    depth = {AreaLevel.DISTRICT: 0, AreaLevel.STREET: 1, AreaLevel.COMMUNITY: 2}
    return [
        (str(info.id), INDENT * depth[AreaLevel(info.level)] + areas.name(info.id))
        for info in areas.areas()
        if info.level in depth
    ]


class TrialForm(forms.Form):
    """How far back to look."""

    months = forms.TypedChoiceField(
        label=_("On the past months"), coerce=int, initial=3,
        choices=[(number, str(number)) for number in MONTHS if number in (1, 2, 3, 6, 12, 24)],
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why; the resident reads it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The resident reads this. Say what you saw, without blame."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why is the decision wrong?"), max_length=TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("Another person reads it and decides."),
    )  # fmt: skip


class PoolForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Who puts points together?"), choices=Pool.Kind.choices, widget=forms.RadioSelect,
        initial=Pool.Kind.FAMILY,
    )  # fmt: skip
    name = forms.CharField(
        label=_("What is it called?"), max_length=60, help_text=_("As in “Our family” or “Rose community”.")
    )


class JoinForm(forms.Form):
    code = forms.CharField(label=_("Code of the invitation"), max_length=20)


class PutInForm(forms.Form):
    points = forms.IntegerField(label=_("Points to put in"), min_value=1, max_value=10 * MOST)
