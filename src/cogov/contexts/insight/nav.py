"""Links of the figures around every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.ui.nav import Item, register

register(Item("insight:city", _("Figures"), "chart-column", place="footer", order=30))
