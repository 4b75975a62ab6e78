"""Every component is shown, in both languages, with nothing that the security policy would refuse."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import Client

from cogov.ui import samples

pytestmark = pytest.mark.django_db
STATUSES = (400, 403, 404, 409, 413, 429, 500)


@pytest.fixture(params=["zh-hans", "en"])
def reader(request: pytest.FixtureRequest) -> Client:
    client = Client()
    client.cookies["django_language"] = request.param
    return client


def test_every_component_has_a_snippet_in_the_gallery() -> None:
    assert {item.name for item in samples.items()} == set(samples.component_names())


def test_the_gallery_shows_every_component(reader: Client) -> None:
    html = reader.get("/gallery").content.decode()
    missing = [name for name in samples.component_names() if f'id="{name}"' not in html]
    assert missing == []


def test_no_component_leaves_its_tag_unrendered(reader: Client) -> None:
    shown = re.sub(r"<pre.*?</pre>", "", reader.get("/gallery").content.decode(), flags=re.DOTALL)
    assert "<c-" not in shown
    assert "{{" not in shown


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_renders(reader: Client, status: int) -> None:
    response = reader.get(f"/gallery/errors/{status}")
    assert response.status_code == 200
    assert b"<h1>" in response.content


def test_the_desk_renders(reader: Client) -> None:
    assert reader.get("/gallery/desk").status_code == 200


def test_an_unknown_error_page_does_not_exist(reader: Client) -> None:
    assert reader.get("/gallery/errors/418").status_code == 404


HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.mark.parametrize(
    "source",
    [
        '<c-button :title="evil">{{ evil }}</c-button>',
        '<c-button href="{{ evil }}" data-x="{{ evil }}" />',
        '<c-card title="{{ evil }}" :data-x="evil" />',
        '<c-card :title="evil" :href="evil" />',
        '<c-list-row :title="evil" :href="evil" :thumb="evil" />',
        '<c-status :state="evil" :label="evil" />',
        '<c-field name="a" :label="evil" :hint="evil" :error="evil" :value="evil" />',
        '<c-field name="a" type="textarea" :label="evil" :value="evil" />',
        '<c-map :label="evil" :source="evil" />',
        '<c-chart :title="evil" :points="points" />',
        '<c-timeline-item :title="evil" :by="evil" :when="evil" />',
        '<c-avatar :name="evil" />',
        '<c-qr :text="evil" :code="evil" :label="evil" />',
    ],
)
def test_text_of_strangers_stays_text(source: str) -> None:
    from django_cotton.compiler_regex import CottonCompiler

    html = Template(CottonCompiler().process(source)).render(Context({"evil": HOSTILE, "points": [(HOSTILE, 3)]}))
    assert "<img src=x" not in html
