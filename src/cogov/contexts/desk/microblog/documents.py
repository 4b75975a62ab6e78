"""What a voice shows of itself: actor, posts, collections, and what servers ask before (WebFinger, NodeInfo)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, linebreaks, urlize

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.models import Post, Voice

CONTEXT: list[Any] = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
TYPE = "application/activity+json; charset=utf-8"
ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


def url(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(f"desk:{name}", args=args)


def host() -> str:
    """What stands behind the @ of the voices."""
    return urlsplit(settings.SITE_URL).netloc


def actor_id(code: str) -> str:
    return url("voice", code)


def key_id(code: str) -> str:
    return f"{actor_id(code)}#main-key"


def actor(voice: Voice) -> dict[str, Any]:
    body = bodies.body(voice.pk)
    me = actor_id(body.code)
    return {
        "@context": CONTEXT, "id": me, "type": "Organization", "preferredUsername": body.code,
        "name": body.name("zh-hans"), "nameMap": {"zh-Hans": body.name("zh-hans"), "en": body.name("en")},
        "summary": f"<p>{escape(body.name('zh-hans'))} · {escape(body.name('en'))}</p>",
        "url": settings.SITE_URL + reverse("bodies:one", args=[body.code]),
        "inbox": url("voice_inbox", body.code), "outbox": url("voice_outbox", body.code),
        "followers": url("voice_followers", body.code), "endpoints": {"sharedInbox": url("voices_inbox")},
        "manuallyApprovesFollowers": False, "discoverable": True, "published": _stamp(voice.created_at),
        "publicKey": {"id": key_id(body.code), "owner": me, "publicKeyPem": voice.public_key},
    }  # fmt: skip


def note(post: Post) -> dict[str, Any]:
    code = bodies.body(post.voice_id).code
    texts = {"zh-Hans": _html(post.text_zh), "en": _html(post.text_en)}
    found: dict[str, Any] = {
        "id": url("voice_post", code, post.pk), "type": "Note", "attributedTo": actor_id(code),
        "content": "<hr>".join(text for text in texts.values() if text),
        "contentMap": {language: text for language, text in texts.items() if text},
        "published": _stamp(post.published_at), "url": url("voice_post", code, post.pk),
        "to": [PUBLIC], "cc": [url("voice_followers", code), *([post.to] if post.to else [])],
        "inReplyTo": post.answers or None,
    }  # fmt: skip
    if post.to:
        found["tag"] = [{"type": "Mention", "href": post.to, "name": post.to}]
    return found


def create(post: Post) -> dict[str, Any]:
    told = note(post)
    return {
        "@context": CONTEXT, "id": f"{told['id']}#create", "type": "Create", "actor": told["attributedTo"],
        "published": told["published"], "to": told["to"], "cc": told["cc"], "object": told,
    }  # fmt: skip


def delete(post: Post) -> dict[str, Any]:
    told = note(post)
    gone = {"id": told["id"], "type": "Tombstone"}
    return {"@context": CONTEXT, "id": f"{told['id']}#delete", "type": "Delete", "actor": told["attributedTo"],
            "to": [PUBLIC], "object": gone}  # fmt: skip


def accept(code: str, follow: dict[str, Any]) -> dict[str, Any]:
    plain = {name: follow[name] for name in ("id", "type", "actor", "object") if name in follow}
    return {"@context": CONTEXT, "id": f"{actor_id(code)}#accept", "type": "Accept", "actor": actor_id(code),
            "object": plain}  # fmt: skip


def collection(id_: str, total: int, items: Iterable[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The newest `items`; without, only how many there are."""
    found: dict[str, Any] = {"@context": CONTEXT, "id": id_, "type": "OrderedCollection", "totalItems": total}
    if items is not None:
        found["orderedItems"] = list(items)
    return found


def webfinger(code: str) -> dict[str, Any]:
    page = settings.SITE_URL + reverse("bodies:one", args=[code])
    return {
        "subject": f"acct:{code}@{host()}", "aliases": [actor_id(code), page],
        "links": [
            {"rel": "self", "type": "application/activity+json", "href": actor_id(code)},
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page},
        ],
    }  # fmt: skip


def node_info(voices: int, posts: int) -> dict[str, Any]:
    return {
        "version": "2.1", "software": {"name": "cogov", "version": "0.1.0"}, "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []}, "openRegistrations": False,
        "usage": {"users": {"total": voices}, "localPosts": posts}, "metadata": {},
    }  # fmt: skip


def _html(text: str) -> str:
    return linebreaks(urlize(escape(text), nofollow=True), autoescape=False) if text else ""


def _stamp(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%SZ"))
