"""Where staff speak in public for their body: what was said, who follows, and saying something new."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.microblog import documents, speaking
from cogov.contexts.desk.models import Follower, Post, Voice
from cogov.contexts.desk.rules import SPEAKERS
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

PAGE = 20
"""Posts of one page."""


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The bodies for which one may speak; straight to the only one. Two queries."""
    actor = actor_of(request)
    own = {body for grant in actor.with_roles(*SPEAKERS) for body in grant.bodies}
    infos = [info for info in bodies.bodies_tree() if info.id in own]
    if len(infos) == 1:
        return redirect("desk:posts_of", infos[0].id)
    voices = dict(Voice.objects.filter(pk__in=own).values_list("pk", "open"))
    rows = [{"body": info, "open": voices.get(info.id, False)} for info in infos]
    rows.sort(key=lambda row: not row["open"])
    return render(request, "desk/posts.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, body: int) -> HttpResponse:
    actor = actor_of(request)
    info = bodies.body(body)
    if not speaking.may_speak(actor, body):
        raise Forbidden
    errors: list[object] = []
    if request.method == "POST":
        try:
            messages.success(request, _act(request, body, actor))
            return redirect("desk:posts_of", body)
        except Invalid as error:
            errors = list(error.fields.values()) or [error.sentence]
    return render(request, "desk/posts_of.html", _context(request, info, errors), status=422 if errors else 200)


def _act(request: HttpRequest, body: int, actor: Actor) -> str:
    step = request.POST.get("step", "")
    if step == "open":
        speaking.open_voice(body=body, by=actor)
        return _("The body speaks in public now.")
    if step == "close":
        speaking.close_voice(body=body, by=actor)
        return _("The body is silent now. What it said stays.")
    if step == "remove":
        post = whole(request.POST.get("post", ""))
        if post is None:
            raise Missing
        speaking.remove(post=post, by=actor)
        return _("It is taken back, here and with those who follow.")
    texts = {"text_zh": request.POST.get("text_zh", ""), "text_en": request.POST.get("text_en", "")}
    key = request.POST.get("key", "")
    once(f"desk.post.{actor.person}", key, texts | {"body": body}, lambda: _publish(body, actor, texts))
    return _("It is said, and on its way to those who follow.")


def _publish(body: int, actor: Actor, texts: dict[str, str]) -> dict[str, Any]:
    return {"post": speaking.publish(body=body, by=actor, text_zh=texts["text_zh"], text_en=texts["text_en"]).pk}


def _context(request: HttpRequest, info: bodies.BodyInfo, errors: list[object]) -> dict[str, Any]:
    """Three queries."""
    voice = Voice.objects.filter(pk=info.id).first()
    rows = Post.objects.filter(voice=info.id).order_by("-id")
    after = whole(request.GET.get("after", ""))
    found = list((rows.filter(pk__lt=after) if after is not None else rows)[: PAGE + 1])
    return {
        "body": info, "voice": voice, "open": voice is not None and voice.open, "posts": found[:PAGE],
        "older": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "", "errors": errors,
        "followers": Follower.objects.filter(voice=info.id).count(), "text_zh": request.POST.get("text_zh", ""),
        "text_en": request.POST.get("text_en", ""),
        "address": f"@{info.code}@{documents.host()}",
    }  # fmt: skip
