"""Links of the honours around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.honours import rules
from cogov.kernel.actors import Actor, Role
from cogov.ui.nav import Item, register


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _resident(request: HttpRequest) -> bool:
    return _actor(request).person is not None and not _actor(request).is_staff


def _commender(request: HttpRequest) -> bool:
    return rules.may_commend(_actor(request))


def _decider(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*rules.DECIDERS, Role.AUDITOR))


def _issuer(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*rules.COMMENDERS, *rules.DECIDERS, Role.AUDITOR))


def _keeper(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*rules.KEEPERS, Role.AUDITOR))


def _at_desk(request: HttpRequest) -> bool:
    return any(_actor(request).with_roles(*rules.AT_DESK))


_GROUP = _("Honours")
register(Item("honours:index", _("Honours"), "star", place="footer", order=42))
register(Item("honours:mine", _("My honours"), "star", place="mine", order=33, visible=_resident))


def _desk(name: str, label: object, icon: str, order: int, visible: object) -> None:
    register(Item(name, label, icon, place="desk", order=order, group=_GROUP, visible=visible))  # type: ignore[arg-type]


_desk("honours:desk", _("Honours of a resident"), "star", 84, _at_desk)
_desk("honours:commendations", _("Commendations"), "party-popper", 85, _commender)
_desk("honours:claims", _("Benefits asked for"), "hand-heart", 86, _decider)
_desk("honours:certificates", _("Certificates"), "shield-check", 87, _issuer)
_desk("honours:rules", _("Levels and benefits"), "list-checks", 88, _keeper)
