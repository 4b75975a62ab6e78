"""What the programme knows about a person: the age group they gave, and the months in which they reported."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.programme.models import Active, AgeGroup, Part
from cogov.kernel.actors import Actor


def export(person: int) -> dict[str, Any]:
    """Three queries."""
    return {
        "age_group": AgeGroup.objects.filter(person=person).values_list("group", flat=True).first(),
        "active_months": list(Active.objects.filter(person=person).order_by("month").values_list("month", flat=True)),
        "reports": Part.objects.filter(person=person).count(),
    }


def erase(person: int, by: Actor) -> None:  # noqa: ARG001 - the signature of every part
    """The numbers of past months stay as they were told; nothing leads to the person any more."""
    AgeGroup.objects.filter(person=person).delete()
    Part.objects.filter(person=person).update(person=None)
    Active.objects.filter(person=person).delete()


def install() -> None:
    accounts.contribute_personal_data("programme", export, erase, _("Taking part"))
