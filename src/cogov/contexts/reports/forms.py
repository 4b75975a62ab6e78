"""What residents and staff fill in. Parsing only: whether it can be done is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports.categories import Node, tree
from cogov.contexts.reports.schemas import ContactDraft, Draft, Said
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole


class CategorySelect(forms.Select):
    """Options say by which other words they are found."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        node = tree().by_code.get(str(value))
        if node:
            option["attrs"]["data-words"] = search_words(node)
        return option


class ReportForm(forms.Form):
    """A report, in one form: what, where, who. Extra questions of the chosen category are fields of their own."""

    text = forms.CharField(
        label=_("In a few words"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("For example: the lamp in front of no. 12 has been dark for three days."),
    )  # fmt: skip
    category = forms.CharField(label=_("Kind of matter"), widget=CategorySelect)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Address or landmark"), required=False, max_length=300,
        help_text=_("For example: 12 Lotus Road, by the bus stop."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    area = forms.CharField(label=_("Community"), required=False, widget=forms.Select)
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("E-mail for news"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write when something happens. Nobody else sees it."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name_shown = forms.BooleanField(label=_("Show my name with the report"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].widget.choices = category_choices()
        self.fields["area"].widget.choices = community_choices()
        node = tree().by_code.get(str(self["category"].value() or ""))
        self.questions = question_fields(node)
        self.fields.update(self.questions)

    @property
    def question_bounds(self) -> list[forms.BoundField]:
        return [self[name] for name in self.questions]

    def draft(self, *, photos: tuple[str, ...], session: str) -> Draft:
        """After is_valid()."""
        data = self.cleaned_data
        area = str(data["area"] or "")
        return Draft(
            category=data["category"], text=data["text"], language=get_language() or "zh-hans", lat=data["lat"],
            lon=data["lon"], address=data["address"], area=whole(area), photos=photos,
            upload_session=session, name_shown=data["name_shown"],
            attributes={name[10:-1]: data[name] for name in self.questions if data.get(name) not in (None, "", [])},
            contact=ContactDraft(data["name"], data["email"], data["phone"]),
        )  # fmt: skip

    def refuse(self, error: Invalid) -> None:
        """Put an action's sentences beside their fields."""
        for name, sentence in (error.fields or {"": error.sentence}).items():
            field = "address" if name == "place" else name
            self.add_error(field if field in self.fields else None, str(sentence))


class WordsForm(forms.Form):
    """A text of staff for the public, in one or both languages."""

    text_zh = forms.CharField(
        label=_("In Chinese"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}),
    )
    text_en = forms.CharField(
        label=_("In English"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )

    def said(self) -> Said:
        return Said(self.cleaned_data["text_zh"], self.cleaned_data["text_en"])


def question_fields(node: Node | None) -> dict[str, forms.Field]:
    """One form field for each extra question, named as in Open311: attribute[code]."""
    fields: dict[str, forms.Field] = {}
    for question in sorted(node.row.questions if node else [], key=lambda q: q.get("order", 0)):
        fields[f"attribute[{question['code']}]"] = _question_field(question)
    return fields


def search_words(node: Node) -> str:
    """What people call it: its keywords in both languages, and its name in the other one."""
    row = node.row
    return " ".join(word for word in (row.name_zh, row.name_en, row.keywords_zh, row.keywords_en) if word != node.name)


def category_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(code, name)]): "Components · Utilities" names a group; leaves without one come last under ""."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in tree().leaves():
        above = [tree().by_code[code].name for code in reversed(node.path[1:])]
        groups.setdefault(" · ".join(above), []).append((node.code, node.name))
    alone = groups.pop("", [])
    return [*groups.items(), *([("", alone)] if alone else [])]


def category_choices() -> list[tuple[str, Any]]:
    """The groups as a select takes them."""
    choices: list[tuple[str, Any]] = [("", _("Please choose"))]
    for group, options in category_groups():
        choices += [(group, options)] if group else options
    return choices


def community_choices() -> list[tuple[str, Any]]:
    """Communities grouped by district and street, for those who cannot use the map."""
    language = get_language() or "zh-hans"
    groups: list[tuple[str, Any]] = [("", _("Please choose"))]
    for district in areas.areas(AreaLevel.DISTRICT):
        for street in areas.children(district.id):
            found = [(str(c.id), c.name(language)) for c in areas.children(street.id)]
            groups.append((f"{district.name(language)} · {street.name(language)}", found))
    return groups


def _question_field(question: dict[str, Any]) -> forms.Field:
    zh = (get_language() or "zh-hans").startswith("zh")
    label = question["description_zh"] if zh else question["description_en"]
    options = [(str(v["key"]), v["name_zh"] if zh else v["name_en"]) for v in question.get("values", ())]
    common: dict[str, Any] = {"label": label, "required": bool(question.get("required"))}
    kind = question["datatype"]
    if kind == "singlevaluelist":
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
    if kind == "multivaluelist":
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    if kind == "number":
        return forms.FloatField(**common)
    if kind == "datetime":
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        return forms.CharField(widget=widget, **common)
    widget_of = forms.Textarea(attrs={"rows": 3}) if kind == "text" else forms.TextInput()
    return forms.CharField(max_length=500, widget=widget_of, **common)
