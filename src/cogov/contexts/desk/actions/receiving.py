"""What comes in is kept first, whatever it is; then a clear reading or a person makes something of it."""

from __future__ import annotations

import dataclasses
import logging
from datetime import timedelta

from django.db import IntegrityError, transaction

from cogov.contexts.desk import understanding
from cogov.contexts.desk.channels.port import Heard, Picture
from cogov.contexts.desk.events import IncomingDiscarded, IncomingFiled, IncomingForgotten, IncomingJoined, Received
from cogov.contexts.desk.models import Incoming
from cogov.contexts.media import facade as media
from cogov.contexts.reports import facade as reports
from cogov.kernel import geo, ids, journal, outbound
from cogov.kernel.actors import SYSTEM, Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError, Invalid, TooLarge

OWNER = "desk.incoming"
"""Under this label the photos of incoming messages are claimed in media."""

REPORT_CHANNEL = {
    Incoming.Channel.EMAIL: Channel.EMAIL,
    Incoming.Channel.SMS: Channel.SMS,
    Incoming.Channel.WECHAT: Channel.WECHAT,
    Incoming.Channel.MICROBLOG: Channel.MICROBLOG,
    Incoming.Channel.WEIBO: Channel.MICROBLOG,
}
"""By which way a report that comes of it came in."""

TOGETHER = timedelta(minutes=15)
"""A place and the words about it: the time that somebody needs to type on a telephone."""

USED = "used"
"""Why a place was put aside: the next message of its sender has it now."""

log = logging.getLogger(__name__)


def receive(*, heard: Heard, by: Actor, channel: Incoming.Channel | None = None) -> Incoming:
    """Keep one message; the same one again is the one that is there. Photos are drawn before, outside of any
    transaction. Raises what media raises when it is too busy, and nothing else that a sender could cause."""
    where = channel or Incoming.Channel(by.channel.value)
    mark = ids.digest(f"{heard.sender} {heard.name}")
    known = Incoming.objects.filter(channel=where, mark=mark).first()
    if known is not None:
        return known
    session = f"{OWNER} {where} {mark}"
    heard, drafts = _with_photos(heard, by, session)
    earlier = _place_before(heard, where)
    if earlier is not None:
        heard = dataclasses.replace(heard, lat=earlier.lat, lon=earlier.lon, address=earlier.address)
    kind = understanding.can_be_filed(heard)
    try:
        with transaction.atomic():
            row = _keep(heard, where, mark, by)
            if earlier is not None:
                _take_over(earlier, by)
            if not _settle(row, heard, kind, tuple(draft.token for draft in drafts), session, by):
                _claim(row, drafts, session, by)
            return row
    except IntegrityError:
        return Incoming.objects.get(channel=where, mark=mark)  # the same message came twice at once


def session_of(row: Incoming) -> str:
    """By which its photos are its own until they are claimed."""
    return f"{OWNER} {row.channel} {row.mark}"


def fetch_picture(*, row: Incoming, url: str, by: Actor) -> None:
    """One photo that stands elsewhere; one that is no photo, or not to be had, counts as left out.

    Raises Unreachable, to be tried again. Neither the network nor the drawing holds a transaction.
    """
    draft = None
    try:
        reply = outbound.fetch(url, most=media.MAX_BYTES)
        if reply.status == 200:
            draft = media.store_photo(data=reply.body, by=by, session=session_of(row))
    except (Invalid, TooLarge, outbound.Refused):
        log.info("incoming %s: a picture could not be used", row.pk)
    _add_picture(row.pk, url, draft, session_of(row), by)


@transaction.atomic
def _add_picture(incoming: int, url: str, draft: media.Draft | None, session: str, by: Actor) -> None:
    row = Incoming.objects.select_for_update(of=("self",)).filter(pk=incoming).first()
    if row is None or url not in row.pictures:
        return  # done already by another worker
    row.pictures = [one for one in row.pictures if one != url]
    row.left_out += draft is None
    row.save(update_fields=["pictures", "left_out"])
    if draft is not None:
        _claim(row, [draft], session, by)


@transaction.atomic
def forget_incoming(row: Incoming, *, by: Actor) -> None:
    """The message with its photos; what became of it elsewhere stays there."""
    photos = list(row.photos)
    journal.record(IncomingForgotten(), subject=row, by=by)
    row.delete()
    media.drop(photos, by=by)


def _with_photos(heard: Heard, by: Actor, session: str) -> tuple[Heard, list[media.Draft]]:
    """The photos as drafts; a place that one of them tells stands for a message that names none."""
    drafts: list[media.Draft] = []
    left_out = heard.left_out
    for picture in heard.pictures:
        if picture.data:
            try:
                drafts.append(media.store_photo(data=picture.data, by=by, session=session))
            except (Invalid, TooLarge):
                left_out += 1  # no photo after all
    place = next(((one.lat, one.lon) for one in drafts if one.lat is not None), (heard.lat, heard.lon))
    if heard.lat is None and place[0] is not None:
        heard = dataclasses.replace(heard, lat=place[0], lon=place[1])
    return dataclasses.replace(heard, left_out=left_out), drafts


