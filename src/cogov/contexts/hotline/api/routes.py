"""What this context adds to /api/v1: (prefix, router)."""

from django.utils.translation import gettext_lazy as _

from cogov.contexts.hotline.api import calls

ROUTERS = (("/desk/calls", calls.router),)
TAGS = {"calls": _("Calls")}
