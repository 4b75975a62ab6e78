"""What other servers ask of the bodies' voices, and tell them. Public documents; what is told has to be signed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.microblog import documents, keys, listening, remote
from cogov.contexts.desk.models import Follower, Post, Voice
from cogov.kernel import outbound, throttle
from cogov.kernel.errors import Forbidden, Invalid, Missing, TooLarge
from cogov.kernel.throttle import Rate

MOST_BYTES = 512 * 1024
"""Of one activity: the longest notes of common servers have a tenth of it."""
PER_SERVER = Rate("desk.microblog", 300, 300)
"""Activities from one address: a large server after a popular post, and no more."""
SHOWN = 20  # posts of an outbox: what servers read at most


@require_safe
def webfinger(request: HttpRequest) -> HttpResponse:
    """RFC 7033, for acct:code@host and the actor's own address."""
    asked = request.GET.get("resource", "")
    name, _at, host = asked.removeprefix("acct:").partition("@")
    if asked.startswith("acct:") and host.lower() == documents.host().lower():
        voice = listening.voice_of(name.lower())
    else:
        voice = listening.voice_called(asked)
    if voice is None:
        raise Missing
    answer = JsonResponse(documents.webfinger(_code(voice)), content_type="application/jrd+json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def node_links(_request: HttpRequest) -> HttpResponse:
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.1"
    return JsonResponse({"links": [{"rel": rel, "href": documents.url("node_info")}]})


@require_safe
def node_info(_request: HttpRequest) -> HttpResponse:
    posts = Post.objects.filter(removed_at=None).count()
    return JsonResponse(documents.node_info(Voice.objects.filter(open=True).count(), posts))


@require_safe
@vary_on_headers("Accept")
def actor(request: HttpRequest, code: str) -> HttpResponse:
    """Programs get the actor, people the page of the body."""
    voice = _voice(code)
    return _json(documents.actor(voice)) if _is_program(request) else redirect("bodies:one", code)


@require_safe
def outbox(_request: HttpRequest, code: str) -> HttpResponse:
    """The newest posts. Two queries."""
    rows = Post.objects.filter(voice=_voice(code), removed_at=None)
    newest = [documents.create(post) for post in rows.order_by("-id")[:SHOWN]]
    return _json(documents.collection(documents.url("voice_outbox", code), rows.count(), newest))


@require_safe
def followers(_request: HttpRequest, code: str) -> HttpResponse:
    """Only how many: who follows is nobody's business."""
    count = Follower.objects.filter(voice=_voice(code)).count()
    return _json(documents.collection(documents.url("voice_followers", code), count))


@require_safe
@vary_on_headers("Accept")
def post(request: HttpRequest, code: str, post: int) -> HttpResponse:
    voice = _voice(code)
    row = Post.objects.filter(pk=post, voice=voice).first()
    if row is None:
        raise Missing
    if row.removed_at is not None:
        return HttpResponse(status=410)
    if _is_program(request):
        return _json({"@context": documents.CONTEXT} | documents.note(row))
    return render(request, "desk/post.html", {"post": row, "body": bodies.body(voice.pk)})


@csrf_exempt  # other servers post here; the signature is the proof
@require_POST
def inbox(request: HttpRequest, code: str = "") -> HttpResponse:
    """One activity, of the sender's own account. 202 says that it was read, whatever came of it."""
    if code:
        _voice(code)
    throttle.take(PER_SERVER, throttle.caller(request))
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooLarge
    activity = _parsed(body)
    if activity.get("type") == "Delete" and _never_heard_of(activity):
        return HttpResponse(status=202)  # servers tell everybody when an account ends, and its key is gone by then
    listening.take(activity, _sender(request, body))
    return HttpResponse(status=202)


def _sender(request: HttpRequest, body: bytes) -> remote.Account:
    """Whose key has signed the request; one that was renewed is fetched anew. Raises Forbidden."""
    heads = {name.lower(): value for name, value in request.headers.items()}
    if heads.get("host", "").lower() != documents.host().lower():
        raise Forbidden
    found = keys.read(heads.get("signature", ""))
    keys.require_new(heads.get("date", ""))
    try:
        for fresh in (False, True):
            account = remote.owner_of(found.key_id, fresh=fresh)
            try:
                keys.check(found, account.key, request.get_full_path(), heads, body)
            except Forbidden:
                if fresh:
                    raise
            else:
                return account
    except (outbound.Refused, outbound.Unreachable, TooLarge) as error:
        raise Forbidden from error
    raise Forbidden


def _never_heard_of(activity: dict[str, Any]) -> bool:
    who = str(activity.get("actor", ""))
    return not Follower.objects.filter(account=who).exists() and not listening.has_written(who)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid from None
    if not isinstance(told, dict):
        raise Invalid
    return told


def _voice(code: str) -> Voice:
    voice = listening.voice_of(code)
    if voice is None:
        raise Missing
    return voice


def _code(voice: Voice) -> str:
    return bodies.body(voice.pk).code


def _is_program(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted


def _json(document: dict[str, Any]) -> HttpResponse:
    return JsonResponse(document, content_type=documents.TYPE, json_dumps_params={"ensure_ascii": False})
