"""What this context adds to /api/v1: (prefix, router)."""

from cogov.contexts.insight.api import figures

ROUTERS = (("/figures", figures.router),)
