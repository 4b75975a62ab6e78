"""Letters to residents: what happened, what happens next and by when, in their language.

A private matter is never named: not in the subject, not in the text, only behind the link.
"""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from cogov.contexts.desk.letter import Letter
from cogov.contexts.desk.models import Incoming, Subscription
from cogov.contexts.reports.facade import Recipient, ReportCard
from cogov.kernel import ids

STATES = {"handling": "started"}
"""The event that leads to a state, where it is not called like it."""

CLOCKS = {
    "first_answer": gettext_lazy("first answer"),
    "review": gettext_lazy("review"),
    "dispatch": gettext_lazy("handing over"),
    "resolution": gettext_lazy("the work itself"),
    "verification": gettext_lazy("checking the result"),
}
"""Kinds of clocks in words."""


def news(what: str, card: ReportCard, to: Recipient) -> Letter:
    """To the reporter, in the present language. `what`: the kind of event ("reports.accepted")."""
    link = _url("reports:receipt", to.receipt)
    context = {"what": what, "card": card, "link": link, "number": to.report, "joined": to.report != card.id}
    if to.private:
        subject = _("News about your report")
        return Letter(
            subject, render_to_string("desk/mail/private.txt", context).strip(), link=link, short=f"{subject}: {link}"
        )
    subject = _("Your report #%(number)s: %(state)s") % {"number": to.report, "state": headline(what)}
    return Letter(
        subject, render_to_string("desk/mail/news.txt", context).strip(), link=link, short=f"{subject} {link}"
    )


def late(what: str, card: ReportCard, clock: str) -> Letter:
    """To staff, in the present language: a clock of a case runs out, or has."""
    return late_in(card.id, card.category_name, what, clock)


def late_in(report: int, kind: str, what: str, clock: str) -> Letter:
    words = {"number": report, "kind": kind, "clock": CLOCKS.get(clock, clock)}
    if what == "reports.warned":
        subject = _("#%(number)s %(kind)s: time is running out") % words
        text = _("A quarter of the time is left: %(clock)s. It can still be kept.") % words
    else:
        subject = _("#%(number)s %(kind)s: late") % words
        text = _("The time is over: %(clock)s. Please see to it that it is done, or say why it cannot be.") % words
    return Letter(subject, text, link=reverse("reports:desk_report", args=[report]))


def decided(what: str, report: int) -> Letter:
    """To the member of staff who asked for more time, in the present language."""
    agreed = what == "reports.time_approved"
    subject = _("#%(number)s: more time agreed to") if agreed else _("#%(number)s: more time refused")
    text = (
        _("The new date stands on the page of the case.") if agreed else _("The reason stands on the page of the case.")
    )
    return Letter(subject % {"number": report}, text, link=reverse("reports:desk_report", args=[report]))


def of_state(report: int, state: str) -> str:
    """The subject of news about somebody's own report, in the present language."""
    words = {"number": report, "state": headline(f"reports.{STATES.get(state, state)}")}
    return _("Your report #%(number)s: %(state)s") % words


def arrived(row: Incoming) -> Letter:
    """To somebody whose letter waits for a person, in the present language."""
    text = _("Thank you. Your letter has arrived, and a person will read it.")
    more = _("If it is a report, you get its number and a link by which you can follow it.")
    subject = f"Re: {row.subject}" if row.subject else _("Your letter to the city")
    headers = {"Auto-Submitted": "auto-replied"}
    if row.thread.startswith("<"):
        headers |= {"In-Reply-To": row.thread, "References": row.thread}
    return Letter(subject[:200], f"{text}\n{more}", headers)


def said_at_once(row: Incoming) -> str:
    """The answer that a messenger shows within seconds, in the present language."""
    if row.state == Incoming.State.FILED:
        return _("Thank you. Your report has the number #%(number)s: %(link)s") % {
            "number": row.report, "link": _url("reports:page", row.report),
        }  # fmt: skip
    if row.lat is not None and not row.text:
        return _("Thank you for the place. Please also write in a few words what is wrong there.")
    return _("Thank you. Your message has arrived, and a person will read it.")


def followed(what: str, card: ReportCard, row: Subscription) -> Letter:
    """To somebody who follows a public report, or a choice of new ones."""
    with override(row.language):
        end = _url("desk:unsubscribe", row.pk, token_of(row, "end"))
        context = {"what": what, "card": card, "link": _url("reports:page", card.id), "end": end}
        subject = f"#{card.id} {card.category_name}: {headline(what)}"
        text = render_to_string("desk/mail/followed.txt", context).strip()
    headers = {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(subject, text, headers)


def please_confirm(row: Subscription) -> Letter:
    with override(row.language):
        context = {"link": _url("desk:confirm", row.pk, token_of(row, "confirm"))}
        return Letter(_("Please confirm: news by e-mail"), render_to_string("desk/mail/confirm.txt", context).strip())


def headline(what: str) -> str:
    """The event in three words, in the present language."""
    return {
        "reports.filed": _("received"),
        "reports.asked": _("a question for you"),
        "reports.accepted": _("taken up"),
        "reports.rejected": _("not taken up"),
        "reports.merged": _("joined with another"),
        "reports.dispatched": _("with the right office"),
        "reports.started": _("work has begun"),
        "reports.resolved": _("done, please check"),
        "reports.closed": pgettext("report", "closed"),
        "reports.reopened": _("opened again"),
        "reports.noted": _("news"),
        "reports.escalated": _("late, brought to the next level"),
        "reports.time_approved": _("another date"),
        "reports.pause_ended": _("it goes on"),
    }.get(what, _("news"))


def token_of(row: Subscription, use: str) -> str:
    return ids.derived_token(f"subscription-{use}", row.salt)


def _url(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)
