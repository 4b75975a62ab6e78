"""Django's own sentences about a wrong input, named here so that they get a translation of ours.

An app's translations stand before the framework's: its Chinese speaks of "fields" and "slugs" to people who never
saw one. The island that checks in the browser says the same words (islands/lib/words.js).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    _("This field is required."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
)
