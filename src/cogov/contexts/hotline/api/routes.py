"""What this context adds to /api/v1: (prefix, router)."""

from cogov.contexts.hotline.api import calls

ROUTERS = (("/desk/calls", calls.router),)
