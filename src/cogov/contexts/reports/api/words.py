"""Sentences of the interface: what is wrong with a value, what a code means, what the groups are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.kernel.errors import CogovError, Sentence

NO_ADDRESS = _("There is no such address in this interface. See /api/docs.")

SENTENCES: dict[str, Sentence] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This field does not exist."),
    "string_too_short": _("This is too short."),
    "string_too_long": _("This is too long."),
    "string_pattern_mismatch": _("This does not look right."),
    "too_long": _("These are too many."),
    "too_short": _("These are too few."),
    "enum": _("Please choose one of the known values."),
    "literal_error": _("Please choose one of the known values."),
    "int_parsing": _("Please enter a whole number."),
    "int_type": _("Please enter a whole number."),
    "int_from_float": _("Please enter a whole number."),
    "float_parsing": _("Please enter a number."),
    "float_type": _("Please enter a number."),
    "greater_than_equal": _("This is too small."),
    "less_than_equal": pgettext_lazy("number", "This is too large."),
    "bool_parsing": _("Please say true or false."),
    "bool_type": _("Please say true or false."),
}
"""Kind of a wrong value → what to do about it; all others: `UNREADABLE`."""

UNREADABLE = _("This cannot be read.")

TAGS = {
    "categories": _("Categories"),
    "areas": _("Areas"),
    "reports": _("Reading reports"),
    "reporting": _("Reporting and following"),
    "desk": _("The desk of the city"),
}
"""Groups of operations in the order of the page."""

CODES = {
    "unreadable": (400, _("The body is not JSON, or was cut off.")),
    "unauthorised": (401, _("Nobody is signed in, or the key is not valid.")),
    "forbidden": (403, _("You may see it, but not do this with it.")),
    "missing": (404, _("It does not exist, or it is not for you.")),
    "conflict": (409, _("Somebody was quicker, the step is no longer possible, or the key came with other content.")),
    "too_large": (413, _("Too many bytes or pixels.")),
    "invalid": (422, _("Values are wrong; each one has its own sentence in “errors”.")),
    "too_many": (429, _("Too fast. “Retry-After” says how many seconds to wait.")),
    "busy": (
        503,
        _("More is asked than can be answered now; nothing was begun. “Retry-After” says when to repeat it."),
    ),
    "unavailable": (
        503,
        _("Our records cannot be reached just now. “Retry-After” says when to repeat it; the same key acts once."),
    ),
}
"""Codes of problems, each an anchor to which the problem's `type` leads."""


class Unreadable(CogovError):
    status = 400
    code = "unreadable"
    default = _("The request cannot be read.")
