"""Links of the areas around every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.ui.nav import Item, register

register(Item("areas:list", _("Districts and communities"), "map", place="footer", order=30))
