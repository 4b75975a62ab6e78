"""Links of the desk: the bell, what came in, and its engine room."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk import inbox, news
from cogov.contexts.desk.rules import READERS, SPEAKERS
from cogov.kernel.actors import Role
from cogov.ui.nav import Item, register


def _admin(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(Role.ADMIN))  # type: ignore[attr-defined]


def _signed_in(request: HttpRequest) -> bool:
    return getattr(request, "actor", None) is not None and request.actor.person is not None  # type: ignore[attr-defined]


def _reader(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*READERS))  # type: ignore[attr-defined]


def _speaker(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*SPEAKERS))  # type: ignore[attr-defined]


def _waiting(request: HttpRequest) -> int:
    return inbox.waiting(request.actor)  # type: ignore[attr-defined]


def _unread(request: HttpRequest) -> int | None:
    return news.unread(request.actor) or None  # type: ignore[attr-defined]


register(Item("desk:news", _("My news"), "bell", place="account", order=10, visible=_signed_in, count=_unread))
register(
    Item("desk:inbox", _("Incoming"), "inbox", place="desk", order=15, group=_("Queues"), visible=_reader,
         count=_waiting)
)  # fmt: skip
register(Item("desk:posts", _("In public"), "rss", place="desk", order=57, group=_("Talking"), visible=_speaker))
register(Item("desk:messages", _("Messages"), "mail", place="desk", order=80, group=_("System"), visible=_admin))
register(
    Item("desk:deliveries", _("Undelivered"), "archive", place="desk", order=81, group=_("System"), visible=_admin)
)
