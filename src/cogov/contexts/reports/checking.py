"""From a draft to values that can be stored: every field's error in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import categories
from cogov.contexts.reports.schemas import ContactDraft, Draft
from cogov.kernel import geo
from cogov.kernel.errors import Invalid, Missing, Sentence

TEXT_LIMIT = 4000
"""Characters; the longest of 247,099 real reports has 3,200."""

PHOTO_LIMIT = 6
"""Photos of one filing; enough for near, far and around, and what a phone sends in a minute."""

ANSWER_LIMIT = 500
"""Characters of one answer to an extra question."""

CELL_RESOLUTION = 12
"""H3: edges of about 10 m, the precision of a good phone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report is. All None for one without a place."""

    lat: float | None = None
    lon: float | None = None
    cell: int | None = None
    approximate: bool = False
    chain: areas.AreaChain | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that can be stored."""

    node: categories.Node
    text: str
    place: Place
    attributes: dict[str, Any]
    contact: ContactDraft


def check(draft: Draft) -> Checked:
    """Raises Invalid with one sentence for each wrong field."""
    node = categories.leaf(draft.category)
    errors: dict[str, Sentence] = {}
    text = clean_text(draft.text)
    if not text and not draft.photos:
        errors["text"] = _("Please say in a few words what is wrong, or add a photo.")
    if len(text) > TEXT_LIMIT:
        errors["text"] = _("Please shorten your text to 4,000 characters.")
    if len(draft.photos) > PHOTO_LIMIT:
        errors["photos"] = _("At most 6 photos can be sent at once.")
    place = Place()
    try:
        place = place_of(draft, required=node.row.needs_place)
    except Invalid as error:
        errors |= error.fields or {"place": error.sentence}
    attributes = check_answers(node.row.questions, draft.attributes, errors)
    contact = _contact(draft.contact, errors)
    if errors:
        raise Invalid(fields=errors)
    return Checked(node, text, place, attributes, contact)


def clean_text(text: str) -> str:
    """Without control characters, unpaired surrogates and outer white space."""
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() or c == "\u3000")).strip()


def place_of(draft: Draft, *, required: bool) -> Place:
    """The place with its chain of areas; raises Invalid on field `place`."""
    if draft.lat is not None and draft.lon is not None:
        lat, lon = geo.position(draft.lat, draft.lon)
        chain = areas.chain_at(lat, lon)
        if chain is None:
            raise Invalid(fields={"place": _("This place is outside the city. Please move the pin.")})
        return Place(lat, lon, geo.cell(lat, lon, CELL_RESOLUTION), False, chain)
    if draft.area is not None:
        return _community(draft.area)
    if required:
        raise Invalid(fields={"place": _("Please say where it is: set the pin or choose the community.")})
    return Place()


def check_answers(
    questions: list[dict[str, Any]], answers: Mapping[str, Any], errors: dict[str, Sentence]
) -> dict[str, Any]:
    """Answers by code; adds to `errors` under "attribute[code]", also for questions that do not exist."""
    known = {question["code"] for question in questions}
    for code in answers.keys() - known:
        errors[f"attribute[{code}]"] = _("This question does not belong to the category.")
    clean: dict[str, Any] = {}
    for question in questions:
        try:
            value = _answer(question, answers.get(question["code"]))
        except Invalid as error:
            errors[f"attribute[{question['code']}]"] = error.sentence
            continue
        if value not in (None, "", []):
            clean[question["code"]] = value
    return clean


def _answer(question: Mapping[str, Any], value: Any) -> Any:
    empty = value in (None, "", [], ())
    if empty:
        if question.get("required"):
            raise Invalid(_("Please answer this question."))
        return None
    kind = question["datatype"]
    if kind == "number":
        return _number(value)
    if kind == "datetime":
        return _moment(value)
    if kind in ("singlevaluelist", "multivaluelist"):
        chosen = [str(item) for item in (value if isinstance(value, (list, tuple)) else [value])]
        allowed = {str(option["key"]) for option in question["values"]}
        if not set(chosen) <= allowed or (kind == "singlevaluelist" and len(chosen) > 1):
            raise Invalid(_("Please choose from the list."))
        return chosen[0] if kind == "singlevaluelist" else sorted(set(chosen), key=chosen.index)
    text = clean_text(str(value))
    if len(text) > ANSWER_LIMIT:
        raise Invalid(_("Please shorten your answer to 500 characters."))
    return text


def _number(value: Any) -> float | int:
    try:
        number = float(str(value))
    except ValueError:
        raise Invalid(_("Please enter a number.")) from None
    if number != number or abs(number) > 1e12:
        raise Invalid(_("Please enter a number."))
    return int(number) if number.is_integer() else number


def _moment(value: Any) -> str:
    try:
        return datetime.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Invalid(_("Please enter a date, such as 2026-05-31.")) from None


def _community(area: int) -> Place:
    try:
        info = areas.area(area)
    except Missing:
        raise Invalid(fields={"place": _("Please choose a community from the list.")}) from None
    if info.lat is None or info.lon is None:
        raise Invalid(fields={"place": _("Nobody has drawn this community on the map yet. Please set the pin.")})
    return Place(info.lat, info.lon, geo.cell(info.lat, info.lon, CELL_RESOLUTION), True, areas.chain_of(area))


def _contact(contact: ContactDraft, errors: dict[str, Sentence]) -> ContactDraft:
    if contact.email:
        try:
            validate_email(contact.email)
        except ValidationError:
            errors["email"] = _("This e-mail address does not look right.")
    phone = "".join(c for c in contact.phone if c.isdigit() or c == "+")
    if contact.phone and not 5 <= len(phone.lstrip("+")) <= 15:
        errors["phone"] = _("This telephone number does not look right.")
    if len(contact.name) > 80:
        errors["name"] = _("Please shorten the name to 80 characters.")
    return ContactDraft(clean_text(contact.name), contact.email.strip().lower(), phone, contact.wants_news)
