"""Who may knock at the addresses of the desk."""

from __future__ import annotations

from django.db.models import Q

from cogov.kernel.actors import Actor, AreaLevel, Role

READERS = (Role.OPERATOR, Role.REVIEWER)
"""Who reads what people write to the city."""

URL_CLASSES = {
    "desk:subscribe": "public",
    "desk:confirm": "public",
    "desk:unsubscribe": "public",
    "desk:news": "resident",
    "desk:news_one": "resident",
    "desk:news_settings": "resident",
    "desk:news_device": "resident",
    "desk:news_stop": "public",
    "desk:sms_arrival": "public",
    "desk:sms_in": "public",
    "desk:wechat_in": "public",
    "desk:weibo_in": "public",
    "desk:webfinger": "public",
    "desk:node_links": "public",
    "desk:node_info": "public",
    "desk:voices_inbox": "public",
    "desk:voice": "public",
    "desk:voice_inbox": "public",
    "desk:voice_outbox": "public",
    "desk:voice_followers": "public",
    "desk:voice_post": "public",
    "desk:posts": "staff:operator,supervisor,leader",
    "desk:posts_of": "staff:operator,supervisor,leader",
    "desk:letters_stop": "public",
    "desk:inbox": "staff:operator,reviewer",
    "desk:inbox_one": "staff:operator,reviewer",
    "desk:inbox_act": "staff:operator,reviewer",
    "desk:messages": "staff:admin",
    "desk:deliveries": "staff:admin",
}

SPEAKERS = (Role.SUPERVISOR, Role.LEADER, Role.OPERATOR)
"""Who speaks in public for a body and those below it."""


def readable(actor: Actor) -> Q:
    """The one gate of the inbox: the city's desk reads everything, others what was said to their own bodies."""
    scope = Q(pk=None)
    for grant in actor.with_roles(*READERS):
        scope |= Q(pk__isnull=False) if grant.level == AreaLevel.CITY else Q(body__in=grant.bodies)
    return scope
