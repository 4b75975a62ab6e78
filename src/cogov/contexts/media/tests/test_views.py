"""The door through which photos come in, and the gate through which they are seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse

from cogov.contexts.accounts.models import Person
from cogov.contexts.media import actions, facade, rules, storage
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import MAX_BYTES, Size
from cogov.contexts.media.tests.factories import (
    GPS_NORTH_EAST,
    OWNER,
    asset,
    encoded,
    exif_with,
    opened,
    picture,
    small,
)
from cogov.contexts.media.tests.hostile import png
from cogov.contexts.media.tests.test_hostile import SPELLINGS, is_bare, planted
from cogov.kernel.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db

PUBLIC_REPORT, PRIVATE_REPORT = 1, 2


def gate(owner: int, actor: Actor, photo: facade.AssetCard) -> bool:
    """As owners do it: all may see photos of report 1, signed-in people everything; originals are for the latter."""
    return actor.person is not None or (owner == PUBLIC_REPORT and not photo.hidden)


@pytest.fixture(autouse=True)
def _gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "gates", {})
    facade.register_gate(OWNER, gate)


@pytest.fixture
def resident(client: Client) -> Client:
    """A browser in which somebody has signed in."""
    signed_in = Client()
    signed_in.force_login(Person.objects.create(name="Li"), backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def send(client: Client, data: bytes, name: str = "photo.jpg", **headers: Any) -> Any:
    return client.post(reverse("photo-upload"), {"photo": SimpleUploadedFile(name, data)}, **headers)


def look(client: Client, row: Asset | str, size: Size = Size.THUMB, **headers: Any) -> Any:
    token = row if isinstance(row, str) else row.token
    return client.get(reverse("photo", args=[token, size]), **headers)


# Sending


def test_a_photo_is_answered_with_its_name_place_and_time(client: Client) -> None:
    exif = exif_with(gps=GPS_NORTH_EAST, details={0x9003: "2026:05:04 12:34:56", 0x9011: "+08:00"})

    response = send(client, encoded(exif=exif.tobytes()))

    answer = response.json()
    assert response.status_code == 201
    assert answer["id"] == answer["token"] == Asset.objects.get().token
    assert answer["position"] == pytest.approx({"lat": 39.9075, "lon": 116.388194}, abs=1e-6)
    assert answer["taken_at"] == "2026-05-04T12:34:56+08:00"
    assert answer["note"] == ""
    assert opened(client.get(answer["thumb"]).content).size == (96, 64)
    assert opened(client.get(answer["page"]).content).size == (96, 64)


def test_that_only_the_first_picture_was_kept_is_said(client: Client) -> None:
    moving = encoded("GIF", save_all=True, append_images=[picture().rotate(180)])

    assert send(client, moving).json()["note"]


@pytest.mark.parametrize(
    ("data", "status"), [(b"%PDF-1.7", 422), (b"", 422), (encoded()[:300], 422), (png(9000, 9000), 413)]
)
def test_a_refusal_is_a_problem_with_a_sentence(client: Client, data: bytes, status: int) -> None:
    response = send(client, data)

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.json()["detail"].endswith((".", "。"))
    assert not Asset.objects.exists()


def test_a_form_without_a_photo_is_told_so(client: Client) -> None:
    response = client.post(reverse("photo-upload"), {"photo": "no file"})

    assert response.status_code == 422
    assert "photo" in response.json()["errors"]


def test_a_body_that_is_announced_as_too_large_is_not_read(client: Client) -> None:
    class Untouched(BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            pytest.fail("was read")

    response = client.generic(
        "POST",
        reverse("photo-upload"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MAX_BYTES * 2),
        **{"wsgi.input": Untouched()},  # type: ignore[arg-type]
    )

    assert response.status_code == 413
    assert "15 MB" in response.json()["detail"]


def test_the_original_never_touches_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_a, **_k: pytest.fail("was written"))
    large = encoded("PNG") + bytes(3 * 1024 * 1024)

    assert send(client, large).status_code == 201


def test_another_site_cannot_send_photos_in_a_visitors_name() -> None:
    assert send(Client(enforce_csrf_checks=True), encoded()).status_code == 403
    assert not Asset.objects.exists()


def test_too_many_photos_from_one_address_must_wait(client: Client) -> None:
    for _each in range(rules.UPLOADS.amount):
        client.post(reverse("photo-upload"))

    response = send(client, encoded())

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response.json()["code"] == "too_many"
    assert send(client, encoded(), REMOTE_ADDR="203.0.113.9").status_code == 201


def test_only_sending_is_done_with_post_and_only_looking_with_get(client: Client) -> None:
    assert client.get(reverse("photo-upload")).status_code == 405
    assert client.post(reverse("photo", args=["a" * 32, Size.FULL])).status_code == 405


# Seeing: state of the photo × who looks


@pytest.mark.parametrize(
    ("owner", "hidden", "stranger", "signed_in"),
    [
        (PUBLIC_REPORT, False, 200, 200),
        (PUBLIC_REPORT, True, 404, 200),
        (PRIVATE_REPORT, False, 404, 200),
        (PRIVATE_REPORT, True, 404, 200),
    ],
)
def test_a_filed_photo_is_seen_by_those_whom_its_owner_admits(
    client: Client, resident: Client, owner: int, hidden: bool, stranger: int, signed_in: int
) -> None:
    row = asset(claimed=owner)
    facade.set_hidden(row.pk, hidden, by=SYSTEM)

    for size in Size:
        assert look(client, row, size).status_code == stranger
        assert look(resident, row, size).status_code == signed_in


def test_a_photo_whose_owner_has_no_gate_is_seen_by_nobody(resident: Client) -> None:
    row = asset()
    actions.claim(tokens=[row.token], owner_type="tests.gateless", owner_id=1, by=SYSTEM)

    assert look(resident, row).status_code == 404


def test_a_hidden_photo_is_not_shown_by_a_gate_that_forgets_to_look(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.gates, OWNER, lambda _owner, _actor, _photo: True)
    row = asset(claimed=PUBLIC_REPORT)
    facade.set_hidden(row.pk, True, by=SYSTEM)

    assert look(client, row).status_code == 404


def test_an_unfiled_photo_is_seen_only_by_the_browser_that_sent_it(client: Client, resident: Client) -> None:
    token = send(client, encoded()).json()["token"]

    assert look(client, token).status_code == 200
    assert look(Client(), token).status_code == 404
    assert look(resident, token).status_code == 404


def test_an_unfiled_photo_is_seen_by_the_person_who_sent_it_elsewhere(resident: Client) -> None:
    token = send(resident, encoded()).json()["token"]
    person = Person.objects.get()
    other_device = Client()
    other_device.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    assert look(other_device, token).status_code == 200


def test_signing_in_does_not_lose_the_photos_of_a_begun_report(client: Client) -> None:
    token = send(client, encoded()).json()["token"]

    client.force_login(Person.objects.create(name="Li"), backend="django.contrib.auth.backends.ModelBackend")

    assert look(client, token).status_code == 200


def test_after_filing_the_sender_sees_what_the_owner_admits(client: Client) -> None:
    token = send(client, encoded()).json()["token"]

    facade.claim(tokens=[token], owner_type=OWNER, owner_id=PRIVATE_REPORT, by=SYSTEM)

    assert look(client, token).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/photos/{token}/huge.jpg",
        "/photos/{token}/full.png",
        "/photos/{short}/full.jpg",
        "/photos/{upper}/full.jpg",
        "/photos/../{token}/full.jpg",
        "/photos/" + "a" * 32 + "/full.jpg",
    ],
)
def test_nothing_else_has_an_address(client: Client, path: str) -> None:
    token = asset(claimed=PUBLIC_REPORT).token
    address = path.format(token=token, short=token[:-1], upper=token.upper())

    assert client.get(address).status_code == 404


def test_neither_id_nor_stem_opens_a_photo(client: Client) -> None:
    row = asset(claimed=PUBLIC_REPORT)

    assert client.get(f"/photos/{row.pk}/full.jpg").status_code == 404
    assert look(client, row.stem).status_code == 404


def test_a_photo_whose_file_is_gone_is_missing(client: Client) -> None:
    row = asset(claimed=PUBLIC_REPORT)
    storage.path(row.stem, Size.THUMB).unlink()

    assert look(client, row).status_code == 404


# Headers


def test_a_public_photo_can_be_kept_by_all_and_does_nothing(client: Client) -> None:
    row = asset(claimed=PUBLIC_REPORT)

    response = look(client, row, Size.FULL)

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert response["Cache-Control"].startswith("public, max-age=")
    assert "immutable" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Content-Length"] == str(len(response.content))
    assert not response.cookies


def test_a_private_photo_is_kept_by_nobody(client: Client, resident: Client) -> None:
    private, draft = asset(claimed=PRIVATE_REPORT), send(client, encoded()).json()["token"]

    for response in (look(resident, private), look(client, draft)):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_photo_that_did_not_change_is_not_sent_again(client: Client) -> None:
    row = asset(claimed=PUBLIC_REPORT)
    first = look(client, row)

    again = look(client, row, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == first["Cache-Control"]
    assert look(client, row, Size.FULL, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_tag_known_from_before_does_not_open_a_hidden_photo(client: Client) -> None:
    row = asset(claimed=PUBLIC_REPORT)
    tag = look(client, row)["ETag"]
    facade.set_hidden(row.pk, True, by=SYSTEM)

    assert look(client, row, HTTP_IF_NONE_MATCH=tag).status_code == 404


def test_only_the_head_can_be_asked_for(client: Client) -> None:
    response = client.head(reverse("photo", args=[asset(claimed=PUBLIC_REPORT).token, Size.FULL]))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"


def test_a_public_photo_costs_one_query_and_its_gate(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    row = asset(claimed=PUBLIC_REPORT)  # the gate of this test asks no query; real ones ask one

    with django_assert_num_queries(1):
        look(client, row)


# What must not come through


@pytest.mark.parametrize("name", planted())
def test_no_marker_comes_back_through_the_gate(client: Client, name: str) -> None:
    sent = send(client, planted()[name], name=f"{SPELLINGS[0].decode()}.jpg")

    answers = [(look(client, sent.json()["token"], size), size) for size in Size]
    for response, size in answers:
        body = response.content
        assert is_bare(body), size
        told = body + json.dumps(dict(response.items())).encode() + sent.content
        assert not any(spelling in told for spelling in SPELLINGS)
    kept = b"".join(path.read_bytes() for path in _files_of(Asset.objects.get()))
    assert not any(spelling in kept + repr(Asset.objects.values().get()).encode() for spelling in SPELLINGS)


def _files_of(row: Asset) -> list[Path]:
    return [storage.path(row.stem, size) for size in Size]


def test_every_route_has_a_class() -> None:
    from cogov.contexts.media.urls import urlpatterns

    assert {route.name for route in urlpatterns} == set(rules.URL_CLASSES)


def test_two_gates_for_one_kind_of_owner_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="gate already"):
        facade.register_gate(OWNER, gate)


def test_photos_of_one_picture_have_addresses_that_share_nothing() -> None:
    first, second = (asset(claimed=PUBLIC_REPORT, drawn=small()) for _each in range(2))

    assert first.sha256 == second.sha256
    assert first.token != second.token
    assert first.stem != second.stem
