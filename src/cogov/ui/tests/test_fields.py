"""Fields tie label, hint and error to their control, whatever the form is made of."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from cogov.ui import fields


class Form(forms.Form):
    text = forms.CharField(label="Text", help_text="Say it", widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="Kind", widget=forms.RadioSelect, choices=[("a", "First\nthe hint"), ("b", "Second")]
    )
    agree = forms.BooleanField(label="Agree", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def show(source: str, **values: object) -> str:
    request = RequestFactory().post("/", values.pop("post", {}))
    return Template(CottonCompiler().process(source)).render(RequestContext(request, values))


def test_label_hint_and_error_are_tied_to_the_control() -> None:
    html = show('<c-field :bound="form.text" />', form=Form({"kind": "a"}))
    assert '<label for="id_text">Text' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_helptext"' in html
    assert 'id="id_text_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_is_a_fieldset_whose_choices_have_hints() -> None:
    html = show('<c-field :bound="form.kind" />', form=Form(initial={"kind": "b"}))
    assert "<fieldset" in html
    assert '<span class="hint">the hint</span>' in html
    assert html.count('type="radio"') == 2
    assert html.index("checked") > html.index('value="b"')


def test_attributes_reach_the_control_of_a_bound_field() -> None:
    html = show('<c-field :bound="form.text" hx-get="/suggest" maxlength="9" />', form=Form())
    control = html[html.index("<textarea") :]
    assert 'hx-get="/suggest"' in control
    assert 'maxlength="9"' in control


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    class Two(forms.Form):
        one = forms.CharField(label="One")
        two = forms.CharField(label="Two", required=False)

    assert "optional" in show('<c-field :bound="form.two" />', form=Two())
    assert "optional" not in show('<c-field :bound="form.one" />', form=Two())


def test_a_hidden_field_is_only_its_input() -> None:
    assert show('<c-field :bound="form.secret" />', form=Form()).strip().startswith('<input type="hidden"')


def test_the_summary_leads_to_each_field_in_error() -> None:
    found = fields.problems(Form({}))
    assert [problem.target for problem in found] == ["id_text", "id_kind_0"]


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-focus" not in show('<c-form :form="form" submit="Send" />', form=Form())


def test_the_key_of_a_form_survives_its_errors() -> None:
    html = show('<c-form :form="form" key submit="Send" />', form=Form({}), post={"key": "sent-before-0123456789"})
    assert 'name="key" value="sent-before-0123456789"' in html


def test_a_new_form_gets_a_new_key() -> None:
    keys = {Template("{% form_key %}").render(Context({})) for _ in range(2)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("kind", "expected"), [("radios", 'type="radio"'), ("checkboxes", 'type="checkbox"'), ("select", "<option")]
)
def test_plain_choices_mark_the_chosen_one(kind: str, expected: str) -> None:
    html = show(
        f'<c-field name="x" type="{kind}" label="X" :options="pairs" value="b" />', pairs=[("a", "A"), ("b", "B")]
    )
    assert html.count(expected) == 2
    assert html.count("checked") + html.count("selected") == 1
