"""What comes in, with its bounds, and what goes out, as the description shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from cogov.contexts.reports.checking import PHOTO_LIMIT, TEXT_LIMIT
from cogov.contexts.reports.models import Difficulty, State

LARGEST = 2**53 - 1
"""The largest whole number that every client of JSON keeps exactly."""

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Latitude = Annotated[float, Field(ge=-90, le=90, description="WGS84 degrees")]
Longitude = Annotated[float, Field(ge=-180, le=180, description="WGS84 degrees")]
Language = Literal["zh-hans", "en"]


def _one_line(text: str) -> str:
    if not all(letter.isprintable() for letter in text):
        raise ValueError("line")
    return text


def _writable(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" or letter == "\x00" for letter in text):
        raise ValueError("letters")
    return text


Line = Annotated[str, AfterValidator(_one_line)]
Words = Annotated[str, Field(max_length=TEXT_LIMIT), AfterValidator(_writable)]
Token = Annotated[str, Field(pattern=r"^[a-z2-7]{32}$", description="Of an uploaded photo")]
Photos = Annotated[list[Token], Field(max_length=PHOTO_LIMIT)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1, description="Of the report as you saw it; stale ones get 409")]


class In(Schema):
    """Unknown fields are refused, so that a typing error does not pass for a wish."""

    model_config = ConfigDict(extra="forbid")


class ContactIn(In):
    name: Annotated[Line, Field(max_length=80)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    phone: Annotated[Line, Field(max_length=30)] = ""
    wants_news: bool = True


class ReportIn(In):
    """A report. Place: `lat` and `lon`, or `area` (a community) when only that is known."""

    category: Annotated[Line, Field(min_length=1, max_length=60, description="Code of a leaf")]
    text: Words = ""
    language: Language | None = Field(None, description="Of the text; told from its letters when absent")
    lat: Latitude | None = None
    lon: Longitude | None = None
    area: Id | None = None
    address: Annotated[Line, Field(max_length=300)] = ""
    photos: Photos = []
    attributes: dict[Annotated[Line, Field(max_length=60)], str | float | list[str]] = Field(
        {}, max_length=50, description="Answers to the category's questions, by code"
    )
    contact: ContactIn = ContactIn()
    name_shown: bool = False
    about_body: Id | None = None


class TextIn(In):
    text: Annotated[Words, Field(min_length=1)]
    language: Language | None = None


class AnswerIn(TextIn):
    photos: Photos = []


class SupportIn(In):
    device: Annotated[Line, Field(max_length=80, description="Random name of the device, so that it counts once")] = ""


class RateIn(In):
    stars: Annotated[int, Field(ge=1, le=5)]
    fixed: bool
    comment: Annotated[Words, Field(max_length=2000)] = ""


class FixIn(In):
    before: Annotated[Photos, Field(min_length=1)]
    after: Annotated[Photos, Field(min_length=1)]
    text: Words = ""
    language: Language | None = None


class StepIn(In):
    """Every step of the desk names the revision it was decided on."""

    revision: Revision


class SaidIn(StepIn):
    """Words of the city, in one or both languages."""

    zh: Words = ""
    en: Words = ""


class AcceptIn(StepIn):
    difficulty: Difficulty | None = None
    private: bool | None = None


class MergeIn(StepIn):
    into: Id


class SplitIn(StepIn):
    category: Annotated[Line, Field(min_length=1, max_length=60)]
    text: Annotated[Words, Field(min_length=1)]


class RecategoriseIn(StepIn):
    category: Annotated[Line, Field(min_length=1, max_length=60)]


class MoveIn(StepIn):
    lat: Latitude
    lon: Longitude
    address: Annotated[Line, Field(max_length=300)] = ""


class RedactIn(StepIn):
    text: Words | None = Field(None, description="Shown in public in place of the original; null shows that again")


class HideIn(In):
    what: Literal["photo", "update", "rating"]
    item: Id
    hidden: bool = True


class DispatchIn(SaidIn):
    body: Id
    supporting: Annotated[list[Id], Field(max_length=10)] = []


class AssignIn(StepIn):
    handler: Id | None = None


class NoteIn(In):
    zh: Words = ""
    en: Words = ""
    public: bool = False
    photos: Photos = []


class PhotosIn(In):
    photos: Annotated[Photos, Field(min_length=1)]
    kind: Literal["before", "after"] = "before"


class ResolveIn(SaidIn):
    outcome: Literal["fixed", "answered", "unfixed"] = "fixed"
    photos: Photos = []


class ConfirmIn(SaidIn):
    photos: Photos = []


class ReopenIn(ConfirmIn):
    """Not fixed: the reason is needed."""


class PartyConfirmIn(In):
    text: Words = ""
    language: Language | None = None


class PartyReopenIn(TextIn):
    photos: Photos = []


class Problem(Schema):
    """RFC 9457. `errors` holds a sentence for each wrong field."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, str] | None = None


