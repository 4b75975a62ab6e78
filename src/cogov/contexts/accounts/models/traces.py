"""Who looked at whose data, and who asked to be forgotten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Role


class Purpose(models.TextChoices):
    """Why a member of staff looks at a resident's data."""

    CALL = "call", _("Taking a call or a visit")
    REVIEW = "review", _("Reviewing a report")
    DISPATCH = "dispatch", _("Handing a report to a body")
    HANDLING = "handling", _("Handling a case")
    VERIFYING = "verifying", _("Checking a case")
    ANSWER = "answer", _("Answering the resident")
    SUPERVISION = "supervision", _("Supervising a case")
    AUDIT = "audit", _("Audit or security")
    REQUEST = "request", _("At the resident's own request")


class PersonalDataView(models.Model):
    """One look at a resident's data by a member of staff."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True, help_text="UTC")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=16, choices=Role.choices)
    body = models.BigIntegerField(help_text="For which body")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    report = models.BigIntegerField(null=True, help_text="Id of the report whose reporter was shown")
    matter = models.CharField(max_length=60, blank=True, help_text="What else showed somebody: desk.incoming:12")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(report__isnull=False) | ~Q(matter=""),
                name="accounts_personaldataview_of",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="accounts_personaldataview_purpose"),
        ]
        indexes = [
            models.Index(fields=["viewer", "id"], name="accounts_view_viewer"),
            models.Index(fields=["person", "id"], condition=~Q(person=None), name="accounts_view_person"),
        ]


class Erasure(models.Model):
    """A person who was erased. The same is noted outside the database, so that a restored backup erases again."""

    person_id = models.BigIntegerField(primary_key=True)
    made_at = models.DateTimeField(help_text="UTC; when that person's row was made: ids alone can come again")
    at = models.DateTimeField(help_text="UTC")
    noted_at = models.DateTimeField(null=True, help_text="When it was written to the list outside")
