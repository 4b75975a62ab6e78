"""Other systems are told of public facts by signed messages, each once, through the real worker and a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from standardwebhooks import Webhook

from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report, WebhookMessage, WebhookSubscription
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests import servers
from cogov.contexts.reports.tests.world import World, contact
from cogov.contexts.reports.webhooks import actions as webhooks
from cogov.contexts.reports.webhooks import sending, tasks
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Delivery
from cogov.kernel.worker import drain


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    sending._rests.clear()
    yield
    sending._rests.clear()


@pytest.fixture
def server(settings: Any) -> Iterator[servers.Server]:
    settings.OUTBOUND_NETWORKS = ("127.0.0.1/32",)
    with servers.running() as found:
        yield found


def subscribed(server: servers.Server, *kinds: str) -> tuple[WebhookSubscription, str]:
    return webhooks.subscribe(by=SYSTEM, label="Works", contact="w@example.org", url=f"{server.url}/in", kinds=kinds)


def bodies(server: servers.Server) -> list[dict[str, Any]]:
    return [json.loads(got.body) for got in server.got]


def types(server: servers.Server) -> list[str]:
    return [body["type"] for body in bodies(server)]


def test_a_message_is_signed_as_the_standards_own_library_checks(world: World, server: servers.Server) -> None:
    _row, secret = subscribed(server)
    report = world.file()

    drain()

    [got] = server.got
    assert Webhook(secret).verify(got.body, got.headers) == bodies(server)[0]
    assert (got.method, got.path) == ("POST", "/in")
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert bodies(server)[0]["data"]["report"] == report.pk
    assert WebhookMessage.objects.get().state == "sent"
    assert "whsec_" not in str(list(WebhookSubscription.objects.values()))


@pytest.mark.parametrize("harm", ["body", "id", "timestamp", "secret"])
def test_a_forged_or_replayed_message_does_not_verify(world: World, server: servers.Server, harm: str) -> None:
    _row, secret = subscribed(server)
    world.file()
    drain()
    [got] = server.got
    body, headers = got.body, dict(got.headers)
    if harm == "body":
        body = body.replace(b"lamp", b"road")
    elif harm == "secret":
        secret = sending.secret(WebhookSubscription(pk=999, salt="x"))
    else:
        headers[f"webhook-{harm}"] = str(int(now().timestamp()) + 1)

    with pytest.raises(Exception, match="No matching signature"):
        Webhook(secret).verify(body, headers)


def test_each_public_step_is_told_in_order(world: World, server: servers.Server) -> None:
    subscribed(server)
    report, handler = world.file(), world.actor("handler:lamps")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.start(report=report.pk, by=handler)
    actions.note(report=report.pk, by=handler, text=Said(en="Among staff"))
    actions.note(report=report.pk, by=handler, text=Said(en="A ladder is coming"), public=True)
    actions.resolve(report=report.pk, by=handler, text=Said(zh="换了灯泡"))

    drain()

    assert types(server) == [
        "reports.filed", "reports.accepted", "reports.dispatched", "reports.started", "reports.noted",
        "reports.resolved",
    ]  # fmt: skip
    assert [body["data"]["said"] for body in bodies(server)[-2:]] == [
        {"zh": "", "en": "A ladder is coming"},
        {"zh": "换了灯泡", "en": ""},
    ]
    assert b"Among staff" not in b"".join(got.body for got in server.got)


def test_only_the_chosen_kinds_are_told(world: World, server: servers.Server) -> None:
    subscribed(server, "reports.accepted")
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))

    drain()

    assert types(server) == ["reports.accepted"]


def test_nothing_private_goes_out(world: World, server: servers.Server) -> None:
    subscribed(server)
    reporter = contact(name="Marker One", email="marker-two@example.org", phone="+8613912345678")
    public = world.file(contact=reporter, text="marker-three", address="marker-four")
    private = world.file(contact=reporter, category="noise")
    for report in (public, private):
        actions.support(report=public.pk, by=world.actor("neighbour"), who=f"x{report.pk}")

    drain()

    sent = b"".join(got.body for got in server.got).decode()
    assert {body["data"]["report"] for body in bodies(server)} == {public.pk}
    for marker in ("Marker One", "marker-two", "13912345678", "marker-three", "marker-four", public.receipt):
        assert marker not in sent


def test_who_has_a_copy_is_told_to_remove_what_is_public_no_more(world: World, server: servers.Server) -> None:
    subscribed(server)
    rejected, turned = world.file(), world.file()
    drain()
    actions.reject(report=rejected.pk, by=world.actor("reviewer"), reason=Said(en="secret reason"))
    actions.accept(report=turned.pk, by=world.actor("reviewer"), private=True)

    drain()

    last = bodies(server)[2:]
    assert [body["data"] for body in last] == [
        {"report": rejected.pk, "removed": True},
        {"report": turned.pk, "removed": True},
    ]


def test_a_redacted_text_is_sent_again_without_saying_why(world: World, server: servers.Server) -> None:
    subscribed(server)
    report = world.file(text="Call 13900001111")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    drain()
    actions.redact(report=report.pk, by=world.actor("reviewer"), text="Call [hidden]")

    drain()

    last = bodies(server)[-1]
    assert (last["type"], last["data"]["text"]) == ("reports.changed", "Call [hidden]")


def test_what_did_not_arrive_is_sent_again_and_only_to_whom_it_is_missing(world: World, server: servers.Server) -> None:
    subscribed(server)
    with servers.running() as lame:
        lame.answer = lambda _got: (500, {}, b"out of paper")
        slow, _secret = subscribed(lame)
        world.file()

        with time_machine.travel(now(), tick=True) as clock:
            drain()
            assert (len(server.got), len(lame.got)) == (1, 1)
            message = WebhookMessage.objects.get(subscription=slow)
            assert (message.state, message.status, message.error) == ("waiting", 500, "out of paper")

            lame.answer = lambda _got: (200, {}, b"")
            clock.shift(timedelta(seconds=30))
            drain()

        assert (len(server.got), len(lame.got)) == (1, 2)
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("sent", 2)
        assert lame.got[0].headers["webhook-id"] == lame.got[1].headers["webhook-id"]
        assert not Delivery.objects.filter(handler__contains="tell_subscribers").exists()


def test_an_address_that_is_down_is_left_alone_for_a_while(world: World, server: servers.Server) -> None:
    server.answer = lambda _got: (503, {}, b"")
    subscribed(server)
    for _ in range(5):
        world.file()

    drain()

    assert len(server.got) == 1
    assert WebhookMessage.objects.filter(state="waiting").count() == 5


def test_after_a_day_a_message_is_given_up_and_the_address_paused(world: World, server: servers.Server) -> None:
    server.answer = lambda _got: (503, {}, b"")
    row, _secret = subscribed(server)
    world.file()
    drain()
    WebhookMessage.objects.update(created_at=now() - timedelta(hours=25))
    WebhookSubscription.objects.update(failures=50)
    Delivery.objects.update(due_at=now())
    sending._rests.clear()

    drain()
    world.file()
    drain()

    row.refresh_from_db()
    assert row.paused_at is not None
    assert [message.state for message in WebhookMessage.objects.all()] == ["failed"]
    assert len(server.got) == 2


def test_a_subscriber_that_is_gone_is_left_at_once(world: World, server: servers.Server) -> None:
    server.answer = lambda _got: (410, {}, b"")
    row, _secret = subscribed(server)
    world.file()

    drain()

    row.refresh_from_db()
    assert row.paused_at is not None


def test_redirects_are_not_followed_and_inner_addresses_not_asked(
    world: World, server: servers.Server, settings: Any
) -> None:
    server.answer = lambda _got: (302, {"Location": f"{server.url}/elsewhere"}, b"")
    subscribed(server)
    world.file()
    drain()
    assert [got.path for got in server.got] == ["/in"]

    settings.OUTBOUND_NETWORKS = ()
    sending._rests.clear()
    world.file()
    drain()
    assert len(server.got) == 1


def test_a_person_may_send_a_message_again(world: World, server: servers.Server) -> None:
    server.answer = lambda _got: (500, {}, b"")
    row, _secret = subscribed(server)
    report = world.file()
    drain()
    server.answer = lambda _got: (204, {}, b"")
    message = WebhookMessage.objects.get()

    assert webhooks.send_again(message=message.pk, by=SYSTEM)

    message.refresh_from_db()
    row.refresh_from_db()
    assert (message.state, row.failures) == ("sent", 0)
    actions.reject(report=report.pk, by=world.actor("reviewer"), reason=Said(en="No"))
    assert webhooks.send_again(message=message.pk, by=SYSTEM) is False


def test_a_new_secret_replaces_the_old_one(world: World, server: servers.Server) -> None:
    row, old = subscribed(server)
    _row, new = webhooks.renew_secret(subscription=row.pk, by=SYSTEM, revision=row.journal_seq)
    world.file()

    drain()

    assert old != new
    assert Webhook(new).verify(server.got[0].body, server.got[0].headers)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(old).verify(server.got[0].body, server.got[0].headers)
    with pytest.raises(Conflict):
        webhooks.switch(subscription=row.pk, by=SYSTEM, active=False, revision=row.journal_seq)


def test_one_that_is_switched_off_hears_nothing(world: World, server: servers.Server) -> None:
    row, _secret = subscribed(server)
    webhooks.switch(subscription=row.pk, by=SYSTEM, active=False)
    world.file()

    drain()

    assert server.got == []


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({"url": "ftp://example.org/"}, "url"),
        ({"url": "https://user:pw@example.org/"}, "url"),
        ({"url": "https://example.org/" + "a" * 500}, "url"),
        ({"label": "x"}, "label"),
        ({"contact": "nobody"}, "contact"),
        ({"kinds": ("reports.assigned",)}, "kinds"),
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused(world: World, fields: dict[str, Any], about: str) -> None:
    good = {"label": "Works", "contact": "w@example.org", "url": "https://example.org/in"}

    with pytest.raises(Invalid) as caught:
        webhooks.subscribe(by=SYSTEM, **(good | fields))

    assert set(caught.value.fields) == {about}


def test_only_administrators_decide_who_is_told(world: World, server: servers.Server) -> None:
    row, _secret = subscribed(server)
    for who in ("reviewer", "supervisor", "resident", "anonymous"):
        by = world.actor(who)
        with pytest.raises(Forbidden):
            webhooks.subscribe(by=by, label="Mine", contact="m@example.org", url="https://example.org/")
        with pytest.raises(Forbidden):
            webhooks.switch(subscription=row.pk, by=by, active=False)
        with pytest.raises(Forbidden):
            webhooks.send_again(message=1, by=by)
    with pytest.raises(Missing):
        webhooks.switch(subscription=999, by=world.actor("admin"), active=False)


def test_old_messages_are_forgotten(world: World, server: servers.Server) -> None:
    row, _secret = subscribed(server)
    old = now() - timedelta(days=31)
    for number, state in enumerate(("sent", "failed", "waiting")):
        WebhookMessage.objects.create(
            subscription=row, entry=number, kind="reports.filed", report=1, state=state, created_at=old
        )

    assert tasks.sweep() == 2
    assert WebhookMessage.objects.get().state == "waiting"


def test_a_fact_costs_one_query_when_nobody_listens(world: World, django_assert_num_queries: Any) -> None:
    from cogov.kernel import journal

    report = Report.objects.get(pk=world.file().pk)
    entry = journal.history(report)[0]

    with django_assert_num_queries(1):
        sending.tell(journal.fact_of(entry), entry)
