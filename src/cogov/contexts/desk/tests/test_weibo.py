"""Weibo's pushed comments, by the recorded contract."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.test import Client

from cogov.contexts.desk.models import Incoming

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account(settings) -> None:  # type: ignore[no-untyped-def]
    settings.CHANNELS = {"weibo": {"app_secret": "hush"}}


def push(client: Client, secret: str = "hush", **fields: object) -> int:
    told = {"type": "mention", "sender_id": 42, "created_at": "Wed Mar 04 12:00:00 +0800 2026", "id": 9} | fields
    signature = hashlib.sha1("".join(sorted((secret, "1", "n"))).encode()).hexdigest()
    address = f"/channels/weibo?timestamp=1&nonce=n&signature={signature}"
    return client.post(address, json.dumps(told), content_type="application/json").status_code


def test_a_mention_becomes_a_draft_once(client: Client) -> None:
    for _ in range(2):
        assert push(client, text="@市政 路灯不亮了", screen_name="小明") == 200
    row = Incoming.objects.get()
    assert (row.channel, row.text, row.sender, row.sender_name) == ("weibo", "@市政 路灯不亮了", "42", "小明")


def test_what_is_not_signed_is_refused(client: Client) -> None:
    assert push(client, secret="guess", text="x") == 403
    assert not Incoming.objects.exists()


def test_what_is_no_message_is_refused_and_an_event_is_passed_over(client: Client) -> None:
    assert push(client, type="event") == 200
    assert push(client, sender_id="<script>") == 422
    assert not Incoming.objects.exists()
