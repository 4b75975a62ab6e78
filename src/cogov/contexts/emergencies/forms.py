"""What staff type about plans and emergencies."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import rules
from cogov.contexts.emergencies.actions import PlanDraft
from cogov.contexts.emergencies.actions.plans import WORDS
from cogov.contexts.emergencies.models import Kind, Outcome, PlanVersion, Trigger
from cogov.contexts.emergencies.wording import name_of
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Missing

INDENT = "\u2003"  # an em space for each level
LANGUAGE_OF = {"zh": "zh-Hans", "en": "en"}
ADVICE = {"rows": 7}
SEPARATORS = re.compile(r"[,，;；、\s]+")


class PlanForm(forms.Form):
    """A version to come. The duty list has one office on a line: its code, a colon, e-mail addresses in order."""

    name_zh = forms.CharField(max_length=80, label=_("Name in Chinese"))
    advice_zh = forms.CharField(
        max_length=4000, label=_("What to do, in Chinese"), widget=forms.Textarea(attrs=ADVICE),
        help_text=_("One short step on each line. Residents read this."),
    )  # fmt: skip
    name_en = forms.CharField(max_length=120, label=_("Name in English"))
    advice_en = forms.CharField(
        max_length=4000, label=_("What to do, in English"), widget=forms.Textarea(attrs=ADVICE),
        help_text=_("One short step on each line. Residents read this."),
    )  # fmt: skip
    body = forms.ChoiceField(label=_("Office that keeps the plan"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    duties = forms.CharField(
        max_length=8000, label=_("Who is on duty"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One office on each line: its code, a colon, then work e-mail addresses. The first is called first."
        ),
    )  # fmt: skip
    trigger = forms.ChoiceField(label=_("Declared by a report?"), choices=Trigger.choices, widget=forms.RadioSelect)
    categories = forms.MultipleChoiceField(
        required=False, label=_("Reports of these kinds"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"] = forms.ChoiceField(label=self.fields["body"].label, choices=_own_bodies(by))
        kinds = [(code, INDENT * depth + name) for code, name, depth in reports.categories()]
        self.fields["categories"] = forms.MultipleChoiceField(
            required=False, label=self.fields["categories"].label, choices=kinds,
            widget=forms.SelectMultiple(attrs={"size": 8}),
        )  # fmt: skip
        for name in WORDS:
            self.fields[name].widget.attrs["lang"] = LANGUAGE_OF[name[-2:]]

    def clean_duties(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        found: dict[int, tuple[int, ...]] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["duties"].splitlines())):
            body, people = _duty(line)
            if body in found:
                raise forms.ValidationError(_("%(body)s stands there twice."), params={"body": bodies.name(body)})
            found[body] = people
        return tuple(found.items())

    def draft(self) -> PlanDraft:
        """After is_valid()."""
        data = self.cleaned_data
        return PlanDraft(
            body=int(data["body"]), kind=data["kind"], trigger=data["trigger"],
            categories=tuple(sorted(data["categories"])), duties=data["duties"],
            **{name: data[name].strip().replace("\r\n", "\n") for name in WORDS},
        )  # fmt: skip


class DeclareForm(forms.Form):
    """A drill is the first choice: a real emergency has to be chosen."""

    plan = forms.ChoiceField(label=_("Plan"))
    real = forms.ChoiceField(
        label=_("Is it real?"), widget=forms.RadioSelect,
        choices=[
            ("drill", _("A drill\nMarked as a drill everywhere, and never public.")),
            ("real", _("A real emergency\nResidents read at once what to do.")),
        ],
    )  # fmt: skip
    text_zh = forms.CharField(
        required=False, max_length=1000, label=_("What is happening, in Chinese"),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}),
        help_text=_("Residents read this too. No names of people."),
    )  # fmt: skip
    text_en = forms.CharField(
        required=False, max_length=1000, label=_("What is happening, in English"),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )  # fmt: skip
    report = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plans: list[PlanVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(one.plan_id), f"{name_of(one)} · {bodies.name(one.plan.body_id)}") for one in plans]
        self.fields["plan"] = forms.ChoiceField(label=self.fields["plan"].label, choices=choices)


def initial_of(version: PlanVersion, draft: PlanDraft) -> dict[str, Any]:
    """Two queries for the addresses of the duty list."""
    return {name: getattr(draft, name) for name in WORDS} | {
        "body": str(draft.body),
        "kind": draft.kind,
        "trigger": draft.trigger,
        "categories": list(draft.categories),
        "duties": duties_in_words(draft),
        "revision": version.plan.journal_seq,
    }


def duties_in_words(draft: PlanDraft) -> str:
    reach = accounts.contacts_of({person for _body, people in draft.duties for person in people})
    return "\n".join(
        f"{bodies.body(body).code}: {', '.join(reach[person].email for person in people if person in reach)}"
        for body, people in draft.duties
    )


def outcomes() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Outcome.choices]


def _duty(line: str) -> tuple[int, tuple[int, ...]]:
    """Raises ValidationError for an unknown office, and for an address of nobody who works there."""
    code, _colon, rest = line.replace("：", ":").partition(":")
    try:
        body = bodies.by_code(code.strip())
    except Missing:
        raise forms.ValidationError(
            _("There is no office with the code %(code)s."), params={"code": code.strip()}
        ) from None
    reach = accounts.contacts_of(bodies.members(body.id))
    by_mail = {one.email: person for person, one in reach.items() if one.email}
    wanted = [part.lower() for part in SEPARATORS.split(rest) if part]
    unknown = [part for part in wanted if part not in by_mail]
    if unknown:
        told = {"body": body.name(), "mail": unknown[0]}
        raise forms.ValidationError(_("Nobody at %(body)s has the address %(mail)s."), params=told)
    return body.id, tuple(by_mail[part] for part in wanted)


def _own_bodies(by: Actor) -> list[tuple[str, str]]:
    own = {body for grant in by.with_roles(*rules.PLANNERS) for body in grant.bodies}
    return [(str(body.id), INDENT * body.depth + body.name()) for body in bodies.bodies_tree() if body.id in own]
