"""A person: resident or staff, the one difference being grants, which the bodies keep."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cogov.kernel.clock import now
from cogov.kernel.models import Journalled


class PersonManager(BaseUserManager["Person"]):
    """Django's own look-up by e-mail address; people are made by `actions.people` only."""


class Person(AbstractBaseUser, Journalled):
    """Somebody the city knows. Anonymous residents have no row at all.

    There is no user name: a verified e-mail address or telephone number is the handle.
    `password` is for staff only and unusable for all others.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "中文"
        ENGLISH = "en", "English"

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(null=True, blank=True, unique=True, help_text="Lower case")
    phone = models.CharField(max_length=16, null=True, blank=True, unique=True, help_text="E.164: +8613800000000")
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.CHINESE)
    large_type = models.BooleanField(default=False)
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(email=None, phone=None, name="", password="", is_active=False, last_login=None),
                name="accounts_person_erased_is_empty",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_person_email_lower"),
            models.CheckConstraint(
                condition=Q(phone=None) | Q(phone__startswith="+"), name="accounts_person_phone_e164"
            ),
            models.CheckConstraint(
                condition=Q(email_verified_at=None) | ~Q(email=None), name="accounts_person_email_verified"
            ),
            models.CheckConstraint(
                condition=Q(phone_verified_at=None) | ~Q(phone=None), name="accounts_person_phone_verified"
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name

    @property
    def contact(self) -> str:
        """The verified way to reach this person, e-mail first; empty when there is none."""
        if self.email and self.email_verified_at:
            return self.email
        return self.phone if self.phone and self.phone_verified_at else ""
