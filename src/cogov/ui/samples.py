"""What the gallery shows: one small template for each component, and the data that they need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import pgettext, pgettext_lazy

from cogov.kernel import errors
from cogov.kernel.clock import now
from cogov.ui import looks, svg

TEMPLATES = Path(__file__).parent / "templates"
ERRORS: dict[int, type[errors.CogovError]] = {
    kind.status: kind
    for kind in (
        errors.CogovError,
        errors.Forbidden,
        errors.Missing,
        errors.Conflict,
        errors.TooLarge,
        errors.TooMany,
        errors.Unavailable,
    )
}


@dataclass(frozen=True)
class Item:
    name: str
    template: str
    source: str


def component_names() -> list[str]:
    return sorted(path.stem for path in (TEMPLATES / "cotton").glob("*.html"))


def items() -> list[Item]:
    """The snippet that a reader copies is the very file that is rendered above it."""
    found = []
    for path in sorted((TEMPLATES / "ui" / "gallery").glob("*.html")):
        source = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("{% load"))
        found.append(Item(path.stem, f"ui/gallery/{path.name}", source.replace(' context "gallery"', "").strip()))
    return found


class SampleForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("gallery", "What is wrong?"),
        help_text=pgettext_lazy("gallery", "Say what you see and since when."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.CharField(label=pgettext_lazy("gallery", "Where?"), max_length=120)
    kind = forms.ChoiceField(
        label=pgettext_lazy("gallery", "What is it about?"),
        widget=forms.RadioSelect,
        choices=[
            ("road", pgettext_lazy("gallery", "Road or pavement\nholes, broken slabs, missing covers")),
            ("light", pgettext_lazy("gallery", "Street lamp")),
        ],
    )
    community = forms.ChoiceField(
        label=pgettext_lazy("gallery", "Community"),
        choices=[("", pgettext_lazy("gallery", "Please choose")), ("1", pgettext_lazy("gallery", "Willow Lane"))],
    )
    channels = forms.MultipleChoiceField(
        label=pgettext_lazy("gallery", "Tell me the news by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("mail", pgettext_lazy("gallery", "E-mail")), ("sms", pgettext_lazy("gallery", "Text message"))],
    )
    agree = forms.BooleanField(label=pgettext_lazy("gallery", "Show my name with the report"), required=False)


@dataclass(frozen=True)
class Photo:
    url: str
    alt: str
    caption: str = ""
    id: str = "1"


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


def data() -> dict[str, Any]:
    moment = now()
    picture = "/static/brand/icon-512.png"
    return {
        "form": SampleForm(initial={"kind": "road", "channels": ["mail"]}),
        "bad_form": SampleForm({"text": "", "place": pgettext("gallery", "Willow Lane 12"), "kind": "road"}),
        "states": list(looks.STATES),
        "tones": looks.TONES,
        "icons": svg.icon_names(),
        "moment": moment - timedelta(minutes=12),
        "yesterday": moment - timedelta(hours=30),
        "tomorrow": moment + timedelta(hours=20),
        "next_week": moment + timedelta(days=6),
        "photos": [
            Photo(picture, pgettext("gallery", "Broken pavement"), pgettext("gallery", "Before")),
            Photo(picture, pgettext("gallery", "New pavement"), pgettext("gallery", "After")),
        ],
        "steps": [pgettext("gallery", "Where"), pgettext("gallery", "What"), pgettext("gallery", "Check and send")],
        "tabs": [
            Tab(pgettext("gallery", "To review"), "?tab=1", current=True, count=12),
            Tab(pgettext("gallery", "Asked back"), "?tab=2", count=3),
            Tab(pgettext("gallery", "Done"), "?tab=3"),
        ],
        "crumbs": [
            {"label": pgettext("gallery", "Start"), "url": "/"},
            {"label": pgettext("gallery", "Reports"), "url": "/gallery"},
            {"label": pgettext("gallery", "Report")},
        ],
        "bars": [
            (pgettext("gallery", "Roads"), 412),
            (pgettext("gallery", "Street lamps"), 233),
            (pgettext("gallery", "Rubbish"), 187),
            (pgettext("gallery", "Trees and parks"), 64),
        ],
        "days": [(f"{n}/5", value) for n, value in enumerate((31, 28, 35, 40, 38, 77, 52, 44, 39, 36), start=1)],
        "kinds": [("road", pgettext("gallery", "Roads")), ("light", pgettext("gallery", "Street lamps"))],
        "facts": [
            (pgettext("gallery", "Receipt"), "4K7Q-9M2T"),
            (pgettext("gallery", "Place"), pgettext("gallery", "Willow Lane 12")),
            (pgettext("gallery", "With"), pgettext("gallery", "Street office")),
        ],
        "receipt": "https://cogov.example/r/4k7q9m2t8x3v6w5y",
    }
