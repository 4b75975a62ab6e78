"""Links of the answers around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cogov.contexts.knowledge.rules import WRITERS
from cogov.ui.nav import Item, register


def _writes(request: HttpRequest) -> bool:
    return any(request.actor.with_roles(*WRITERS))  # type: ignore[attr-defined]


register(Item("knowledge:list", _("Questions and answers"), "message-circle-question-mark", place="footer", order=20))
register(
    Item(
        "knowledge:list", _("Questions and answers"), "message-circle-question-mark", place="front", order=10,
        hint=_("What people ask most, answered by the offices and kept up to date."),
    )
)  # fmt: skip
register(
    Item("knowledge:desk", _("Answers"), "book-open", place="desk", order=60, group=_("Telephone"), visible=_writes)
)
