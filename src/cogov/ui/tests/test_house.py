"""Links around a page, static addresses, and what a phone needs to keep the site."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.test import Client, RequestFactory

from cogov.ui import nav, static
from cogov.ui.nav import Item


@pytest.fixture
def empty_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", {})


def found(client: Client, url: str) -> bool:
    response = client.get(url)
    response.close()
    return response.status_code == 200


@pytest.mark.usefixtures("empty_house")
class TestLinks:
    def test_the_longest_address_that_fits_is_the_current_one(self) -> None:
        nav.register(Item("ui:gallery", "Gallery", "map", order=1))
        nav.register(Item("ui:gallery_desk", "Desk", "map", order=2))
        found = nav.links(RequestFactory().get("/gallery/desk"), "main")
        assert [link.current for link in found] == [False, True]

    def test_a_page_below_keeps_its_link_current(self) -> None:
        nav.register(Item("ui:gallery", "Gallery", "map"))
        assert nav.links(RequestFactory().get("/gallery/errors/404"), "main")[0].current

    def test_what_is_not_visible_is_neither_shown_nor_counted(self) -> None:
        def fail(_request: object) -> int:
            raise AssertionError("counted what nobody sees")

        nav.register(Item("ui:gallery", "Gallery", "map", visible=lambda _request: False, count=fail))
        assert nav.links(RequestFactory().get("/"), "main") == ()

    def test_links_come_in_their_order(self) -> None:
        first = Item("ui:gallery", "First", "map", order=1)
        nav.register(replace(first, url_name="ui:offline", label="Second", order=2))
        nav.register(first)
        assert [str(link.label) for link in nav.links(RequestFactory().get("/"), "main")] == ["First", "Second"]


def test_a_static_address_carries_the_hash_of_its_content() -> None:
    storage = static.HashedFiles()
    assert storage.url("dist/cogov.css").startswith("/static/dist/cogov.css?v=")
    assert storage.url("dist/cogov.css") != storage.url("dist/app.js").replace("app.js", "cogov.css")


def test_a_static_name_without_a_file_fails_at_once() -> None:
    with pytest.raises(ValueError, match="no static file"):
        static.HashedFiles().url("dist/none.css")


@pytest.mark.django_db
def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    data = json.loads(client.get("/manifest.webmanifest").content)
    assert data["short_name"] == "共治"
    assert all(found(client, icon["src"]) for icon in data["icons"])


@pytest.mark.django_db
def test_the_service_worker_answers_for_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    shell = json.loads(response.content.decode().split("self.COGOV = ")[1].split(";\n")[0])
    assert shell["offline"] == "/offline"
    assert all(found(client, url) for url in shell["shell"])


@pytest.mark.django_db
def test_robots_stay_out_of_the_desk_and_of_receipts(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text
    assert "Disallow: /r/" in text


def test_a_long_queue_shows_as_more_than_can_be_counted() -> None:
    shown = [nav.Link("/", "Queue", "inbox", count=count).counted for count in (None, 0, 99, 100)]
    assert shown == ["", "0", "99", "99+"]
