"""Who may knock at the addresses of the desk."""

from __future__ import annotations

URL_CLASSES = {
    "desk:subscribe": "public",
    "desk:confirm": "public",
    "desk:unsubscribe": "public",
    "desk:news": "resident",
    "desk:news_one": "resident",
    "desk:news_settings": "resident",
    "desk:news_device": "resident",
    "desk:news_stop": "public",
    "desk:sms_arrival": "public",
    "desk:messages": "staff:admin",
    "desk:deliveries": "staff:admin",
}
