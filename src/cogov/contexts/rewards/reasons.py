"""Each line of a statement as one sentence in the present language.

A context that posts to people's accounts registers what its code means: `explain("catalogue.ordered", sentence)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.rewards.models import Kind, Pool, Rule
from cogov.kernel.ledger import StatementLine

Sentence = Callable[[Mapping[str, Any]], str]
_known: dict[str, Sentence] = {}


def explain(why: str, sentence: Sentence) -> None:
    """Register what a posting's `why` says to the resident; `sentence` gets its facts."""
    _known[why] = sentence


def sentence(line: StatementLine) -> str:
    """Never empty: an unknown code is shown as itself."""
    found = _known.get(line.why)
    return found(line.facts) if found else line.why


def deed(kind: str, subject: int) -> str:
    """What somebody did: "your report 123 was confirmed as fixed"."""
    return _DEEDS.get(kind, _other)(subject)


def ceiling(name: str) -> str:
    """Why there were fewer points or none; empty for no ceiling."""
    return {
        "person_day": _("You have reached what one person gets for this in a day."),
        "person_month": _("You have reached what one person gets for this in a month."),
        "household_day": _("Your family has reached what it gets for this in a day."),
        "household_month": _("Your family has reached what it gets for this in a month."),
        "device_day": _("This device has reached what it gets for this in a day."),
        "device_month": _("This device has reached what it gets for this in a month."),
        "place_day": _("Your community has reached what is given here for this in a day."),
        "place_month": _("Your community has reached what is given here for this in a month."),
        "budget": _("All points set aside for this have been given."),
    }.get(name, "")


def rule_name(rule: int) -> str:
    """In the present language; empty for an unknown one. One query."""
    row = Rule.objects.filter(pk=rule).only("name_zh", "name_en").first()
    if row is None:
        return ""
    return row.name_zh if (get_language() or "zh").startswith("zh") else row.name_en


_DEEDS: dict[str, Callable[[int], str]] = {
    Kind.ACCEPTED: lambda n: _("Your report %(n)s was accepted.") % {"n": n},
    Kind.USEFUL: lambda n: _("Your report %(n)s was confirmed as fixed.") % {"n": n},
    Kind.FIRST: lambda n: _("You were the first to report what others reported too: %(n)s.") % {"n": n},
    Kind.REPEAT: lambda n: _("You reported what others had seen as well: %(n)s.") % {"n": n},
    Kind.FIXED: lambda n: _("You fixed it yourself, and it was checked: report %(n)s.") % {"n": n},
    Kind.EVIDENCE: lambda n: _("You helped with photos or an answer: report %(n)s.") % {"n": n},
    Kind.SURVEY: lambda n: _("You said how report %(n)s was dealt with.") % {"n": n},
    Kind.VOLUNTEER: lambda n: _("You helped as a volunteer (%(n)s).") % {"n": n},
    Kind.RENTAL: lambda n: _("A rental home was kept well (%(n)s).") % {"n": n},
}


def _other(subject: int) -> str:
    return _("You did something for the city (%(n)s).") % {"n": subject}


def _deed_of(facts: Mapping[str, Any]) -> str:
    return deed(str(facts.get("kind", "")), int(facts.get("subject", 0)))


def _fallen(facts: Mapping[str, Any]) -> str:
    return _("Taken back because it turned out otherwise: %(deed)s") % {"deed": _deed_of(facts)}


def _taken(facts: Mapping[str, Any]) -> str:
    return _("Not given, for the reason in the decision: %(deed)s") % {"deed": _deed_of(facts)}


def _returned(facts: Mapping[str, Any]) -> str:
    return _("Given after all: %(deed)s") % {"deed": _deed_of(facts)}


def _pooled(facts: Mapping[str, Any]) -> str:
    name = Pool.objects.filter(pk=int(facts["pool"])).values_list("name", flat=True).first() or ""
    return _("Put into “%(name)s”.") % {"name": name}


explain("rewards.earned", _deed_of)
explain("rewards.vested", _deed_of)
explain("rewards.fallen", _fallen)
explain("rewards.taken", _taken)
explain("rewards.returned", _returned)
explain("rewards.pooled", _pooled)
