"""Who does the city's work: departments, offices and companies, their staff, and what each is responsible for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import AreaLevel, Role
from cogov.kernel.models import Journalled
from cogov.kernel.personal import Basis, personal

LEVELS = (
    (AreaLevel.CITY.value, _("City")),
    (AreaLevel.DISTRICT.value, _("District")),
    (AreaLevel.STREET.value, _("Street")),
    (AreaLevel.COMMUNITY.value, _("Community")),
)


class Kind(models.TextChoices):
    DEPARTMENT = "department", _("Department")
    OFFICE = "office", _("Public office")
    COMPANY = "company", _("Company")
    COMMITTEE = "committee", _("Community committee")


class Body(Journalled):
    """A department, office, company or committee. It belongs to one area, and its level is that area's."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    level = models.CharField(max_length=10, choices=LEVELS)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=220, db_index=True, help_text='Ids from the top body down to itself: "/1/4/17/"')
    name_zh = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    phone = models.CharField(max_length=40, blank=True, help_text="Public")
    email = models.EmailField(blank=True, help_text="Public")
    web = models.URLField(blank=True)
    duty_zh = models.TextField(blank=True, help_text="What it does, in a few sentences for residents")
    duty_en = models.TextField(blank=True)
    calendar = models.CharField(
        max_length=40, blank=True, help_text="Code of its calendar; empty = that of the body above"
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=[level for level, _label in LEVELS]), name="bodies_body_level"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="bodies_body_kind"),
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="bodies_body_named"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh or self.name_en}"


class Membership(Journalled):
    """A person holds one role at one body from `since` until (excluded) `until`; alike where it never began."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, blank=True, help_text="UTC; empty = no end")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body", "role"], condition=Q(until=None), name="bodies_membership_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="bodies_membership_role"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="bodies_membership_time"),
        ]


class Responsibility(Journalled):
    """A body answers for a category with all below it, in an area with all below it. See docs/adr/0004-nearest-rule.md.

    A rule that no longer holds keeps its row with `until`, so that old decisions can still be explained.
    """

    id = models.BigAutoField(primary_key=True)
    category = models.CharField(max_length=60, blank=True, help_text="Code of the category; empty = every category")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True, help_text="The decree or agreement it rests on")
    since = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, blank=True, help_text="UTC; empty = no end")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area"], condition=Q(until=None), name="bodies_responsibility_one"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="bodies_responsibility_time"
            ),
        ]


personal(
    "bodies.body", "phone", "email", purpose=_("Contact of a public office"), basis=Basis.PUBLIC_TASK, retention=None
)
personal(
    "bodies.membership", "person", purpose=_("Who may act for a public office"), basis=Basis.LEGAL_DUTY, retention=None
)
