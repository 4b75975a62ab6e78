"""What has served its time goes."""

from __future__ import annotations

from django.contrib.sessions.models import Session

from cogov.contexts.accounts.actions import erasure
from cogov.contexts.accounts.models import PersonalDataView
from cogov.contexts.accounts.models.register import VIEWS_KEPT
from cogov.kernel.clock import now


def tidy() -> dict[str, int]:
    """Delete ended sessions and old looks, and finish the list of erasures; returns how many of each."""
    return {
        "sessions": Session.objects.filter(expire_date__lt=now()).delete()[0],
        "views": PersonalDataView.objects.filter(at__lt=now() - VIEWS_KEPT).delete()[0],
        "erasures": erasure.note_erasures(),
    }