def _keep(heard: Heard, where: Incoming.Channel, mark: str, by: Actor) -> Incoming:
    lat, lon = _position(heard)
    row = Incoming.objects.create(
        channel=where, mark=mark, sender=heard.sender[:500], sender_name=heard.sender_name[:80],
        thread=heard.thread[:500].strip(), subject=" ".join(heard.subject.split())[:200], text=heard.text,
        language=understanding.language_of(heard.text or heard.subject), lat=lat, lon=lon,
        address=heard.address[:300], pictures=_addresses(heard.pictures), left_out=min(heard.left_out, 1000),
        proof=heard.proof[:100], body_id=heard.body, report=_known_report(heard), received_at=now(),
    )  # fmt: skip
    journal.record(Received(where.value, heard.body), subject=row, by=by, first=True)
    return row


def _settle(row: Incoming, heard: Heard, kind: str, tokens: tuple[str, ...], session: str, by: Actor) -> bool:
    """Whether it became part of a case, with its photos, by itself. What fails here is left to a person."""
    try:
        with transaction.atomic():
            if heard.report is not None and heard.proven:
                _join(row, tokens, session, by)
                return True
            if kind:
                _file(row, kind, tokens, session, by)
                return True
    except CogovError as error:
        log.info("incoming %s waits for a person: %s", row.pk, error.code)
        Incoming.objects.filter(pk=row.pk).update(reason=str(error)[:300])
        row.refresh_from_db()
    return False


def _join(row: Incoming, tokens: tuple[str, ...], session: str, by: Actor) -> None:
    assert row.report is not None
    voice = Actor(channel=REPORT_CHANNEL[Incoming.Channel(row.channel)], receipts=frozenset({row.report}))
    reports.hear(report=row.report, by=voice, text=said(row), language=row.language, photos=tokens, session=session)
    row.state, row.handled_at = Incoming.State.JOINED, now()
    journal.record(IncomingJoined(row.report), subject=row, by=by, save=("state", "handled_at"))


def _file(row: Incoming, kind: str, tokens: tuple[str, ...], session: str, by: Actor) -> None:
    voice = Actor(channel=REPORT_CHANNEL[Incoming.Channel(row.channel)])
    draft = reports.Draft(
        category=kind, text=said(row), language=row.language, lat=row.lat, lon=row.lon, address=row.address,
        photos=tokens, upload_session=session, contact=contact_of(row),
    )  # fmt: skip
    receipt = reports.file(draft=draft, by=voice, key=f"incoming-{row.mark}")
    row.state, row.handled_at, row.report = Incoming.State.FILED, now(), receipt.report
    journal.record(IncomingFiled(receipt.report), subject=row, by=by, save=("state", "handled_at", "report"))


def said(row: Incoming) -> str:
    """The words, after the subject where it says more than they do."""
    subject = row.subject.strip()
    return row.text if not subject or subject.lower().startswith("re:") else f"{subject}\n{row.text}".strip()


def contact_of(row: Incoming) -> reports.ContactDraft:
    """How to reach the sender about what comes of it."""
    if row.channel == Incoming.Channel.EMAIL:
        return reports.ContactDraft(name=row.sender_name, email=row.sender)
    if row.channel == Incoming.Channel.SMS:
        return reports.ContactDraft(phone=row.sender)
    return reports.ContactDraft(name=row.sender_name)


def _claim(row: Incoming, drafts: list[media.Draft], session: str, by: Actor) -> None:
    if drafts:
        cards = media.claim(
            tokens=[draft.token for draft in drafts], owner_type=OWNER, owner_id=row.pk, by=by, session=session
        )
        row.photos = [*row.photos, *(card.id for card in cards if card.id not in row.photos)]
        row.save(update_fields=["photos"])


def _position(heard: Heard) -> tuple[float | None, float | None]:
    if heard.lat is None or heard.lon is None:
        return None, None
    try:
        return geo.position(heard.lat, heard.lon)
    except CogovError:
        return None, None  # not on this planet; the words stay


def _place_before(heard: Heard, where: Incoming.Channel) -> Incoming | None:
    """On a messenger people send the place and the words apart: the words take the place sent minutes before."""
    if heard.lat is not None or not heard.text.strip() or where == Incoming.Channel.EMAIL:
        return None
    rows = Incoming.objects.filter(
        channel=where, sender=heard.sender, state=Incoming.State.NEW, text="", lat__isnull=False,
        received_at__gt=now() - TOGETHER,
    )  # fmt: skip
    return rows.order_by("-id").first()


def _take_over(row: Incoming, by: Actor) -> None:
    row.state, row.handled_at, row.reason = Incoming.State.DISCARDED, now(), USED
    journal.record(IncomingDiscarded(USED), subject=row, by=by, save=("state", "handled_at", "reason"))


def _known_report(heard: Heard) -> int | None:
    """A number that is no report's is nobody's case."""
    return heard.report if heard.report is not None and reports.exists(heard.report, SYSTEM) else None


def _addresses(pictures: tuple[Picture, ...]) -> list[str]:
    return [picture.url for picture in pictures if picture.url]
