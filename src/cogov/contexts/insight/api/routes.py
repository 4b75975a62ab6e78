"""What this context adds to /api/v1: (prefix, router)."""

from django.utils.translation import gettext_lazy as _

from cogov.contexts.insight.api import figures

ROUTERS = (("/figures", figures.router),)
TAGS = {"figures": _("Figures")}
