"""The personal fields of the answers, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.knowledge.models import Version
from cogov.kernel.actors import Actor
from cogov.kernel.personal import Basis, personal

SEARCHES_KEPT = timedelta(days=365)
"""A year shows the seasons of what people ask; older words help nobody."""

personal(
    "knowledge.version", "author", purpose=_("To show who of the staff did what"), basis=Basis.PUBLIC_TASK,
    retention=None,
)  # fmt: skip
personal(
    "knowledge.sought", "words", purpose=_("To see which answers are missing"), basis=Basis.PUBLIC_TASK,
    retention=SEARCHES_KEPT,
)  # fmt: skip


def export(person: int) -> list[int]:
    """Ids of the answers that the person wrote as staff."""
    return sorted(set(Version.objects.filter(author=person).values_list("answer", flat=True)))


def erase(person: int, _by: Actor) -> None:
    """The versions stay, being the city's; the link to the person goes."""
    Version.objects.filter(author=person).update(author=None)


accounts.contribute_personal_data("knowledge", export, erase, _("Answers written as staff"))
