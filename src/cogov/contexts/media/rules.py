"""Who may see a photo, what is personal about it, and the class of each URL."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cogov.kernel.personal import Basis, personal

URL_CLASSES = {"photo-upload": "public", "photo": "public"}
"""Anybody may call both; what a visitor then gets is decided photo by photo (see `may_see`)."""

DRAFT_LIFE = timedelta(hours=24)
"""How long an upload that nobody filed is kept: a report interrupted in the evening can be finished the next day."""

personal(
    "media.asset",
    "lat",
    "lon",
    "taken_at",
    purpose=_("Offered to the reporter as place and time of the report; deleted when it is filed."),
    basis=Basis.CONSENT,
    retention=DRAFT_LIFE,
)
personal(
    "media.asset",
    "upload_session",
    purpose=_("Shows an unfiled photo only to the visitor who sent it; deleted when it is filed."),
    basis=Basis.PUBLIC_TASK,
    retention=DRAFT_LIFE,
)
personal(
    "media.asset",
    "uploaded_by",
    purpose=_("Lets people see, export and erase their own photos."),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
