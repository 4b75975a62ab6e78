"""The areas of a city: city, districts, streets, communities, and the cells of the grid."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import AreaLevel
from cogov.kernel.models import Journalled

LEVELS = (
    (AreaLevel.CITY.value, _("City")),
    (AreaLevel.DISTRICT.value, _("District")),
    (AreaLevel.STREET.value, _("Street")),
    (AreaLevel.COMMUNITY.value, _("Community")),
    (AreaLevel.GRID.value, _("Grid cell")),
)

LEVELS_MANY = {
    AreaLevel.CITY: _("Cities"),
    AreaLevel.DISTRICT: _("Districts"),
    AreaLevel.STREET: _("Streets"),
    AreaLevel.COMMUNITY: _("Communities"),
    AreaLevel.GRID: _("Grid cells"),
}

DRAWN = Q(south__isnull=False, west__isnull=False, north__isnull=False, east__isnull=False)
"""Said aloud: a check that compares with null counts as held."""


class Area(Journalled):
    """One area. A city has no parent; every other area lies in one of the next wider level.

    `boundary` is a GeoJSON Polygon or MultiPolygon in WGS84; an area whose outline nobody
    has given yet has an empty one, and then no box either.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40, unique=True, help_text="As in GB/T 2260, where there is one")
    level = models.CharField(max_length=10, choices=LEVELS)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=110, db_index=True, help_text='Ids from the city down to itself: "/1/4/17/"')
    name_zh = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Order among its siblings, then by code")
    boundary = models.TextField(blank=True)
    south = models.FloatField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True, help_text="A point inside the area, for its label")
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in AreaLevel]), name="areas_area_level"
            ),
            models.CheckConstraint(
                condition=Q(level=AreaLevel.CITY.value, parent=None)
                | (~Q(level=AreaLevel.CITY.value) & ~Q(parent=None)),
                name="areas_area_parent",
            ),
            models.UniqueConstraint(
                fields=["level"], condition=Q(level=AreaLevel.CITY.value), name="areas_area_one_city"
            ),
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="areas_area_named"),
            models.CheckConstraint(
                condition=Q(boundary="", south=None, west=None, north=None, east=None)
                | (~Q(boundary="") & DRAWN & Q(south__lte=models.F("north"), west__lte=models.F("east"))),
                name="areas_area_box",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="areas_area_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh or self.name_en}"
