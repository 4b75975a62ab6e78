"""How a reader wants to read is kept, for everybody, and leads nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_large_type_is_kept_and_set_by_the_server(client: Client) -> None:
    response = client.post("/appearance", {"type": "large", "next": "/gallery"})
    assert response.headers["Location"] == "/gallery"
    assert 'data-type="large"' in client.get("/gallery").content.decode()


def test_the_theme_of_the_reader_wins_over_the_device(client: Client) -> None:
    client.post("/appearance", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/gallery").content.decode()
    client.post("/appearance", {"theme": "auto"})
    assert "data-theme" not in client.get("/gallery").content.decode().split("<head>")[0]


def test_one_choice_leaves_the_other(client: Client) -> None:
    client.post("/appearance", {"type": "large"})
    client.post("/appearance", {"theme": "dark"})
    head = client.get("/gallery").content.decode().split("<head>")[0]
    assert 'data-type="large"' in head
    assert 'data-theme="dark"' in head


@pytest.mark.parametrize("value", ["huge", "<script>", ""])
def test_an_unknown_choice_is_not_kept(client: Client, value: str) -> None:
    assert not client.post("/appearance", {"type": value, "theme": value}).cookies


def test_a_forged_cookie_falls_back_to_normal(client: Client) -> None:
    client.cookies["cogov_type"] = '"><script>'
    assert "data-type" not in client.get("/gallery").content.decode().split("<head>")[0]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(client: Client, target: str) -> None:
    assert client.post("/appearance", {"type": "large", "next": target}).headers["Location"] == "/"


def test_looking_at_the_address_changes_nothing(client: Client) -> None:
    assert client.get("/appearance").status_code == 405


def test_the_page_names_its_language(client: Client) -> None:
    client.cookies["django_language"] = "zh-hans"
    assert '<html lang="zh-Hans"' in client.get("/gallery").content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get("/gallery").content.decode()
