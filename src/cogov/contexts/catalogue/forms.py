"""What staff type about items and partners."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.catalogue import cards
from cogov.contexts.catalogue.actions import ItemData
from cogov.contexts.catalogue.models import Item, Kind, Partner
from cogov.kernel.actors import Actor, Role

FEN = 100
INDENT = "\u2003"  # an em space for each level


class ItemForm(forms.Form):
    """An item as people decide it; `cost` in yuan, kept in fen."""

    name_zh = forms.CharField(max_length=80, required=False, label=_("Name in Chinese"))
    name_en = forms.CharField(max_length=120, required=False, label=_("Name in English"))
    kind = forms.ChoiceField(choices=Kind.choices, label=_("Kind"))
    partner = forms.ChoiceField(label=_("Who hands it over"))
    price = forms.IntegerField(min_value=1, label=_("Points"))
    cost = forms.DecimalField(
        min_value=Decimal(0), max_digits=8, decimal_places=2, label=_("Yuan that the city pays for one")
    )
    text_zh = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Description in Chinese"))  # fmt: skip
    text_en = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Description in English"))  # fmt: skip
    policy_zh = forms.CharField(max_length=200, required=False, label=_("The decision it rests on, in Chinese"))
    policy_en = forms.CharField(max_length=240, required=False, label=_("The decision it rests on, in English"))
    limit = forms.IntegerField(
        min_value=0, max_value=1000, initial=0, label=_("Pieces for one person"), help_text=_("0 = no limit")
    )
    limit_days = forms.IntegerField(
        min_value=0, max_value=3650, initial=0, label=_("within so many days"), help_text=_("0 = ever")
    )
    valid_from = forms.DateField(required=False, label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(required=False, label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    collect_days = forms.IntegerField(min_value=1, max_value=365, initial=14, label=_("Days to collect it"))
    return_days = forms.IntegerField(
        min_value=0, max_value=365, initial=7, label=_("Days to bring it back"), help_text=_("0 = no returns")
    )
    ready_at_once = forms.BooleanField(
        required=False, initial=True, label=_("It lies at the collection points already")
    )
    active = forms.BooleanField(required=False, initial=True, label=_("On offer"))
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, partners: list[Partner], **options: Any) -> None:
        super().__init__(*args, **options)
        self.options = {"partners": partners}
        choices = [(str(partner.pk), cards.said(partner, "name")) for partner in partners]
        self.fields["partner"] = forms.ChoiceField(label=_("Who hands it over"), choices=choices)

    def data_of(self) -> ItemData:
        """Of a valid form."""
        values = dict(self.cleaned_data)
        values.pop("revision"), values.pop("code", None)
        values["partner"], values["cost"] = int(values["partner"]), int(values["cost"] * FEN)
        return ItemData(**values)


class NewItemForm(ItemForm):
    """The code is given once and for all."""

    code = forms.SlugField(
        max_length=40, label=pgettext_lazy("item", "Code"), help_text=_("Short, in Latin letters; it stays for ever.")
    )


class PartnerForm(forms.Form):
    name_zh = forms.CharField(max_length=80, required=False, label=_("Name in Chinese"))
    name_en = forms.CharField(max_length=120, required=False, label=_("Name in English"))
    phone = forms.CharField(max_length=40, required=False, label=_("Public telephone"))
    keeper = forms.ChoiceField(label=_("Office that looks after it"))
    body = forms.ChoiceField(
        required=False, label=_("Its own place among the offices"), help_text=_("Its staff can then sign in and scan.")
    )
    active = forms.BooleanField(required=False, initial=True, label=_("Takes part"))
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.options = {"by": by}
        own = {body for grant in by.with_roles(Role.ORGANISER, Role.ADMIN) for body in grant.bodies}
        every = [(str(info.id), INDENT * info.depth + info.name()) for info in bodies.bodies_tree()]
        keepers = [(pk, name) for pk, name in every if int(pk) in own]
        self.fields["keeper"] = forms.ChoiceField(label=_("Office that looks after it"), choices=keepers)
        self.fields["body"] = forms.ChoiceField(
            required=False, label=_("Its own place among the offices"), choices=[("", _("none")), *every],
            help_text=_("Its staff can then sign in and scan."),
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Columns of a valid form."""
        data = self.cleaned_data
        names = ("name_zh", "name_en", "phone", "active")
        return {name: data[name] for name in names} | {
            "keeper_id": int(data["keeper"]),
            "body_id": int(data["body"]) if data["body"] else None,
        }


class NewPartnerForm(PartnerForm):
    code = forms.SlugField(
        max_length=40, label=pgettext_lazy("item", "Code"), help_text=_("Short, in Latin letters; it stays for ever.")
    )


class PointForm(forms.Form):
    name_zh = forms.CharField(max_length=80, required=False, label=_("Name in Chinese"))
    name_en = forms.CharField(max_length=120, required=False, label=_("Name in English"))
    address_zh = forms.CharField(max_length=160, required=False, label=_("Address in Chinese"))
    address_en = forms.CharField(max_length=200, required=False, label=_("Address in English"))
    hours_zh = forms.CharField(max_length=80, required=False, label=_("Hours in Chinese"))
    hours_en = forms.CharField(max_length=120, required=False, label=_("Hours in English"))


def item_initial(item: Item) -> dict[str, Any]:
    """What the form shows of an item."""
    names = [name for name in ItemForm.base_fields if name not in ("partner", "cost", "revision")]
    return {name: getattr(item, name) for name in names} | {
        "partner": str(item.partner_id),
        "cost": Decimal(item.cost) / FEN,
        "revision": item.journal_seq,
    }


def partner_initial(partner: Partner) -> dict[str, Any]:
    names = ("name_zh", "name_en", "phone", "active")
    return {name: getattr(partner, name) for name in names} | {
        "keeper": str(partner.keeper_id),
        "body": str(partner.body_id or ""),
        "revision": partner.journal_seq,
    }
