"""Voices in the microblogs of the world, against another server whose signatures are made and checked by apsig."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from apsig.draft.sign import Signer
from apsig.draft.verify import Verifier
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from cogov.contexts.desk import sending
from cogov.contexts.desk.actions import answering
from cogov.contexts.desk.microblog import speaking
from cogov.contexts.desk.models import Follower, Incoming, Message, Post
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden

HOST = "city.example"
LAMPS = f"https://{HOST}/microblog/lamps"
JSON = "application/activity+json"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Elsewhere(ThreadingHTTPServer):
    """A server of the open network with one account."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.here = f"http://127.0.0.1:{self.server_port}"
        self.me = f"{self.here}/users/ming"
        self.key = KEY
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.answer = 202
        self.shown: dict[str, Any] = {}

    def actor(self) -> dict[str, Any]:
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        key = {"id": f"{self.me}#main-key", "owner": self.me, "publicKeyPem": pem}
        boxes = {"inbox": f"{self.me}/inbox", "endpoints": {"sharedInbox": f"{self.here}/inbox"}}
        return {"id": self.me, "type": "Person", "name": "小明", "publicKey": key} | boxes | self.shown

    def tell(self, client: Client, activity: dict[str, Any], **changed: Any) -> HttpResponse:
        """POST the activity to the city, signed by apsig; `changed` spoils something."""
        body = json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "actor": self.me} | activity).encode()
        path = changed.get("path", "/microblog/lamps/inbox")
        heads = {"Host": HOST, "Content-Type": JSON} | changed.get("heads", {})
        signer = Signer(
            headers=heads, private_key=changed.get("key", self.key), method="POST", url=f"https://{HOST}{path}",
            key_id=f"{self.me}#main-key", body=body, signed_headers=changed.get("covers"),
        )  # fmt: skip
        signed = {name: value for name, value in signer.sign().items() if name.lower() != "authorization"}
        sent = changed.get("body", body)
        return client.post(changed.get("to", path), sent, content_type=JSON, headers=signed | changed.get("after", {}))  # type: ignore[return-value]

    def deliveries(self) -> list[dict[str, Any]]:
        """What came in, each checked by apsig."""
        found = []
        for path, heads, body in self.got:
            pem = speaking.Voice.objects.get().public_key
            Verifier(pem, "POST", f"{self.here}{path}", heads, body).verify(raise_on_fail=True)
            found.append(json.loads(body))
        return found


