"""All ways by name."""

from __future__ import annotations

from cogov.contexts.desk.channels.mail import Mail
from cogov.contexts.desk.channels.port import Channel
from cogov.contexts.desk.channels.push import Push
from cogov.contexts.desk.channels.sms import Sms
from cogov.contexts.desk.channels.wechat import WeChat
from cogov.contexts.desk.channels.weibo import Weibo
from cogov.contexts.desk.microblog.channel import Microblog

_ways: dict[str, Channel] = {one.name: one for one in (Mail(), Sms(), Push(), WeChat(), Weibo(), Microblog())}


def way(name: str) -> Channel:
    """Raises KeyError for a way that there is not."""
    return _ways[name]


def ways() -> list[Channel]:
    return list(_ways.values())
