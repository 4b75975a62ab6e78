"""What this context adds to /api/v1: (prefix, router)."""

from cogov.contexts.reports.api import desk, filing, parts, reading, words

OPERATIONS = (reading, filing, desk)
"""Modules whose import registers the operations."""

ROUTERS = (("", parts.router), ("/desk", desk.router))
TAGS = words.TAGS
