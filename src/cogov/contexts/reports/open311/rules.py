"""The class of each address: all are open; posting asks for a key itself, in the standard's form."""

from __future__ import annotations

URL_CLASSES = {
    f"reports:open311_{name}": "public"
    for name in (
        "discovery", "services", "definition", "requests", "request", "token", "updates", "root",
    )
}  # fmt: skip
