"""What can go wrong, each with a sentence that a person can read in their own language.

Entry points (pages, htmx, API, Open311, commands) turn these into their own form in one place each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class CogovError(Exception):
    """Base of all expected errors. `sentence` is for people, `code` for programs, `status` for HTTP."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"
    default: ClassVar[Sentence] = _("Something went wrong. Please try again.")
    retry_after: int | None = None
    """Seconds after which the same request may work; goes out as the Retry-After header."""

    def __init__(self, sentence: Sentence | None = None) -> None:
        self.sentence: Sentence = sentence if sentence is not None else self.default
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(CogovError):
    """The input cannot be taken. `fields` maps a field's name to its own sentence."""

    status = 422
    code = "invalid"
    default = _("Please check what you entered.")

    def __init__(self, sentence: Sentence | None = None, fields: Mapping[str, Sentence] | None = None) -> None:
        self.fields = dict(fields or {})
        super().__init__(sentence if sentence is not None else next(iter(self.fields.values()), None))


class Forbidden(CogovError):
    """The actor sees the thing but may not do this with it."""

    status = 403
    code = "forbidden"
    default = _("You are not allowed to do this.")


class Missing(CogovError):
    """It does not exist, or lies outside the actor's scope: the two look the same."""

    status = 404
    code = "missing"
    default = _("This page does not exist, or it is not for you.")


class Conflict(CogovError):
    """Somebody else changed the thing meanwhile, or its state no longer allows the step."""

    status = 409
    code = "conflict"
    default = _("Somebody else has changed this meanwhile. Please look at it again before you go on.")


class TooLarge(CogovError):
    """More bytes, pixels or rows than can be taken."""

    status = 413
    code = "too_large"
    default = _("This is too large.")


class Unavailable(CogovError):
    """What we write on or read from is away or full; the same request may work in `retry_after` seconds."""

    status = 503
    code = "unavailable"
    default = _("The city's records cannot be reached at this moment. We are on it; please try again in a minute.")

    def __init__(self, sentence: Sentence | None = None, *, retry_after: int = 30) -> None:
        super().__init__(sentence)
        self.retry_after: int = retry_after


class TooMany(CogovError):
    """A rate limit. `retry_after` in seconds goes out as the Retry-After header."""

    status = 429
    code = "too_many"
    default = _("Too many requests in a short time. Please wait a moment.")

    def __init__(self, sentence: Sentence | None = None, *, retry_after: int = 60) -> None:
        super().__init__(sentence)
        self.retry_after: int = retry_after


class Busy(CogovError):
    """More is asked of the city than it can answer at this moment; nothing was begun."""

    status = 503
    code = "busy"
    default = _("Too many people are asking at this moment. Nothing was lost; please try again in half a minute.")
