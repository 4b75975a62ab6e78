"""The channel of microblogs: signed deliveries to inboxes elsewhere, tried again as all messages are."""

from __future__ import annotations

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.channels.port import SENT, Heard, Outcome, Outgoing, Result
from cogov.contexts.desk.microblog import documents, keys, remote
from cogov.contexts.desk.models import Follower, Voice
from cogov.kernel import outbound
from cogov.kernel.errors import Forbidden

SECONDS = 10.0  # for a server to take it
NEVER = (400, 401, 403, 405, 413, 422)  # asking again changes nothing


class Microblog:
    name = "microblog"

    def can_reach(self, address: str) -> bool:
        return address.startswith(("https://", "http://"))

    def send(self, message: Outgoing) -> Outcome:
        """One activity to one inbox, or to the inbox of an account. Raises Refused, Unreachable."""
        voice = Voice.objects.filter(pk=int(message.headers.get("voice") or 0), open=True).first()
        if voice is None:
            return Outcome(Result.NEVER, "the voice is closed")
        try:
            inbox = remote.account(message.to).inbox if message.headers.get("account") else message.to
        except Forbidden:
            return Outcome(Result.NEVER, "no account")
        body = message.text.encode()
        heads = keys.signed(voice, inbox, body, documents.key_id(bodies.body(voice.pk).code))
        heads["Content-Type"] = "application/activity+json"
        reply = outbound.send(inbox, body=body, headers=heads, seconds=SECONDS)
        if 200 <= reply.status < 300:
            return SENT
        if reply.status in (404, 410):
            Follower.objects.filter(inbox=inbox).delete()
            return Outcome(Result.NEVER, "this server is gone")
        return Outcome(Result.NEVER if reply.status in NEVER else Result.LATER, f"server: {reply.status}")

    def parse(self, raw: bytes) -> Heard | None:  # noqa: ARG002
        """Activities come with a signature and are taken by `listening.take`."""
        return None
