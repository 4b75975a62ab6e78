"""What every action on a report shares: finding it under lock, and putting words on record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.media import facade as media
from cogov.contexts.reports import rules
from cogov.contexts.reports.checking import PHOTO_LIMIT, TEXT_LIMIT, clean_text
from cogov.contexts.reports.models import Attachment, Report, Update
from cogov.contexts.reports.schemas import Said
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing

OWNER = "reports.report"
"""Under this label the photos of reports are claimed in media."""


def locked(report: int, *, by: Actor, revision: int | None = None) -> Report:
    """The report as `by` may see it, locked. Raises Missing, or Conflict when it is no longer at `revision`."""
    found = (
        Report.objects.select_for_update(of=("self",))
        .select_related("category")
        .filter(rules.visible(by), pk=report)
        .first()
    )
    if found is None:
        raise Missing
    if revision is not None and found.journal_seq != revision:
        raise Conflict
    return found


def needed(text: Said, sentence: object = None) -> Said:
    """The text, or Invalid on field `text` when nothing was said."""
    if not text:
        raise Invalid(fields={"text": sentence or _("Please give a reason. It will be read.")})  # type: ignore[dict-item]
    return text


def say(report: Report, kind: Update.Kind, text: Said, *, by: Actor, step: str = "", state: str = "") -> Update:
    """Store one text about the report; the caller records the fact that names it. Raises Invalid when too long."""
    zh, en = clean_text(text.zh), clean_text(text.en)
    if not (zh or en):  # nothing but characters that nobody can see
        raise Invalid(fields={"text": _("Please write something.")})
    if max(len(zh), len(en)) > TEXT_LIMIT:
        raise Invalid(fields={"text": _("Please shorten your text to 4,000 characters.")})
    grant = by.grants[0] if by.grants and not rules.is_party(by, report) else None
    return Update.objects.create(
        report=report, at=now(), kind=kind, step=step, state=state or report.state, text_zh=zh, text_en=en,
        author_id=by.person, body_id=grant.body if grant else None, channel=by.channel,
    )  # fmt: skip


def own_words(text: str, language: str) -> Said:
    """A resident's text in the language it was written in."""
    return Said(zh=text) if language.startswith("zh") else Said(en=text)


def attach(
    report: Report, tokens: tuple[str, ...], kind: Attachment.Kind, *, by: Actor, session: str = ""
) -> list[Attachment]:
    """Claim uploaded photos for the report, in the order given. Raises Invalid on field `photos`."""
    if not tokens:
        return []
    if len(tokens) > PHOTO_LIMIT:
        raise Invalid(fields={"photos": _("At most 6 photos can be sent at once.")})
    cards = media.claim(tokens=tokens, owner_type=OWNER, owner_id=report.pk, by=by, session=session)
    at = now()
    return Attachment.objects.bulk_create(
        [Attachment(report=report, asset_id=card.id, kind=kind, at=at) for card in cards]
    )
