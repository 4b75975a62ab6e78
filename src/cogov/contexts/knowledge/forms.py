"""What staff type about an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.knowledge import rules
from cogov.contexts.knowledge.actions import WORDS, Draft
from cogov.contexts.knowledge.models import Version
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor

INDENT = "\u2003"  # an em space for each level
LANGUAGE_OF = {"zh": "zh-Hans", "en": "en"}


class AnswerForm(forms.Form):
    """A version to come. Links stand one on a line: the words, a blank, the address."""

    title_zh = forms.CharField(required=False, max_length=120, label=_("Question in Chinese"))
    text_zh = forms.CharField(
        required=False, max_length=8000, label=_("Answer in Chinese"), widget=forms.Textarea(attrs={"rows": 9})
    )
    title_en = forms.CharField(required=False, max_length=160, label=_("Question in English"))
    text_en = forms.CharField(
        required=False, max_length=8000, label=_("Answer in English"), widget=forms.Textarea(attrs={"rows": 9})
    )
    keywords_zh = forms.CharField(
        required=False, max_length=200, label=_("Other words in Chinese"), help_text=_("As people say it on the phone.")
    )
    keywords_en = forms.CharField(required=False, max_length=200, label=_("Other words in English"))
    links = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Forms and pages"),
        help_text=_("One on each line: its name, a space, its address."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.ChoiceField(label=_("Office that answers for it"))
    category = forms.ChoiceField(required=False, label=_("Kind of matter"))
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"] = forms.ChoiceField(label=_("Office that answers for it"), choices=_own_bodies(by))
        kinds = [(code, INDENT * depth + name) for code, name, depth in reports.categories()]
        self.fields["category"] = forms.ChoiceField(
            required=False, label=_("Kind of matter"), choices=[("", _("none")), *kinds]
        )
        for name in ("title_zh", "text_zh", "title_en", "text_en"):
            self.fields[name].widget.attrs["lang"] = LANGUAGE_OF[name[-2:]]

    def draft(self) -> Draft:
        """After is_valid()."""
        data = self.cleaned_data
        words = {name: data[name].strip() for name in WORDS}
        return Draft(body=int(data["body"]), category=data["category"], links=_links(data["links"]), **words)


def initial_of(row: Version) -> dict[str, Any]:
    """Of the newest version."""
    answer = row.answer
    return {name: getattr(row, name) for name in WORDS} | {
        "links": "\n".join(f"{label} {address}" for label, address in row.links),
        "body": str(answer.body_id),
        "category": answer.category,
        "revision": answer.journal_seq,
    }


def _links(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, _blank, address = line.rpartition(" ")
        pairs.append((label.strip() or address, address))
    return tuple(pairs)


def _own_bodies(by: Actor) -> list[tuple[str, str]]:
    own = {body for grant in by.with_roles(*rules.WRITERS) for body in grant.bodies}
    return [(str(body.id), INDENT * body.depth + body.name()) for body in bodies.bodies_tree() if body.id in own]