class Pages(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.actor()).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers.items()), body))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Silent."""


@pytest.fixture
def other(settings) -> Iterator[Elsewhere]:  # type: ignore[no-untyped-def]
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    settings.SITE_URL, settings.ALLOWED_HOSTS = f"https://{HOST}", [HOST, "testserver", "other.example"]
    cache.clear()
    server = Elsewhere()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def world(db: None) -> World:
    found = build()
    speaking.open_voice(body=found.bodies["lamps"], by=found.actor("supervisor:lamps"))
    return found


def follow(client: Client, other: Elsewhere) -> HttpResponse:
    return other.tell(client, {"id": f"{other.me}#f1", "type": "Follow", "object": LAMPS})


def note(other: Elsewhere, text: str = "<p>路灯不亮了</p>", number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"{other.me}/{number}", "type": "Note", "attributedTo": other.me, "content": text,
            "to": [LAMPS], "tag": [{"type": "Mention", "href": LAMPS}]} | more  # fmt: skip


def write(client: Client, other: Elsewhere, about: dict[str, Any]) -> HttpResponse:
    return other.tell(client, {"id": f"{about['id']}#c", "type": "Create", "object": about})


def test_a_body_is_found_by_its_address(client: Client, world: World, other: Elsewhere) -> None:
    found = client.get(f"/.well-known/webfinger?resource=acct:lamps@{HOST}").json()
    address = next(link["href"] for link in found["links"] if link["rel"] == "self")
    actor = client.get(address.removeprefix(f"https://{HOST}"), headers={"Accept": JSON}).json()
    assert (actor["id"], actor["type"], actor["preferredUsername"]) == (LAMPS, "Organization", "lamps")
    assert client.get("/microblog/lamps", headers={"Accept": "text/html"}).status_code == 302
    assert client.get("/nodeinfo/2.1").json()["software"]["name"] == "cogov"
    assert client.get(f"/.well-known/webfinger?resource=acct:roads@{HOST}").status_code == 404


def test_who_follows_is_accepted_and_gets_what_the_body_says(client: Client, world: World, other: Elsewhere) -> None:
    assert follow(client, other).status_code == 202
    speaking.publish(
        body=world.bodies["lamps"], by=world.actor("supervisor:lamps"), text_zh="今晚检修", text_en="Tonight"
    )
    assert sending.send_waiting() == 2
    accept, create = other.deliveries()
    assert (accept["type"], accept["object"]["id"]) == ("Accept", f"{other.me}#f1")
    assert create["type"] == "Create"
    assert "今晚检修" in create["object"]["content"]
    assert "Tonight" in create["object"]["contentMap"]["en"]
    assert client.get("/microblog/lamps/outbox").json()["totalItems"] == 1
    assert client.get("/microblog/lamps/followers").json() == {
        "@context": create["@context"], "id": f"{LAMPS}/followers", "type": "OrderedCollection", "totalItems": 1
    }  # fmt: skip


def test_who_follows_no_more_gets_nothing(client: Client, world: World, other: Elsewhere) -> None:
    follow(client, other)
    other.tell(client, {"id": "u", "type": "Undo", "object": {"type": "Follow", "object": LAMPS}})
    assert not Follower.objects.exists()


def test_a_mention_becomes_a_draft_once_and_is_answered_in_public(
    client: Client, world: World, other: Elsewhere
) -> None:
    for _ in range(2):
        assert write(client, other, note(other)).status_code == 202
    row = Incoming.objects.get()
    assert (row.channel, row.text, row.sender, row.body_id) == (
        "microblog", "路灯不亮了", other.me, world.bodies["lamps"],
    )  # fmt: skip
    answering.answer_incoming(incoming=row.pk, revision=1, text="已派人。", by=world.actor("operator"))
    sending.send_waiting()
    [answer] = other.deliveries()
    assert (answer["object"]["inReplyTo"], other.me in answer["object"]["cc"]) == (f"{other.me}/1", True)


def test_an_answer_to_a_post_about_a_case_names_the_case(client: Client, world: World, other: Elsewhere) -> None:
    report = world.file()
    post = speaking.publish(
        body=world.bodies["lamps"], by=world.actor("supervisor:lamps"), text_zh="修好了", report=report.pk
    )
    write(client, other, note(other, "<p>没有</p>", inReplyTo=f"{LAMPS}/{post.pk}", to=[], tag=[]))
    assert Incoming.objects.get().report == report.pk


def test_a_note_that_speaks_to_nobody_here_is_passed_over(client: Client, world: World, other: Elsewhere) -> None:
    assert write(client, other, note(other, to=[], tag=[])).status_code == 202
    assert not Incoming.objects.exists()


def test_script_in_a_note_is_only_text(client: Client, world: World, other: Elsewhere) -> None:
    write(client, other, note(other, "<p>a<script>alert(1)</script>&lt;b&gt;</p>"))
    assert Incoming.objects.get().text == "a<b>"


@pytest.mark.parametrize(
    "changed",
    [
        {"key": OTHER_KEY},
        {"body": b'{"type": "Follow"}'},
        {"to": "/microblog/inbox"},
        {"after": {"Digest": "SHA-256=AAAA"}},
        {"after": {"Signature": ""}},
        {"after": {"Date": "Mon, 02 Mar 2026 10:00:00 GMT"}},
        {"covers": ["(request-target)", "host", "date"]},
        {"heads": {"Host": "other.example"}},
    ],
    ids=["key", "body", "address", "digest", "none", "date", "covers", "host"],
)
def test_what_is_not_signed_as_it_stands_is_refused(
    client: Client, world: World, other: Elsewhere, changed: dict[str, Any]
) -> None:
    about = note(other)
    answer = other.tell(client, {"id": "c", "type": "Create", "object": about}, **changed)
    assert answer.status_code in (400, 403)
    assert not Incoming.objects.exists()


def test_an_old_request_cannot_be_sent_again_later(client: Client, world: World, other: Elsewhere) -> None:
    with time_machine.travel(now() - timedelta(hours=2)):
        heads = Signer({"Host": HOST}, other.key, "POST", f"{LAMPS}/inbox", f"{other.me}#main-key", b"{}").sign()
    signed = {name: value for name, value in heads.items() if name.lower() != "authorization"}
    assert client.post("/microblog/lamps/inbox", b"{}", content_type=JSON, headers=signed).status_code == 403


def test_nobody_speaks_for_somebody_else(client: Client, world: World, other: Elsewhere) -> None:
    forged = note(other) | {"attributedTo": "https://victim.example/users/li"}
    assert write(client, other, forged).status_code == 403
    assert (
        other.tell(client, {"actor": "https://victim.example/u", "type": "Follow", "object": LAMPS}).status_code == 403
    )
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "shown",
    [
        {"id": "https://victim.example/users/li"},
        {"inbox": "https://victim.example/inbox"},
        {"publicKey": {"id": "x", "owner": "https://victim.example/users/li", "publicKeyPem": ""}},
    ],
)
def test_an_account_that_claims_another_server_is_refused(
    client: Client, world: World, other: Elsewhere, shown: dict[str, Any]
) -> None:
    other.shown = shown
    assert follow(client, other).status_code == 403


def test_a_key_that_was_renewed_is_fetched_anew(client: Client, world: World, other: Elsewhere) -> None:
    follow(client, other)
    other.key = OTHER_KEY
    assert write(client, other, note(other)).status_code == 202
    assert Incoming.objects.exists()


def test_keys_inside_the_city_s_own_network_are_never_fetched(
    client: Client, world: World, other: Elsewhere, settings: Any
) -> None:
    settings.OUTBOUND_NETWORKS = []
    assert follow(client, other).status_code == 403


def test_a_note_that_its_writer_took_back_goes_before_anybody_has_dealt_with_it(
    client: Client, world: World, other: Elsewhere
) -> None:
    write(client, other, note(other))
    other.tell(client, {"id": "d", "type": "Delete", "object": {"id": f"{other.me}/1", "type": "Tombstone"}})
    assert not Incoming.objects.exists()


def test_a_server_that_is_away_is_tried_again_and_one_that_is_gone_forgotten(
    client: Client, world: World, other: Elsewhere
) -> None:
    follow(client, other)
    sending.send_waiting()
    other.answer = 503
    speaker = world.actor("supervisor:lamps")
    speaking.publish(body=world.bodies["lamps"], by=speaker, text_zh="一")
    assert sending.send_waiting() == 0
    assert Message.objects.filter(state="waiting").count() == 1
    other.answer = 410
    with time_machine.travel(now() + timedelta(minutes=2)):
        sending.send_waiting()
    assert (Message.objects.filter(state="failed").count(), Follower.objects.count()) == (1, 0)


def test_what_was_said_can_be_taken_back(client: Client, world: World, other: Elsewhere) -> None:
    follow(client, other)
    speaker = world.actor("supervisor:lamps")
    post = speaking.publish(body=world.bodies["lamps"], by=speaker, text_zh="错了")
    speaking.remove(post=post.pk, by=speaker)
    sending.send_waiting()
    assert other.deliveries()[-1]["type"] == "Delete"
    assert client.get(f"/microblog/lamps/{post.pk}").status_code == 410
    assert Post.objects.count() == 1


@pytest.mark.parametrize("who", ["supervisor:roads", "handler:lamps", "anonymous"])
def test_only_those_of_a_body_speak_for_it(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        speaking.publish(body=world.bodies["lamps"], by=world.actor(who), text_zh="喂")


def test_staff_open_the_voice_speak_and_take_back_on_one_page(world: World, client: Client) -> None:
    staff = at_the_desk(world, "supervisor:roads")
    page = f"/desk/posts/{world.bodies['roads']}"
    staff.post(page, {"step": "open"})
    sent = {"text_zh": "今晚修路。", "text_en": "", "key": "k" * 20}
    for _ in range(2):
        assert staff.post(page, sent).status_code == 302
    assert "今晚修路。" in staff.get(page).content.decode()
    assert staff.post(page, {"text_zh": "", "text_en": "", "key": "l" * 20}).status_code == 422
    [post] = Post.objects.all()
    assert "今晚修路。" in client.get(f"/microblog/roads/{post.pk}", headers={"Accept": "text/html"}).content.decode()
    staff.post(page, {"step": "remove", "post": post.pk})
    staff.post(page, {"step": "close"})
    assert client.get("/microblog/roads", headers={"Accept": JSON}).status_code == 404
    assert staff.get(f"/desk/posts/{world.bodies['lamps']}").status_code == 403
