"""What people type about money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.fund import money, rules
from cogov.contexts.fund.models import Budget, Kind, Purpose, Source, Supplier
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid


class YuanField(forms.CharField):
    """Yuan as people write them; fen as the value."""

    def __init__(self, **more: Any) -> None:
        super().__init__(label=_("Amount in yuan"), max_length=20, **more)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> int:
        try:
            return money.parse(super().clean(value))
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


class AskForm(forms.Form):
    """Only the fields that this kind needs are there."""

    fen = YuanField()
    source = forms.TypedChoiceField(label=_("Where the money comes from"), coerce=int)
    budget = forms.TypedChoiceField(label=_("Budget"), coerce=int)
    supplier = forms.TypedChoiceField(label=_("Supplier"), coerce=int)
    reference = forms.CharField(label=_("Number of the invoice or bank slip"), max_length=80)
    item = forms.IntegerField(label=_("Number of the item in the catalogue"), required=False, min_value=1)
    quantity = forms.IntegerField(label=_("Pieces"), required=False, min_value=1, max_value=1_000_000)
    memo = forms.CharField(
        label=_("What it pays for"),
        max_length=200,
        help_text=_("One sentence. Everybody can read it, so no names of residents."),
    )

    FIELDS = {
        Kind.RECEIPT: ("fen", "source", "reference", "memo"),
        Kind.ALLOTMENT: ("fen", "budget", "memo"),
        Kind.COMMITMENT: ("fen", "budget", "supplier", "reference", "memo"),
        Kind.RELEASE: ("fen", "memo"),
        Kind.PURCHASE: ("fen", "reference", "item", "quantity", "memo"),
        Kind.PAYMENT: ("fen", "reference", "memo"),
        Kind.REFUND: ("fen", "reference", "memo"),
        Kind.CORRECTION: ("memo",),
    }

    def __init__(self, *args: Any, kind: Kind, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in set(self.fields) - set(self.FIELDS[kind]):
            del self.fields[name]
        if "reference" in self.fields and kind in (Kind.RECEIPT, Kind.COMMITMENT, Kind.REFUND):
            self.fields["reference"].required = False
            self.fields["reference"].label = _("Number of the contract or slip")
        self._offer(actor)

    def _offer(self, actor: Actor) -> None:
        own = {body for grant in actor.with_roles(*rules.ASKING) for body in grant.bodies}
        offers: dict[str, list[tuple[int, str]]] = {}
        if "source" in self.fields:
            rows = Source.objects.filter(active=True, body__in=own).order_by("pk")
            offers["source"] = [(row.pk, row.name) for row in rows]
        if "budget" in self.fields:
            lines = Budget.objects.filter(closed=False, source__body__in=own).select_related("source", "purpose")
            offers["budget"] = [(line.pk, line.name) for line in lines.order_by("-year", "pk")]
        if "supplier" in self.fields:
            offers["supplier"] = [(row.pk, row.name) for row in Supplier.objects.filter(active=True).order_by("name")]
        for name, pairs in offers.items():
            self.fields[name].choices = [("", _("Please choose")), *pairs]  # type: ignore[attr-defined]


class SetForm(forms.Form):
    """Something that is set; what can be chosen depends on who sets it."""

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer(actor)

    def offer(self, actor: Actor) -> None:
        """Fill in the choices."""


class SourceForm(SetForm):
    code = forms.SlugField(label=_("Short name in Latin letters"), max_length=40)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of source"), choices=Source.Kind.choices)
    body = forms.TypedChoiceField(label=_("Office that keeps the money"), coerce=int)

    def offer(self, actor: Actor) -> None:
        own = {body for grant in actor.with_roles(*rules.SETTING) for body in grant.bodies}
        offered = [(info.id, info.name()) for info in bodies.bodies_tree() if info.id in own]
        self.fields["body"].choices = offered  # type: ignore[attr-defined]


class PurposeForm(SetForm):
    code = forms.SlugField(label=_("Short name in Latin letters"), max_length=40)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)


class SupplierForm(SetForm):
    name = forms.CharField(label=_("Name of the supplier"), max_length=120)
    number = forms.CharField(label=_("Unified social credit code"), max_length=40, required=False)
    natural = forms.BooleanField(
        label=_("A person, not an organisation: the public page does not name them"), required=False
    )


class BudgetForm(SetForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    source = forms.TypedChoiceField(label=_("Where the money comes from"), coerce=int)
    purpose = forms.TypedChoiceField(label=_("What it is for"), coerce=int)

    def offer(self, actor: Actor) -> None:
        own = {body for grant in actor.with_roles(*rules.SETTING) for body in grant.bodies}
        sources = Source.objects.filter(active=True, body__in=own).order_by("pk")
        self.fields["year"].initial = now().year
        self.fields["source"].choices = [(row.pk, row.name) for row in sources]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (row.pk, row.name) for row in Purpose.objects.order_by("pk")
        ]


class LimitForm(SetForm):
    kind = forms.ChoiceField(label=_("Kind of voucher"), choices=Kind.choices)
    fen = YuanField(help_text=_("Above this amount a second person has to approve."))
