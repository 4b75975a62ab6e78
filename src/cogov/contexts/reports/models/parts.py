"""What hangs on a report: contact, photos, what was said, who has it, who else saw it, how it was judged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.models.report import Report
from cogov.kernel.actors import Channel


class Contact(models.Model):
    """How to reach the reporter. Apart from the report, so that no list or export can carry it by accident."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True, help_text="E.164")
    wants_news = models.BooleanField(default=True)


class Attachment(models.Model):
    """A photo of a report."""

    class Kind(models.TextChoices):
        REPORT = "report", _("As reported")
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")
        ANSWER = "answer", _("Added later")

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+", db_index=False)
    asset = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.REPORT)
    at = models.DateTimeField()
    hidden = models.BooleanField(default=False, help_text="Kept, but only for those entitled")

    class Meta:
        indexes = [
            models.Index(fields=["report", "id"], name="reports_attachment_report"),
            models.Index(fields=["kind", "id"], condition=Q(hidden=False), name="reports_attachment_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["report", "asset"], name="reports_attachment_once")]


class Update(models.Model):
    """Something said about a report: in public, among staff, or between staff and reporter."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note among staff")
        PUBLIC = "public", _("News")
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        REASON = "reason", _("Reason")
        COMMENT = "comment", _("Comment")

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    step = models.CharField(max_length=20, blank=True, help_text="The workflow step that it explains")
    state = models.CharField(max_length=12, help_text="State of the report after it")
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    author = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.ForeignKey("bodies.Body", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    hidden = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["report", "id"], name="reports_update_report"),
            models.Index(fields=["at", "id"], name="reports_update_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text_zh="", text_en=""), name="reports_update_says_something"),
        ]


class Assignment(models.Model):
    """A body that has the report on its worklist; one of them leads."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+", db_index=False)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    lead = models.BooleanField(default=True)
    handler = models.ForeignKey(
        "accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    rule = models.BigIntegerField(null=True, help_text="The responsibility that sent it here; null = by hand")
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "body"], condition=Q(done_at=None), name="reports_assignment_once"
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(done_at=None, lead=True), name="reports_assignment_one_lead"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "due_at", "id"], condition=Q(done_at=None), name="reports_work_of_body"),
            models.Index(fields=["handler", "due_at"], condition=Q(done_at=None), name="reports_my_worklist"),
            models.Index(fields=["report", "id"], name="reports_assignment_report"),
        ]


class Support(models.Model):
    """Me too: one for each account, contact or device."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+", db_index=False)
    who = models.CharField(max_length=64, help_text="Digest of account, e-mail or device; never the thing itself")
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "who"], name="reports_support_once")]


class Rating(models.Model):
    """The reporter's judgement of one resolution."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(help_text="0 for the first resolution, 1 after the first reopening …")
    stars = models.PositiveSmallIntegerField()
    fixed = models.BooleanField()
    comment = models.TextField(blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "round"], name="reports_rating_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="reports_rating_stars"),
        ]
