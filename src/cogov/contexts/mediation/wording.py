"""Messages of mediation. Outside of the page they are neutral (`private` of notify); these stand inside."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cogov.contexts.desk.facade import Letter


def news(link: str) -> Letter:
    """To a party or the mediator; nothing of what was said, even behind the bell."""
    return Letter(_("Mediation: there is news"), _("Open the page to read it. Only you see it."), link=link)
