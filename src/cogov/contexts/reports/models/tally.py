"""How many public reports lie in each cell of the map: folded counts, and the changes not yet folded."""

from __future__ import annotations

from django.db import models

ANY = 0
"""Stands for all categories together in `Tally.category`."""


class Counts(models.Model):
    """Sums over reports, so that two rows may be added; `lat` and `lon` in millionths of a degree."""

    count = models.BigIntegerField()
    open = models.BigIntegerField()
    lat = models.BigIntegerField()
    lon = models.BigIntegerField()
    reports = models.BigIntegerField(help_text="Sum of ids: where `count` is 1, the report itself")

    class Meta:
        abstract = True


class TallyChange(Counts):
    """One report more or less in a cell: written by the database's triggers (reports.tallies), removed by folding."""

    id = models.BigAutoField(primary_key=True)
    cell = models.BigIntegerField(help_text="H3, resolution 12")
    category = models.BigIntegerField()


class Tally(Counts):
    """Everything folded so far for one place of a level."""

    id = models.BigAutoField(primary_key=True)
    level = models.PositiveSmallIntegerField(help_text="H3 resolution")
    place = models.BigIntegerField(help_text="H3 index of resolution 12 without the steps finer than `level`")
    category = models.BigIntegerField(help_text="0 = all together")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "place", "category"], name="reports_tally_once")]