class AreaOut(Schema):
    id: int
    code: str
    level: str
    name: str
    full_name: str
    parent: int | None
    lat: float | None
    lon: float | None


class ValueOut(Schema):
    key: str
    name: str


class QuestionOut(Schema):
    code: str
    datatype: str
    required: bool
    description: str
    values: list[ValueOut]


class CategoryOut(Schema):
    code: str
    name: str
    description: str
    kind: str
    parent: str | None
    leaf: bool
    private: bool
    simple: bool
    needs_place: bool
    emergency: bool
    icon: str
    limit_hours: int
    questions: list[QuestionOut]


class SuggestionOut(Schema):
    code: str
    name: str
    icon: str


class CardOut(Schema):
    id: int
    url: str
    filed_at: datetime
    state: State
    state_name: str
    open: bool
    outcome: str | None
    category: str
    category_name: str
    icon: str
    title: str
    place: str
    lat: float | None
    lon: float | None
    due_at: datetime | None
    closed_at: datetime | None
    late: bool
    body: str | None
    supporters: int
    photo: str | None


class PageOut(Schema):
    """`older` and `newer` go back as `at`."""

    reports: list[CardOut]
    older: str | None
    newer: str | None


class NearOut(CardOut):
    metres: int


class PhotoOut(Schema):
    id: int
    kind: str
    thumb: str
    page: str
    full: str
    width: int
    height: int


class ItemOut(Schema):
    at: datetime
    title: str
    icon: str
    who: str
    text: str
    language: str


class PlaceOut(Schema):
    id: int
    code: str
    level: str
    name: str


class QaOut(Schema):
    question: str
    answer: str


class ReportOut(CardOut):
    text: str
    language: str
    approximate: bool
    areas: list[PlaceOut]
    photos: list[PhotoOut]
    timeline: list[ItemOut]
    answers: list[QaOut]
    stars: int | None
    reopened: int
    merged_into: int | None
    revision: int
    steps: list[str]
    party: bool
    inside: bool


class WorkOut(CardOut):
    lead: bool
    mine: bool
    revision: int


class QueueOut(Schema):
    reports: list[CardOut]
    more: bool


class WorklistOut(Schema):
    work: list[WorkOut]
    more: bool


class FiledOut(Schema):
    """`receipt` opens the report as its reporter; it is told here and nowhere else."""

    id: int
    receipt: str
    url: str
    receipt_url: str
    replayed: bool


class StoredOut(Schema):
    """`token` goes into `photos`. Position and time are what the photo itself says, and are forgotten when filed."""

    token: str
    lat: float | None
    lon: float | None
    taken_at: datetime | None
    note: str


class DoneOut(Schema):
    """`id` is that of the report the step ended with: the other one after joining."""

    id: int
    state: State
    revision: int
    replayed: bool


class MapOut(Schema):
    """GeoJSON: single reports where few lie in view, counts of cells where many do."""

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]
