"""Who may read what of the figures: counts are for everybody, the reports of the week for those who lead."""

from __future__ import annotations

URL_CLASSES: dict[str, str] = {
    "insight:city": "public",
    "insight:city-data": "public",
    "insight:cases": "public",
    "insight:area": "public",
    "insight:area-data": "public",
    "insight:body": "public",
    "insight:body-data": "public",
}
