"""What a body says in public: opening its voice, posting, answering, taking back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import rules
from cogov.contexts.desk.events import PostPublished, PostRemoved, VoiceOpened, VoiceSet
from cogov.contexts.desk.microblog import documents, keys, listening
from cogov.contexts.desk.models import Follower, Incoming, Post, Voice
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, Invalid, Missing

LONGEST = 500  # characters in each language, as most servers show without a fold


def may_speak(actor: Actor, body: int) -> bool:
    return any(body in grant.bodies for grant in actor.with_roles(*rules.SPEAKERS))


@transaction.atomic
def open_voice(*, body: int, by: Actor) -> Voice:
    """Give a body its voice, or open it again. Raises Missing, Forbidden. Twice is once."""
    if not bodies.body(body).active:
        raise Missing
    if not may_speak(by, body):
        raise Forbidden
    voice = Voice.objects.select_for_update(of=("self",)).filter(pk=body).first()
    if voice is None:
        sealed, public = keys.new_pair(body)
        voice = Voice.objects.create(pk=body, body_id=body, sealed_key=sealed, public_key=public, created_at=now())
        journal.record(VoiceOpened(), subject=voice, by=by, first=True)
    elif not voice.open:
        voice.open = True
        journal.record(VoiceSet(True), subject=voice, by=by, save=("open",))
    return voice


@transaction.atomic
def close_voice(*, body: int, by: Actor) -> None:
    """It says nothing and hears nothing until it is opened again. Raises Missing, Forbidden."""
    voice = _locked(body, by)
    if voice.open:
        voice.open = False
        journal.record(VoiceSet(False), subject=voice, by=by, save=("open",))


@transaction.atomic
def publish(*, body: int, by: Actor, text_zh: str = "", text_en: str = "", report: int | None = None) -> Post:
    """Say something to everybody who follows. Raises Missing, Forbidden, Invalid."""
    voice = _locked(body, by)
    return _say(voice, text_zh, text_en, by, report=report)


@transaction.atomic
def answer(row: Incoming, text: str, *, by: Actor) -> Post:
    """To a note that spoke to a body, in public. Raises Missing, Forbidden, Invalid."""
    if row.body_id is None:
        raise Missing
    voice = Voice.objects.filter(pk=row.body_id, open=True).first()
    if voice is None:
        raise Missing
    zh, en = (text, "") if row.language.startswith("zh") else ("", text)
    post = _say(voice, zh, en, by, report=row.report, answers=row.thread, to=row.sender)
    listening.send(voice, f"post:{post.pk}:answer", [row.sender], documents.create(post), accounts=True)
    return post


@transaction.atomic
def remove(*, post: int, by: Actor) -> None:
    """Take it back everywhere. Raises Missing, Forbidden. Twice is once."""
    row = Post.objects.select_for_update(of=("self",)).filter(pk=post).first()
    if row is None:
        raise Missing
    if not may_speak(by, row.voice_id):
        raise Forbidden
    if row.removed_at is None:
        row.removed_at = now()
        journal.record(PostRemoved(), subject=row, by=by, save=("removed_at",))
        voice = Voice.objects.get(pk=row.voice_id)
        listening.send(voice, f"post:{row.pk}:removed", _inboxes(voice), documents.delete(row))


def _say(
    voice: Voice, zh: str, en: str, by: Actor, *, report: int | None = None, answers: str = "", to: str = ""
) -> Post:
    zh, en = zh.strip(), en.strip()
    if not (zh or en):
        raise Invalid(fields={"text_zh": _("Please write something.")})
    if max(len(zh), len(en)) > LONGEST:
        raise Invalid(fields={"text_zh": _("Please shorten it to 500 characters.")})
    post = Post.objects.create(
        voice=voice, text_zh=zh, text_en=en, report=report, answers=answers, to=to, published_at=now()
    )
    journal.record(PostPublished(report, bool(answers)), subject=post, by=by, first=True)
    listening.send(voice, f"post:{post.pk}", _inboxes(voice), documents.create(post))
    return post


def _inboxes(voice: Voice) -> list[str]:
    return list(Follower.objects.filter(voice=voice).values_list("inbox", flat=True).distinct())


def _locked(body: int, by: Actor) -> Voice:
    voice = Voice.objects.select_for_update(of=("self",)).filter(pk=body).first()
    if voice is None:
        raise Missing
    if not may_speak(by, body):
        raise Forbidden
    return voice
