"""Who may knock at the addresses of the desk."""

from __future__ import annotations

URL_CLASSES = {
    "desk:subscribe": "public",
    "desk:confirm": "public",
    "desk:unsubscribe": "public",
    "desk:messages": "staff:admin",
    "desk:deliveries": "staff:admin",
}
