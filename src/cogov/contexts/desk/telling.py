"""From a piece of news to messages on their way: by which ways, when, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.desk import quiet
from cogov.contexts.desk.letter import Letter
from cogov.contexts.desk.models import Device, Message, Notice, Preference
from cogov.kernel import ids
from cogov.kernel.clock import now

OCCASION = 120
"""Letters of an occasion; longer ones could not be told apart in the database."""

Way = Message.Way


def notify(*, person: int, occasion: str, letter: Callable[[], Letter], urgent: bool, private: bool) -> None:
    """See the facade."""
    _require_short(occasion)
    reach = accounts.contact_of(person)
    if reach is None or Notice.objects.filter(person=person, occasion=occasion).exists():
        return
    with override(reach.language):
        told = letter()
        outside = neutral() if private else told
    _row, new = Notice.objects.get_or_create(
        person_id=person, occasion=occasion,
        defaults={"subject": told.subject[:200], "text": told.text, "link": path_of(told.link), "urgent": urgent,
                  "created_at": now()},
    )  # fmt: skip
    if new:
        _send_out(reach, occasion, outside, urgent)


def text(*, phone: str, occasion: str, words: str, urgent: bool = False) -> None:
    """See the facade."""
    _require_short(occasion)
    number = accounts.parse_contact(phone).value
    queue([Message(way=Way.SMS, occasion=occasion, to=number, text=words, urgent=urgent)])


def queue(messages: list[Message]) -> None:
    """Put messages on their way; those whose occasion, way and address are known already stay away. One INSERT."""
    at = now()
    for message in messages:
        message.created_at, message.due_at = at, message.due_at or at
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def neutral() -> Letter:
    """What may stand on a lock screen about a matter that is nobody else's business, in the present language."""
    words = _("There is news for you. For your privacy it is shown only after you have signed in.")
    return Letter(_("News for you"), words, link=reverse("desk:news"), short=_("There is news for you."))


def path_of(link: str) -> str:
    """A path of this site, or nothing: no message ever leads elsewhere."""
    path = link.removeprefix(settings.SITE_URL)
    return path[:500] if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def preference_of(person: int) -> Preference:
    """As saved, or as it is for somebody who has chosen nothing. One query."""
    return Preference.objects.filter(pk=person).first() or Preference(pk=person, person_id=person)


def stop_link(person: int) -> str:
    """The address that ends the e-mails of an account by one click (RFC 8058)."""
    return settings.SITE_URL + reverse("desk:news_stop", args=[person, ids.derived_token("news-stop", person)])


def _send_out(reach: accounts.Reach, occasion: str, letter: Letter, urgent: bool) -> None:
    preference = preference_of(reach.person)
    link = settings.SITE_URL + path_of(letter.link) if path_of(letter.link) else ""
    messages = []
    for way, address in _addresses(reach, preference, urgent):
        message = Message(
            way=way, occasion=occasion, to=address, person_id=reach.person, language=reach.language,
            subject=letter.subject[:200], urgent=urgent, joins=not urgent,
            due_at=now() if urgent else _due(way, address, preference),
        )  # fmt: skip
        _word(message, letter, link)
        messages.append(message)
    queue(messages)


def _addresses(reach: accounts.Reach, preference: Preference, urgent: bool) -> Iterator[tuple[Way, str]]:
    """The ways that the person likes; an urgent matter takes all. Who has a telephone only gets text messages."""
    devices = list(Device.objects.filter(person=reach.person).values_list("pk", flat=True))
    by_email = bool(reach.email) and (preference.email or urgent)
    by_push = bool(devices) and (preference.push or urgent)
    if by_email:
        yield Way.EMAIL, reach.email
    if by_push:
        yield from ((Way.PUSH, str(device)) for device in devices)
    unasked = preference._state.adding and not reach.email and not by_push
    if reach.phone and (preference.sms or urgent or unasked):
        yield Way.SMS, reach.phone


def _due(way: Way, address: str, preference: Preference) -> datetime:
    """Not within quiet hours, and not within minutes of the one before: what comes meanwhile goes with it."""
    last = Message.objects.filter(way=way, to=address, joins=True).aggregate(at=Max("sent_at"))["at"]
    gathered = last + timedelta(minutes=preference.gather_minutes) if last else now()
    return quiet.after(max(now(), gathered), preference)


def _word(message: Message, letter: Letter, link: str) -> None:
    if message.way == Way.SMS:
        message.text = letter.short or f"{letter.subject} {link}".strip()
        return
    message.text = letter.text if not link or link in letter.text else f"{letter.text}\n\n{link}"
    message.headers = {"link": link} if link else {}
    if message.way == Way.PUSH:
        message.text = letter.short or letter.subject
    else:
        message.headers = letter.headers or _unsubscribe(stop_link(message.person_id or 0))


def _unsubscribe(link: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _require_short(occasion: str) -> None:
    if not 0 < len(occasion) <= OCCASION:
        raise ValueError(f"an occasion has 1 to {OCCASION} letters")
