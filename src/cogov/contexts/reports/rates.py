"""How often what may be done by one caller. Each constant: at once, then seconds for a full refill."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.kernel.throttle import Rate

FILING = Rate(
    "reports.file",
    20,
    3600,
    _("Many reports came from you in a short time. Please wait a little. For an emergency call 110, 119 or 120."),
)
"""Twenty at once for a walk through the quarter; a block of flats behind one address still fits."""

RECEIPTS = Rate("reports.receipt", 30, 3600)
"""A receipt has 160 bits, so this only keeps the guesser from costing anything."""

WORDS = Rate("reports.words", 30, 3600)
"""Comments, answers and me-toos of one address."""

LOOKING = Rate("reports.look", 240, 60)
"""Suggestions and nearby look-ups while somebody types."""
