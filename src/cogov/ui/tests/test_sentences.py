"""A wrong input is answered in words of ours, the same in the browser and from the server."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.utils import translation

from cogov.ui.sentences import SENTENCES
from cogov.ui.tests.test_sources import UI

FRAMEWORK = re.compile("字段|确保|有效")


class Asked(forms.Form):
    name = forms.CharField()
    code = forms.SlugField(initial="")
    count = forms.IntegerField(min_value=1)
    kind = forms.ChoiceField(choices=[("a", "A")])
    day = forms.DateField()
    mail = forms.EmailField()


def said(**data: str) -> dict[str, str]:
    with translation.override("zh-hans"):
        return {name: str(errors[0]) for name, errors in Asked(data).errors.items()}


@pytest.mark.parametrize(
    "data",
    [{}, {"name": "x", "code": "a b", "count": "0", "kind": "z", "day": "x", "mail": "x"}],
    ids=["empty", "wrong"],
)
def test_no_sentence_of_the_framework_reaches_a_reader_of_chinese(data: dict[str, str]) -> None:
    found = said(**data)
    assert len(found) >= 5
    assert [sentence for sentence in found.values() if FRAMEWORK.search(sentence)] == []


def test_the_browser_and_the_server_ask_for_a_missing_answer_in_the_same_words() -> None:
    words = (UI / "islands" / "lib" / "words.js").read_text()
    assert said()["name"] in words


def test_every_sentence_is_one_that_the_framework_says() -> None:
    """A sentence that Django words anew would go untranslated without a word."""
    with translation.override("en"):
        ours = {str(sentence) for sentence in SENTENCES}
        theirs = {
            str(message)
            for kind in vars(forms.fields).values()
            if isinstance(kind, type) and issubclass(kind, forms.Field)
            for message in [
                *kind.default_error_messages.values(),
                *(getattr(check, "message", "") for check in kind.default_validators),
            ]
        }
    bounds = {sentence for sentence in ours if "limit_value" in sentence}
    assert ours - bounds - {"Select a valid choice. That choice is not one of the available choices."} <= theirs
