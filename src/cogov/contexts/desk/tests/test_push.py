"""Messages on lock screens: sealed as RFC 8291 shows, signed as RFC 8292 asks, to a push service on this machine."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cogov.contexts.accounts.tests import factories as people
from cogov.contexts.desk import facade, sending
from cogov.contexts.desk.actions import add_device, remove_device
from cogov.contexts.desk.channels import push
from cogov.contexts.desk.models import Device, Message
from cogov.kernel import outbound
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


def plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_message_is_sealed_as_in_the_standard_s_own_example() -> None:
    """RFC 8291, section 5."""
    secret = int.from_bytes(plain("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    sealed = push.seal(
        b"When I grow up, I want to be a watermelon",
        plain(BROWSER),
        plain(AUTH),
        key=ec.derive_private_key(secret, ec.SECP256R1()),
        salt=plain("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert coded(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


class Service(ThreadingHTTPServer):
    """A push service that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer = 201


class Taker(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers.items()), body))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Silent."""


@pytest.fixture
def service(settings) -> Iterator[Service]:  # type: ignore[no-untyped-def]
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    found = Service()
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


class Browser:
    """What a browser keeps for itself."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body: bytes) -> dict[str, str]:
        """Written from RFC 8188 and 8291, apart from the code under test."""
        salt, other, sealed = body[:16], body[21 : 21 + body[20]], body[21 + body[20] :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), other))
        info = b"WebPush: info\0" + self.public + other
        secret = HKDF(hashes.SHA256(), 32, plain(AUTH), info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        found: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1])
        return found


@pytest.fixture
def person() -> int:
    return int(people.resident(language="en").pk)


@pytest.fixture
def browser(service: Service, person: int) -> Browser:
    found = Browser()
    endpoint = f"http://127.0.0.1:{service.server_port}/push/1"
    add_device(by=Actor(person=person), endpoint=endpoint, p256dh=coded(found.public), auth=AUTH, name="Firefox")
    return found


def tell(person: int, *, private: bool = False, urgent: bool = False) -> None:
    write = lambda: facade.Letter("Lamp fixed", "It is done.", link="/r/7")  # noqa: E731
    facade.notify(person=person, occasion="entry:1", letter=write, private=private, urgent=urgent)
    sending.send_waiting()


def test_a_browser_can_read_what_is_sent_to_it(service: Service, browser: Browser, person: int) -> None:
    tell(person)
    [(heads, body)] = service.got
    shown = browser.read(body)
    assert (shown["title"], shown["url"]) == ("Lamp fixed", "http://127.0.0.1:8000/r/7")
    assert (heads["Content-Encoding"], heads["Urgency"]) == ("aes128gcm", "normal")


def test_a_lock_screen_says_nothing_of_a_private_matter(service: Service, browser: Browser, person: int) -> None:
    tell(person, private=True, urgent=True)
    shown = browser.read(service.got[0][1])
    assert "amp" not in str(shown)
    assert shown["url"].endswith("/news")


def test_the_push_service_can_check_who_sends(service: Service, browser: Browser, person: int) -> None:
    tell(person)
    scheme, _space, rest = service.got[0][0]["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(parts["k"]))
    raw = plain(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    told = json.loads(plain(claims))
    assert (scheme, told["aud"]) == ("vapid", f"http://127.0.0.1:{service.server_port}")


@pytest.mark.parametrize("answer", [404, 410])
def test_a_device_that_has_gone_is_forgotten(service: Service, browser: Browser, person: int, answer: int) -> None:
    service.answer = answer
    tell(person)
    assert not Device.objects.exists()
    assert Message.objects.get(way="push").state == "failed"


def test_a_service_that_is_away_is_asked_again(service: Service, browser: Browser, person: int) -> None:
    service.answer = 503
    tell(person)
    assert (Device.objects.count(), Message.objects.get(way="push").state) == (1, "waiting")


def test_an_address_inside_the_city_s_network_is_never_asked(person: int) -> None:
    browser = Browser()
    add_device(
        by=Actor(person=person), endpoint="http://169.254.169.254/latest", p256dh=coded(browser.public), auth=AUTH
    )
    tell(person)
    assert Message.objects.get(way="push").state == "failed"


@pytest.mark.parametrize(
    ("endpoint", "p256dh", "auth", "error"),
    [
        ("https://push.example/1", "AAAA", AUTH, Invalid),
        ("https://push.example/1", coded(b"\x04" + b"\x01" * 64), AUTH, Invalid),
        ("https://push.example/1", BROWSER, "short", Invalid),
        ("javascript:alert(1)", "AAAA", AUTH, outbound.Refused),
    ],
)  # fmt: skip
def test_what_is_no_browser_s_subscription_is_refused(
    person: int, endpoint: str, p256dh: str, auth: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        add_device(by=Actor(person=person), endpoint=endpoint, p256dh=p256dh, auth=auth)


def test_a_browser_belongs_to_who_signed_in_last(service: Service, browser: Browser, person: int) -> None:
    other = int(people.resident().pk)
    row = Device.objects.get()
    add_device(by=Actor(person=other), endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth)
    assert Device.objects.get().person_id == other
    remove_device(device=Device.objects.get().pk, by=Actor(person=person))
    assert Device.objects.exists()
