"""What other contexts may ask of the desk: to tell somebody something.

notify(person=7, occasion="fund:12:granted", letter=lambda: Letter(_("…"), _("…"), link="/fund/12"))
text(phone="+8613800000000", occasion="receipt:991", words=_("…"))
"""

from __future__ import annotations

from collections.abc import Callable

from cogov.contexts.desk import telling
from cogov.contexts.desk.letter import Letter

__all__ = ["Letter", "notify", "text"]


def notify(
    *, person: int, occasion: str, letter: Callable[[], Letter], urgent: bool = False, private: bool = False
) -> None:
    """Tell somebody with an account, each occasion (at most 120 letters) once.

    `letter` runs in the person's language. It stands behind the bell at once and goes out by the ways that
    the person prefers: after their quiet hours, together with others of the same minutes. `urgent` goes at
    once by every way. Of a `private` matter nothing is said outside of the signed-in page. Nobody is told
    whose account is closed. Call it within the transaction of what happened; five statements or so.
    """
    telling.notify(person=person, occasion=occasion, letter=letter, urgent=urgent, private=private)


def text(*, phone: str, occasion: str, words: str) -> None:
    """A text message to a number, with or without an account; each occasion once. Raises Invalid for no number.

    Whoever calls has chosen neutral words. It waits where the day's spending is used up.
    """
    telling.text(phone=phone, occasion=occasion, words=words)
