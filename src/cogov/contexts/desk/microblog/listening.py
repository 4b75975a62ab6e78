"""What other servers tell us: follow, follow no more, a note that speaks to a body, a note or account that is gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.actions import receiving
from cogov.contexts.desk.channels.incoming_mail import plain_text
from cogov.contexts.desk.channels.port import Heard, Picture
from cogov.contexts.desk.microblog import documents, remote
from cogov.contexts.desk.models import Follower, Incoming, Message, Post, Voice
from cogov.contexts.desk.telling import queue
from cogov.kernel import ids
from cogov.kernel.actors import SYSTEM, Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, Missing

PICTURES = 4  # as Mastodon allows in one note


def take(activity: dict[str, Any], sender: remote.Account) -> None:
    """One activity whose sender is proved by its signature. Kinds that we do not know are passed over.

    Raises Forbidden for one that speaks for somebody else.
    """
    if activity.get("actor") != sender.id:
        raise Forbidden
    kind, about = activity.get("type"), activity.get("object")
    if kind == "Follow":
        _follow(activity, sender)
    elif kind == "Undo" and isinstance(about, dict) and about.get("type") == "Follow":
        _unfollow(about, sender)
    elif kind == "Create" and isinstance(about, dict) and about.get("type") in ("Note", "Question", "Article"):
        _hear(about, sender)
    elif kind == "Delete":
        _forget(about, sender)


def voice_called(id_: object) -> Voice | None:
    """The voice whose actor has this address."""
    head = documents.url("voice", "x")[: -len("x")]
    code = str(id_).removeprefix(head)
    if not str(id_).startswith(head) or "/" in code:
        return None
    return voice_of(code)


def voice_of(code: str) -> Voice | None:
    """The open voice of the body with this code."""
    try:
        return Voice.objects.filter(pk=bodies.by_code(code).id, open=True).first()
    except Missing:
        return None


@transaction.atomic
def _follow(activity: dict[str, Any], sender: remote.Account) -> None:
    voice = voice_called(_id(activity.get("object")))
    if voice is None:
        return
    Follower.objects.update_or_create(
        voice=voice, account=sender.id, defaults={"inbox": sender.shared_inbox or sender.inbox, "since": now()}
    )
    code = bodies.body(voice.pk).code
    send(voice, f"accept:{ids.digest(str(activity.get('id')))[:40]}", [sender.inbox], documents.accept(code, activity))


def _unfollow(about: dict[str, Any], sender: remote.Account) -> None:
    voice = voice_called(_id(about.get("object")))
    if voice is not None:
        Follower.objects.filter(voice=voice, account=sender.id).delete()


def _hear(note: dict[str, Any], sender: remote.Account) -> None:
    """A note that answers one of our posts or names one of our bodies waits for a person."""
    name = str(note.get("id", ""))
    if note.get("attributedTo") != sender.id or not remote.same_host(name, sender.id):
        raise Forbidden
    post = _answered(str(note.get("inReplyTo") or ""))
    voice = post.voice if post is not None else next((v for v in map(voice_called, _named(note)) if v), None)
    if voice is None:
        return
    heard = Heard(
        name=name, sender=sender.id, sender_name=sender.name, thread=name[: remote.LONGEST],
        text=plain_text(str(note.get("content", "")))[:20_000], body=voice.pk,
        report=post.report if post is not None else None, pictures=_pictures(note), proof="signature",
    )  # fmt: skip
    receiving.receive(heard=heard, by=Actor(channel=Channel.MICROBLOG), channel=Incoming.Channel.MICROBLOG)


def _forget(about: object, sender: remote.Account) -> None:
    """Somebody took back what they wrote, or left altogether: what nobody has dealt with goes with it."""
    gone = _id(about)
    if gone == sender.id:
        Follower.objects.filter(account=sender.id).delete()
    rows = Incoming.objects.filter(channel="microblog", sender=sender.id, state=Incoming.State.NEW)
    for row in rows if gone == sender.id else rows.filter(thread=gone):
        receiving.forget_incoming(row, by=SYSTEM)


def has_written(account: str) -> bool:
    return Incoming.objects.filter(channel=Incoming.Channel.MICROBLOG, sender=account).exists()


def send(voice: Voice, occasion: str, to: Sequence[str], activity: dict[str, Any], *, accounts: bool = False) -> None:
    """Put one activity on its way, once to each inbox; `accounts`: `to` names accounts whose inbox is looked up."""
    text, heads = json.dumps(activity, ensure_ascii=False), {"voice": voice.pk, "account": accounts}
    queue(
        [Message(way=Message.Way.MICROBLOG, occasion=occasion, to=one, text=text, headers=heads)
         for one in dict.fromkeys(to)]
    )  # fmt: skip


def _answered(address: str) -> Post | None:
    """Our post at this address."""
    head, _slash, number = address.rpartition("/")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    post = Post.objects.select_related("voice").filter(pk=int(number), removed_at=None).first()
    if post is None or documents.url("voice_post", bodies.body(post.voice_id).code, post.pk) != address:
        return None
    return post if head else None


def _named(note: dict[str, Any]) -> list[str]:
    tags = [tag.get("href") for tag in _list(note.get("tag")) if isinstance(tag, dict) and tag.get("type") == "Mention"]
    return [str(one) for one in (*tags, *_list(note.get("to")), *_list(note.get("cc")))][:50]


def _pictures(note: dict[str, Any]) -> tuple[Picture, ...]:
    found = [one for one in _list(note.get("attachment")) if isinstance(one, dict)]
    images = [one for one in found if str(one.get("mediaType", "")).startswith("image/")]
    return tuple(Picture(url=str(one.get("url"))[:1000]) for one in images[:PICTURES])


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _id(value: object) -> str:
    return str(value.get("id", "")) if isinstance(value, dict) else str(value or "")
