"""Answers to what came in, by the way it came."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cogov.contexts.desk.models import Incoming, Message
from cogov.contexts.desk.telling import queue
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid

WECHAT_HOURS = timedelta(hours=48)
"""For which WeChat lets an official account write back after somebody's message."""


def can_answer(row: Incoming) -> bool:
    if row.channel == Incoming.Channel.WECHAT:
        return now() < row.received_at + WECHAT_HOURS
    if row.channel == Incoming.Channel.MICROBLOG:
        return row.body_id is not None
    return row.channel != Incoming.Channel.WEIBO


def answer(row: Incoming, text: str, by: Actor) -> None:
    """Put it on its way, within the caller's transaction. Raises Invalid where there is no way back."""
    if not can_answer(row):
        raise Invalid(gettext_lazy("This channel takes no answer any more. Please use another way."))
    if row.channel == Incoming.Channel.MICROBLOG:
        from cogov.contexts.desk.microblog import speaking  # noqa: PLC0415 - knows the incoming messages, too

        speaking.answer(row, text, by=by)
        return
    queue([_message(row, text)])


def _message(row: Incoming, text: str) -> Message:
    way = {Incoming.Channel.EMAIL: Message.Way.EMAIL, Incoming.Channel.SMS: Message.Way.SMS,
           Incoming.Channel.WECHAT: Message.Way.WECHAT}[Incoming.Channel(row.channel)]  # fmt: skip
    headers: dict[str, str] = {}
    if way == Message.Way.EMAIL and row.thread.startswith("<") and "\n" not in row.thread:
        headers = {"In-Reply-To": row.thread, "References": row.thread, "Auto-Submitted": "no"}
    with override(row.language):
        subject = f"Re: {row.subject}" if row.subject else _("Answer of the city")
    return Message(
        way=way, occasion=f"answer:{row.pk}", to=row.sender, language=row.language, subject=subject[:200], text=text,
        headers=headers, report=row.report,
    )  # fmt: skip
