"""Pictures of the log are for those who take part; on public lines for everybody once the emergency is public."""

from __future__ import annotations

from cogov.contexts.emergencies import rules
from cogov.contexts.emergencies.models import LogLine
from cogov.contexts.media import facade as media
from cogov.kernel.actors import Actor

OWNER = "emergencies.logline"


def may_see_photo(line: int, actor: Actor, _asset: media.AssetCard) -> bool:
    found = LogLine.objects.select_related("emergency__version").filter(pk=line).first()
    if found is None:
        return False
    return (found.public and found.emergency.public_at is not None) or rules.takes_part(actor, found.emergency)


def install() -> None:
    media.register_gate(OWNER, may_see_photo)
