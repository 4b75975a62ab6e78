"""From a form of the desk to an action: one small function for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.media import facade as media
from cogov.contexts.reports import actions, presets
from cogov.contexts.reports.models import Difficulty, Outcome, Report
from cogov.contexts.reports.schemas import Said
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole


@dataclass(frozen=True)
class Asked:
    """One posted form."""

    request: HttpRequest
    report: int
    by: Actor
    data: QueryDict

    @property
    def revision(self) -> int | None:
        """What the form was made from; absent only in forms that do not mind."""
        value = self.data.get("revision", "")
        return whole(value)

    @property
    def said(self) -> Said:
        """A ready reason in both languages, with own words added."""
        preset = presets.REASONS.get(self.data.get("reason", ""), Said())
        zh, en = self.data.get("text_zh", "").strip(), self.data.get("text_en", "").strip()
        return Said("\n".join(filter(None, (preset.zh, zh))), "\n".join(filter(None, (preset.en, en))))

    @property
    def photos(self) -> tuple[str, ...]:
        tokens = list(self.data.getlist("photos"))[:6]
        for upload in self.request.FILES.getlist("photo")[:6]:
            tokens.append(media.store_photo(data=upload, by=self.by, session=self.session).token)
        return tuple(tokens)

    @property
    def session(self) -> str:
        return media.upload_session(self.request)

    def number(self, name: str) -> int | None:
        value = self.data.get(name, "").strip().lstrip("#")
        return whole(value)

    def needed(self, name: str) -> int:
        found = self.number(name)
        if found is None:
            raise Invalid(fields={name: _("Please choose.")})
        return found

    def moment(self, name: str) -> datetime:
        """A local date and time, as `datetime-local` sends it, or a date, which means its end."""
        text = self.data.get(name, "").strip()
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise Invalid(fields={name: _("Please enter a date and time.")}) from None
        if len(text) == len("2026-05-31"):
            found = found.replace(hour=23, minute=59)
        return timezone.make_aware(found) if timezone.is_naive(found) else found


Step = Callable[[Asked], Report]


def _accept(asked: Asked) -> Report:
    difficulty = asked.data.get("difficulty") or None
    if difficulty is not None and difficulty not in Difficulty.values:
        raise Invalid(fields={"difficulty": _("Please choose.")})
    private = True if asked.data.get("private") else None
    return actions.accept(
        report=asked.report, by=asked.by, revision=asked.revision, difficulty=difficulty, private=private
    )


def _dispatch(asked: Asked) -> Report:
    supporting = [body for text in asked.data.getlist("supporting")[:10] if (body := whole(text)) is not None]
    return actions.dispatch(
        report=asked.report,
        by=asked.by,
        body=asked.needed("body"),
        supporting=supporting,
        reason=asked.said,
        revision=asked.revision,
    )


def _move(asked: Asked) -> Report:
    try:
        lat, lon = float(asked.data.get("lat", "")), float(asked.data.get("lon", ""))
    except ValueError:
        raise Invalid(fields={"place": _("Please set the pin.")}) from None
    return actions.move(
        report=asked.report,
        by=asked.by,
        lat=lat,
        lon=lon,
        address=asked.data.get("address", ""),
        revision=asked.revision,
    )


def _resolve(asked: Asked) -> Report:
    outcome = asked.data.get("outcome", Outcome.FIXED)
    if outcome not in (Outcome.FIXED, Outcome.ANSWERED, Outcome.UNFIXED):
        raise Invalid(fields={"outcome": _("Please choose.")})
    return actions.resolve(
        report=asked.report, by=asked.by, outcome=outcome, text=asked.said, photos=asked.photos, session=asked.session,
        revision=asked.revision,
    )  # fmt: skip


def _ask_time(asked: Asked) -> Report:
    return actions.ask_time(
        report=asked.report, by=asked.by, what=asked.data.get("what", ""), until=asked.moment("until"),
        reason=asked.said, revision=asked.revision,
    ).report  # fmt: skip


STEPS: dict[str, Step] = {
    "accept": _accept,
    "reject": lambda a: actions.reject(report=a.report, by=a.by, reason=a.said, revision=a.revision),
    "restore": lambda a: actions.restore(report=a.report, by=a.by, revision=a.revision),
    "ask": lambda a: actions.ask(report=a.report, by=a.by, question=a.said, revision=a.revision),
    "merge": lambda a: actions.merge(report=a.report, into=a.needed("into"), by=a.by, revision=a.revision),
    "part": lambda a: actions.part(report=a.report, by=a.by, revision=a.revision),
    "split": lambda a: actions.split(
        report=a.report, by=a.by, category=a.data.get("category", ""), text=a.data.get("text", ""), revision=a.revision
    ),
    "recategorise": lambda a: actions.recategorise(
        report=a.report, by=a.by, category=a.data.get("category", ""), revision=a.revision
    ),
    "move": _move,
    "redact": lambda a: actions.redact(
        report=a.report, by=a.by, text=None if a.data.get("original") else a.data.get("text", ""), revision=a.revision
    ),
    "hide": lambda a: actions.hide_item(
        report=a.report,
        what=a.data.get("what", ""),
        item=a.needed("item"),
        by=a.by,
        hidden=a.data.get("hidden") != "no",
    ),
    "difficulty": lambda a: actions.set_difficulty(
        report=a.report, by=a.by, difficulty=a.data.get("difficulty", ""), revision=a.revision
    ),
    "more-time": _ask_time,
    "take-back": lambda a: actions.withdraw_time(request=a.needed("request"), by=a.by, revision=a.revision).report,
    "go-on": lambda a: actions.end_pause(request=a.needed("request"), by=a.by, revision=a.revision).report,
    "dispatch": _dispatch,
    "return": lambda a: actions.return_to_dispatch(report=a.report, by=a.by, reason=a.said, revision=a.revision),
    "start": lambda a: actions.start(report=a.report, by=a.by, revision=a.revision),
    "assign": lambda a: actions.assign(report=a.report, by=a.by, handler=a.number("handler"), revision=a.revision),
    "note": lambda a: actions.note(
        report=a.report, by=a.by, text=a.said, public=a.data.get("public") == "yes", photos=a.photos, session=a.session
    ),
    "photos": lambda a: actions.add_photos(
        report=a.report, by=a.by, photos=a.photos, kind=a.data.get("kind") or "before", session=a.session
    ),
    "resolve": _resolve,
    "confirm": lambda a: actions.confirm(
        report=a.report, by=a.by, text=a.said, photos=a.photos, session=a.session, revision=a.revision
    ),
    "reopen": lambda a: actions.reopen(
        report=a.report, by=a.by, reason=a.said, photos=a.photos, session=a.session, revision=a.revision
    ),
}
"""Every step of the desk by its name in the address."""
